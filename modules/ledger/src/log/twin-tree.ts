import { sameBytes } from '@sluice/crypto';
import type { Db } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import { twinOrigin, type LogSigner } from '../log-keys.ts';
import { TILE_WIDTH } from '../tlog/tiles.ts';
import { twinTreeHash } from '../tree.ts';
import { createCheckpointStore } from './checkpoint-store.ts';
import { createLogFolder, type LogFolder } from './log-folder.ts';
import { publishCheckpoint, readStanding, type StandingCheckpoint } from './publish-checkpoint.ts';
import { createDirectRelease } from './release.ts';
import { restoreEdge, type LogState } from './recover.ts';
import { readHead, readLeaves } from './store-log.ts';
import { TileEdge } from './tile-edge.ts';
import { createTileReader, type TileReader } from './tile-reader.ts';

export interface TwinOptions {
  /** Of the log that it follows. */
  readonly origin: string;
  readonly signer: LogSigner;
  /** Its static files, and the last checkpoint that it signed. */
  readonly logFolder: string;
  readonly checkpointFolder: string;
}

/** The SM3 tree over the same entries, under its own origin and signed by SM2 (suite `gm`). */
export interface TwinTree {
  readonly tiles: TileReader;
  readonly folder: LogFolder;
  /** The checkpoint that stands; null before the first. */
  checkpoint(): Promise<StandingCheckpoint | null>;
  /**
   * Takes up all entries below `size` and signs; answers the checkpoint that stands then.
   * @throws DomainError (precondition) `ledger.rollback-detected`: there are fewer entries than it has signed;
   * `ledger.twin-diverged`: they lead to another root than the signed one
   */
  follow(db: Db, size: number): Promise<StandingCheckpoint | null>;
}

const PAGE = 4096;

/**
 * It follows the log: an entry that the log has signed comes into the twin a moment later. Entry files are the log's
 * own; the twin keeps tiles and checkpoints.
 */
export function createTwinTree(options: TwinOptions): TwinTree {
  const folder = createLogFolder(options.logFolder);
  const store = createCheckpointStore(options.checkpointFolder);
  const keys = { origin: twinOrigin(options.origin), signers: [options.signer], policy: '' };
  const context = {
    ...{ folder, store, keys, hash: twinTreeHash },
    release: createDirectRelease(folder),
    crash: () => undefined,
  };
  let state: LogState | null = null;
  let standing: StandingCheckpoint | null = null;
  return {
    folder,
    tiles: createTileReader(twinTreeHash, (path) => folder.read(path)),
    async checkpoint() {
      const note = await folder.read('checkpoint');
      return readStanding(note ? note.toString() : null);
    },
    async follow(db, size) {
      if (!state) {
        standing = readStanding(await store.read());
        state = await recoverTwin(db, folder, standing);
        if (standing) await context.release.resume(standing);
      }
      await grow(db, state, size);
      if (state.edge.size > (standing?.size ?? 0) || state.rebuilt)
        if (state.edge.size > 0) standing = await publishCheckpoint(context, state, standing);
      return standing;
    },
  };
}

const emptyState = (edge: TileEdge, rebuilt: boolean): LogState => ({ edge, tail: [], tailFrom: 0, rebuilt });

/** The edge at the signed size: from tiles, or anew from the entries where tiles are missing or wrong. */
async function recoverTwin(db: Db, folder: LogFolder, signed: StandingCheckpoint | null): Promise<LogState> {
  if (!signed) return emptyState(new TileEdge(twinTreeHash), false);
  const { size } = await readHead(db);
  if (size < signed.size)
    throw new DomainError('ledger.rollback-detected', 'precondition', { database: size, signed: signed.size });
  const from = signed.size - (signed.size % TILE_WIDTH);
  const stored = await restoreEdge(folder, twinTreeHash, from);
  for (const state of [...(stored ? [emptyState(stored, false)] : []), emptyState(new TileEdge(twinTreeHash), true)]) {
    await grow(db, state, signed.size);
    if (state.edge.size === signed.size && sameBytes(state.edge.root(), signed.root)) return state;
  }
  throw new DomainError('ledger.twin-diverged', 'precondition', { signed: signed.size });
}

async function grow(db: Db, state: LogState, size: number): Promise<void> {
  while (state.edge.size < size) {
    const leaves = await readLeaves(db, state.edge.size, Math.min(PAGE, size - state.edge.size));
    if (leaves.length === 0) return;
    for (const leaf of leaves) {
      if (leaf.idx !== state.edge.size)
        throw new DomainError('ledger.twin-diverged', 'precondition', { index: state.edge.size });
      state.edge.append(twinTreeHash.leaf(leaf.entry));
    }
  }
}
