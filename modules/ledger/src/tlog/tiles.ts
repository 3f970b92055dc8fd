/** Layout of C2SP tlog-tiles: 256 hashes a tile, 256 entries a bundle, immutable files. */

export const TILE_WIDTH = 256;

export interface TilePlace {
  readonly level: number | 'entries';
  readonly number: number;
  /** 1 … 256; below 256 the tile is partial. */
  readonly width: number;
}

function numberPath(number: number): string {
  const groups: string[] = [];
  for (let rest = number; groups.length === 0 || rest > 0; rest = Math.floor(rest / 1000))
    groups.unshift(String(rest % 1000).padStart(3, '0'));
  return groups.map((group, i) => (i < groups.length - 1 ? `x${group}` : group)).join('/');
}

/** `tile/0/x001/x234/067` or `tile/entries/000.p/17`. */
export function tilePath(place: TilePlace): string {
  const full = `tile/${place.level}/${numberPath(place.number)}`;
  return place.width === TILE_WIDTH ? full : `${full}.p/${place.width}`;
}

/** The folder of a tile's partial forms. */
export const partialFolder = (place: Pick<TilePlace, 'level' | 'number'>): string =>
  `tile/${place.level}/${numberPath(place.number)}.p`;

/** Tiles of one level of a tree of `size` leaves: the full ones and, last, the partial one. */
export function tilesOfLevel(level: number, size: number): { readonly full: number; readonly partial: number } {
  const hashes = Math.floor(size / TILE_WIDTH ** level);
  return { full: Math.floor(hashes / TILE_WIDTH), partial: hashes % TILE_WIDTH };
}

/** Levels that a tree of `size` leaves has tiles on. */
export function levelsOf(size: number): number {
  let levels = 0;
  for (let hashes = size; hashes > 0; hashes = Math.floor(hashes / TILE_WIDTH)) levels += 1;
  return levels;
}

/** Big-endian 16-bit length, then the entry, for each. */
export function encodeBundle(entries: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(entries.reduce((sum, entry) => sum + 2 + entry.length, 0));
  let at = 0;
  for (const entry of entries) {
    bytes[at] = entry.length >> 8;
    bytes[at + 1] = entry.length & 255;
    bytes.set(entry, at + 2);
    at += 2 + entry.length;
  }
  return bytes;
}

/** Null when the lengths do not fill the bytes exactly. */
export function decodeBundle(bytes: Uint8Array): readonly Uint8Array[] | null {
  const entries: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
    if (at + 2 + length > bytes.length) return null;
    entries.push(bytes.subarray(at + 2, at + 2 + length));
    at += 2 + length;
  }
  return entries;
}
