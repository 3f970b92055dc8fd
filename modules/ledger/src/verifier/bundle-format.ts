import { sha256 } from '@noble/hashes/sha2.js';
import { pureSm3 } from '@sluice/crypto/pure';
import { toHexPure } from '../tlog/base64.ts';
import { createTreeHash } from '../tlog/tree-hash.ts';
import type { About } from './about.ts';
import { canonicalText, isObject } from './canonical.ts';
import { sortedBy } from './group-by.ts';
import type { ZipFiles } from './zip.ts';

/** Names and shapes inside an evidence bundle, shared by the one who makes it and the one who checks it. */

export const digest = (bytes: Uint8Array): Uint8Array => sha256(bytes);
export const hash = createTreeHash(digest);
/** Hashing of the SM3 twin tree. */
export const twinHash = createTreeHash(pureSm3);

export const CHECKPOINT = 'checkpoint';
export const POLICY = 'policy';
export const MANIFEST = 'manifest.json';
export const STATEMENT = 'statement.txt';
/** RFC 3161 response over the text of a checkpoint, that checkpoint, and the proof that the log grew from it. */
export const TIMESTAMP = 'timestamp.tsr';
export const STAMPED = 'timestamp.checkpoint';
export const STAMPED_PROOF = 'timestamp.consistency';
/** Which entry of each story is the last under the checkpoint, signed by the log's key; bundles of before have none. */
export const HEADS = 'stream-heads';
/** Proof that the entries are all those of an index range. */
export const RANGE_PROOF = 'range-proof';
/** Checkpoint of the SM3 twin tree, whose origin is the log's with this ending. */
export const TWIN_CHECKPOINT = 'twin/checkpoint';
export const TWIN_SUFFIX = '/sm3';
export const TWIN_RANGE_PROOF = 'twin/range-proof';

const padded = (index: number): string => String(index).padStart(12, '0');
export const entryFile = (index: number): string => `entries/${padded(index)}.json`;
export const receiptFile = (index: number): string => `proofs/${padded(index)}.tlog-proof`;
export const payloadFile = (index: number): string => `payloads/${padded(index)}.json`;
export const twinReceiptFile = (index: number): string => `twin/proofs/${padded(index)}.tlog-proof`;

const NUMBERED = /^(entries|proofs|payloads|twin\/proofs)\/(\d{12})\.(json|tlog-proof)$/;

/** Index in the log of a numbered file; null for other names. */
export function indexOfFile(name: string): number | null {
  const match = NUMBERED.exec(name);
  if (!match) return null;
  const index = Number(match[2]);
  return [entryFile(index), receiptFile(index), payloadFile(index), twinReceiptFile(index)].includes(name)
    ? index
    : null;
}

/** The one manifest of given files: every other file with its size and SHA-256, and what the bundle is about. */
export const manifestOf = (files: ZipFiles, about: About): Uint8Array => encodeManifest(files, { v: 2, about });

/** The manifest of the first release, which knew bundles of one entry only. */
export const firstManifestOf = (files: ZipFiles, entry: string): Uint8Array => encodeManifest(files, { v: 1, entry });

function encodeManifest(files: ZipFiles, head: object): Uint8Array {
  const listed = sortedBy(files.keys(), (name) => name).filter((name) => name !== MANIFEST);
  const manifest = {
    ...head,
    files: listed.map((path) => {
      const bytes = files.get(path) ?? new Uint8Array();
      return { path, size: bytes.length, sha256: toHexPure(digest(bytes)) };
    }),
  };
  return new TextEncoder().encode(canonicalText(manifest));
}

/** An entry as far as the verifier relies on it. */
export interface BundleEntry {
  readonly index: number;
  readonly bytes: Uint8Array;
  readonly id: string;
  readonly type: string;
  readonly at: string;
  readonly actor: string;
  readonly stream: string;
  readonly streamSeq: number;
  readonly prev: string | null;
  readonly payload: string;
  readonly uses: readonly string[];
  /** Objects that it is about besides its own, as streams. */
  readonly about: readonly string[];
}

/** Reads the parts of an entry that are checked; null when they are not there. */
export function readBundleEntry(index: number, bytes: Uint8Array, value: unknown): BundleEntry | null {
  if (!isObject(value) || value['v'] !== 1) return null;
  const { id, type, at, actor, stream, streamSeq, prev, commitments, subjects } = value;
  if (typeof id !== 'string' || typeof type !== 'string' || typeof at !== 'string' || typeof stream !== 'string')
    return null;
  if (
    typeof streamSeq !== 'number' ||
    !(prev === null || typeof prev === 'string') ||
    !isObject(commitments) ||
    !isObject(actor)
  )
    return null;
  const payload = commitments['payload'];
  if (typeof payload !== 'string' || !Array.isArray(subjects)) return null;
  const related = (rel: string): readonly string[] =>
    subjects.flatMap((s: unknown) =>
      isObject(s) && s['rel'] === rel ? [`${String(s['kind'])}:${String(s['id'])}`] : [],
    );
  const who =
    actor['kind'] === 'person'
      ? `${String(actor['role'])} ${String(actor['person'])}@${String(actor['body'])}`
      : `system ${String(actor['part'])}`;
  return {
    ...{ index, bytes, id, type, at, actor: who, stream, streamSeq, prev, payload },
    uses: related('uses'),
    about: related('about'),
  };
}

/** Stream in which the log's own keys are introduced and retired. */
export const KEY_STREAM = 'log:keys';

/** Streams that gather the acts of many objects: a bundle holds only the entry it is about, not their whole story. */
const GATHERING = new Set(['gateway', 'security']);
export const isGatheringStream = (stream: string): boolean => GATHERING.has(stream.slice(0, stream.indexOf(':')));
