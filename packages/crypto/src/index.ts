export { aes256Gcm, sm4CtrHmac } from './seal.ts';
export { freshSecret, fromHex, fromUtf8, sameBytes, toHex, utf8 } from './bytes.ts';
export { sha256, sm3 } from './hash.ts';
export type { Hasher, KeyPair, RunningDigest, Sealer, Signer, Suite, VerifySignature } from './suite.ts';
