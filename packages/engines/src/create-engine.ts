import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DomainError } from '@sluice/kernel';
import type {
  Engine,
  EngineLimits,
  EngineMounts,
  EngineResources,
  EngineResult,
  EngineSession,
  EngineStatement,
} from './engine.ts';
import { findFences, sandboxCommand, type Fences } from './sandbox-command.ts';
import { WorkerProcess } from './worker-process.ts';
import type { FromWorker } from './worker-protocol.ts';

export interface EngineOptions {
  /** Sessions open at once; further ones wait. */
  readonly sessions?: number;
  /** Callers that may wait; the next is told `engine.busy`. */
  readonly waiting?: number;
  readonly waitMs?: number;
  /** Workers of closed read-only sessions kept warm for the same mounts. */
  readonly idle?: number;
  readonly idleMs?: number;
  /** RLIMIT_DATA of one worker, bytes. DuckDB's own limit is set below it, so that it spills before it fails. */
  readonly memoryBytes?: number;
  readonly spillBytes?: number;
  readonly threads?: number;
  /** `process` skips bubblewrap even where it works: for tests of that level. */
  readonly isolation?: 'auto' | 'process';
  /** Receives the engine's own words, which may hold data: a sealed, restricted log. */
  readonly onEngineText?: (text: string) => void;
}

/** Node and the DuckDB library themselves need about this much of RLIMIT_DATA. */
const RUNTIME_BYTES = 700_000_000;
const START_DEADLINE_MS = 20_000;
const DEFAULTS = {
  sessions: 4,
  waiting: 64,
  waitMs: 10_000,
  idle: 2,
  idleMs: 60_000,
  memoryBytes: 3_000_000_000,
  spillBytes: 2_000_000_000,
  threads: 2,
};

interface WorkerLimits {
  readonly memoryBytes: number;
  readonly spillBytes: number;
}

interface IdleWorker {
  readonly key: string;
  readonly mounts: readonly string[];
  readonly worker: WorkerProcess;
  readonly timer: NodeJS.Timeout;
}

/**
 * Opens the DuckDB engine: sessions in killable, fenced worker processes. See `Engine` for the error codes.
 * The isolation found is reported, never assumed.
 */
export async function createEngine(options: EngineOptions = {}): Promise<Engine> {
  const found = findFences();
  const fences = options.isolation === 'process' ? { ...found, bubblewrap: false } : found;
  const spillFolder = await mkdtemp(join(tmpdir(), 'sluice-spill-'));
  return new DuckDbEngine({ ...DEFAULTS, ...options }, fences, spillFolder);
}

class DuckDbEngine implements Engine {
  readonly isolation: 'bubblewrap' | 'process';
  readonly #options: typeof DEFAULTS & EngineOptions;
  readonly #fences: Fences;
  readonly #spillFolder: string;
  readonly #running = new Set<WorkerProcess>();
  readonly #queue: { wake(): void; refuse(error: DomainError): void }[] = [];
  /** Mounts of workers that a session holds. */
  readonly #mountsOf = new Map<WorkerProcess, readonly string[]>();
  #idle: IdleWorker[] = [];
  #open = 0;
  #closed = false;

  constructor(options: typeof DEFAULTS & EngineOptions, fences: Fences, spillFolder: string) {
    this.isolation = fences.bubblewrap ? 'bubblewrap' : 'process';
    this.#options = options;
    this.#fences = fences;
    this.#spillFolder = spillFolder;
  }

  async open(mounts: EngineMounts, resources: EngineResources = {}): Promise<EngineSession> {
    await this.#takePlace();
    try {
      const real = await resolveMounts(mounts);
      const limits = this.#limitsOf(resources);
      const key = keyOf(real, limits);
      const worker = this.#takeWarm(real, key) ?? (await this.#start(real, limits));
      return this.#session(worker, real, key);
    } catch (error) {
      this.#leavePlace();
      throw error;
    }
  }

  async forget(folder: string): Promise<void> {
    const gone = this.#idle.filter((i) => i.mounts.some((m) => m === folder || m.startsWith(`${folder}/`)));
    this.#idle = this.#idle.filter((i) => !gone.includes(i));
    await Promise.all(gone.map((i) => this.#discard(i)));
  }

  async evict(folder: string): Promise<void> {
    await this.forget(folder);
    const under = [...this.#mountsOf].filter(([, mounts]) =>
      mounts.some((m) => m === folder || m.startsWith(`${folder}/`)),
    );
    await Promise.all(under.map(([worker]) => worker.kill()));
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const waiting of this.#queue.splice(0)) waiting.refuse(new DomainError('engine.busy', 'unavailable'));
    const idle = this.#idle.splice(0);
    await Promise.all([...idle.map((i) => this.#discard(i)), ...[...this.#running].map((w) => w.kill())]);
    await rm(this.#spillFolder, { recursive: true, force: true });
  }

  #limitsOf(asked: EngineResources): WorkerLimits {
    const { memoryBytes, spillBytes } = this.#options;
    return {
      memoryBytes: Math.min(memoryBytes, (asked.memoryBytes ?? memoryBytes) + RUNTIME_BYTES),
      spillBytes: Math.min(spillBytes, asked.spillBytes ?? spillBytes),
    };
  }

  async #start(mounts: EngineMounts, { memoryBytes, spillBytes }: WorkerLimits): Promise<WorkerProcess> {
    const { threads } = this.#options;
    const command = sandboxCommand(this.#fences, {
      mounts,
      memoryBytes,
      spillBytes,
      spillFolder: this.#spillFolder,
      nodePath: process.execPath,
    });
    const worker = new WorkerProcess(command);
    this.#running.add(worker);
    const settings = {
      readOnly: mounts.readOnly,
      writable: mounts.writable ?? null,
      spillFolder: command.spillFolder,
      spillBytes,
      memoryBytes: Math.max(memoryBytes - RUNTIME_BYTES, 64_000_000),
      threads,
    };
    try {
      const reply = await worker.ask({ op: 'init', settings }, START_DEADLINE_MS);
      if (reply.kind === 'ready') return worker;
      this.#hear(reply);
      throw new DomainError('engine.crashed', 'unavailable');
    } catch (error) {
      this.#running.delete(worker);
      await worker.kill();
      throw error;
    }
  }

  #session(worker: WorkerProcess, mounts: EngineMounts, key: string): EngineSession {
    let closed = false;
    this.#mountsOf.set(worker, [...mounts.readOnly, ...(mounts.writable === undefined ? [] : [mounts.writable])]);
    return {
      run: async (statement: EngineStatement, limits: EngineLimits): Promise<EngineResult> => {
        if (closed) throw new DomainError('engine.closed', 'precondition');
        const reply = await worker.ask(
          { op: 'run', sql: statement.sql, params: statement.params ?? [], maxRows: limits.maxRows },
          limits.deadlineMs,
        );
        return this.#resultOf(reply);
      },
      // Only while the worker is this session's: later it may be another's.
      stop: async () => {
        if (!closed) await worker.kill();
      },
      close: async () => {
        if (closed) return;
        closed = true;
        this.#mountsOf.delete(worker);
        await this.#putAway(worker, mounts, key);
        this.#leavePlace();
      },
    };
  }

  #resultOf(reply: FromWorker): EngineResult {
    this.#hear(reply);
    switch (reply.kind) {
      case 'rows':
        return { columns: reply.columns, rows: reply.rows, truncated: reply.truncated };
      case 'refused':
        throw new DomainError('engine.statement-refused', 'invalid');
      case 'too-large':
        throw new DomainError('engine.result-too-large', 'limited');
      case 'failed':
        throw new DomainError('engine.failed', 'internal', { reason: reply.reason });
      case 'ready':
        throw new DomainError('engine.crashed', 'unavailable');
    }
  }

  #hear(reply: FromWorker): void {
    if (reply.kind === 'failed') this.#options.onEngineText?.(reply.text);
  }

  /** Keeps a healthy read-only worker warm for the next session of the same mounts; anything else is killed. */
  async #putAway(worker: WorkerProcess, mounts: EngineMounts, key: string): Promise<void> {
    if (mounts.writable === undefined && !this.#closed && this.#options.idle > 0 && (await isReset(worker))) {
      const timer = setTimeout(() => this.#expire(worker), this.#options.idleMs);
      timer.unref();
      this.#idle.push({ key, mounts: mounts.readOnly, worker, timer });
      const surplus = this.#idle.splice(0, Math.max(0, this.#idle.length - this.#options.idle));
      await Promise.all(surplus.map((i) => this.#discard(i)));
      return;
    }
    this.#running.delete(worker);
    await worker.kill();
  }

  #takeWarm(mounts: EngineMounts, key: string): WorkerProcess | undefined {
    if (mounts.writable !== undefined) return undefined;
    const at = this.#idle.findIndex((i) => i.key === key && i.worker.alive);
    const [taken] = at < 0 ? [] : this.#idle.splice(at, 1);
    if (taken) clearTimeout(taken.timer);
    return taken?.worker;
  }

  #expire(worker: WorkerProcess): void {
    const at = this.#idle.findIndex((i) => i.worker === worker);
    const [idle] = at < 0 ? [] : this.#idle.splice(at, 1);
    if (idle) this.#discard(idle).catch(() => undefined);
  }

  async #discard(idle: IdleWorker): Promise<void> {
    clearTimeout(idle.timer);
    this.#running.delete(idle.worker);
    await idle.worker.kill();
  }

  async #takePlace(): Promise<void> {
    if (this.#closed) throw new DomainError('engine.busy', 'unavailable');
    if (this.#open < this.#options.sessions) {
      this.#open += 1;
      return;
    }
    if (this.#queue.length >= this.#options.waiting) throw new DomainError('engine.busy', 'unavailable');
    await new Promise<void>((resolve, reject) => {
      const place = {
        wake: (): void => {
          clearTimeout(timer);
          resolve();
        },
        refuse: (error: DomainError): void => {
          clearTimeout(timer);
          reject(error);
        },
      };
      const timer = setTimeout(() => {
        const at = this.#queue.indexOf(place);
        if (at >= 0) this.#queue.splice(at, 1);
        reject(new DomainError('engine.busy', 'unavailable'));
      }, this.#options.waitMs);
      this.#queue.push(place);
    });
  }

  /** Hands the place to the next in the queue, or gives it back. */
  #leavePlace(): void {
    const next = this.#queue.shift();
    if (next) next.wake();
    else this.#open -= 1;
  }
}

const keyOf = (mounts: EngineMounts, limits: WorkerLimits): string =>
  [limits.memoryBytes, limits.spillBytes, ...mounts.readOnly.toSorted()].join('\0');

async function resolveMounts(mounts: EngineMounts): Promise<EngineMounts> {
  const readOnly = await Promise.all(mounts.readOnly.map((folder) => realpath(folder)));
  return mounts.writable === undefined ? { readOnly } : { readOnly, writable: await realpath(mounts.writable) };
}

async function isReset(worker: WorkerProcess): Promise<boolean> {
  if (!worker.alive) return false;
  try {
    return (await worker.ask({ op: 'reset' }, 2_000)).kind === 'ready';
  } catch {
    return false;
  }
}
