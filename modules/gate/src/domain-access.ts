import type { EngineSession } from '@sluice/engines';

/** An engine session that sees exactly the epochs it was opened for, and the files of each inside the sandbox. */
export interface DomainSession {
  readonly engine: Pick<EngineSession, 'run' | 'close'>;
  /** Parquet files by epoch id, as paths that the engine can read. */
  readonly files: Readonly<Record<string, readonly string[]>>;
  /** Ends whatever runs in it at once; its statement fails. */
  stop?(): Promise<void>;
  close(): Promise<void>;
}

/** What one session may use; the installation's own limits hold all the same. */
export interface SessionResources {
  readonly memoryBytes?: number;
  readonly spillBytes?: number;
}

/** Port that the composition root fills from vault and engines. */
export interface DomainAccess {
  open(epochIds: readonly string[], resources?: SessionResources): Promise<DomainSession>;
}
