import type { KeyPair, RunningDigest, SecretKey, Signer, VerifySignature } from './suite.ts';

/** A hash function as one side provides it. */
export interface HashAlgorithm {
  digest(bytes: Uint8Array): Uint8Array;
  start(): RunningDigest;
  startHmac(key: SecretKey): RunningDigest;
}

export interface SignatureAlgorithm {
  generateKeyPair(): KeyPair;
  createSigner(pair: KeyPair): Signer;
  readonly verify: VerifySignature;
}

/** Counter mode with a 16-byte key and nonce; the same call opens what it sealed. */
export type CounterCipher = (key: Uint8Array, nonce: Uint8Array, message: Uint8Array) => Uint8Array;

/** What both OpenSSL and plain JavaScript can do. SHA-256 and AES-GCM are OpenSSL's alone: without them nothing starts. */
export interface Algorithms {
  readonly sm3: HashAlgorithm;
  readonly sm4: CounterCipher;
  readonly ed25519: SignatureAlgorithm;
  readonly sm2: SignatureAlgorithm;
}

export type AlgorithmName = keyof Algorithms;
