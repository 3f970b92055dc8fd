import { sameBytes } from '@sluice/crypto';
import { TileEdge, perfectRoot } from '../log/tile-edge.ts';
import type { LogFolder } from '../log/log-folder.ts';
import { TILE_WIDTH, tilePath, tilesOfLevel, type TilePlace } from '../tlog/tiles.ts';
import { HASH_BYTES, type TreeHash } from '../tlog/tree-hash.ts';
import { auditTileForms, type Copies } from './audit-copies.ts';

const TILE_BYTES = TILE_WIDTH * HASH_BYTES;

/** Hashes of one level, flat, growing. */
export class HashRow {
  #bytes = new Uint8Array(TILE_BYTES);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  push(hashes: Uint8Array): void {
    const at = this.#count * HASH_BYTES;
    if (at + hashes.length > this.#bytes.length) {
      const wider = new Uint8Array(Math.max(this.#bytes.length * 2, at + hashes.length));
      wider.set(this.#bytes);
      this.#bytes = wider;
    }
    this.#bytes.set(hashes, at);
    this.#count += hashes.length / HASH_BYTES;
  }

  slice(from: number, to: number): Uint8Array {
    return this.#bytes.subarray(from * HASH_BYTES, Math.min(to, this.#count) * HASH_BYTES);
  }
}

export const placeOf = (level: number | 'entries', number: number, size: number): TilePlace => {
  const { full, partial } = tilesOfLevel(level === 'entries' ? 0 : level, size);
  return { level, number, width: number < full ? TILE_WIDTH : partial };
};

/** A file as it was found, and the width that its name gives it. */
export interface FoundFile {
  readonly bytes: Uint8Array;
  readonly width: number;
}

/** A partial file may meanwhile have grown full: its beginning counts. */
export async function readForm(folder: LogFolder, place: TilePlace): Promise<FoundFile | null> {
  for (const width of new Set([place.width, TILE_WIDTH])) {
    const bytes = await folder.read(tilePath({ ...place, width }));
    if (bytes) return { bytes, width };
  }
  return null;
}

/** The hashes of a tile file that is neither cut nor longer than its name says. */
export const hashesOf = (file: FoundFile | null, width: number): Uint8Array | null =>
  file && file.bytes.length === file.width * HASH_BYTES ? file.bytes.subarray(0, width * HASH_BYTES) : null;

/** Hashes above full tiles of leaves, up to the root; `rows[0]` is level 1. Compares every stored tile with its own. */
export async function auditUpperTiles(
  copies: Copies,
  hash: TreeHash,
  size: number,
  { first, from }: { readonly first: HashRow; readonly from: number },
): Promise<readonly HashRow[]> {
  const rows: HashRow[] = [first];
  for (let level = 1; rows[level - 1] && (rows[level - 1]?.count ?? 0) > 0; level += 1) {
    const row = rows[level - 1];
    if (!row) break;
    const above = new HashRow();
    for (let at = 0, number = 0; at < row.count; at += TILE_WIDTH, number += 1) {
      const hashes = row.slice(at, at + TILE_WIDTH);
      // Tiles that only hold what an earlier audit has read are not read again.
      if ((number + 1) * TILE_WIDTH ** (level + 1) > from)
        await compareTile(copies, { ...placeOf(level, number, size), level }, hashes);
      if (hashes.length === TILE_BYTES) above.push(perfectRoot(hash, hashes, 0, TILE_WIDTH));
    }
    rows.push(above);
  }
  return rows;
}

async function compareTile(
  copies: Copies,
  place: TilePlace & { readonly level: number },
  wanted: Uint8Array,
): Promise<void> {
  const { folder, findings } = copies;
  const file = await readForm(folder, place);
  const found = hashesOf(file, wanted.length / HASH_BYTES);
  if (!file) findings.add('file-missing', tilePath(place));
  else if (!found || !sameBytes(found, wanted)) findings.add('tile-changed', tilePath(place));
  await auditTileForms(copies, { ...place, but: file?.width }, wanted);
}

/** Root of a tree whose full tiles lead to `rows` and whose last leaves are `tail`. */
export function rootOf(hash: TreeHash, size: number, rows: readonly HashRow[], tail: Uint8Array): Uint8Array {
  return edgeOf(hash, size, rows, tail).root();
}

/** The right edge of that tree, to go on from. */
export function edgeOf(hash: TreeHash, size: number, rows: readonly HashRow[], tail: Uint8Array): TileEdge {
  const unfinished = rows
    .filter((row) => row.count > 0)
    .map((row) => row.slice(Math.floor(row.count / TILE_WIDTH) * TILE_WIDTH, row.count));
  return TileEdge.restore(hash, size, [tail, ...unfinished]);
}
