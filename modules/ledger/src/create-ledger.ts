import type { Db, FlushSteps, Transact } from '@sluice/database';
import type { Clock, IdSource } from '@sluice/kernel';
import { auditLedger } from './audit/audit-ledger.ts';
import { createLedgerWriter } from './create-ledger-writer.ts';
import type { PayloadMaster } from './flush-acts.ts';
import { createLedgerReader } from './ledger-reader.ts';
import { createCheckpointStore } from './log/checkpoint-store.ts';
import { createLogFolder } from './log/log-folder.ts';
import { createSequencer, type SequencerSettings } from './log/sequencer.ts';
import { readHead } from './log/store-log.ts';
import type { LogKeys } from './log-keys.ts';
import { createPublishedLog, type PublishedState } from './published-log.ts';
import { countWaiting } from './read-entries.ts';

export interface LedgerOptions {
  readonly db: Db;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly keys: LogKeys;
  readonly master: PayloadMaster;
  /** Static files of the log, served to anyone. */
  readonly logFolder: string;
  /** The last signed checkpoint, outside the database and not in its backups. */
  readonly checkpointFolder: string;
  readonly flushJobs?: FlushSteps['flushJobs'];
  readonly settings?: Partial<SequencerSettings>;
  /** Told the code when the log refuses to sign. */
  readonly onProblem?: (code: string) => void;
}

export interface LogStatus {
  readonly published: PublishedState;
  readonly sequenced: number;
  readonly waiting: number;
  readonly policy: string;
  /** Code of the fault that keeps the log from signing; null when all is well. */
  readonly refusing: string | null;
}

export type Ledger = ReturnType<typeof createLedger>;

/** The evidence ledger: the door to writing, the sequencer behind it, the read side and the audit. */
export function createLedger(options: LedgerOptions) {
  const { db, keys, master } = options;
  const folder = createLogFolder(options.logFolder);
  const store = createCheckpointStore(options.checkpointFolder);
  const published = createPublishedLog(db, folder);
  const sequencer = createSequencer({
    db,
    folder,
    store,
    keys,
    ...(options.settings ? { settings: options.settings } : {}),
    ...(options.onProblem ? { onProblem: options.onProblem } : {}),
    onPublished: () => published.announce(),
  });
  const { transact } = createLedgerWriter({
    db,
    clock: options.clock,
    ids: options.ids,
    master,
    ...(options.flushJobs ? { flushJobs: options.flushJobs } : {}),
    onCommitted: () => sequencer.wake(),
  });
  return {
    ...createLedgerReader({ db, keys, master, folder, published }),
    transact: transact satisfies Transact as Transact,
    start: () => sequencer.start(),
    /** Publishes what waits, then ends. */
    stop: () => sequencer.stop(),
    waitFor: published.waitFor,
    /** Reads everything again: files, log, streams, and today's rows against the entries. */
    audit: () => auditLedger({ db, folder, store, keys }),
    async status(): Promise<LogStatus> {
      const [head, waiting] = [await readHead(db), await countWaiting(db)];
      return {
        published: await published.state(keys.origin),
        sequenced: head.size,
        waiting,
        policy: keys.policy,
        refusing: sequencer.refusing(),
      };
    },
    policy: keys.policy,
  };
}
