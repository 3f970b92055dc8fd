import { HASH_BYTES, type TreeHash } from '../tlog/tree-hash.ts';
import { TILE_WIDTH, type TilePlace } from '../tlog/tiles.ts';

const TILE_BYTES = TILE_WIDTH * HASH_BYTES;

interface Level {
  readonly hashes: Uint8Array;
  count: number;
}

export interface TileContent {
  readonly place: TilePlace;
  readonly bytes: Uint8Array;
}

/**
 * The right edge of a growing tree: one unfinished tile per level, in flat buffers (an object per hash is five times
 * slower). Finished tiles are handed out once, by `takeFinished`.
 */
export class TileEdge {
  readonly #hash: TreeHash;
  #levels: Level[] = [];
  #size = 0;
  #finished: TileContent[] = [];

  constructor(hash: TreeHash) {
    this.#hash = hash;
  }

  get size(): number {
    return this.#size;
  }

  append(leaf: Uint8Array): void {
    this.#push(0, leaf);
    this.#size += 1;
  }

  #level(index: number): Level {
    return (this.#levels[index] ??= { hashes: new Uint8Array(TILE_BYTES), count: 0 });
  }

  #push(index: number, hash: Uint8Array): void {
    const level = this.#level(index);
    level.hashes.set(hash, level.count * HASH_BYTES);
    level.count += 1;
    if (level.count < TILE_WIDTH) return;
    const number = Math.floor((this.#size + 1) / TILE_WIDTH ** (index + 1)) - 1;
    this.#finished.push({ place: { level: index, number, width: TILE_WIDTH }, bytes: level.hashes.slice() });
    const root = perfectRoot(this.#hash, level.hashes, 0, TILE_WIDTH);
    level.count = 0;
    this.#push(index + 1, root);
  }

  /** RFC 6962 root of all leaves so far. */
  root(): Uint8Array {
    let root: Uint8Array | null = null;
    for (const level of this.#levels)
      for (const [from, width] of peaksOf(level.count).toReversed()) {
        const peak = perfectRoot(this.#hash, level.hashes, from, width);
        root = root === null ? peak : this.#hash.node(peak, root);
      }
    return root ?? this.#hash.empty;
  }

  /** Tiles that became full since the last call. */
  takeFinished(): readonly TileContent[] {
    const finished = this.#finished;
    this.#finished = [];
    return finished;
  }

  /** Unfinished tiles of all levels, as they are now. */
  partials(): readonly TileContent[] {
    return this.#levels.flatMap((level, index) => {
      if (level.count === 0) return [];
      const number = Math.floor(this.#size / TILE_WIDTH ** (index + 1));
      return [
        { place: { level: index, number, width: level.count }, bytes: level.hashes.slice(0, level.count * HASH_BYTES) },
      ];
    });
  }

  /** A copy that can be thrown away when the transaction it was made for fails. */
  clone(): TileEdge {
    const copy = new TileEdge(this.#hash);
    copy.#levels = this.#levels.map((level) => ({ hashes: level.hashes.slice(), count: level.count }));
    copy.#size = this.#size;
    copy.#finished = [...this.#finished];
    return copy;
  }

  /** Takes up an edge from stored tiles; `tiles[level]` holds that level's unfinished hashes. */
  static restore(hash: TreeHash, size: number, tiles: readonly Uint8Array[]): TileEdge {
    const edge = new TileEdge(hash);
    edge.#size = size;
    edge.#levels = tiles.map((bytes) => {
      const hashes = new Uint8Array(TILE_BYTES);
      hashes.set(bytes);
      return { hashes, count: bytes.length / HASH_BYTES };
    });
    return edge;
  }
}

/** Perfect subtrees that `count` hashes fall into, left to right: [first, width]. */
function peaksOf(count: number): readonly (readonly [number, number])[] {
  const peaks: [number, number][] = [];
  let from = 0;
  for (let width = TILE_WIDTH; width > 0; width >>= 1)
    if ((count & width) !== 0) {
      peaks.push([from, width]);
      from += width;
    }
  return peaks;
}

/** Root of `width` (a power of two) hashes standing one after another. */
export function perfectRoot(hash: TreeHash, hashes: Uint8Array, from: number, width: number): Uint8Array {
  if (width === 1) return hashes.slice(from * HASH_BYTES, (from + 1) * HASH_BYTES);
  let row = hashes.slice(from * HASH_BYTES, (from + width) * HASH_BYTES);
  for (let length = width; length > 1; length >>= 1) {
    const above = new Uint8Array((length / 2) * HASH_BYTES);
    for (let i = 0; i < length; i += 2) {
      const at = i * HASH_BYTES;
      above.set(
        hash.node(row.subarray(at, at + HASH_BYTES), row.subarray(at + HASH_BYTES, at + 2 * HASH_BYTES)),
        (i / 2) * HASH_BYTES,
      );
    }
    row = above;
  }
  return row;
}
