import type { KeyObject } from 'node:crypto';

/** Secret bytes, or a key made of them by `secretKey`: four times faster where one key serves many messages. */
export type SecretKey = Uint8Array | KeyObject;

/** A hash function under a name that stands in signed texts. */
export interface Hasher {
  readonly name: 'sha256' | 'sm3';
  readonly bytes: 32;
  /** Digest of the parts one after another, without separators. */
  digest(...parts: readonly Uint8Array[]): Uint8Array;
  /** Keyed digest of the parts one after another. */
  hmac(key: SecretKey, ...parts: readonly Uint8Array[]): Uint8Array;
  /** A running digest, for content that is not held in memory. */
  start(): RunningDigest;
}

export interface RunningDigest {
  update(part: Uint8Array): void;
  end(): Uint8Array;
}

/** Authenticated encryption of a message held in memory. The key has 32 bytes in both suites. */
export interface Sealer {
  readonly name: 'aes-256-gcm' | 'sm4-ctr-hmac-sm3';
  /** Bytes that sealing adds to a message. */
  readonly overhead: number;
  /** A fresh nonce ‖ ciphertext ‖ tag. `context` is bound but not stored: the same one is needed to open. */
  seal(key: SecretKey, message: Uint8Array, context: Uint8Array): Uint8Array;
  /** @throws DomainError `crypto.seal-broken` (internal) when key, context or any byte differs. */
  open(key: SecretKey, sealed: Uint8Array, context: Uint8Array): Uint8Array;
}

/** Signs with one private key. An interface, so that a certified module can take the place of software. */
export interface Signer {
  readonly algorithm: 'ed25519' | 'sm2-sm3';
  /** Ed25519: the 32 raw bytes. SM2: SubjectPublicKeyInfo DER. */
  readonly publicKey: Uint8Array;
  /** 64 bytes in both suites; SM2 as r ‖ s. */
  sign(message: Uint8Array): Uint8Array;
}

/** Checks a signature; false on any malformed input, never an exception. */
export type VerifySignature = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;

/** A private key as it is kept: PKCS#8 DER. */
export interface KeyPair {
  readonly algorithm: Signer['algorithm'];
  readonly privateKey: Uint8Array;
}

/** One family of algorithms: `intl` (SHA-256, Ed25519, AES-256-GCM) or `gm` 国密 (SM3, SM2, SM4-CTR with HMAC-SM3). */
export interface Suite {
  readonly name: 'intl' | 'gm';
  readonly hasher: Hasher;
  readonly sealer: Sealer;
  generateKeyPair(): KeyPair;
  createSigner(pair: KeyPair): Signer;
  readonly verify: VerifySignature;
}
