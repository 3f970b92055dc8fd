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

/** Expanded full tiles kept in memory: 16 KB each. */
const DEFAULT_CACHED_TILES = 1024;

const TILE_HEIGHT = 8;
const log2 = (n: number): number => Math.round(Math.log2(n));

/**
 * @throws DomainError `ledger.tile-missing` or `ledger.tile-malformed` (internal) with the file's name
 */
export function createTileReader(hash: TreeHash, readFile: ReadFile, cachedTiles = DEFAULT_CACHED_TILES): TileReader {
  const cache = new Map<string, Uint8Array>();

  async function expandedTile(level: number, number: number, size: number): Promise<Uint8Array> {
    const { full, partial } = tilesOfLevel(level, size);
    const place: TilePlace = { level, number, width: number < full ? TILE_WIDTH : partial };
    const path = tilePath(place);
    const cached = cache.get(path);
    if (cached) return cached;
    const tile = expand(hash, await readWhole(readFile, place), place.width);
    if (place.width === TILE_WIDTH) {
      if (cache.size >= cachedTiles) cache.delete(cache.keys().next().value ?? '');
      cache.set(path, tile);
    }
    return tile;
  }

  /** Root of an aligned, complete subtree of 2^height leaves. */
  async function node(lo: number, width: number, size: number): Promise<Uint8Array> {
    const height = log2(width);
    const level = Math.floor(height / TILE_HEIGHT);
    const inside = height % TILE_HEIGHT;
    const index = lo / TILE_WIDTH ** level;
    const number = Math.floor(index / TILE_WIDTH);
    const tile = await expandedTile(level, number, size);
    const at = (rowStart(inside) + ((index % TILE_WIDTH) >> inside)) * HASH_BYTES;
    return tile.slice(at, at + HASH_BYTES);
  }

  async function range([lo, hi]: Range, size: number): Promise<Uint8Array> {
    const width = hi - lo;
    if (width === 1) return node(lo, 1, size);
    const k = splitPoint(width);
    if (k * 2 === width) return node(lo, width, size);
    return hash.node(await range([lo, lo + k], size), await range([lo + k, hi], size));
  }

  const all = (ranges: readonly Range[], size: number) => Promise.all(ranges.map((one) => range(one, size)));
  return {
    root: async (size) => (size === 0 ? hash.empty : range([0, size], size)),
    inclusion: (index, size) => all(inclusionRanges(index, size), size),
    consistency: async (from, to) => (from === 0 ? [] : all(consistencyRanges(from, to), to)),
    range,
  };
}

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

/** A partial tile may have been dropped once it became full: its hashes are the first ones of the full tile. */
async function readWhole(readFile: ReadFile, place: TilePlace): Promise<Uint8Array> {
  const wanted = place.width * HASH_BYTES;
  const bytes = await readFile(tilePath(place));
  if (bytes) {
    if (bytes.length !== wanted) throw new DomainError('ledger.tile-malformed', 'internal', { file: tilePath(place) });
    return bytes;
  }
  const full = place.width < TILE_WIDTH ? await readFile(tilePath({ ...place, width: TILE_WIDTH })) : null;
  if (!full) throw new DomainError('ledger.tile-missing', 'internal', { file: tilePath(place) });
  return full.subarray(0, wanted);
}
