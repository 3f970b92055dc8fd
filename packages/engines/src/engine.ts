/** DATE and TIMESTAMP travel as ISO text, DECIMAL as text, 64-bit and wider integers as bigint. */
export type EngineValue = string | number | bigint | boolean | null;

export interface EngineStatement {
  readonly sql: string;
  /** Positional, `$1` first. Whole numbers are bound as BIGINT, others as DOUBLE, text as VARCHAR. */
  readonly params?: readonly EngineValue[];
}

export interface EngineLimits {
  /** Wall time until the worker is killed with SIGKILL; nothing softer stops a single huge scalar call. */
  readonly deadlineMs: number;
  /** Rows beyond this are not fetched and the result says `truncated`. */
  readonly maxRows: number;
}

export interface EngineColumn {
  readonly name: string;
  /** The engine's type name, e.g. `BIGINT`, `DECIMAL(18,6)`. */
  readonly type: string;
}

export interface EngineResult {
  readonly columns: readonly EngineColumn[];
  readonly rows: readonly (readonly EngineValue[])[];
  readonly truncated: boolean;
}

export interface EngineMounts {
  /** Absolute folders that the worker may read, at the same paths inside. */
  readonly readOnly: readonly string[];
  /** One folder that the worker may also write: makes a write session, in which COPY and temporary tables are allowed. */
  readonly writable?: string;
}

/** Limits of one session, within those of the engine. */
export interface EngineResources {
  /** What the engine may use for data; the worker's RLIMIT_DATA is this and what its process itself needs. */
  readonly memoryBytes?: number;
  readonly spillBytes?: number;
}

export interface EngineSession {
  /**
   * Runs one statement. Sessions without a writable folder run a single SELECT only.
   * @throws DomainError `engine.deadline` (limited) the worker was killed · `engine.crashed` (unavailable) ·
   * `engine.failed` (internal, params.reason from a closed list; never the engine's text) ·
   * `engine.statement-refused` (invalid) · `engine.result-too-large` (limited) · `engine.closed` (precondition).
   */
  run(statement: EngineStatement, limits: EngineLimits): Promise<EngineResult>;
  /** Kills the worker with SIGKILL: what runs in it fails with `engine.crashed`. Close the session as ever. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

export interface Engine {
  /** What stands between the worker and the machine; shown in the console, and production refuses `process`. */
  readonly isolation: 'bubblewrap' | 'process';
  /** @throws DomainError `engine.busy` (unavailable) when the queue is full or waiting took too long · `engine.crashed`. */
  open(mounts: EngineMounts, resources?: EngineResources): Promise<EngineSession>;
  /** Kills idle workers that have this folder mounted; call it before the folder is wiped. */
  forget(folder: string): Promise<void>;
  /** Kills every worker that has this folder mounted, also one that computes: its session ends with `engine.crashed`. */
  evict(folder: string): Promise<void>;
  close(): Promise<void>;
}
