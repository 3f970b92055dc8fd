import { sha256 } from '@sluice/crypto';
import { askBounded } from '../log/read-bounded.ts';
import type { Certificate } from './certificate.ts';
import { bigOf, TAG, writeDer, writeInteger, writeOid } from './der.ts';
import { verifyTimestamp, type TimestampFault, type VerifiedTimestamp } from './verify-timestamp.ts';
import { SHA256 } from './verify-signature.ts';

export interface AuthorityOptions {
  readonly url: string;
  /** Certificates that its own must lead to. */
  readonly roots: readonly Certificate[];
  readonly timeoutMs: number;
}

export type Stamped =
  | { readonly ok: true; readonly response: Uint8Array; readonly timestamp: VerifiedTimestamp }
  | { readonly ok: false; readonly fault: TimestampFault | 'unreachable' | 'other-nonce' };

/** A token with its chain, in a few kilobytes; what is larger is none. */
const MAX_ANSWER_BYTES = 64 * 1024;

/** A request (RFC 3161 § 2.4.1) for the SHA-256 of the message, with a nonce, asking for the certificates. */
export function formatTimestampRequest(message: Uint8Array, nonce: Uint8Array): Uint8Array {
  const algorithm = writeDer(TAG.sequence, writeOid(SHA256), writeDer(TAG.null));
  const imprint = writeDer(TAG.sequence, algorithm, writeDer(TAG.octetString, sha256.digest(message)));
  const wantCertificates = writeDer(TAG.boolean, Uint8Array.of(0xff));
  return writeDer(TAG.sequence, writeInteger(Uint8Array.of(1)), imprint, writeInteger(nonce), wantCertificates);
}

/** Asks the authority for a time stamp over the message and verifies all of it before it is taken. */
export async function askAuthority(
  { url, roots, timeoutMs }: AuthorityOptions,
  message: Uint8Array,
  nonce: Uint8Array,
): Promise<Stamped> {
  const answer = await askBounded(url, {
    method: 'POST',
    body: formatTimestampRequest(message, nonce),
    type: 'application/timestamp-query',
    timeoutMs,
    maxBytes: MAX_ANSWER_BYTES,
  });
  if (answer?.status !== 200) return { ok: false, fault: 'unreachable' };
  const timestamp = verifyTimestamp(answer.body, message, roots);
  if (typeof timestamp === 'string') return { ok: false, fault: timestamp };
  if (timestamp.nonce !== bigOf(nonce)) return { ok: false, fault: 'other-nonce' };
  return { ok: true, response: answer.body, timestamp };
}
