import { DomainError } from '@sluice/kernel';
import { consistencyRanges, inclusionRanges, splitPoint, type Range } from '../tlog/proofs.ts';
import { HASH_BYTES, type TreeHash } from '../tlog/tree-hash.ts';
import { TILE_WIDTH, tilePath, tilesOfLevel, type TilePlace } from '../tlog/tiles.ts';

/** Computes roots and proofs of a published size from tiles. */
export interface TileReader {
  root(size: number): Promise<Uint8Array>;
  inclusion(index: number, size: number): Promise<readonly Uint8Array[]>;
  consistency(from: number, to: number): Promise<readonly Uint8Array[]>;
  /** Root of the leaves of a range that a walk of the tree from its root meets. */
  range(range: Range, size: number): Promise<Uint8Array>;
}

type ReadFile = (path: string) => Promise<Uint8Array | null>;

/** Expanded tiles kept in memory: 16 KB each. */
const DEFAULT_CACHED_TILES = 1024;

const TILE_HEIGHT = 8;
const log2 = (n: number): number => (n < 2 ** 31 ? 31 - Math.clz32(n) : Math.round(Math.log2(n)));

/** Thrown by a computation that needs a tile which is not in memory yet. */
class TileWanted extends Error {
  readonly place: TilePlace;

  constructor(place: TilePlace) {
    super('tile wanted');
    this.place = place;
  }
}

/**
 * Proofs are computed in one go from the tiles in memory; where one is missing it is fetched and the computation begins
 * again. A promise for each node would cost ten times the hashing.
 * @throws DomainError `ledger.tile-missing` or `ledger.tile-malformed` (internal) with the file's name
 */
export function createTileReader(hash: TreeHash, readFile: ReadFile, cachedTiles = DEFAULT_CACHED_TILES): TileReader {
  const cache = new Map<number, Uint8Array>();
  /** Roots of the incomplete subtrees at the right edge of one size, by where they begin: all its proofs share them. */
  let edge = { size: -1, roots: new Map<number, Uint8Array>() };

  async function load(place: TilePlace & { readonly level: number }): Promise<void> {
    const tile = expand(hash, await readWhole(readFile, place), place.width);
    if (cache.size >= cachedTiles) cache.delete(cache.keys().next().value ?? 0);
    cache.set(keyOf(place.level, place.number, place.width), tile);
  }

  async function withTiles<T>(work: () => T): Promise<T> {
    for (;;)
      try {
        return work();
      } catch (error) {
        if (!(error instanceof TileWanted) || error.place.level === 'entries') throw error;
        await load({ ...error.place, level: error.place.level });
      }
  }

  /** Root of an aligned, complete subtree of 2^height leaves. */
  function node(lo: number, width: number, size: number): Uint8Array {
    const height = log2(width);
    const level = Math.floor(height / TILE_HEIGHT);
    const inside = height % TILE_HEIGHT;
    const index = level === 0 ? lo : lo / TILE_WIDTH ** level;
    const number = Math.floor(index / TILE_WIDTH);
    const { full, partial } = tilesOfLevel(level, size);
    const wide = number < full ? TILE_WIDTH : partial;
    const tile = cache.get(keyOf(level, number, wide));
    if (!tile) throw new TileWanted({ level, number, width: wide });
    const at = (rowStart(inside) + ((index % TILE_WIDTH) >> inside)) * HASH_BYTES;
    return tile.subarray(at, at + HASH_BYTES);
  }

  function range([lo, hi]: Range, size: number): Uint8Array {
    const width = hi - lo;
    if (width === 1) return node(lo, 1, size);
    const k = splitPoint(width);
    if (k * 2 === width) return node(lo, width, size);
    const known = hi === size && edge.size === size ? edge.roots.get(lo) : undefined;
    if (known) return known;
    const root = hash.node(range([lo, lo + k], size), range([lo + k, hi], size));
    if (hi === size) {
      if (edge.size !== size) edge = { size, roots: new Map() };
      edge.roots.set(lo, root);
    }
    return root;
  }

  const all = (ranges: readonly Range[], size: number) => withTiles(() => ranges.map((one) => range(one, size)));
  return {
    root: async (size) => (size === 0 ? hash.empty : withTiles(() => range([0, size], size))),
    inclusion: (index, size) => all(inclusionRanges(index, size), size),
    consistency: async (from, to) => (from === 0 ? [] : all(consistencyRanges(from, to), to)),
    range: (one, size) => withTiles(() => range(one, size)),
  };
}

/** Widths to 256, numbers to 2^32, levels above: one number, which is looked up faster than a path. */
const keyOf = (level: number, number: number, width: number): number => (level * 2 ** 32 + number) * 512 + width;

/** Where the nodes of a height begin in an expanded tile: 256 leaves, then 128, 64 … 1. */
const rowStart = (height: number): number => 512 - (512 >> height);

function expand(hash: TreeHash, leaves: Uint8Array, width: number): Uint8Array {
  const nodes = new Uint8Array(511 * HASH_BYTES);
  nodes.set(leaves);
  for (let height = 1, count = width >> 1; height <= TILE_HEIGHT && count > 0; height += 1, count >>= 1) {
    const below = rowStart(height - 1) * HASH_BYTES;
    for (let i = 0; i < count; i += 1) {
      const at = below + i * 2 * HASH_BYTES;
      const parent = hash.node(
        nodes.subarray(at, at + HASH_BYTES),
        nodes.subarray(at + HASH_BYTES, at + 2 * HASH_BYTES),
      );
      nodes.set(parent, (rowStart(height) + i) * HASH_BYTES);
    }
  }
  return nodes;
}

/**
 * A partial tile may have been dropped once it became full, or was not written again where tiles were derived anew: its
 * hashes are the first ones of every wider form.
 */
async function readWhole(readFile: ReadFile, place: TilePlace): Promise<Uint8Array> {
  const wanted = place.width * HASH_BYTES;
  const bytes = await readFile(tilePath(place));
  if (bytes) {
    if (bytes.length !== wanted) throw new DomainError('ledger.tile-malformed', 'internal', { file: tilePath(place) });
    return bytes;
  }
  for (let width = TILE_WIDTH; width > place.width; width -= 1) {
    const wider = await readFile(tilePath({ ...place, width }));
    if (wider?.length === width * HASH_BYTES) return wider.subarray(0, wanted);
  }
  throw new DomainError('ledger.tile-missing', 'internal', { file: tilePath(place) });
}
