import { utf8 } from './bytes.ts';
import type { Sealer } from './suite.ts';

/** Seals a data key under a master key. `name` is bound: a wrapped key cannot be put under another name. */
export const wrapKey = (sealer: Sealer, master: Uint8Array, name: string, key: Uint8Array): Uint8Array =>
  sealer.seal(master, key, utf8(`key\n${name}`));

/** @throws DomainError `crypto.seal-broken` (internal) under another master key or name. */
export const unwrapKey = (sealer: Sealer, master: Uint8Array, name: string, wrapped: Uint8Array): Uint8Array =>
  sealer.open(master, wrapped, utf8(`key\n${name}`));
