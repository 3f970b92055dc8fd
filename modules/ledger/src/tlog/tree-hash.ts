/** RFC 6962 hashing over any 32-byte hash function; pure, so that server and browser share it. */
export interface TreeHash {
  leaf(entry: Uint8Array): Uint8Array;
  node(left: Uint8Array, right: Uint8Array): Uint8Array;
  readonly empty: Uint8Array;
  /** The plain function, for key ids and commitments. */
  digest(bytes: Uint8Array): Uint8Array;
}

export const HASH_BYTES = 32;

/** `digest` must not keep its argument: the buffer of nodes is used again. */
export function createTreeHash(digest: (bytes: Uint8Array) => Uint8Array): TreeHash {
  const pair = new Uint8Array(1 + 2 * HASH_BYTES);
  pair[0] = 1;
  return {
    digest,
    empty: digest(new Uint8Array()),
    leaf(entry) {
      const prefixed = new Uint8Array(1 + entry.length);
      prefixed.set(entry, 1);
      return digest(prefixed);
    },
    node(left, right) {
      pair.set(left, 1);
      pair.set(right, 1 + HASH_BYTES);
      return digest(pair);
    },
  };
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
