export { aes256Gcm } from './seal.ts';
export { DEFAULT_CHUNK_BYTES, openStream, sealStream, type SealStreamOptions } from './seal-stream.ts';
export { freshSecret, fromHex, fromUtf8, sameBytes, secretKey, toHex, utf8 } from './bytes.ts';
export { assertSuites, gm, intl, sha256, sm3, sm4CtrHmac, suites } from './suites.ts';
export { unwrapKey, wrapKey } from './wrap-key.ts';
export type { Hasher, KeyPair, RunningDigest, Sealer, SecretKey, Signer, Suite, VerifySignature } from './suite.ts';
