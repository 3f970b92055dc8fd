import { sha256, toHex, unwrapKey, utf8, wrapKey, type Sealer } from '@sluice/crypto';
import { DomainError } from '@sluice/kernel';

/**
 * What wraps the data keys: a key in a file, or a service (KMS, HSM) that never gives its key away.
 *
 * The contract of a service:
 * 1. `wrap` binds the name: `unwrap` under another name must fail. Two wraps of one key need not be equal.
 * 2. `id` names the version that `wrap` uses now; `unwrap` is told the version a key was wrapped under and serves it
 *    until the service retires that version, which it may do once `rewrapKeys` has ended.
 * 3. A failure of the service is `vault.key-service-down` (unavailable) and never a different key.
 * 4. No key, wrapped or not, appears in a message, a log, an argument or the environment.
 */
export interface MasterKey {
  /** Version in use, 1 to 64 letters, digits, `.`, `_`, `-`. No secret. */
  readonly id: string;
  wrap(name: string, key: Uint8Array): Promise<Uint8Array>;
  /** @throws DomainError `vault.key-service-down` (unavailable), `vault.master-key-missing` (precondition) */
  unwrap(name: string, wrapped: Uint8Array, version: string): Promise<Uint8Array>;
}

export const MASTER_KEY_BYTES = 32;

export const masterKeyId = (key: Uint8Array): string =>
  toHex(sha256.digest(utf8('sluice master key id\n'), key)).slice(0, 16);

/** Master keys held by this process: the one in use, and during a rotation the one before it. */
export function createLocalMaster(sealer: Sealer, current: Uint8Array, ...earlier: readonly Uint8Array[]): MasterKey {
  const byId = new Map([current, ...earlier].map((key) => [masterKeyId(key), key]));
  return {
    id: masterKeyId(current),
    wrap: (name, key) => Promise.resolve(wrapKey(sealer, current, name, key)),
    unwrap(name, wrapped, version) {
      const key = byId.get(version);
      if (!key) return Promise.reject(new DomainError('vault.master-key-missing', 'precondition', { version }));
      return Promise.resolve().then(() => unwrapKey(sealer, key, name, wrapped));
    },
  };
}
