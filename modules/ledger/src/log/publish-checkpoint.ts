import { sameBytes } from '@sluice/crypto';
import { DomainError } from '@sluice/kernel';
import { formatCheckpoint, parseCheckpoint, type Checkpoint } from '../tlog/checkpoint.ts';
import { formatNote, parseNote } from '../tlog/note.ts';
import { verifyConsistency } from '../tlog/proofs.ts';
import { decodeBundle, encodeBundle, TILE_WIDTH, tilePath, type TilePlace } from '../tlog/tiles.ts';
import type { TreeHash } from '../tlog/tree-hash.ts';
import type { LogKeys } from '../log-keys.ts';
import type { CheckpointStore } from './checkpoint-store.ts';
import type { LogFolder } from './log-folder.ts';
import type { LogState } from './recover.ts';
import type { Release } from './release.ts';
import { createTileReader } from './tile-reader.ts';
import type { TileContent } from './tile-edge.ts';

/** Named places between the steps, where tests let the process die. */
export type PublishPoint =
  | 'tiles-written'
  | 'tiles-checked'
  | 'checkpoint-signed'
  | 'checkpoint-stored'
  | 'checkpoint-published';

export interface PublishContext {
  readonly folder: LogFolder;
  readonly store: CheckpointStore;
  readonly keys: LogKeys;
  readonly hash: TreeHash;
  readonly release: Release;
  readonly crash: (point: PublishPoint) => void;
}

export interface StandingCheckpoint extends Checkpoint {
  readonly note: string;
}

/** Reads the checkpoint that stands. @throws DomainError `ledger.checkpoint-malformed` (precondition) */
export function readStanding(note: string | null): StandingCheckpoint | null {
  if (note === null) return null;
  const parsed = parseNote(note);
  const checkpoint = parsed ? parseCheckpoint(parsed.text) : null;
  if (!checkpoint) throw new DomainError('ledger.checkpoint-malformed', 'precondition');
  return { ...checkpoint, note };
}

/**
 * Publishes the state as it is: files, re-read and checked, then the signature, then the swap outside the database,
 * then the public checkpoint. Never signs what it has not read back.
 * @throws DomainError `ledger.publish-mismatch`, `ledger.checkpoint-conflict` (internal)
 */
export async function publishCheckpoint(
  context: PublishContext,
  state: LogState,
  standing: StandingCheckpoint | null,
): Promise<StandingCheckpoint> {
  const tiles = [...state.edge.takeFinished(), ...state.edge.partials()];
  const bundles = bundlesOf(state);
  await context.folder.writeTiles([...bundles, ...tiles], state.rebuilt);
  context.crash('tiles-written');
  const checkpoint = { origin: context.keys.origin, size: state.edge.size, root: state.edge.root() };
  await checkWritten(context, bundles, checkpoint, standing);
  context.crash('tiles-checked');
  const note = signCheckpoint(context.keys, checkpoint);
  context.crash('checkpoint-signed');
  if (!(await context.store.compareAndSwap(standing?.note ?? null, note)))
    throw new DomainError('ledger.checkpoint-conflict', 'internal');
  context.crash('checkpoint-stored');
  const signed = { ...checkpoint, note };
  await context.release.offer(signed);
  context.crash('checkpoint-published');
  await tidy(context.folder, state, [...bundles, ...tiles]);
  return signed;
}

function bundlesOf(state: LogState): readonly TileContent[] {
  const bundles: TileContent[] = [];
  for (let at = 0; at < state.tail.length; at += TILE_WIDTH) {
    const entries = state.tail.slice(at, at + TILE_WIDTH);
    bundles.push({
      place: { level: 'entries', number: (state.tailFrom + at) / TILE_WIDTH, width: entries.length },
      bytes: encodeBundle(entries),
    });
  }
  return bundles;
}

/** Reads everything back: entries hash to their tile, tiles to the root, and the old root is its beginning. */
async function checkWritten(
  context: PublishContext,
  bundles: readonly TileContent[],
  now: Checkpoint,
  before: Checkpoint | null,
): Promise<void> {
  for (const { place } of bundles) {
    const entries = decodeBundle((await context.folder.read(tilePath(place))) ?? new Uint8Array());
    const tile = await context.folder.read(tilePath({ ...place, level: 0 }));
    const hashes = entries ? Buffer.concat(entries.map((entry) => context.hash.leaf(entry))) : null;
    if (!tile || !hashes || !sameBytes(hashes, tile)) throw mismatch(place);
  }
  const reader = createTileReader(context.hash, (path) => context.folder.read(path));
  if (!sameBytes(await reader.root(now.size), now.root))
    throw new DomainError('ledger.publish-mismatch', 'internal', { size: now.size });
  if (before && !verifyConsistency(context.hash, before, now, await reader.consistency(before.size, now.size)))
    throw new DomainError('ledger.publish-mismatch', 'internal', { size: now.size, before: before.size });
}

const mismatch = (place: TilePlace) =>
  new DomainError('ledger.publish-mismatch', 'internal', { file: tilePath(place) });

/** One note, a line per key: Ed25519 for everyone, SM2 for those who must. */
function signCheckpoint(keys: LogKeys, checkpoint: Checkpoint): string {
  const text = formatCheckpoint(checkpoint);
  const message = Buffer.from(text);
  return formatNote({
    text,
    signatures: keys.signers.map(({ key, signer }) => ({
      name: key.name,
      keyId: key.id,
      signature: signer.sign(message),
    })),
  });
}

/** Keeps only the unfinished bundle in memory and drops the partial forms of what is now full. */
async function tidy(folder: LogFolder, state: LogState, written: readonly TileContent[]): Promise<void> {
  const full = Math.floor(state.tail.length / TILE_WIDTH) * TILE_WIDTH;
  state.tail = state.tail.slice(full);
  state.tailFrom += full;
  state.rebuilt = false;
  for (const { place } of written) if (place.width === TILE_WIDTH) await folder.dropPartials(place);
}
