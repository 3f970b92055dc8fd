import type { Clock } from '@sluice/kernel';
import { syncFolder, writeDurably } from '../log/durable-file.ts';
import { join } from 'node:path';
import { readStanding, type StandingCheckpoint } from '../log/publish-checkpoint.ts';
import type { LogFolder } from '../log/log-folder.ts';
import { parseNote } from '../tlog/note.ts';
import { askAuthority, type AuthorityOptions, type Stamped } from './ask-authority.ts';
import { verifyTimestamp } from './verify-timestamp.ts';

/** The last stamped checkpoint and its time stamp, beside the log's other files. */
export const STAMPED_FILE = 'timestamp.checkpoint';
export const TIMESTAMP_FILE = 'timestamp.tsr';

export interface TimestampingSettings {
  readonly authority: Pick<AuthorityOptions, 'url' | 'roots'>;
  /** A checkpoint is stamped at most this often. */
  readonly everyMs?: number;
  /** How long the authority may fail before the log shows nothing new. */
  readonly acceptableFailureMs?: number;
}

export interface TimestampingOptions extends TimestampingSettings {
  readonly folder: LogFolder;
  /** Where the folder's files lie. */
  readonly path: string;
  /** The machine's own clock: only how long ago matters. */
  readonly clock: Clock;
  readonly randomBytes: (count: number) => Uint8Array;
  readonly timeoutMs?: number;
  /** How soon a failed request is made again. */
  readonly retryMs?: number;
}

export interface TimestampStatus {
  /** Size of the stamped checkpoint and the authority's time; null before the first. */
  readonly size: number | null;
  readonly at: string | null;
  readonly authority: string | null;
  readonly problem: Extract<Stamped, { ok: false }>['fault'] | null;
  /** The acceptable time without a stamp has passed. */
  readonly overdue: boolean;
}

export interface StampedCheckpoint {
  readonly checkpoint: StandingCheckpoint;
  /** RFC 3161 response over the checkpoint's text. */
  readonly response: Uint8Array;
}

export interface Timestamping {
  /** Told of each checkpoint that became public. */
  offer(): void;
  /** `ledger.timestamp-overdue` while nothing may be shown; null otherwise. */
  hold(): string | null;
  /** The latest stamped checkpoint; null before the first. */
  latest(): Promise<StampedCheckpoint | null>;
  status(): TimestampStatus;
  stop(): Promise<void>;
}

const EVERY_MS = 600_000;
/** As X-Road's message log does by default: four hours. */
const ACCEPTABLE_FAILURE_MS = 14_400_000;
const TIMEOUT_MS = 10_000;
const RETRY_MS = 30_000;

/** What is stamped: the three lines of the checkpoint, which every cosignature is also over. */
export const stampedMessage = (note: string): Uint8Array => new TextEncoder().encode(parseNote(note)?.text ?? '');

/** What is known of the stamps so far. */
interface State {
  standing: { readonly size: number; readonly at: string; readonly authority: string } | null;
  problem: TimestampStatus['problem'];
  /** Since when a stamp has been wanted in vain; null while all is well. */
  failingSince: number | null;
  lastStamp: number;
}

/** Has the public checkpoint stamped once, if it is another than the stamped one. */
async function stampOnce(options: TimestampingOptions, state: State, now: () => number): Promise<void> {
  const shown = readStanding((await options.folder.read('checkpoint'))?.toString() ?? null);
  if (!shown || shown.size === (state.standing?.size ?? -1)) return;
  const { timeoutMs = TIMEOUT_MS, authority, randomBytes } = options;
  const stamped = await askAuthority({ ...authority, timeoutMs }, stampedMessage(shown.note), randomBytes(8));
  if (!stamped.ok) {
    state.problem = stamped.fault;
    state.failingSince ??= now();
    return;
  }
  await keep(options.path, shown.note, stamped.response);
  const { time, authority: name } = stamped.timestamp;
  state.standing = { size: shown.size, at: time, authority: name };
  state.problem = null;
  state.failingSince = null;
  state.lastStamp = now();
}

/** Has the public checkpoint stamped from time to time by an authority of time that nobody here can turn back. */
export function createTimestamping(options: TimestampingOptions): Timestamping {
  const { folder, clock, everyMs = EVERY_MS, acceptableFailureMs = ACCEPTABLE_FAILURE_MS } = options;
  const now = (): number => clock.now().getTime();
  const state: State = { standing: null, problem: null, failingSince: null, lastStamp: Number.NEGATIVE_INFINITY };
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | null = null;
  let stopped = false;

  const plan = (ms: number): void => {
    if (stopped) return;
    clearTimeout(timer);
    timer = setTimeout(run, Math.max(0, ms));
    timer.unref();
  };
  function run(): void {
    timer = undefined;
    running ??= stampOnce(options, state, now)
      .catch(() => {
        state.problem = 'unreachable';
        state.failingSince ??= now();
      })
      .finally(() => {
        running = null;
        if (state.problem !== null) plan(options.retryMs ?? RETRY_MS);
      });
  }
  const overdue = (): boolean => state.failingSince !== null && now() - state.failingSince > acceptableFailureMs;
  return {
    offer() {
      if (timer === undefined && running === null) plan(state.lastStamp + everyMs - now());
    },
    hold: () => (overdue() ? 'ledger.timestamp-overdue' : null),
    latest: () => readStamped(folder),
    status: () => ({
      size: state.standing?.size ?? null,
      at: state.standing?.at ?? null,
      authority: state.standing?.authority ?? null,
      problem: state.problem,
      overdue: overdue(),
    }),
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}

/** The stamp first: a checkpoint without its stamp is passed over, a stamp without its checkpoint too. */
async function keep(path: string, note: string, response: Uint8Array): Promise<void> {
  await writeDurably(join(path, TIMESTAMP_FILE), response);
  await writeDurably(join(path, STAMPED_FILE), Buffer.from(note));
  await syncFolder(path);
}

/** The two files are written one after the other: only a pair that fits together counts. */
export async function readStamped(folder: LogFolder): Promise<StampedCheckpoint | null> {
  const response = await folder.read(TIMESTAMP_FILE);
  const note = await folder.read(STAMPED_FILE);
  const checkpoint = readStanding(note?.toString() ?? null);
  if (!response || !checkpoint) return null;
  const fits = typeof verifyTimestamp(response, stampedMessage(checkpoint.note), null) !== 'string';
  return fits ? { checkpoint, response: Uint8Array.from(response) } : null;
}
