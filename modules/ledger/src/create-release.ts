import { DomainError } from '@sluice/kernel';
import { createDirectRelease, type Release } from './log/release.ts';
import type { LogFolder } from './log/log-folder.ts';
import type { TileReader } from './log/tile-reader.ts';
import type { LogKeys } from './log-keys.ts';
import { formatPolicy, NO_QUORUM, parsePolicy, type PolicyWitness, type TrustPolicy } from './tlog/policy.ts';
import { treeHash } from './tree.ts';
import { createWitnessedRelease, type ReleaseStatus } from './witness/witnessed-release.ts';

/** Who else signs a checkpoint, and what happens while they do not. */
export interface Witnessing {
  /** A trust policy (c2sp.org/tlog-policy); only witnesses with an address in it, or named in `addresses`, are asked. */
  readonly policy: string;
  /** `required`: no checkpoint becomes public without the quorum. `wanted`: it does, after a short wait. */
  readonly quorum: 'required' | 'wanted';
  /** Where a witness answers, by its name in the policy, when that is only known later. */
  readonly addresses?: Readonly<Record<string, () => string | null>>;
}

export interface LogRelease extends Release {
  status(): ReleaseStatus;
  stop(): Promise<void>;
  /** The trust policy to hand out: the log's keys with the witnesses that are asked. */
  readonly policy: string;
}

interface ReleaseParts {
  readonly folder: LogFolder;
  readonly tiles: TileReader;
  readonly keys: LogKeys;
  readonly witnessing?: Witnessing;
  readonly hold?: () => string | null;
  readonly onReleased: (size: number) => void;
  readonly onProblem?: (code: string) => void;
}

const ALONE: ReleaseStatus = { witnesses: [], quorum: 'wanted', met: false, held: null, refusing: null };

/**
 * What makes signed checkpoints public, with the witnesses of a policy or without any.
 * @throws DomainError (invalid) `ledger.policy-malformed`, `ledger.policy-other-log`, `ledger.quorum-none`
 */
export function createRelease(parts: ReleaseParts): LogRelease {
  const { folder, tiles, keys, witnessing, hold, onReleased, onProblem } = parts;
  if (!witnessing && !hold)
    return { ...createDirectRelease(folder), status: () => ALONE, stop: async () => undefined, policy: keys.policy };
  const policy = witnessing ? readWitnessPolicy(keys, witnessing) : null;
  const logKeys = keys.signers.map((one) => one.key);
  const asked = policy?.witnesses.filter((one) => addressOf(one, witnessing)) ?? [];
  const release = createWitnessedRelease({
    ...{ folder, tiles, logKeys, onReleased },
    policy: policy ?? { witnesses: [], groups: [], quorum: NO_QUORUM },
    quorum: witnessing?.quorum ?? 'wanted',
    witnesses: asked.map((one) => ({ name: one.name, key: one.key, url: addressOf(one, witnessing) ?? (() => null) })),
    ...(hold ? { hold } : {}),
    ...(onProblem ? { onProblem } : {}),
  });
  return { ...release, policy: policy ? formatPolicy(policy) : keys.policy };
}

function addressOf(
  { name, url }: PolicyWitness,
  witnessing: Witnessing | undefined,
): (() => string | null) | undefined {
  return url === undefined ? witnessing?.addresses?.[name] : () => url;
}

/** The policy with our own keys in it; one that names another log is not meant for us. */
function readWitnessPolicy(keys: LogKeys, { policy, quorum }: Witnessing): TrustPolicy {
  const wanted = parsePolicy(treeHash.digest, policy);
  const own = parsePolicy(treeHash.digest, keys.policy);
  if (!wanted || !own) throw new DomainError('ledger.policy-malformed', 'invalid');
  if (wanted.logKeys.some((key) => !own.logKeys.some((ours) => ours.name === key.name)))
    throw new DomainError('ledger.policy-other-log', 'invalid');
  if (quorum === 'required' && wanted.quorum === NO_QUORUM) throw new DomainError('ledger.quorum-none', 'invalid');
  return { ...wanted, logKeys: own.logKeys };
}
