import { sha256, sm3 } from './hash.ts';
import { aes256Gcm, sm4CtrHmac } from './seal.ts';
import { createEd25519Signer, generateEd25519, verifyEd25519 } from './sign-ed25519.ts';
import { createSm2Signer, generateSm2, verifySm2 } from './sign-sm2.ts';
import type { Suite } from './suite.ts';

export const intl: Suite = {
  name: 'intl',
  hasher: sha256,
  sealer: aes256Gcm,
  generateKeyPair: generateEd25519,
  createSigner: createEd25519Signer,
  verify: verifyEd25519,
};

/** 国密: SM3, SM2, SM4. */
export const gm: Suite = {
  name: 'gm',
  hasher: sm3,
  sealer: sm4CtrHmac,
  generateKeyPair: generateSm2,
  createSigner: createSm2Signer,
  verify: verifySm2,
};

export const suites = { intl, gm } as const;
