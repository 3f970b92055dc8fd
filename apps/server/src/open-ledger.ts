import { randomBytes } from 'node:crypto';
import type { Connection, Transact } from '@sluice/database';
import type { IdSource } from '@sluice/kernel';
import { createLedgerWriter, createPayloadMaster } from '@sluice/ledger';
import { markClaim } from './idempotency-store.ts';
import type { Jobs } from './jobs.ts';
import type { ServerLog } from './log.ts';
import type { Resources } from './resources.ts';
import type { ServerClock } from './server-clock.ts';
import type { ServerOptions } from './server-options.ts';

export interface OpenLedger {
  readonly transact: Transact;
}

interface LedgerParts {
  readonly options: ServerOptions;
  readonly db: Connection;
  readonly clock: ServerClock;
  readonly ids: IdSource;
  readonly jobs: Jobs;
  readonly log: ServerLog;
  readonly resources: Resources;
}

/** The evidence ledger, and with it the only door to writing. */
export async function openLedger({ db, clock, ids, jobs }: LedgerParts): Promise<OpenLedger> {
  const writer = createLedgerWriter({ db, clock, ids, master: createPayloadMaster(randomBytes(32)), flushJobs: jobs.flush });
  return {
    // Every transaction also notes the idempotency key that its request came with.
    transact: (work) =>
      writer.transact(async (tx) => {
        const value = await work(tx);
        await markClaim(tx);
        return value;
      }),
  };
}
