import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { AlgorithmName, Algorithms } from './algorithms.ts';
import { fromHex, toHex, utf8 } from './bytes.ts';
import type { ChosenAlgorithms } from './choose-algorithms.ts';
import {
  pureSm2SignWith,
  pureSm2Verify,
  pureSm3,
  pureSm4Block,
  pureSm4GcmSeal,
  sm2PointOfPrivate,
  sm2SpkiOfPoint,
  sm2Za,
} from './pure/index.ts';
import type { Suite } from './suite.ts';

/** Published vectors; each says where it stands. */
export const vectors = {
  /** FIPS 180-4, “abc”. */
  sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  /** GB/T 32905-2016 A.1 (“abc”) and A.2 (“abcd” 16 times). */
  sm3: '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0',
  sm3Long: 'debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732',
  /** GB/T 32907-2016 A.1: key and plaintext are the same. */
  sm4: { key: '0123456789abcdeffedcba9876543210', cipher: '681edf34d206965e86b3e94f536e4246' },
  /** RFC 8998 A.1, SM4-GCM. */
  sm4Gcm: {
    nonce: '00001234567800000000abcd',
    context: 'feedfacedeadbeeffeedfacedeadbeefabaddad2',
    message: `${'aa'.repeat(8)}${'bb'.repeat(8)}${'cc'.repeat(8)}${'dd'.repeat(8)}${'ee'.repeat(8)}${'ff'.repeat(8)}${'ee'.repeat(8)}${'aa'.repeat(8)}`,
    sealed:
      '17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d83de3541e4c2b58177e065a9bf7b62ec',
  },
  /** GCM specification, test case 14 (zero key, nonce and block). */
  aes256Gcm: { cipher: 'cea7403d4d606b6e074ec5d3baf39d18', tag: 'd0d1c8a799996bf0265b98b5d48ab919' },
  /** RFC 8032 § 7.1, test 2. */
  ed25519: {
    pkcs8: '302e020100300506032b6570042204204ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
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

/** What a side must answer for each algorithm. */
const checks: { readonly [N in AlgorithmName]: (it: Algorithms[N]) => boolean } = {
  sm3(it) {
    const long = it.start();
    for (let i = 0; i < 16; i += 1) long.update(utf8('abcd'));
    const mac = it.startHmac(utf8('key'));
    mac.update(utf8('message'));
    return (
      toHex(it.digest(utf8('abc'))) === vectors.sm3 &&
      toHex(long.end()) === vectors.sm3Long &&
      toHex(mac.end()) === toHex(hmacOf(utf8('key'), utf8('message')))
    );
  },
  /** Counter mode encrypts its nonce: with zeros as message the block of GB/T 32907 comes out. */
  sm4: (it) => toHex(it(fromHex(vectors.sm4.key), fromHex(vectors.sm4.key), new Uint8Array(16))) === vectors.sm4.cipher,
  ed25519(it) {
    const { publicKey, message, signature } = vectors.ed25519;
    const [key, text] = [fromHex(publicKey), fromHex(message)];
    const signer = it.createSigner({ algorithm: 'ed25519', privateKey: fromHex(vectors.ed25519.pkcs8) });
    return (
      it.verify(key, text, fromHex(signature)) &&
      !it.verify(key, utf8('r!'), fromHex(signature)) &&
      toHex(signer.publicKey) === publicKey &&
      toHex(signer.sign(text)) === signature
    );
  },
  sm2(it) {
    const { privateKey, signature } = vectors.sm2;
    const message = utf8('message digest');
    const spki = sm2SpkiOfPoint(sm2PointOfPrivate(big(privateKey)));
    // A key of OpenSSL that signs plain ECDSA verifies with itself, so the other side has to check it.
    const signer = it.createSigner(it.generateKeyPair());
    const made = signer.sign(message);
    return (
      it.verify(spki, message, fromHex(signature)) &&
      !it.verify(spki, utf8('message digesT'), fromHex(signature)) &&
      pureSm2Verify(signer.publicKey, message, made) &&
      it.verify(signer.publicKey, message, made)
    );
  },
};

/** RFC 2104 in so many words. */
function hmacOf(key: Uint8Array, message: Uint8Array): Uint8Array {
  const padded = new Uint8Array(64);
  padded.set(key);
  const inner = pureSm3(Buffer.concat([padded.map((one) => one ^ 0x36), message]));
  return pureSm3(Buffer.concat([padded.map((one) => one ^ 0x5c), inner]));
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

/** The parts in plain JavaScript, which a browser's verifier relies on. */
function pureAnswers(): boolean {
  const { privateKey, k, signature, za } = vectors.sm2;
  const message = utf8('message digest');
  const point = sm2PointOfPrivate(big(privateKey));
  const made = pureSm2SignWith(big(privateKey), big(k), message);
  const { nonce, context, message: text, sealed } = vectors.sm4Gcm;
  const key = fromHex(vectors.sm4.key);
  return (
    toHex(pureSm3(utf8('abc'))) === vectors.sm3 &&
    toHex(pureSm3(utf8('abcd'.repeat(16)))) === vectors.sm3Long &&
    toHex(sm2Za(point)) === za &&
    made !== null &&
    toHex(made) === signature &&
    pureSm2Verify(sm2SpkiOfPoint(point), message, fromHex(signature)) &&
    toHex(pureSm4Block(key, key)) === vectors.sm4.cipher &&
    toHex(pureSm4GcmSeal(key, fromHex(nonce), fromHex(text), fromHex(context))) === sealed
  );
}

function sealerRoundTrips({ sealer }: Suite): boolean {
  const key = new Uint8Array(32).fill(7);
  return toHex(sealer.open(key, sealer.seal(key, utf8('x'), utf8('c')), utf8('c'))) === '78';
}

/** Whether a side answers the vectors of an algorithm; false also when it throws. */
export const answers = <N extends AlgorithmName>(name: N, side: Algorithms): boolean =>
  passes(() => checks[name](side[name]));

/** Names of what does not answer as published, whichever side was chosen. */
export function failedAnswers(
  { intl, gm }: { readonly intl: Suite; readonly gm: Suite },
  chosen: ChosenAlgorithms,
): readonly string[] {
  const all: Readonly<Record<string, () => boolean>> = {
    sha256: () => toHex(intl.hasher.digest(utf8('abc'))) === vectors.sha256,
    sm3: () => checks.sm3(chosen.get('sm3')),
    sm4: () => checks.sm4(chosen.get('sm4')),
    'aes-256-gcm': gcmBlock,
    ed25519: () => checks.ed25519(chosen.get('ed25519')),
    sm2: () => checks.sm2(chosen.get('sm2')),
    javascript: pureAnswers,
    sealers: () => sealerRoundTrips(intl) && sealerRoundTrips(gm),
  };
  return Object.entries(all).flatMap(([name, check]) => (passes(check) ? [] : [name]));
}

function passes(check: () => boolean): boolean {
  try {
    return check();
  } catch {
    return false;
  }
}
