import { freshSecret } from '@sluice/crypto';
import { DomainError, type Clock } from '@sluice/kernel';
import { createDirectRelease, type Release } from './log/release.ts';
import type { LogFolder } from './log/log-folder.ts';
import type { TileReader } from './log/tile-reader.ts';
import type { LogKeys } from './log-keys.ts';
import { readPem } from './timestamp/certificate.ts';
import { createTimestamping, type Timestamping } from './timestamp/timestamping.ts';
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
  /** Time stamps, where an authority of time is asked. */
  readonly timestamps: Timestamping | null;
}

/** An authority of time (RFC 3161) that stamps checkpoints. */
export interface StampingAuthority {
  readonly url: string;
  /** PEM of the certificates that the authority's own must lead to. */
  readonly roots: string;
  /** A checkpoint is stamped at most this often; ten minutes unless said. */
  readonly everyMs?: number;
  /** How long the authority may fail before nothing new is shown; four hours unless said. */
  readonly acceptableFailureMs?: number;
  /** The machine's own clock. */
  readonly clock: Clock;
}

interface ReleaseParts {
  readonly folder: LogFolder;
  readonly tiles: TileReader;
  readonly keys: LogKeys;
  readonly witnessing?: Witnessing;
  readonly authority?: StampingAuthority;
  /** Where the folder's files lie. */
  readonly path: string;
  readonly onReleased: (size: number) => void;
  readonly onProblem?: (code: string) => void;
}

const ALONE: ReleaseStatus = { witnesses: [], quorum: 'wanted', met: false, held: null, refusing: null };

/**
 * What makes signed checkpoints public, with the witnesses of a policy and an authority of time, or without any.
 * @throws DomainError (invalid) `ledger.policy-malformed`, `ledger.policy-other-log`, `ledger.quorum-none`,
 * `ledger.timestamp-roots-malformed`
 */
export function createRelease(parts: ReleaseParts): LogRelease {
  const { folder, tiles, keys, witnessing, onProblem } = parts;
  const timestamps = openTimestamping(parts);
  if (!witnessing && !timestamps) {
    const stop = async (): Promise<void> => undefined;
    return { ...createDirectRelease(folder), status: () => ALONE, stop, policy: keys.policy, timestamps };
  }
  const policy = witnessing ? readWitnessPolicy(keys, witnessing) : null;
  const logKeys = keys.signers.map((one) => one.key);
  const asked = policy?.witnesses.filter((one) => addressOf(one, witnessing)) ?? [];
  const release = createWitnessedRelease({
    ...{ folder, tiles, logKeys },
    onReleased(size) {
      timestamps?.offer();
      parts.onReleased(size);
    },
    policy: policy ?? { witnesses: [], groups: [], quorum: NO_QUORUM },
    quorum: witnessing?.quorum ?? 'wanted',
    witnesses: asked.map((one) => ({ name: one.name, key: one.key, url: addressOf(one, witnessing) ?? (() => null) })),
    ...(timestamps ? { hold: () => timestamps.hold() } : {}),
    ...(onProblem ? { onProblem } : {}),
  });
  return {
    ...release,
    policy: policy ? formatPolicy(policy) : keys.policy,
    timestamps,
    async stop() {
      await release.stop();
      await timestamps?.stop();
    },
  };
}

function openTimestamping({ authority, folder, path }: ReleaseParts): Timestamping | null {
  if (!authority) return null;
  const roots = readPem(authority.roots);
  if (!roots) throw new DomainError('ledger.timestamp-roots-malformed', 'invalid');
  const { url, clock, everyMs, acceptableFailureMs } = authority;
  return createTimestamping({
    ...{ folder, path, clock, authority: { url, roots }, randomBytes: freshSecret },
    ...(everyMs === undefined ? {} : { everyMs }),
    ...(acceptableFailureMs === undefined ? {} : { acceptableFailureMs }),
  });
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
