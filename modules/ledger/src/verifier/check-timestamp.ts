import { readCertificate } from '../timestamp/certificate.ts';
import { verifyTimestamp, type TimestampFault } from '../timestamp/verify-timestamp.ts';
import { fromBase64 } from '../tlog/base64.ts';
import { parseCheckpoint, type Checkpoint } from '../tlog/checkpoint.ts';
import { parseNote } from '../tlog/note.ts';
import { verifyConsistency } from '../tlog/proofs.ts';
import { hash, STAMPED, STAMPED_PROOF, TIMESTAMP, type BundleEntry } from './bundle-format.ts';
import { textOf } from './check-log.ts';
import { claim, type Claim, type Problem, type ProblemCode } from './report.ts';
import type { ZipFiles } from './zip.ts';

const CODES: Readonly<Record<TimestampFault, ProblemCode>> = {
  malformed: 'timestamp-malformed',
  'other-message': 'timestamp-other-checkpoint',
  'signature-wrong': 'timestamp-signature-wrong',
  'not-for-timestamping': 'timestamp-not-trusted',
  'not-trusted': 'timestamp-not-trusted',
};

interface Part {
  readonly problems: readonly Problem[];
  readonly claims: readonly Claim[];
}

const OPEN = claim('time-stamped', false);
const wrong = (code: ProblemCode, file: string): Part => ({ problems: [{ code, file }], claims: [OPEN] });

/**
 * The RFC 3161 response over the text of a checkpoint that the log grew from. Without roots its signature is verified
 * with the certificate that it brings along, and whose that is stays open.
 */
export function checkTimestamp(
  files: ZipFiles,
  checkpoint: Checkpoint | null,
  entries: readonly BundleEntry[],
  roots: readonly Uint8Array[] | null,
): Part {
  const response = files.get(TIMESTAMP);
  if (!response || !checkpoint) return { problems: [], claims: [OPEN] };
  const note = parseNote(textOf(files, STAMPED));
  const stamped = note && parseCheckpoint(note.text);
  if (!note || !stamped) return wrong('checkpoint-malformed', STAMPED);
  if (!growsFrom(stamped, checkpoint, textOf(files, STAMPED_PROOF)))
    return wrong('timestamp-other-checkpoint', STAMPED_PROOF);
  const trusted = roots?.flatMap((der) => readCertificate(der) ?? []) ?? null;
  const found = verifyTimestamp(response, new TextEncoder().encode(note.text), trusted);
  if (typeof found === 'string') return wrong(CODES[found], TIMESTAMP);
  const { authority, time } = found;
  const all = entries.every((one) => one.index < stamped.size);
  return {
    problems: [],
    claims: [
      claim('time-stamped', all, { authority, time, size: stamped.size }),
      claim('authority-trusted', found.trusted, { authority }),
    ],
  };
}

function growsFrom(stamped: Checkpoint, checkpoint: Checkpoint, lines: string): boolean {
  if (stamped.origin !== checkpoint.origin || (lines !== '' && !lines.endsWith('\n'))) return false;
  const proof = lines.split('\n').slice(0, -1).map(fromBase64);
  return proof.every((one) => one !== null) && verifyConsistency(hash, stamped, checkpoint, proof);
}
