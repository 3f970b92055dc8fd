import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import {
  bigFromBytes,
  bytesFromBig,
  pureSm2SignWith,
  pureSm3,
  SM2_ORDER,
  sm2PointOfPrivate,
  sm2SpkiOfPoint,
} from '@sluice/crypto/pure';
import { toHexPure } from '../../src/tlog/base64.ts';
import { formatCheckpoint } from '../../src/tlog/checkpoint.ts';
import { cosignatureLine, cosignedMessage, createWitnessKey } from '../../src/tlog/cosignature.ts';
import { createNoteKey, formatNote, type NoteKey, type NoteSignature } from '../../src/tlog/note.ts';
import { splitPoint, type Range } from '../../src/tlog/proofs.ts';
import { createTreeHash, type TreeHash } from '../../src/tlog/tree-hash.ts';
import { canonicalText } from '../../src/verifier/canonical.ts';

/** A whole log made of nothing but this file: the same keys, entries and signatures on every machine. */

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
export const digest = (bytes: Uint8Array): Uint8Array => sha256(bytes);
export const hash = createTreeHash(digest);
export const twinHash = createTreeHash(pureSm3);
/** A value that depends on a name only: secrets of test vectors are public. */
export const fromName = (name: string): Uint8Array => digest(utf8(`sluice test vector\n${name}`));

export const ORIGIN = 'example.org/sluice-vectors';
export const TWIN = `${ORIGIN}/sm3`;
export const SIZE = 258;

export interface VectorSigner {
  readonly key: NoteKey;
  /** Ed25519: the seed. SM2: the private number. Hex. */
  readonly secret: string;
  sign(message: Uint8Array): Uint8Array;
}

function ed25519Signer(name: string, secretName: string): VectorSigner {
  const seed = fromName(secretName);
  const key = createNoteKey(digest, name, 'ed25519', ed25519.getPublicKey(seed));
  return { key, secret: toHexPure(seed), sign: (message) => ed25519.sign(message, seed) };
}

const inGroup = (bytes: Uint8Array): bigint => (bigFromBytes(bytes) % (SM2_ORDER - 2n)) + 1n;

/** SM2 takes a secret number per signature; here it follows from the message, so that vectors stay the same. */
function sm2Signer(name: string, secretName: string): VectorSigner {
  const d = inGroup(fromName(secretName));
  const key = createNoteKey(digest, name, 'sm2-sm3', sm2SpkiOfPoint(sm2PointOfPrivate(d)));
  return {
    key,
    secret: toHexPure(bytesFromBig(d, 32)),
    sign(message) {
      const k = inGroup(fromName(`${secretName} ${toHexPure(digest(message))}`));
      const signature = pureSm2SignWith(d, k, message);
      if (!signature) throw new Error('the message needs another k');
      return signature;
    },
  };
}

export const signers = {
  ed25519: ed25519Signer(ORIGIN, 'log ed25519'),
  sm2: sm2Signer(ORIGIN, 'log sm2'),
  twin: sm2Signer(TWIN, 'twin sm2'),
  stranger: ed25519Signer(ORIGIN, 'stranger'),
} as const;

const witnessSeed = fromName('witness');
export const witness = {
  key: createWitnessKey(digest, 'witness.example/one', ed25519.getPublicKey(witnessSeed)),
  secret: toHexPure(witnessSeed),
  time: 1_780_000_000,
};

export interface VectorEntry {
  readonly index: number;
  readonly id: string;
  readonly type: string;
  readonly stream: string;
  readonly bytes: Uint8Array;
  readonly opening: Uint8Array;
}

interface VectorAct {
  readonly type: string;
  readonly stream: string;
  readonly payload: object;
  readonly uses?: readonly string[];
}

const introduced = ({ key }: VectorSigner): VectorAct => ({
  type: 'system.key-introduced',
  stream: 'log:keys',
  payload: {
    algorithm: key.algorithm,
    keyName: key.name,
    keyId: toHexPure(key.id),
    publicKey: toHexPure(key.publicKey),
  },
});

const KEYS = ['key_a', 'key_b'];
const acts: readonly VectorAct[] = [
  introduced(signers.ed25519),
  introduced(signers.sm2),
  introduced(signers.twin),
  { type: 'catalogue.system-registered', stream: 'system:sys_a', payload: { body: 'bod_a' } },
  { type: 'catalogue.resource-registered', stream: 'resource:res_a', payload: { fields: 3 }, uses: ['system:sys_a'] },
  { type: 'catalogue.resource-published', stream: 'resource:res_a', payload: { version: 1, digest: 'd1' } },
  { type: 'catalogue.resource-published', stream: 'resource:res_a', payload: { version: 2, digest: 'd2' } },
  {
    type: 'authorization.application-submitted',
    stream: 'application:app_a',
    payload: { number: '1' },
    uses: ['resource:res_a'],
  },
  {
    type: 'authorization.grant-started',
    stream: 'grant:gra_a',
    payload: { grant: 'gra_a' },
    uses: ['application:app_a', 'resource:res_a'],
  },
  { type: 'product.drafted', stream: 'product:prd_a', payload: { form: 'report' }, uses: ['grant:gra_a'] },
  { type: 'vault.destruction-intended', stream: 'epoch:epo_a', payload: { keyIds: KEYS, ground: 'expiry' } },
  {
    type: 'vault.destruction-completed',
    stream: 'epoch:epo_a',
    payload: { keyIds: KEYS, digests: ['00'], approvers: ['per_a', 'per_b'] },
  },
  ...Array.from({ length: SIZE - 13 }, (_, i) => ({
    type: 'system.clock-moved',
    stream: 'clock:installation',
    payload: { from: `day ${i}`, to: `day ${i + 1}` },
  })),
  {
    type: 'trading.called',
    stream: 'gateway:gw:hour',
    payload: { product: 'prd_a', rows: 7 },
    uses: ['product:prd_a'],
  },
];

const BEGAN = Date.UTC(2026, 0, 1);

function entriesOf(all: readonly VectorAct[]): readonly VectorEntry[] {
  const heads = new Map<string, { readonly seq: number; readonly leaf: string }>();
  return all.map(({ type, stream, payload, uses = [] }, index) => {
    const id = `ent_${String(index).padStart(26, '0')}`;
    const salt = fromName(`salt ${id}`);
    const text = utf8(canonicalText(payload));
    const head = heads.get(stream);
    const entry = {
      v: 1,
      id,
      type,
      at: new Date(BEGAN + index * 60_000).toISOString(),
      actor: { kind: 'person', person: 'per_a', body: 'bod_a', role: 'operator' },
      subjects: uses.map((one) => ({ kind: one.split(':')[0], id: one.split(':')[1], rel: 'uses' })),
      stream,
      streamSeq: head ? head.seq + 1 : 0,
      prev: head ? head.leaf : null,
      ruleVersion: 'vectors@1',
      commitments: { payload: toHexPure(digest(Uint8Array.from([...salt, ...text]))), state: [] },
      retainClass: 'evidence',
    };
    const bytes = utf8(canonicalText(entry));
    heads.set(stream, { seq: entry.streamSeq, leaf: toHexPure(hash.leaf(bytes)) });
    return { index, id, type, stream, bytes, opening: utf8(canonicalText({ payload, salt: toHexPure(salt) })) };
  });
}

export const entries = entriesOf(acts);

/** RFC 6962 § 2.1, word for word. */
export function rootOf(tree: TreeHash, [lo, hi]: Range): Uint8Array {
  if (hi - lo === 1) return tree.leaf(entries[lo]?.bytes ?? new Uint8Array());
  const middle = lo + splitPoint(hi - lo);
  return tree.node(rootOf(tree, [lo, middle]), rootOf(tree, [middle, hi]));
}

const lineOf = ({ key, sign }: VectorSigner, text: string): NoteSignature => ({
  name: key.name,
  keyId: key.id,
  signature: sign(utf8(text)),
});

/** A text signed as a note. */
export const noteOf = (text: string, by: readonly VectorSigner[]): string =>
  formatNote({ text, signatures: by.map((signer) => lineOf(signer, text)) });

/** A checkpoint of the first `size` entries under given signers, with the witness's word if asked. */
export function checkpointOf(tree: TreeHash, size: number, by: readonly VectorSigner[], witnessed: boolean): string {
  const text = formatCheckpoint({ origin: by[0]?.key.name ?? ORIGIN, size, root: rootOf(tree, [0, size]) });
  const signatures = by.map((signer) => lineOf(signer, text));
  if (witnessed)
    signatures.push(
      cosignatureLine(witness.key, witness.time, ed25519.sign(cosignedMessage(witness.time, text), witnessSeed)),
    );
  return formatNote({ text, signatures });
}
