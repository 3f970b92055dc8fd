import { verifyCosignatures } from '../tlog/cosignature.ts';
import { meetsQuorum, NO_QUORUM } from '../tlog/policy.ts';
import { CHECKPOINT } from './bundle-format.ts';
import { verifyEd25519, type CheckedLog } from './check-log.ts';
import { claim, type Claim, type Problem } from './report.ts';

const isoOf = (seconds: number): string => new Date(seconds * 1000).toISOString();

/**
 * Cosignatures on the checkpoint under the policy's quorum. A quorum that a pinned policy asks for and that is missing is
 * a fault; one that only the bundle's own policy names is an open claim.
 */
export function checkWitnesses(
  log: CheckedLog,
  pinned: boolean,
): { readonly problems: readonly Problem[]; readonly claims: readonly Claim[] } {
  const { policy, note } = log;
  if (!policy || !note) return { problems: [], claims: [claim('witnessed', false)] };
  const keys = policy.witnesses.map((one) => one.key);
  const cosigned = verifyCosignatures(note, keys, verifyEd25519);
  if (!cosigned)
    return { problems: [{ code: 'signature-wrong', file: CHECKPOINT }], claims: [claim('witnessed', false)] };
  const met = meetsQuorum(
    policy,
    cosigned.map((one) => one.key),
  );
  const needed = policy.quorum !== NO_QUORUM;
  const names = cosigned.map(({ key, time }) => `${key.name} ${isoOf(time)}`).join(', ');
  return {
    problems: pinned && !met ? [{ code: 'quorum-missing', file: CHECKPOINT, params: { quorum: policy.quorum } }] : [],
    claims: [claim('witnessed', needed && met, { witnesses: names })],
  };
}
