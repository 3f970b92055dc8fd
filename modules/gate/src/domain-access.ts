import type { EngineSession } from '@sluice/engines';

/** An engine session that sees exactly the epochs it was opened for, and the files of each inside the sandbox. */
export interface DomainSession {
  readonly engine: EngineSession;
  /** Parquet files by epoch id, as paths that the engine can read. */
  readonly files: Readonly<Record<string, readonly string[]>>;
  close(): Promise<void>;
}

/** Port that the composition root fills from vault and engines. */
export interface DomainAccess {
  open(epochIds: readonly string[]): Promise<DomainSession>;
}
