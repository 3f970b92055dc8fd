import type { Db, FlushSteps, Transact } from '@sluice/database';
import type { Clock, IdSource } from '@sluice/kernel';
import { auditLedger, type DerivedCheck } from './audit/audit-ledger.ts';
import { createRelease, type Witnessing } from './create-release.ts';
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
import type { ReleaseStatus } from './witness/witnessed-release.ts';

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
  /** Who else signs checkpoints; nobody unless said. */
  readonly witnessing?: Witnessing;
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
  /** Who cosigned, and what is signed and not yet public. */
  readonly release: ReleaseStatus;
}

export type Ledger = ReturnType<typeof createLedger>;

/** The evidence ledger: the door to writing, the sequencer behind it, the read side and the audit. */
export function createLedger(options: LedgerOptions) {
  const { db, master, onProblem } = options;
  const folder = createLogFolder(options.logFolder);
  const store = createCheckpointStore(options.checkpointFolder);
  const published = createPublishedLog(db, folder);
  const release = createRelease({
    ...{ folder, tiles: published.tiles, keys: options.keys },
    ...(options.witnessing ? { witnessing: options.witnessing } : {}),
    ...(onProblem ? { onProblem } : {}),
    onReleased: () => published.announce(),
  });
  const keys = { ...options.keys, policy: release.policy };
  const sequencer = createSequencer({
    release,
    db,
    folder,
    store,
    keys,
    ...(options.settings ? { settings: options.settings } : {}),
    ...(onProblem ? { onProblem } : {}),
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
    async stop() {
      await sequencer.stop();
      await release.stop();
    },
    waitFor: published.waitFor,
    /** Reads everything again, or what came after `from`: files, log, streams, and today's rows against the entries. */
    audit: (from = 0, derived: readonly DerivedCheck[] = []) =>
      auditLedger({ db, folder, store, keys, master, derived }, from),
    async status(): Promise<LogStatus> {
      const [head, waiting] = [await readHead(db), await countWaiting(db)];
      return {
        published: await published.state(keys.origin),
        sequenced: head.size,
        waiting,
        policy: keys.policy,
        refusing: sequencer.refusing() ?? release.status().refusing,
        release: release.status(),
      };
    },
    policy: keys.policy,
  };
}
