import { createCipheriv, createDecipheriv } from 'node:crypto';
import { DomainError } from '@sluice/kernel';
import { fromHex, toHex, utf8 } from './bytes.ts';
import { sha256, sm3 } from './hash.ts';
import { pureSm2SignWith, pureSm2Verify, pureSm3, sm2PointOfPrivate, sm2SpkiOfPoint, sm2Za } from './pure/index.ts';
import { aes256Gcm, sm4CtrHmac } from './seal.ts';
import { verifyEd25519 } from './sign-ed25519.ts';
import { createSm2Signer, generateSm2, verifySm2 } from './sign-sm2.ts';

/** Published vectors; each says where it stands. */
export const vectors = {
  /** FIPS 180-4, “abc”. */
  sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  /** GB/T 32905-2016 A.1 (“abc”) and A.2 (“abcd” 16 times). */
  sm3: '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0',
  sm3Long: 'debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732',
  /** GB/T 32907-2016 A.1: key and plaintext are the same. */
  sm4: { key: '0123456789abcdeffedcba9876543210', cipher: '681edf34d206965e86b3e94f536e4246' },
  /** GCM specification, test case 14 (zero key, nonce and block). */
  aes256Gcm: { cipher: 'cea7403d4d606b6e074ec5d3baf39d18', tag: 'd0d1c8a799996bf0265b98b5d48ab919' },
  /** RFC 8032 § 7.1, test 2. */
  ed25519: {
    publicKey: '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    message: '72',
    signature:
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  },
  /** GB/T 32918.5-2017 A.2: signature of “message digest” with a given k. */
  sm2: {
    privateKey: '3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8',
    za: 'b2e14c5c79c6df5b85f4fe7ed8db7a262b9da7e07ccb0ea9f4747b8ccda8a4f3',
    k: '59276e27d506861a16680f3ad9c02dccef3cc1fa3cdbe4ce6d54b80deac1bc21',
    signature:
      'f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa',
  },
} as const;

const big = (hex: string): bigint => BigInt(`0x${hex}`);

function sm4Block(): string {
  const cipher = createCipheriv('sm4-ecb', fromHex(vectors.sm4.key), null).setAutoPadding(false);
  return toHex(cipher.update(fromHex(vectors.sm4.key)));
}

function gcmBlock(): boolean {
  const cipher = createCipheriv('aes-256-gcm', new Uint8Array(32), new Uint8Array(12));
  const body = toHex(Buffer.concat([cipher.update(new Uint8Array(16)), cipher.final()]));
  const back = createDecipheriv('aes-256-gcm', new Uint8Array(32), new Uint8Array(12)).update(
    fromHex(vectors.aes256Gcm.cipher),
  );
  return (
    body === vectors.aes256Gcm.cipher &&
    toHex(cipher.getAuthTag()) === vectors.aes256Gcm.tag &&
    toHex(back) === '00'.repeat(16)
  );
}

function sm2Answers(): boolean {
  const { privateKey, k, signature, za } = vectors.sm2;
  const message = utf8('message digest');
  const point = sm2PointOfPrivate(big(privateKey));
  const made = pureSm2SignWith(big(privateKey), big(k), message);
  const spki = sm2SpkiOfPoint(point);
  return (
    toHex(sm2Za(point)) === za &&
    made !== null &&
    toHex(made) === signature &&
    verifySm2(spki, message, fromHex(signature)) &&
    pureSm2Verify(spki, message, fromHex(signature)) &&
    !verifySm2(spki, utf8('message digesT'), fromHex(signature))
  );
}

function freshSm2Agrees(): boolean {
  const signer = createSm2Signer(generateSm2());
  const message = utf8('a fresh key');
  return pureSm2Verify(signer.publicKey, message, signer.sign(message));
}

function sealersRoundTrip(): boolean {
  const key = new Uint8Array(32).fill(7);
  return [aes256Gcm, sm4CtrHmac].every(
    (sealer) => toHex(sealer.open(key, sealer.seal(key, utf8('x'), utf8('c')), utf8('c'))) === '78',
  );
}

const checks: Readonly<Record<string, () => boolean>> = {
  sha256: () => toHex(sha256.digest(utf8('abc'))) === vectors.sha256,
  sm3: () =>
    toHex(sm3.digest(utf8('abc'))) === vectors.sm3 && toHex(sm3.digest(utf8('abcd'.repeat(16)))) === vectors.sm3Long,
  'sm3-pure': () =>
    toHex(pureSm3(utf8('abc'))) === vectors.sm3 && toHex(pureSm3(utf8('abcd'.repeat(16)))) === vectors.sm3Long,
  sm4: () => sm4Block() === vectors.sm4.cipher,
  'aes-256-gcm': gcmBlock,
  ed25519: () =>
    verifyEd25519(
      fromHex(vectors.ed25519.publicKey),
      fromHex(vectors.ed25519.message),
      fromHex(vectors.ed25519.signature),
    ),
  sm2: () => sm2Answers() && freshSm2Agrees(),
  sealers: sealersRoundTrip,
};

/**
 * Known-answer tests of both suites, run before anything is signed or sealed.
 * @throws DomainError `crypto.known-answer-failed` (internal) naming the algorithms that failed.
 */
export function assertSuites(): void {
  const failed = Object.entries(checks).flatMap(([name, check]) => (passes(check) ? [] : [name]));
  if (failed.length > 0) throw new DomainError('crypto.known-answer-failed', 'internal', { algorithms: failed });
}

function passes(check: () => boolean): boolean {
  try {
    return check();
  } catch {
    return false;
  }
}
