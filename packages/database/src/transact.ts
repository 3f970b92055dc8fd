import { AsyncLocalStorage } from 'node:async_hooks';
import type { Clock } from '@sluice/kernel';
import { DomainError, isDomainError } from '@sluice/kernel';
import type { Committed, Db, EntryRef, PendingAct, PendingJob, Transact, Tx } from './db.ts';
import { CompiledQuery } from 'kysely';
import { isRetryable, wrapDatabaseError } from './database-error.ts';
import { OPENED_LATE } from './opened-late.ts';

/** Set while a transaction's work runs; connections taken from the outer pool then fail at once. */
const running = new AsyncLocalStorage<true>();

export function assertOutsideTransaction(): void {
  if (running.getStore()) throw new DomainError('database.outer-handle-in-transaction', 'internal');
}

/** What has to be written last in every transaction, in this order. */
export interface FlushSteps {
  /**
   * Writes the acts as outbox rows; must be the last write of business data. At the first attempt it may send the commit
   * right behind its statement, and fail with `SL006` where it would have needed a second one.
   */
  readonly flushActs: (tx: Tx, acts: readonly PendingAct[], attempt: number) => Promise<readonly EntryRef[]>;
  readonly flushJobs: (tx: Tx, jobs: readonly PendingJob[]) => Promise<void>;
}

/** A serialization failure or deadlock is tried again; a third one in a row is reported as `conflict`. */
const ATTEMPTS = 4;

export interface TransactOptions extends FlushSteps {
  readonly clock: Clock;
  /** The transaction is opened together with its first statement, in one write: a round trip less. */
  readonly openLate?: boolean;
}

/**
 * Creates the only door to writing. Inside `work` the outer `Db` fails with `database.outer-handle-in-transaction`;
 * database errors leave it wrapped (code, SQLSTATE, constraint; never a value).
 */
export function createTransact(db: Db, options: TransactOptions): Transact {
  return async <T>(work: (tx: Tx) => Promise<T>): Promise<Committed<T>> => {
    assertOutsideTransaction();
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await runOnce(db, options, work, attempt);
      } catch (error) {
        if (isRetryable(error) && attempt < ATTEMPTS) continue;
        throw isDomainError(error) ? error : wrapDatabaseError(error);
      }
    }
  };
}

async function runOnce<T>(
  db: Db,
  options: TransactOptions,
  work: (tx: Tx) => Promise<T>,
  attempt: number,
): Promise<Committed<T>> {
  const transaction =
    options.openLate === true ? db.q.transaction().setIsolationLevel(OPENED_LATE) : db.q.transaction();
  return transaction.execute((q) =>
    running.run(true, async () => {
      const tx = { q, at: options.clock.now(), acts: [], jobs: [] } as unknown as Tx;
      const value = await work(tx);
      if (tx.jobs.length > 0) await options.flushJobs(tx, tx.jobs);
      const evidence = tx.acts.length > 0 ? await options.flushActs(tx, tx.acts, attempt) : [];
      return { value, evidence };
    }),
  );
}

/**
 * Runs text as it stands on the transaction's connection: for statements that a library has printed (the job queue) and
 * for those that are prepared once a connection (`/*= name *\/` at their beginning; see `connect`).
 */
export async function executePrinted(tx: Tx, text: string, values: readonly unknown[]): Promise<{ rows: unknown[] }> {
  const { rows } = await tx.q.executeQuery(CompiledQuery.raw(text, [...values]));
  return { rows };
}
