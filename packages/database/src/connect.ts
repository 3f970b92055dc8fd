import type { Duplex } from 'node:stream';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Db, NoTables } from './db.ts';
import { OPENED_LATE } from './opened-late.ts';
import { assertOutsideTransaction } from './transact.ts';

// Counters fit a JavaScript number far beyond any city; sums that may not are selected as text.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
// A date is a civil date, not an instant: the driver's local midnight would shift it.
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);

export interface ConnectOptions {
  readonly url: string;
  /** Upper bound of open connections; the default suits one server process on two cores. */
  readonly max?: number;
  readonly applicationName?: string;
}

/** Nothing waits for ever: not a statement, not a lock, not a transaction somebody forgot. */
const STATEMENT_TIMEOUT_MS = 60_000;
const LOCK_TIMEOUT_MS = 15_000;
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 60_000;

/** What the ledger's door reads rows under; it would otherwise set it in each transaction. */
const READING = `set timezone = 'UTC'; set bytea_output = 'hex'; set intervalstyle = 'iso_8601'`;

/** The pool waits for it before it hands a new connection out, though its types do not say so. */
const settle: unknown = (client: pg.ClientBase) => client.query(READING);

/**
 * `/*= name *\/ …`: a constant statement that each connection parses and plans once. `/*= name, with next *\/ …`: one whose
 * answer nobody needs; it waits for the statement after it and goes out in the same write. `/*= name, then commit *\/ …`:
 * the last one of its transaction; the commit is sent right behind it, without waiting for its answer.
 */
const PREPARED = /^\/\*= ([a-z.-]+)(, then commit|, with next)? \*\//;

/** What the query builder opens a transaction with where its level is named: it goes out with the first statement. */
const LATE_BEGIN = `start transaction isolation level ${OPENED_LATE}`;

/** What the driver's types leave out. */
type CorkedClient = pg.ClientBase & { readonly connection: { readonly stream: Pick<Duplex, 'cork' | 'uncork'> } };
type Send = (...all: readonly unknown[]) => Promise<pg.QueryResult>;

const unanswered = Promise.resolve({ command: '', rowCount: 0, rows: [] });

/** Lets a client send statements that begin so under their name, and some of them together. */
function prepareNamed(client: pg.ClientBase): void {
  const send = client.query.bind(client) as unknown as Send;
  let committing: Promise<pg.QueryResult> | null = null;
  let waiting: (readonly unknown[])[] = [];

  /** In one write to the socket: what waits, the statement, and what `then` sends. */
  const sendAll = (args: readonly unknown[], then?: () => void): Promise<pg.QueryResult> => {
    const before = waiting;
    waiting = [];
    const { stream } = (client as CorkedClient).connection;
    stream.cork();
    try {
      const earlier = before.map((one) => send(...one));
      for (const one of earlier) one.catch(() => undefined);
      const answer = send(...args);
      then?.();
      return earlier.length === 0 ? answer : answerAfter(earlier, answer);
    } finally {
      stream.uncork();
    }
  };

  const end = (text: 'commit' | 'rollback'): Promise<unknown> => {
    if (committing) {
      // It is on its way: where a statement before it failed, it has rolled the transaction back.
      const ended = committing;
      committing = null;
      return text === 'commit' ? ended : ended.catch(() => send(text));
    }
    const begun = waiting[0]?.[0] !== LATE_BEGIN;
    if (text === 'commit' && (begun || waiting.length > 1)) return sendAll([text]);
    waiting = [];
    return begun ? send(text) : unanswered;
  };

  const query = (...args: readonly unknown[]): unknown => {
    const [text, values, ...rest] = args;
    if (text === 'commit' || text === 'rollback') return end(text);
    const [, name, how] = (typeof text === 'string' && PREPARED.exec(text)) || [];
    const statement = name === undefined ? args : [{ name, text, values }, ...rest];
    if (text === LATE_BEGIN || how === ', with next') {
      waiting.push(text === LATE_BEGIN ? [text] : statement);
      return unanswered;
    }
    if (how === undefined) return waiting.length === 0 ? send(...statement) : sendAll(statement);
    return sendAll(statement, () => {
      committing = send('commit');
      committing.catch(() => undefined);
    });
  };
  Object.assign(client, { query });
}

/** The answer, or the fault of the first that failed: those after it fail for that alone, and a commit then undoes. */
async function answerAfter(
  earlier: readonly Promise<pg.QueryResult>[],
  answer: Promise<pg.QueryResult>,
): Promise<pg.QueryResult> {
  const [last, ...settled] = await Promise.allSettled([answer, ...earlier]);
  for (const one of settled) if (one.status === 'rejected') throw one.reason;
  if (last.status === 'rejected') throw last.reason;
  return last.value;
}

export interface Connection extends Db {
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

/**
 * Opens a pool. Inside a transaction's work the pool refuses to hand out a connection
 * (`database.outer-handle-in-transaction`): a forgotten `db` would otherwise hang or escape the transaction.
 */
export function connect(options: ConnectOptions): Connection {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.max ?? 16,
    application_name: options.applicationName ?? 'sluice',
    connectionTimeoutMillis: 30_000,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    lock_timeout: LOCK_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
    onConnect: settle as (client: pg.ClientBase) => void,
    // Statements are sent as they come; PostgreSQL works on them in order.
    pipeline: true,
  } as pg.PoolConfig);
  pool.on('connect', prepareNamed);
  // An idle connection lost (server stopped) is found again at the next use; without a listener it ends the process.
  pool.on('error', () => undefined);
  const guarded = {
    connect: () => {
      assertOutsideTransaction();
      return pool.connect();
    },
    end: () => pool.end(),
  };
  const q = new Kysely<NoTables>({ dialect: new PostgresDialect({ pool: guarded as never }) });
  const close = async (): Promise<void> => {
    await q.destroy();
    // It ends the pool only where it has used it.
    if (!pool.ending) await pool.end();
  };
  return { q, pool, close };
}
