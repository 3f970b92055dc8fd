import { join } from 'node:path';
import type { Connection, Transact } from '@sluice/database';
import type { IdSource } from '@sluice/kernel';
import {
  createLedger,
  introduceKeys,
  createSecurityLog,
  openLogKeys,
  type Ledger,
  type PayloadMaster,
  type SecurityLog,
} from '@sluice/ledger';
import { enterStatement } from './backup/settle-original.ts';
import { markClaim } from './idempotency-store.ts';
import type { Jobs } from './jobs.ts';
import type { ServerLog } from './log.ts';
import type { Resources } from './resources.ts';
import type { ServerClock } from './server-clock.ts';
import type { ServerOptions } from './server-options.ts';
import { openAuthority, openWitnessing } from './witnessing.ts';

export interface OpenLedger {
  readonly transact: Transact;
  readonly ledger: Ledger;
  readonly securityLog: SecurityLog;
  /** Opens payloads of entries. */
  readonly master: PayloadMaster;
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

/** Where the SM3 twin of a data folder lies. */
export const twinFoldersIn = (dataFolder: string) => ({
  log: join(dataFolder, 'ledger', 'twin'),
  checkpoints: join(dataFolder, 'ledger', 'twin-checkpoints'),
});

/**
 * The evidence ledger, and with it the only door to writing. Its keys, its public files and its checkpoints lie in
 * folders of their own: a restored database must not bring an old checkpoint or another key with it.
 */
export async function openLedger({ options, db, clock, ids, jobs, log, resources }: LedgerParts): Promise<OpenLedger> {
  const { keys, master } = await openLogKeys(
    join(options.dataFolder, 'ledger-keys'),
    options.suite === undefined ? {} : { suite: options.suite },
  );
  const onProblem = (code: string): void =>
    log.logger.error({ part: 'ledger', code }, 'the evidence log does not go on');
  const onFailure = (code: string): void => log.logger.warn({ part: 'witness', code }, 'the witness is not there');
  const witnessing = await openWitnessing({ options, keys, resources, onFailure });
  const authority = await openAuthority(options);
  const ledger = createLedger({
    ...(witnessing ? { witnessing } : {}),
    ...(authority ? { authority } : {}),
    db,
    clock,
    ids,
    keys,
    master,
    logFolder: join(options.dataFolder, 'ledger', 'log'),
    checkpointFolder: join(options.dataFolder, 'ledger', 'checkpoints'),
    twinFolders: twinFoldersIn(options.dataFolder),
    flushJobs: jobs.flush,
    onProblem,
  });
  // Every transaction also notes the idempotency key that its request came with.
  const transact: Transact = (work) =>
    ledger.transact(async (tx) => {
      const value = await work(tx);
      // Without an act nothing has happened that a repetition would do twice: a file was planned, a count kept.
      if (tx.acts.length > 0 || tx.jobs.length > 0) await markClaim(tx);
      return value;
    });
  await enterStatement(options.dataFolder, ledger.transact);
  ledger.start();
  resources.defer('ledger', () => ledger.stop());
  await introduceKeys({ db, transact: ledger.transact, master }, keys);
  return { transact, ledger, master, securityLog: createSecurityLog({ db, transact, clock }) };
}
