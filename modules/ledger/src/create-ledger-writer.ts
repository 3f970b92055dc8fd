import { createTransact, type Db, type FlushSteps, type Transact } from '@sluice/database';
import type { Clock, IdSource } from '@sluice/kernel';
import { createFlushActs, type PayloadMaster } from './flush-acts.ts';

export interface LedgerWriterOptions {
  readonly db: Db;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly master: PayloadMaster;
  /** Enqueues the jobs of a transaction; without it a transaction that asks for a job fails. */
  readonly flushJobs?: FlushSteps['flushJobs'];
  /** Called after every commit that wrote entries. */
  readonly onCommitted?: () => void;
}

/** The door to writing without the log behind it: entries stand in the outbox until a sequencer takes them. */
export function createLedgerWriter(options: LedgerWriterOptions): { readonly transact: Transact } {
  const inner = createTransact(options.db, {
    clock: options.clock,
    openLate: true,
    flushActs: createFlushActs({ ids: options.ids, master: options.master }),
    flushJobs: options.flushJobs ?? (() => Promise.reject(new Error('no job queue was configured'))),
  });
  return {
    async transact(work) {
      const committed = await inner(work);
      if (committed.evidence.length > 0) options.onCommitted?.();
      return committed;
    },
  };
}
