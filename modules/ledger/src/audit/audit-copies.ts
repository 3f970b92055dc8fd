import { sameBytes } from '@sluice/crypto';
import type { LogFolder } from '../log/log-folder.ts';
import { encodeBundle, tilePath, type TilePlace } from '../tlog/tiles.ts';
import { HASH_BYTES } from '../tlog/tree-hash.ts';
import type { Findings } from './finding.ts';
import type { PublishedPlaces } from './published-places.ts';

export interface Copies {
  readonly folder: LogFolder;
  readonly places: PublishedPlaces;
  readonly findings: Findings;
}

/**
 * All published forms of a tile, full or partial, byte for byte: what was served under an earlier checkpoint stays as it
 * was. `hashes` are the tile's own as far as the checkpoint goes; a form that goes further is not read here, nor is the one of
 * width `but`, which its reader has looked at.
 */
export async function auditTileForms(
  { folder, places, findings }: Copies,
  { level, number, but }: { readonly level: number; readonly number: number; readonly but?: number | undefined },
  hashes: Uint8Array,
): Promise<void> {
  for (const width of places.widths(level, number)) {
    const place = { level, number, width };
    if (width !== but && width * HASH_BYTES <= hashes.length)
      await compare(folder, place, hashes.subarray(0, width * HASH_BYTES), () =>
        findings.add('tile-changed', tilePath(place)),
      );
  }
}

/** The same for the bundle of entries; `entries` null where not all are known any more. */
export async function auditBundleForms(
  { folder, places, findings }: Copies,
  { number, but }: { readonly number: number; readonly but?: number | undefined },
  entries: readonly Uint8Array[] | null,
): Promise<void> {
  for (const width of places.widths('entries', number)) {
    const place = { level: 'entries', number, width } as const;
    if (entries && width !== but && width <= entries.length)
      await compare(folder, place, encodeBundle(entries.slice(0, width)), () =>
        findings.add('entry-file-changed', tilePath(place)),
      );
  }
}

async function compare(folder: LogFolder, place: TilePlace, wanted: Uint8Array, differs: () => void): Promise<void> {
  const bytes = await folder.read(tilePath(place));
  // Partial forms go when the tile is full; a form that is missing and needed is named where it is read.
  if (bytes && !sameBytes(bytes, wanted)) differs();
}

/** Files that no log of `size` entries has. */
export function auditStrays({ places, findings }: Copies, size: number): void {
  for (const path of places.others) findings.add('file-stray', path);
  for (const place of places.beyond(size)) findings.add('file-stray', tilePath(place));
}
