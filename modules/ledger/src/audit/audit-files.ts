import type { Db } from '@sluice/database';
import { sameBytes, toHex } from '@sluice/crypto';
import { hashInPlace } from '../log/hash-leaves.ts';
import type { LogFolder } from '../log/log-folder.ts';
import { readLeaves } from '../log/store-log.ts';
import { perfectRoot, type TileEdge } from '../log/tile-edge.ts';
import type { Checkpoint } from '../tlog/checkpoint.ts';
import { decodeBundle, TILE_WIDTH, tilePath } from '../tlog/tiles.ts';
import { HASH_BYTES, type TreeHash } from '../tlog/tree-hash.ts';
import { compareLogRows, digestLogRows, digestOf, textOf } from './audit-log-table.ts';
import { auditBundleForms, auditStrays, auditTileForms, type Copies } from './audit-copies.ts';
import { auditUpperTiles, edgeOf, hashesOf, HashRow, placeOf, readForm, rootOf, type FoundFile } from './audit-tree.ts';
import type { Findings } from './finding.ts';
import type { PublishedPlaces } from './published-places.ts';
import type { StoryBook } from './story-book.ts';

export interface FilesContext {
  readonly db: Db;
  readonly folder: LogFolder;
  readonly hash: TreeHash;
  readonly signed: Checkpoint;
  /** A multiple of 256; what lies before was read by an audit that found nothing. */
  readonly from: number;
  readonly book: StoryBook;
  readonly findings: Findings;
  /** Whether the log table is compared too; not where only files are at hand. */
  readonly compareTable: boolean;
  /** The published files, listed before the database was looked at. */
  readonly places: PublishedPlaces;
  /** Entries that are in order: files of theirs may be written, under no checkpoint yet. */
  readonly sizeNow: number;
  /** Told of each published entry in order, whose leaf leads to the root. */
  readonly onEntries?: (entries: readonly AuditedEntry[]) => Promise<void>;
}

export interface AuditedEntry {
  readonly id: string;
  readonly payload: string;
  readonly stream: string;
}

/** Bundles that are read ahead, and compared with the log table at once. */
const STRETCH = 16;

/**
 * Re-reads every entry file and tile up to the checkpoint: entries hash to leaves, leaves to the signed root. The leaves
 * that lead to the root are the truth (entry file, tile or log table); whatever differs from them is named.
 * @returns the right edge of the published tree
 */
export async function auditFiles(context: FilesContext): Promise<TileEdge> {
  const { folder, hash, signed, from, findings } = context;
  const copies = { folder, findings, places: context.places };
  auditStrays(copies, Math.max(signed.size, context.sizeNow));
  const firstBundle = from / TILE_WIDTH;
  const bundles = Math.ceil(signed.size / TILE_WIDTH);
  const level1 = await storedLevel1(context, firstBundle);
  const tail: { leaves: Uint8Array } = { leaves: new Uint8Array() };
  let ahead = readStretch(context, firstBundle, bundles);
  for (let number = firstBundle; number < bundles; number += STRETCH) {
    const stretch = await ahead;
    ahead = readStretch(context, number + STRETCH, bundles);
    const start = number * TILE_WIDTH;
    const end = Math.min(signed.size, (number + STRETCH) * TILE_WIDTH);
    const table = context.compareTable ? digestLogRows(context.db, start, end) : null;
    table?.catch(() => undefined);
    const expected: (string | null)[] = [];
    const known: AuditedEntry[] = [];
    for (const [i, files] of stretch.entries())
      tail.leaves = await auditBundle(context, { number: number + i, files, level1, copies, expected, known });
    await context.onEntries?.(known);
    if (table && (expected.includes(null) || (await table) !== digestOf(expected as readonly string[])))
      await compareLogRows(context.db, start, expected, findings);
  }
  await ahead;
  const rows = await auditUpperTiles(copies, hash, signed.size, { first: level1.row, from });
  const last = signed.size % TILE_WIDTH === 0 ? new Uint8Array() : tail.leaves;
  if (!sameBytes(rootOf(hash, signed.size, rows, last), signed.root))
    findings.add('root-mismatch', `size ${signed.size}`);
  return edgeOf(hash, signed.size, rows, last);
}

interface Level1 {
  /** Roots of full tiles of leaves, computed; those before `from` as they are stored. */
  readonly row: HashRow;
  /** As stored, to tell which of several differing copies is right. */
  stored(number: number): Promise<Uint8Array | null>;
}

async function storedLevel1({ folder, signed, from }: FilesContext, firstBundle: number): Promise<Level1> {
  const row = new HashRow();
  let held: { number: number; bytes: Uint8Array | null } = { number: -1, bytes: null };
  const stored = async (number: number): Promise<Uint8Array | null> => {
    const tile = Math.floor(number / TILE_WIDTH);
    if (held.number !== tile)
      held = { number: tile, bytes: (await readForm(folder, placeOf(1, tile, signed.size)))?.bytes ?? null };
    const at = (number % TILE_WIDTH) * HASH_BYTES;
    return held.bytes && held.bytes.length >= at + HASH_BYTES ? held.bytes.subarray(at, at + HASH_BYTES) : null;
  };
  if (from > 0)
    for (let number = 0; number < firstBundle; number += 1) {
      const hash = await stored(number);
      row.push(hash ?? new Uint8Array(HASH_BYTES));
    }
  return { row, stored };
}

interface BundleFiles {
  readonly entries: FoundFile | null;
  readonly tile: FoundFile | null;
}

function readStretch(
  { folder, signed }: FilesContext,
  number: number,
  bundles: number,
): Promise<readonly BundleFiles[]> {
  const numbers = Array.from({ length: Math.max(0, Math.min(STRETCH, bundles - number)) }, (_, i) => number + i);
  return Promise.all(
    numbers.map(async (one) => ({
      entries: await readForm(folder, placeOf('entries', one, signed.size)),
      tile: await readForm(folder, placeOf(0, one, signed.size)),
    })),
  );
}

interface BundleWork {
  readonly number: number;
  readonly files: BundleFiles;
  readonly level1: Level1;
  readonly copies: Copies;
  readonly expected: (string | null)[];
  readonly known: AuditedEntry[];
}

/** One entry file and its tile. @returns its leaves as they are to be believed */
async function auditBundle(
  context: FilesContext,
  { number, files, level1, copies, expected, known }: BundleWork,
): Promise<Uint8Array> {
  const { hash, signed, book, findings } = context;
  const width = Math.min(TILE_WIDTH, signed.size - number * TILE_WIDTH);
  const [entryPlace, tilePlace] = [placeOf('entries', number, signed.size), placeOf(0, number, signed.size)];
  if (!files.entries) findings.add('file-missing', tilePath(entryPlace));
  if (!files.tile) findings.add('file-missing', tilePath(tilePlace));
  const entries = entriesOf(files.entries, width);
  const own = entries ? hashInPlace(hash, entries) : null;
  const tile = hashesOf(files.tile, width);
  const truth = await believe(context, { number, width, own, tile, level1 });
  if (files.entries && !(own && sameBytes(own, truth.leaves))) findings.add('entry-file-changed', tilePath(entryPlace));
  if (files.tile && !(tile && sameBytes(tile, truth.leaves))) findings.add('tile-changed', tilePath(tilePlace));
  if (width === TILE_WIDTH) level1.row.push(truth.root ?? perfectRoot(hash, truth.leaves, 0, TILE_WIDTH));
  await auditTileForms(copies, { level: 0, number, but: files.tile?.width }, truth.leaves);
  const fallback =
    own && sameBytes(own, truth.leaves) ? null : await readLeaves(context.db, number * TILE_WIDTH, width);
  for (let i = 0; i < width; i += 1) {
    const leaf = truth.leaves.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES);
    const bytes = fallback ? fallback.find((row) => row.idx === number * TILE_WIDTH + i)?.entry : entries?.[i];
    const right = bytes !== undefined && (!fallback || sameBytes(hash.leaf(bytes), leaf));
    const hex = toHex(leaf);
    const index = number * TILE_WIDTH + i;
    const entry = right ? book.take(bytes, hex, `index ${index}`) : null;
    if (context.compareTable) expected.push(entry ? textOf(index, entry, hex) : null);
    if (entry && context.onEntries)
      known.push({ id: entry.id, payload: entry.commitments.payload, stream: entry.stream });
    if (!right) findings.add('log-row-changed', `index ${index}`);
  }
  const story = fallback?.map((row) => row.entry) ?? entries ?? null;
  await auditBundleForms(copies, { number, but: files.entries?.width }, story?.length === width ? story : null);
  return truth.leaves;
}

/** The first entries of a bundle that holds as many as its name says. */
function entriesOf(file: FoundFile | null, width: number): readonly Uint8Array[] | null {
  const all = file ? decodeBundle(file.bytes) : null;
  return all && all.length === file?.width ? all.slice(0, width) : null;
}

function leavesOf(hash: TreeHash, entries: readonly Uint8Array[]): Uint8Array {
  const leaves = new Uint8Array(entries.length * HASH_BYTES);
  for (const [i, entry] of entries.entries()) leaves.set(hash.leaf(entry), i * HASH_BYTES);
  return leaves;
}

/**
 * Which copy of a bundle's leaves is right: the one that leads to the hash stored above it; where none does, the one
 * that two of the three places hold.
 */
async function believe(
  { db, hash, signed, from }: FilesContext,
  it: { number: number; width: number; own: Uint8Array | null; tile: Uint8Array | null; level1: Level1 },
): Promise<{ readonly leaves: Uint8Array; readonly root: Uint8Array | null }> {
  const full = it.width === TILE_WIDTH;
  const above = full && signed.size > from ? await it.level1.stored(it.number) : null;
  const ownRoot = it.own && full ? perfectRoot(hash, it.own, 0, TILE_WIDTH) : null;
  const agree = it.own && it.tile && sameBytes(it.own, it.tile);
  if (it.own && agree && (!full || (above && ownRoot && sameBytes(ownRoot, above))))
    return { leaves: it.own, root: ownRoot };
  const rows = await readLeaves(db, it.number * TILE_WIDTH, it.width);
  const table =
    rows.length === it.width
      ? leavesOf(
          hash,
          rows.map((row) => row.entry),
        )
      : null;
  const copies = [it.own, it.tile, table].filter((copy) => copy !== null);
  if (above)
    for (const copy of copies) {
      const root = perfectRoot(hash, copy, 0, TILE_WIDTH);
      if (sameBytes(root, above)) return { leaves: copy, root };
    }
  const twice = copies.find((copy, i) => copies.some((other, j) => i !== j && sameBytes(copy, other)));
  return { leaves: twice ?? copies[0] ?? new Uint8Array(it.width * HASH_BYTES), root: null };
}
