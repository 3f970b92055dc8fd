import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { sameBytes } from '@sluice/crypto';
import { DomainError } from '@sluice/kernel';
import { decodeEntry, leafHashOf, type Entry } from '../entry.ts';
import {
  decodeBundle,
  encodeBundle,
  levelsOf,
  TILE_WIDTH,
  tilePath,
  tilesOfLevel,
  type TilePlace,
} from '../tlog/tiles.ts';
import { HASH_BYTES } from '../tlog/tree-hash.ts';
import { treeHash } from '../tree.ts';
import { checkpointFile, createCheckpointStore } from './checkpoint-store.ts';
import { writeDurably } from './durable-file.ts';
import { createLogFolder, type LogFolder } from './log-folder.ts';
import { readStanding, type StandingCheckpoint } from './publish-checkpoint.ts';
import { createTileReader } from './tile-reader.ts';

/** An entry as it stands in the public files of a log. */
export interface PublicEntry {
  readonly index: number;
  readonly bytes: Uint8Array;
  readonly leafHash: Uint8Array;
  readonly entry: Entry;
}

/** The checkpoint that a log's public files show; null where there is none. @throws `ledger.checkpoint-malformed` */
export async function readPublicCheckpoint(folder: string): Promise<StandingCheckpoint | null> {
  const note = await createLogFolder(folder).read('checkpoint');
  return readStanding(note ? note.toString() : null);
}

/**
 * Copies a log's public files exactly as they stand under one checkpoint, whatever a running server writes meanwhile:
 * tiles that have grown since are cut back. `write` is given each file.
 * @returns the checkpoint; null for a log that has none yet
 * @throws DomainError `ledger.tile-missing` (internal)
 */
export async function copyLog(
  from: string,
  write: (path: string, bytes: Uint8Array) => Promise<void>,
): Promise<StandingCheckpoint | null> {
  const checkpoint = await readPublicCheckpoint(from);
  if (!checkpoint) return null;
  const folder = createLogFolder(from);
  const tiles = placesOf(checkpoint.size);
  const entries = tiles.filter((place) => place.level === 0).map((place) => ({ ...place, level: 'entries' as const }));
  for (const place of [...tiles, ...entries]) await write(tilePath(place), await readPlace(folder, place));
  await write('checkpoint', Buffer.from(checkpoint.note));
  return checkpoint;
}

/**
 * Copies the twin as it stands under the last checkpoint that it signed, as `copyLog` does: it follows the log, and may be
 * growing while it is copied. The checkpoint is written as the copy's first, for `twin-checkpoints`.
 * @returns the checkpoint; null where there is no twin, or none that has signed
 */
export async function copyTwin(
  from: { readonly log: string; readonly checkpoints: string },
  write: (path: string, bytes: Uint8Array) => Promise<void>,
): Promise<StandingCheckpoint | null> {
  const standing = existsSync(from.checkpoints)
    ? readStanding(await createCheckpointStore(from.checkpoints).read())
    : null;
  if (!standing) return null;
  const folder = createLogFolder(from.log);
  const note = Buffer.from(standing.note);
  for (const place of placesOf(standing.size)) await write(`twin/${tilePath(place)}`, await readPlace(folder, place));
  await write('twin/checkpoint', note);
  await write(`twin-checkpoints/${checkpointFile(1)}`, note);
  return standing;
}

/**
 * Entries from `from` on, each held against the root that the checkpoint signs.
 * @throws DomainError `ledger.log-diverged` (precondition) when files and checkpoint do not fit together
 */
export async function* readPublicEntries(
  folder: string,
  checkpoint: Pick<StandingCheckpoint, 'size' | 'root'>,
  from: number,
): AsyncGenerator<PublicEntry> {
  const files = createLogFolder(folder);
  const { size, root } = checkpoint;
  const counted = await createTileReader(treeHash, (path) => files.read(path)).root(size);
  if (!sameBytes(counted, root)) throw diverged(size);
  for (let at = from - (from % TILE_WIDTH); at < size; at += TILE_WIDTH) {
    const width = Math.min(TILE_WIDTH, size - at);
    const place = { number: at / TILE_WIDTH, width };
    const hashes = await readPlace(files, { ...place, level: 0 });
    const entries = decodeBundle(await readPlace(files, { ...place, level: 'entries' })) ?? [];
    for (const [i, bytes] of entries.entries()) {
      const leafHash = leafHashOf(bytes);
      if (!sameBytes(leafHash, hashes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES))) throw diverged(size);
      if (at + i >= from) yield { index: at + i, bytes, leafHash, entry: decodeEntry(bytes) };
    }
  }
}

/** Writes files of a log below a folder, durable. */
export const logWriter = (to: string) => (path: string, bytes: Uint8Array) => writeDurably(join(to, path), bytes);

const diverged = (size: number): DomainError =>
  new DomainError('ledger.log-diverged', 'precondition', { signed: size });

function placesOf(size: number): readonly TilePlace[] {
  const places: TilePlace[] = [];
  for (let level = 0; level < levelsOf(size); level += 1) {
    const { full, partial } = tilesOfLevel(level, size);
    for (let number = 0; number < full; number += 1) places.push({ level, number, width: TILE_WIDTH });
    if (partial > 0) places.push({ level, number: full, width: partial });
  }
  return places;
}

async function readPlace(folder: LogFolder, place: TilePlace): Promise<Uint8Array> {
  const exact = await folder.read(tilePath(place));
  if (exact) return exact;
  const full = place.width < TILE_WIDTH ? await folder.read(tilePath({ ...place, width: TILE_WIDTH })) : null;
  // A file that grows is written under its new name before the old one goes; between the two looks it may be longer still.
  const wider = full ?? (await anyWider(folder, place));
  if (!wider) throw new DomainError('ledger.tile-missing', 'internal', { file: tilePath(place) });
  if (place.level !== 'entries') return wider.subarray(0, place.width * HASH_BYTES);
  return encodeBundle((decodeBundle(wider) ?? []).slice(0, place.width));
}

async function anyWider(folder: LogFolder, place: TilePlace): Promise<Uint8Array | null> {
  for (let width = place.width + 1; width < TILE_WIDTH; width += 1) {
    const found = await folder.read(tilePath({ ...place, width }));
    if (found) return found;
  }
  return null;
}
