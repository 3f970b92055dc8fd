import type { Db, FlushSteps, Transact } from '@sluice/database';
import { DomainError, type Clock, type IdSource } from '@sluice/kernel';
import { auditLedger, type AuditReport, type DerivedCheck } from './audit/audit-ledger.ts';
import type { ActTables } from './audit/audit-doors.ts';
import type { GuardedTables } from './audit/guarded-tables.ts';
import { auditTwin, type TwinAudit } from './audit/audit-twin.ts';
import { createRelease, type LogRelease, type StampingAuthority, type Witnessing } from './create-release.ts';
import { createLedgerWriter } from './create-ledger-writer.ts';
import type { PayloadMaster } from './flush-acts.ts';
import { createTwinFollower, type TwinFollower } from './follow-twin.ts';
import { createLedgerReader } from './ledger-reader.ts';
import { createCheckpointStore } from './log/checkpoint-store.ts';
import { createLogFolder, type LogFolder } from './log/log-folder.ts';
import { createSequencer, type Sequencer, type SequencerSettings } from './log/sequencer.ts';
import { readHead } from './log/store-log.ts';
import type { TileReader } from './log/tile-reader.ts';
import { createTwinTree, type TwinTree } from './log/twin-tree.ts';
import type { LogKeys, LogSigner } from './log-keys.ts';
import { createPublishedLog, type PublishedLog, type PublishedState } from './published-log.ts';
import { countWaiting } from './read-entries.ts';
import type { TimestampStatus } from './timestamp/timestamping.ts';
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
  /** Files of the SM3 twin tree, where the keys have one for it: its tiles, and its last checkpoint. */
  readonly twinFolders?: { readonly log: string; readonly checkpoints: string };
  readonly flushJobs?: FlushSteps['flushJobs'];
  readonly settings?: Partial<SequencerSettings>;
  /** Entries between two that name the roots of both trees; 1,000 unless said. */
  readonly crossEvery?: number;
  /** Who else signs checkpoints; nobody unless said. */
  readonly witnessing?: Witnessing;
  /** Who says what time it was; nobody unless said. */
  readonly authority?: StampingAuthority;
  /** Told the code when the log refuses to sign. */
  readonly onProblem?: (code: string) => void;
  /** What the list of acts in the database asks for; what the program's list does, unless said. */
  readonly actTables?: ActTables;
  /** Tables that an audit asks to be under guard; the program's, unless said. */
  readonly guarded?: GuardedTables;
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
  /** The last time stamp; null where no authority is asked. */
  readonly timestamps: TimestampStatus | null;
}

export type Ledger = ReturnType<typeof createLedger>;

/** The evidence ledger: the door to writing, the sequencer behind it, the read side and the audit. */
export function createLedger(options: LedgerOptions) {
  const { db, master, onProblem } = options;
  const folder = createLogFolder(options.logFolder);
  const store = createCheckpointStore(options.checkpointFolder);
  const published = createPublishedLog(db, folder);
  const onPublished = (): void => {
    published.announce();
    follower?.wake();
  };
  const release = releaseOf(options, folder, published.tiles, onPublished);
  const keys = { ...options.keys, policy: release.policy };
  const twin = openTwin(options);
  const sequencer = createSequencer({
    release,
    db,
    folder,
    store,
    keys,
    ...(options.settings ? { settings: options.settings } : {}),
    ...{ onPublished, ...(onProblem ? { onProblem } : {}) },
  });
  const writer = createLedgerWriter({
    db,
    clock: options.clock,
    ids: options.ids,
    master,
    ...(options.flushJobs ? { flushJobs: options.flushJobs } : {}),
    onCommitted: () => sequencer.wake(),
  });
  const transact = unlessClosed(writer.transact, sequencer);
  const follower = twin && followerOf(options, { twin, transact, published });
  return {
    ...createLedgerReader({ db, keys, master, folder, published, twin }),
    transact,
    start: () => sequencer.start(),
    /** Publishes what waits, then ends. */
    async stop() {
      await sequencer.stop();
      await release.stop();
      await follower?.settled();
    },
    waitFor: published.waitFor,
    /** Reads everything again, or what came after `from`: files, log, streams, and today's rows against the entries. */
    async audit(from = 0, derived: readonly DerivedCheck[] = []): Promise<AuditReport> {
      const report = await auditLedger({ ...auditedOf(options), folder, store, keys, derived }, from);
      return withTwin(report, { db, twin, master, signer: options.keys.twin, tiles: published.tiles });
    },
    async status(): Promise<LogStatus> {
      const [head, waiting] = [await readHead(db), await countWaiting(db)];
      return {
        published: await published.state(keys.origin),
        sequenced: head.size,
        waiting,
        policy: keys.policy,
        refusing: sequencer.refusing() ?? release.status().refusing ?? follower?.refusing() ?? null,
        release: release.status(),
        timestamps: release.timestamps?.status() ?? null,
      };
    },
    policy: keys.policy,
  };
}

/** What an audit reads, beside the log's own files and keys. */
const auditedOf = ({ db, master, actTables, guarded }: LedgerOptions) => ({
  ...{ db, master },
  ...(actTables ? { actTables } : {}),
  ...(guarded ? { guarded } : {}),
});

/** Nothing more is written while what is written cannot be signed for long. @throws DomainError `ledger.closed` (unavailable) */
const unlessClosed =
  (transact: Transact, sequencer: Sequencer): Transact =>
  async (work) => {
    if (sequencer.closed())
      throw new DomainError('ledger.closed', 'unavailable', { because: sequencer.refusing() ?? '' });
    return transact(work);
  };

function releaseOf(options: LedgerOptions, folder: LogFolder, tiles: TileReader, onReleased: () => void): LogRelease {
  const { witnessing, authority, onProblem } = options;
  return createRelease({
    ...{ folder, path: options.logFolder, tiles, keys: options.keys, onReleased },
    ...(witnessing ? { witnessing } : {}),
    ...(authority ? { authority } : {}),
    ...(onProblem ? { onProblem } : {}),
  });
}

interface FollowerParts {
  readonly twin: TwinTree;
  readonly transact: Transact;
  readonly published: PublishedLog;
}

function followerOf({ db, crossEvery, onProblem }: LedgerOptions, parts: FollowerParts): TwinFollower {
  const { twin, transact, published } = parts;
  return createTwinFollower({
    ...{ db, twin, transact },
    log: () => published.checkpoint(),
    ...(crossEvery === undefined ? {} : { crossEvery }),
    ...(onProblem ? { onProblem } : {}),
  });
}

type TwinParts = Omit<TwinAudit, 'twin' | 'signer'> & {
  readonly twin: TwinTree | null;
  readonly signer: LogSigner | undefined;
};

/** The report with what an audit of the twin found. */
async function withTwin(report: AuditReport, { twin, signer, ...rest }: TwinParts): Promise<AuditReport> {
  if (!twin || !signer) return report;
  const findings = [...report.findings, ...(await auditTwin({ ...rest, twin, signer }))];
  return { ...report, findings, ok: findings.length === 0 };
}

/** The SM3 twin, where there is a key that signs it and a place for its files. */
function openTwin({ keys, twinFolders }: LedgerOptions): TwinTree | null {
  if (!keys.twin || !twinFolders) return null;
  return createTwinTree({
    origin: keys.origin,
    signer: keys.twin,
    logFolder: twinFolders.log,
    checkpointFolder: twinFolders.checkpoints,
  });
}
