import { DomainError } from '@sluice/kernel';

interface PgError {
  readonly code: string;
  readonly constraint?: string;
  readonly table?: string;
  readonly schema?: string;
}

function isPgError(error: unknown): error is PgError {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string';
}

const SERIALIZATION_FAILURE = '40001';
const DEADLOCK = '40P01';
/** The ledger's door would have needed a second statement; the next attempt gives it one. */
const DOOR_AGAIN = 'SL006';
const STREAM_STARTS: ReadonlySet<string> = new Set(['outbox', 'stream_head']);

export function isRetryable(error: unknown): boolean {
  if (!isPgError(error)) return false;
  // Two transactions began the same stream: the second is tried again after the first.
  if (error.code === '23505') return error.schema === 'ledger' && STREAM_STARTS.has(error.table ?? '');
  return error.code === SERIALIZATION_FAILURE || error.code === DEADLOCK || error.code === DOOR_AGAIN;
}

/**
 * Wraps what the driver throws: SQLSTATE and constraint go on, detail and message (which hold values) do not.
 * Codes: `database.unique` (conflict), `database.check` (invalid), `database.unavailable`, `database.failed`.
 */
export function wrapDatabaseError(error: unknown): unknown {
  // The pool gives its own plain error when no connection came free in time.
  if (error instanceof Error && error.message.startsWith('timeout exceeded when trying to connect'))
    return new DomainError('database.unavailable', 'unavailable', {});
  if (!isPgError(error)) return error;
  const params = {
    sqlstate: error.code,
    ...(error.constraint ? { constraint: error.constraint } : {}),
    ...(error.table ? { table: `${error.schema ?? ''}.${error.table}` } : {}),
  };
  if (error.code === '23505') return new DomainError('database.unique', 'conflict', params);
  if (error.code.startsWith('23')) return new DomainError('database.check', 'invalid', params);
  if (error.code === 'SL001') return new DomainError('ledger.write-without-entry', 'internal', params);
  if (error.code === 'SL003')
    return error.constraint === 'entry-too-large'
      ? new DomainError('ledger.entry-too-large', 'internal', params)
      : new DomainError('ledger.entry-refused', 'internal', params);
  if (error.code === SERIALIZATION_FAILURE || error.code === DEADLOCK)
    return new DomainError('database.busy', 'conflict', params);
  if (error.code.startsWith('08') || error.code === 'ECONNREFUSED' || error.code.startsWith('57'))
    return new DomainError('database.unavailable', 'unavailable', params);
  if (/^[0-9A-Z]{5}$/.test(error.code)) return new DomainError('database.failed', 'internal', params);
  return error;
}
