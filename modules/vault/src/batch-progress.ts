import type { BatchRow } from './tables.ts';

export type BatchPhase = 'waiting' | 'reading' | 'indexing' | 'sealing' | 'finished';

export interface BatchProgress {
  readonly batchId: string;
  readonly state: BatchRow['state'];
  readonly phase: BatchPhase;
  /** Between 0 and 1; 1 only when the batch is finished. */
  readonly share: number;
  readonly bytes: number;
  readonly bytesTotal: number;
  readonly rows: number;
  readonly rowsPerSecond: number;
  readonly bytesPerSecond: number;
  readonly startedAt?: string;
  readonly finishedAt?: string;
}

interface Mark {
  readonly at: number;
  readonly bytes: number;
  readonly rows: number;
}

interface Running {
  phase: BatchPhase;
  bytes: number;
  rows: number;
  readonly total: number;
  readonly startedAt: Date;
  marks: Mark[];
}

/** Rates are taken over this time, so that they show what is happening and not what happened. */
const WINDOW_MS = 5_000;
const MARK_MS = 250;
/** The second pass takes a while after the last byte: the bar must not say "done" before it is. */
const READING_SHARE = 0.8;
const AFTER_READING: Readonly<Record<BatchPhase, number>> = {
  waiting: 0,
  reading: 0,
  indexing: READING_SHARE,
  sealing: 0.95,
  finished: 1,
};

/** How far the batches are that are being taken in; kept in memory only, for whoever watches. */
export class ProgressBoard {
  readonly #running = new Map<string, Running>();
  readonly #now: () => Date;

  constructor(now: () => Date) {
    this.#now = now;
  }

  begin(batchId: string, total: number): void {
    this.#running.set(batchId, { phase: 'reading', bytes: 0, rows: 0, total, startedAt: this.#now(), marks: [] });
  }

  phase(batchId: string, phase: BatchPhase): void {
    const running = this.#running.get(batchId);
    if (running) running.phase = phase;
  }

  count(batchId: string, more: { readonly bytes?: number; readonly rows?: number }): void {
    const running = this.#running.get(batchId);
    if (!running) return;
    running.bytes += more.bytes ?? 0;
    running.rows += more.rows ?? 0;
    const at = this.#now().getTime();
    const last = running.marks.at(-1);
    if (last && at - last.at < MARK_MS) return;
    running.marks.push({ at, bytes: running.bytes, rows: running.rows });
    running.marks = running.marks.filter((mark) => at - mark.at <= WINDOW_MS);
  }

  end(batchId: string): void {
    this.#running.delete(batchId);
  }

  /** Undefined where nothing is being done. */
  share(batchId: string): number | undefined {
    const running = this.#running.get(batchId);
    return running && shareOf(running);
  }

  view(row: BatchRow): BatchProgress {
    const running = this.#running.get(row.id);
    const finished = row.finished_at !== null;
    const base = { batchId: row.id, state: row.state, bytesTotal: row.bytes };
    const ended = row.finished_at === null ? {} : { finishedAt: row.finished_at.toISOString() };
    if (!running || finished) {
      return {
        ...base,
        phase: finished ? 'finished' : 'waiting',
        share: finished ? 1 : 0,
        bytes: finished ? row.bytes : 0,
        rows: row.records ?? 0,
        rowsPerSecond: 0,
        bytesPerSecond: 0,
        ...ended,
      };
    }
    const { phase, bytes, rows, startedAt } = running;
    return {
      ...base,
      phase,
      share: shareOf(running),
      bytes,
      rows,
      ...this.#rates(running),
      startedAt: startedAt.toISOString(),
    };
  }

  #rates(running: Running): Pick<BatchProgress, 'rowsPerSecond' | 'bytesPerSecond'> {
    const now = this.#now().getTime();
    const first = running.marks[0];
    const seconds = first ? Math.max(0.25, (now - first.at) / 1_000) : 0;
    if (!first || seconds === 0 || running.phase !== 'reading') return { rowsPerSecond: 0, bytesPerSecond: 0 };
    return {
      rowsPerSecond: Math.round((running.rows - first.rows) / seconds),
      bytesPerSecond: Math.round((running.bytes - first.bytes) / seconds),
    };
  }
}

function shareOf({ phase, bytes, total }: Running): number {
  if (phase !== 'reading') return AFTER_READING[phase];
  return Math.min(READING_SHARE, (READING_SHARE * bytes) / Math.max(1, total));
}
