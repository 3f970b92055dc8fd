import { toHex } from '@sluice/crypto';
import type { Db } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import type { LogFolder } from './log/log-folder.ts';
import { readStanding, type StandingCheckpoint } from './log/publish-checkpoint.ts';
import { placeOfEntry } from './log/store-log.ts';
import { createTileReader, type TileReader } from './log/tile-reader.ts';
import { formatReceipt } from './tlog/receipt.ts';
import { treeHash } from './tree.ts';

/** The log as everyone sees it: checkpoint, tiles, receipts. */
export interface PublishedLog {
  readonly tiles: TileReader;
  checkpoint(): Promise<StandingCheckpoint | null>;
  size(): Promise<number>;
  /** Size, root and time of the standing checkpoint. */
  state(origin: string): Promise<PublishedState>;
  /** Receipt of the entry at `index`; null while no checkpoint covers it. */
  receipt(index: number): Promise<string | null>;
  /**
   * Waits until a checkpoint covers the entry; answers its receipt.
   * @throws DomainError `ledger.receipt-late` (unavailable), `ledger.entry-unknown` (not-found)
   */
  waitFor(entryId: string): Promise<string>;
  /** Ends the waiting of everyone whose entry may now be covered. */
  announce(): void;
}

export interface PublishedState {
  readonly origin: string;
  readonly size: number;
  readonly root: string;
  readonly at: string | null;
}

/** How long `waitFor` waits at most, and how often it looks when another process writes the log. */
const WAIT_MS = 10_000;
const LOOK_MS = 100;

export function createPublishedLog(db: Db, folder: LogFolder): PublishedLog {
  const tiles = createTileReader(treeHash, (path) => folder.read(path));
  const waiters = new Set<() => void>();
  const checkpoint = async (): Promise<StandingCheckpoint | null> => {
    const note = await folder.read('checkpoint');
    return readStanding(note ? note.toString() : null);
  };
  const receipt = async (index: number): Promise<string | null> => {
    const standing = await checkpoint();
    if (!standing || index >= standing.size) return null;
    return formatReceipt({ index, hashes: await tiles.inclusion(index, standing.size), checkpoint: standing.note });
  };
  return {
    tiles,
    checkpoint,
    size: async () => (await checkpoint())?.size ?? 0,
    async state(origin) {
      const standing = await checkpoint();
      return {
        origin,
        size: standing?.size ?? 0,
        root: toHex(standing?.root ?? treeHash.empty),
        at: await folder.changedAt('checkpoint'),
      };
    },
    receipt,
    async waitFor(entryId) {
      const end = performance.now() + WAIT_MS;
      while (performance.now() < end) {
        const index = await placeOfEntry(db, entryId);
        if (index === undefined) throw new DomainError('ledger.entry-unknown', 'not-found', { entry: entryId });
        const text = index === null ? null : await receipt(index);
        if (text !== null) return text;
        await nextPublish(waiters, LOOK_MS);
      }
      throw new DomainError('ledger.receipt-late', 'unavailable', { entry: entryId });
    },
    announce() {
      for (const wake of waiters) wake();
    },
  };
}

async function nextPublish(waiters: Set<() => void>, ms: number): Promise<void> {
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      waiters.delete(done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    waiters.add(done);
  });
}
