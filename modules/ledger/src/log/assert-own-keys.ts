import { gm, intl } from '@sluice/crypto';
import { DomainError } from '@sluice/kernel';
import type { LogKeys } from '../log-keys.ts';
import { parseNote, verifyNote, type NoteKey } from '../tlog/note.ts';

const verifyLine = (key: NoteKey, message: Uint8Array, signature: Uint8Array): boolean =>
  (key.algorithm === 'ed25519' ? intl : gm).verify(key.publicKey, message, signature);

/** Ed25519 and SM2. */
const KEYS_OF_A_LOG = 2;

/**
 * Whoever goes on with a log holds a key that signed it so far: a lost or damaged key file is otherwise replaced by a
 * fresh key that nobody handed over to, and a damaged checkpoint is built upon.
 * @throws DomainError `ledger.other-keys` (precondition)
 */
export function assertOwnKeys(keys: LogKeys, standing: string): void {
  const note = parseNote(standing);
  const own = keys.signers.map((one) => one.key);
  const signed = note && verifyNote(note, own, verifyLine);
  // Of the old and new keys of a rotation, those of before have signed.
  if (!signed || signed.length < Math.min(own.length, KEYS_OF_A_LOG))
    throw new DomainError('ledger.other-keys', 'precondition', { origin: keys.origin });
}
