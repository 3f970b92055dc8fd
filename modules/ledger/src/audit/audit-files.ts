import { sameBytes } from '@sluice/crypto';
import type { Checkpoint } from '../tlog/checkpoint.ts';
import { decodeBundle, levelsOf, TILE_WIDTH, tilePath, tilesOfLevel, type TilePlace } from '../tlog/tiles.ts';
import { HASH_BYTES, type TreeHash } from '../tlog/tree-hash.ts';
import { TileEdge } from '../log/tile-edge.ts';
import type { LogFolder } from '../log/log-folder.ts';
import type { Findings } from './finding.ts';

/** Leaf hashes of the first `size` entries, flat, from one of the places where they stand. */
type Leaves = Uint8Array;

/**
 * Re-reads every entry file and tile up to the checkpoint. The leaves that lead to the signed root are the truth
 * (entry files first, then the log table, then the tiles); whatever differs from them is named.
 */
export async function auditFiles(
  folder: LogFolder,
  hash: TreeHash,
  signed: Checkpoint,
  database: Leaves,
  findings: Findings,
): Promise<void> {
  const fromBundles = await leavesOfBundles(folder, hash, signed.size, findings);
  const fromTiles = await leavesOfTiles(folder, signed.size, findings);
  const truth = [fromBundles, database, fromTiles].find((leaves) => leadsTo(hash, leaves, signed));
  if (!truth) {
    findings.add('root-mismatch', `size ${signed.size}`);
    return;
  }
  compare(truth, fromBundles, TILE_WIDTH, (n) =>
    findings.add('entry-file-changed', tilePath(placeOf('entries', n, signed.size))),
  );
  compare(truth, fromTiles, TILE_WIDTH, (n) => findings.add('tile-changed', tilePath(placeOf(0, n, signed.size))));
  compare(truth, database, 1, (n) => findings.add('log-row-changed', `index ${n}`));
  await auditUpperTiles(folder, hash, signed.size, truth, findings);
}

const placeOf = (level: number | 'entries', number: number, size: number): TilePlace => {
  const { full, partial } = tilesOfLevel(level === 'entries' ? 0 : level, size);
  return { level, number, width: number < full ? TILE_WIDTH : partial };
};

function* placesOf(level: number | 'entries', size: number): Generator<TilePlace> {
  const { full, partial } = tilesOfLevel(level === 'entries' ? 0 : level, size);
  for (let number = 0; number < full + (partial > 0 ? 1 : 0); number += 1) yield placeOf(level, number, size);
}

/** A partial file may meanwhile have grown full: its beginning counts. */
async function readPlace(folder: LogFolder, place: TilePlace, findings: Findings): Promise<Uint8Array | null> {
  const bytes = (await folder.read(tilePath(place))) ?? (await folder.read(tilePath({ ...place, width: TILE_WIDTH })));
  if (!bytes) findings.add('file-missing', tilePath(place));
  return bytes;
}

async function leavesOfBundles(folder: LogFolder, hash: TreeHash, size: number, findings: Findings): Promise<Leaves> {
  const leaves = new Uint8Array(size * HASH_BYTES);
  for (const place of placesOf('entries', size)) {
    const bytes = await readPlace(folder, place, findings);
    const entries = bytes ? decodeBundle(bytes) : null;
    for (const [i, entry] of (entries ?? []).slice(0, place.width).entries())
      leaves.set(hash.leaf(entry), (place.number * TILE_WIDTH + i) * HASH_BYTES);
  }
  return leaves;
}

async function leavesOfTiles(folder: LogFolder, size: number, findings: Findings): Promise<Leaves> {
  const leaves = new Uint8Array(size * HASH_BYTES);
  for (const place of placesOf(0, size)) {
    const bytes = await readPlace(folder, place, findings);
    if (bytes) leaves.set(bytes.subarray(0, place.width * HASH_BYTES), place.number * TILE_WIDTH * HASH_BYTES);
  }
  return leaves;
}

function leadsTo(hash: TreeHash, leaves: Leaves, signed: Checkpoint): boolean {
  if (leaves.length !== signed.size * HASH_BYTES) return false;
  return sameBytes(grow(hash, leaves).root(), signed.root);
}

function grow(hash: TreeHash, leaves: Leaves): TileEdge {
  const edge = new TileEdge(hash);
  for (let at = 0; at < leaves.length; at += HASH_BYTES) edge.append(leaves.subarray(at, at + HASH_BYTES));
  return edge;
}

/** Calls `differs` with the number of every group of `width` leaves that is not the same. */
function compare(truth: Leaves, other: Leaves, width: number, differs: (number: number) => void): void {
  const step = width * HASH_BYTES;
  for (let at = 0, n = 0; at < truth.length; at += step, n += 1)
    if (!sameBytes(truth.subarray(at, at + step), other.subarray(at, Math.min(at + step, truth.length)))) differs(n);
}

async function auditUpperTiles(
  folder: LogFolder,
  hash: TreeHash,
  size: number,
  truth: Leaves,
  findings: Findings,
): Promise<void> {
  const edge = grow(hash, truth);
  const expected = new Map(
    [...edge.takeFinished(), ...edge.partials()].map((tile) => [tilePath(tile.place), tile.bytes]),
  );
  for (let level = 1; level < levelsOf(size); level += 1)
    for (const place of placesOf(level, size)) {
      const bytes = await readPlace(folder, place, findings);
      const wanted = expected.get(tilePath(place));
      if (bytes && wanted && !sameBytes(bytes.subarray(0, wanted.length), wanted))
        findings.add('tile-changed', tilePath(place));
    }
}
