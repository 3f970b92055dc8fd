import { createHash } from 'node:crypto';

/** What people are known by: the name shown and the account they sign in with. */
export interface Known {
  readonly name: string;
  readonly account: string;
}

/**
 * Commits a person to a name and an account without saying them.
 * @param salt 32 bytes in hexadecimal, kept and erased with the name
 * @returns SHA-256 in hexadecimal
 */
export const namedDigest = (salt: string, { name, account }: Known): string =>
  createHash('sha256')
    .update(Buffer.from(salt, 'hex'))
    .update(JSON.stringify([name, account]))
    .digest('hex');
