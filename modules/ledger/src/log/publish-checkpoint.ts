import { sameBytes } from '@sluice/crypto';
import { DomainError } from '@sluice/kernel';
import { formatCheckpoint, parseCheckpoint, type Checkpoint } from '../tlog/checkpoint.ts';
import { formatNote, parseNote } from '../tlog/note.ts';
import { verifyConsistency } from '../tlog/proofs.ts';
import { decodeBundle, encodeBundle, TILE_WIDTH, tilePath, tilesOfLevel, type TilePlace } from '../tlog/tiles.ts';
import type { TreeHash } from '../tlog/tree-hash.ts';
import type { LogKeys } from '../log-keys.ts';
import type { CheckpointStore } from './checkpoint-store.ts';
import { hashInPlace } from './hash-leaves.ts';
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
 * Publishes the state as it is at the call: files, re-read and checked, then the signature, then the swap outside the
 * database, then the public checkpoint. Never signs what it has not read back. The state may grow meanwhile.
 * @throws DomainError `ledger.publish-mismatch`, `ledger.checkpoint-conflict` (internal)
 */
export async function publishCheckpoint(
  context: PublishContext,
  state: LogState,
  standing: StandingCheckpoint | null,
): Promise<StandingCheckpoint> {
  const tiles = [...state.edge.takeFinished(), ...state.edge.partials()];
  const bundles = bundlesOf(state);
  const checkpoint = { origin: context.keys.origin, size: state.edge.size, root: state.edge.root() };
  const rebuilt = state.rebuilt;
  await context.folder.writeTiles([...bundles, ...tiles], rebuilt);
  context.crash('tiles-written');
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
  forgetFull(state, bundles);
  const grown = [...bundles, ...tiles].filter(({ place }) => rebuilt || wasPartial(place, standing?.size ?? 0));
  for (const { place } of grown) if (place.width === TILE_WIDTH) await context.folder.dropPartials(place);
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

/** Files under check at the same time. */
const READ_AT_ONCE = 8;

/** Reads everything back: entries hash to their tile, tiles to the root, and the old root is its beginning. */
async function checkWritten(
  context: PublishContext,
  bundles: readonly TileContent[],
  now: Checkpoint,
  before: Checkpoint | null,
): Promise<void> {
  const checkBundle = async (place: TilePlace): Promise<void> => {
    const entries = decodeBundle((await context.folder.read(tilePath(place))) ?? new Uint8Array());
    const tile = await context.folder.read(tilePath({ ...place, level: 0 }));
    const hashes = entries ? hashInPlace(context.hash, entries) : null;
    if (!tile || !hashes || !sameBytes(hashes, tile)) throw mismatch(place);
  };
  for (let i = 0; i < bundles.length; i += READ_AT_ONCE)
    await Promise.all(bundles.slice(i, i + READ_AT_ONCE).map(({ place }) => checkBundle(place)));
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

/** Keeps only the entries of unfinished bundles in memory. */
function forgetFull(state: LogState, bundles: readonly TileContent[]): void {
  const full = bundles.filter(({ place }) => place.width === TILE_WIDTH).length * TILE_WIDTH;
  state.tail = state.tail.slice(full);
  state.tailFrom += full;
  state.rebuilt = false;
}

/** Whether a tile was written unfinished when the tree had `size` leaves. */
const wasPartial = ({ level, number }: TilePlace, size: number): boolean => {
  const { full, partial } = tilesOfLevel(level === 'entries' ? 0 : level, size);
  return number === full && partial > 0;
};
