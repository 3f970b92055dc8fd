import type { Algorithms } from './algorithms.ts';
import { chooseAlgorithms, type ChosenAlgorithms } from './choose-algorithms.ts';
import { createHasher } from './hash.ts';
import { failedAnswers } from './known-answers.ts';
import { nativeAlgorithms, nativeHash } from './native-algorithms.ts';
import { pureAlgorithms } from './pure-algorithms.ts';
import { aes256Gcm, createSm4CtrHmac } from './seal.ts';
import { DomainError } from '@sluice/kernel';
import type { Hasher, Sealer, Suite } from './suite.ts';

/** Both families over one choice of algorithms. */
export interface Suites {
  readonly intl: Suite;
  /** 国密: SM3, SM2, SM4. */
  readonly gm: Suite;
}

/** SHA-256 of OpenSSL: there is no second one, and `assertSuites` refuses to start when it fails. */
export const sha256: Hasher = createHasher('sha256', nativeHash('sha256'));

const signing = (chosen: ChosenAlgorithms, name: 'ed25519' | 'sm2'): Omit<Suite, 'name' | 'hasher' | 'sealer'> => ({
  generateKeyPair: () => chosen.get(name).generateKeyPair(),
  createSigner: (pair) => chosen.get(name).createSigner(pair),
  verify: (publicKey, message, signature) => chosen.get(name).verify(publicKey, message, signature),
});

/** The suites over given native algorithms, each replaced by plain JavaScript where it fails the published vectors. */
export function createSuites(native: Algorithms): { readonly suites: Suites; readonly chosen: ChosenAlgorithms } {
  const chosen = chooseAlgorithms(native, pureAlgorithms);
  const hasher = createHasher('sm3', chosen.get('sm3'));
  const sealer: Sealer = createSm4CtrHmac(chosen.get('sm4'), hasher);
  return {
    chosen,
    suites: {
      intl: { name: 'intl', hasher: sha256, sealer: aes256Gcm, ...signing(chosen, 'ed25519') },
      gm: { name: 'gm', hasher, sealer, ...signing(chosen, 'sm2') },
    },
  };
}

const standard = createSuites(nativeAlgorithms);
export const { suites } = standard;
export const { intl, gm } = suites;
export const sm3: Hasher = gm.hasher;
export const sm4CtrHmac: Sealer = gm.sealer;

/**
 * Known-answer tests of both suites, run before anything is signed or sealed. Answers which algorithms run in plain
 * JavaScript, because OpenSSL's failed.
 * @throws DomainError `crypto.known-answer-failed` (internal) naming the algorithms that failed on both sides
 */
export function assertSuites(it: ReturnType<typeof createSuites> = standard): readonly string[] {
  const failed = failedAnswers(it.suites, it.chosen);
  if (failed.length > 0) throw new DomainError('crypto.known-answer-failed', 'internal', { algorithms: failed });
  return it.chosen.fallbacks();
}
