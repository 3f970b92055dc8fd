import { sameBytes } from '@sluice/crypto';
import type { Db } from '@sluice/database';
import { DomainError, isDomainError } from '@sluice/kernel';
import { treeHash } from '../tree.ts';
import type { LogKeys } from '../log-keys.ts';
import { assertOwnKeys } from './assert-own-keys.ts';
import type { CheckpointStore } from './checkpoint-store.ts';
import type { LogFolder } from './log-folder.ts';
import { publishCheckpoint, readStanding, type PublishPoint, type StandingCheckpoint } from './publish-checkpoint.ts';
import { createDirectRelease, type Release } from './release.ts';
import { decodeBundle } from '../tlog/tiles.ts';
import { HASH_BYTES } from '../tlog/tree-hash.ts';
import { hashInPlace } from './hash-leaves.ts';
import { recoverState, type LogState } from './recover.ts';
import { findSpoilt, holdStream, raiseEpoch, takeWaiting, writeHead, writePublished, type Taken } from './store-log.ts';

export interface LogCoreOptions {
  readonly folder: LogFolder;
  readonly store: CheckpointStore;
  readonly keys: LogKeys;
  /** Entries moved in one transaction. */
  readonly batch: number;
  readonly crash?: (point: PublishPoint | 'leaves-moved') => void;
  /** What makes a signed checkpoint public; at once unless said. */
  readonly release?: Release;
}

/** The log's only writer, for as long as it holds the leadership that `db`'s connection stands for. */
export interface LogCore {
  readonly size: number;
  readonly published: StandingCheckpoint | null;
  /** Moves one batch of the outbox into the log; answers how many. */
  sequence(): Promise<number>;
  /**
   * Publishes a checkpoint of all that is sequenced at the call, if anything is new. More may be sequenced meanwhile; no
   * second publication may be under way, and none may begin while entries are being moved.
   */
  publish(): Promise<void>;
}

/** Takes the log over: new fencing epoch, state recovered and checked against the checkpoint that stands outside. */
export async function openLogCore(db: Db, options: LogCoreOptions): Promise<LogCore> {
  const crash = options.crash ?? (() => undefined);
  const epoch = await raiseEpoch(db);
  const note = await options.store.read();
  let standing = readStanding(note);
  if (standing) assertOwnKeys(options.keys, standing.note);
  const state = await recoverState(db, options.folder, treeHash, standing);
  const release = options.release ?? createDirectRelease(options.folder);
  await release.confirm(state.edge.size, options.keys.origin);
  // A crash between the store and the folder leaves the public checkpoint one behind.
  if (standing) await release.resume(standing);
  if (standing) await writePublished(db, standing.size);
  const inTurn = createTurn();
  const context = { folder: options.folder, store: options.store, keys: options.keys, hash: treeHash, release, crash };
  return {
    get size() {
      return state.edge.size;
    },
    get published() {
      return standing;
    },
    async sequence() {
      for (;;) {
        try {
          const moved = await inTurn(() => sequenceBatch(db, state, epoch, options.batch));
          if (moved > 0) crash('leaves-moved');
          return moved;
        } catch (error) {
          // The rest of the log does not wait for a row that nobody may have written.
          const suspect = isDomainError(error) && error.code === 'ledger.entry-altered' ? error.params['entry'] : null;
          if (typeof suspect !== 'string' || !(await holdStream(db, epoch, suspect))) throw error;
        }
      }
    },
    async publish() {
      if (state.edge.size === (standing?.size ?? 0) && !state.rebuilt) return;
      if (state.edge.size === 0) return;
      const signed = await publishCheckpoint(context, state, standing);
      standing = signed;
      await inTurn(() => writePublished(db, signed.size));
    },
  };
}

/** One after another: all of a leader's statements go over one connection, and none may fall into another's transaction. */
function createTurn() {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work, work);
    last = mine.catch(() => undefined);
    return mine;
  };
}

/** One transaction: outbox rows out, log rows in, head moved; memory follows only when it committed. */
async function sequenceBatch(db: Db, state: LogState, epoch: number, batch: number): Promise<number> {
  const moved = await db.q.transaction().execute(async (q) => {
    const taken = await takeWaiting(q, epoch, batch);
    if (!taken) return null;
    // Somebody moved entries under this leader's epoch: its memory of the tree is no longer the log's.
    if (taken.first !== state.edge.size) throw new DomainError('ledger.fenced', 'conflict');
    const entries = await readTaken(q, taken);
    const edge = state.edge.clone();
    for (let at = 0; at < taken.leaves.length; at += HASH_BYTES)
      edge.append(taken.leaves.subarray(at, at + HASH_BYTES));
    await writeHead(q, epoch, edge.size, edge.root());
    return { edge, entries };
  });
  if (!moved) return 0;
  state.edge = moved.edge;
  for (const entry of moved.entries) state.tail.push(entry);
  return moved.entries.length;
}

/** @throws DomainError `ledger.entry-altered` (precondition) when an entry is not the one that its hash was made of */
async function readTaken(q: Db['q'], taken: Taken): Promise<readonly Uint8Array[]> {
  const entries = decodeBundle(taken.entries);
  if (entries?.length === taken.moved && sameBytes(hashInPlace(treeHash, entries), taken.leaves)) return entries;
  const spoilt = await findSpoilt(q, taken.first, taken.first + taken.moved);
  throw new DomainError('ledger.entry-altered', 'precondition', {
    index: spoilt?.idx ?? taken.first,
    entry: spoilt?.entryId ?? '',
  });
}
