import type { Db } from '@sluice/database';
import { isDomainError } from '@sluice/kernel';
import { sql } from 'kysely';
import type { CheckpointStore } from './checkpoint-store.ts';
import { openLogCore, type LogCore, type LogCoreOptions } from './log-core.ts';
import type { LogFolder } from './log-folder.ts';
import type { LogKeys } from '../log-keys.ts';
import { countWaiting } from '../read-entries.ts';
import { createSignal, type Signal } from './signal.ts';
import { countHeld } from './store-log.ts';

export interface SequencerSettings {
  /** Longest time between a commit and a checkpoint that covers it. */
  readonly checkpointMs: number;
  /** A checkpoint is due at once when this many entries wait for one. */
  readonly checkpointEntries: number;
  readonly batch: number;
  /** Commits gather at least this long before they are moved, so that one transaction moves many … */
  readonly gatherMs: number;
  /** … and up to this long while no checkpoint is due: each move has its price, and nobody waits for it but a checkpoint. */
  readonly lazyGatherMs: number;
  /** How often to look for entries of other processes, and to try again for leadership. */
  readonly idleMs: number;
  /** Writes are refused when the log has not been able to go on for this long … */
  readonly closeAfterMs: number;
  /** … or when, while it cannot, this many entries wait. */
  readonly closeAfterEntries: number;
}

export const defaultSequencerSettings: SequencerSettings = {
  checkpointMs: 1000,
  checkpointEntries: 5000,
  batch: 5000,
  gatherMs: 15,
  lazyGatherMs: 250,
  idleMs: 1000,
  closeAfterMs: 300_000,
  closeAfterEntries: 100_000,
};

export interface SequencerOptions {
  readonly db: Db;
  readonly folder: LogFolder;
  readonly store: CheckpointStore;
  readonly keys: LogKeys;
  readonly settings?: Partial<SequencerSettings>;
  readonly crash?: LogCoreOptions['crash'];
  readonly release?: LogCoreOptions['release'];
  readonly onPublished?: (size: number) => void;
  /** Told the code when the log refuses to go on; it keeps trying. */
  readonly onProblem?: (code: string) => void;
}

export interface Sequencer {
  start(): void;
  /** Publishes what waits and gives the leadership up. */
  stop(): Promise<void>;
  wake(): void;
  /** Code of the fault that keeps it from signing; null when all is well. */
  refusing(): string | null;
  /** Whether what is written would wait without an end in sight: then nothing more is to be written. */
  closed(): boolean;
}

/** Session lock of the one process that writes the log; advisory locks are per database. */
const LEADER_LOCK = 7_258_464;

/** What the loop of a leader needs of its surroundings. */
interface Control {
  readonly settings: SequencerSettings;
  readonly signal: Signal;
  readonly stopping: () => boolean;
  /** Woken by the end alone. */
  readonly ended: Signal;
  readonly published: (size: number) => void;
  /** Looks whether streams are held back, and at how much waits if so. */
  readonly look: () => Promise<void>;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Entries may be this many checkpoints ahead of the files before moving them waits. */
const MOST_AHEAD = 4;

/** Publishes beside the moving of entries: while files are written and read back, the database moves the next ones. */
function createPublisher(core: LogCore, { signal, published }: Pick<Control, 'signal' | 'published'>) {
  let running: Promise<void> | null = null;
  let fault: { readonly error: unknown } | null = null;
  const publish = async (): Promise<void> => {
    try {
      await core.publish();
      published(core.published?.size ?? 0);
    } catch (error) {
      fault = { error };
    }
    running = null;
    signal.wake();
  };
  const assertSound = (): void => {
    if (fault) throw fault.error;
  };
  return {
    begin(): void {
      running ??= publish();
    },
    busy: () => running !== null,
    assertSound,
    /** Waits for what is under way. */
    async settle(): Promise<void> {
      await running;
      assertSound();
    },
  };
}

/** Moves and publishes until told to stop, and then once more, so that nothing committed is left unpublished. */
async function lead(core: LogCore, control: Control): Promise<void> {
  const publisher = createPublisher(core, control);
  try {
    await goOn(core, control, publisher);
    await publisher.settle();
    while ((await core.sequence()) > 0);
    publisher.begin();
  } finally {
    // Not even a fault leaves files behind that are still being written: the next term reads them.
    await publisher.settle();
  }
}

async function goOn(
  core: LogCore,
  { settings, signal, stopping, ended, look }: Control,
  publisher: ReturnType<typeof createPublisher>,
): Promise<void> {
  let lastPublish = Number.NEGATIVE_INFINITY;
  let lastLook = Number.NEGATIVE_INFINITY;
  while (!stopping()) {
    const moved = await core.sequence();
    publisher.assertSound();
    if (performance.now() >= lastLook + settings.idleMs) {
      lastLook = performance.now();
      await look();
    }
    const waiting = core.size - (core.published?.size ?? 0);
    const dueIn = lastPublish + settings.checkpointMs - performance.now();
    if (publisher.busy() && waiting >= MOST_AHEAD * settings.checkpointEntries) await publisher.settle();
    if (waiting > 0 && !publisher.busy() && (dueIn <= 0 || waiting >= settings.checkpointEntries)) {
      lastPublish = performance.now();
      publisher.begin();
    }
    if (moved >= settings.batch) continue;
    await signal.wait(waiting > 0 && !publisher.busy() ? Math.max(dueIn, 0) : settings.idleMs);
    const many = core.size - (core.published?.size ?? 0) >= settings.checkpointEntries;
    const left = many ? 0 : lastPublish + settings.checkpointMs - performance.now();
    if (!stopping()) await ended.wait(Math.max(settings.gatherMs, Math.min(left, settings.lazyGatherMs)));
  }
}

/** What keeps the log from going on, since when, and whether it is time to write no more. */
function createTrouble({ db, onProblem }: SequencerOptions, settings: SequencerSettings) {
  let code: string | null = null;
  let since = 0;
  let full = false;
  return {
    async set(next: string | null): Promise<void> {
      if (next === null) {
        code = null;
        full = false;
        return;
      }
      if (code === null) since = performance.now();
      // A held stream is told once; what stops the log, each time it was tried again.
      if (next !== code || next !== 'ledger.entry-held') onProblem?.(next);
      code = next;
      full = await countWaiting(db).then(
        (waiting) => waiting >= settings.closeAfterEntries,
        () => full,
      );
    },
    code: () => code,
    closed: () => code !== null && (full || performance.now() - since >= settings.closeAfterMs),
  };
}

export function createSequencer(options: SequencerOptions): Sequencer {
  const settings = { ...defaultSequencerSettings, ...options.settings };
  const signal = createSignal();
  const ended = createSignal();
  let stopping = false;
  const trouble = createTrouble(options, settings);
  let running: Promise<void> | null = null;
  const control: Control = {
    settings,
    signal,
    stopping: () => stopping,
    ended,
    published: (size) => options.onPublished?.(size),
    look: async () => trouble.set((await countHeld(options.db)) > 0 ? 'ledger.entry-held' : null),
  };

  /** One term of leadership on one connection: losing the connection loses both lock and writing. */
  async function term(): Promise<void> {
    await options.db.q.connection().execute(async (q) => {
      const { rows } = await sql<{ won: boolean }>`select pg_try_advisory_lock(${LEADER_LOCK}) as won`.execute(q);
      if (!rows[0]?.won) return signal.wait(settings.idleMs);
      try {
        const { folder, store, keys, crash, release } = options;
        const parts = { ...(crash ? { crash } : {}), ...(release ? { release } : {}) };
        const core = await openLogCore({ q }, { folder, store, keys, batch: settings.batch, ...parts });
        await control.look();
        await lead(core, control);
      } finally {
        await sql`select pg_advisory_unlock(${LEADER_LOCK})`.execute(q).catch(() => undefined);
      }
    });
  }

  async function run(): Promise<void> {
    while (!stopping) {
      try {
        await term();
      } catch (error) {
        await trouble.set(isDomainError(error) ? error.code : 'ledger.sequencer-failed');
        // Not the signal: under load it would turn a lasting fault into a busy loop.
        if (!stopping) await pause(settings.idleMs);
      }
    }
  }

  return {
    start() {
      running ??= run();
    },
    async stop() {
      stopping = true;
      signal.wake();
      ended.wake();
      await running;
    },
    wake: () => signal.wake(),
    refusing: () => trouble.code(),
    closed: () => trouble.closed(),
  };
}
