export { aes256Gcm, sm4CtrHmac } from './seal.ts';
export { assertSuites } from './known-answers.ts';
export { DEFAULT_CHUNK_BYTES, openStream, sealStream, type SealStreamOptions } from './seal-stream.ts';
export { freshSecret, fromHex, fromUtf8, sameBytes, secretKey, toHex, utf8 } from './bytes.ts';
export { gm, intl, suites } from './suites.ts';
export { sha256, sm3 } from './hash.ts';
export { unwrapKey, wrapKey } from './wrap-key.ts';
export type { Hasher, KeyPair, RunningDigest, Sealer, SecretKey, Signer, Suite, VerifySignature } from './suite.ts';
