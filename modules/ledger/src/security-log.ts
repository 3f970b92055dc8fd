import { sha256, toHex, utf8 } from '@sluice/crypto';
import type { Db, Transact, Tx } from '@sluice/database';
import { canonicalJson, type Clock } from '@sluice/kernel';
import { sql } from 'kysely';
import { record } from './record.ts';

export interface RefusalNote {
  /** Code of the refusal; never the words or values of a request. */
  readonly code: string;
  /** Name of the route, not its address. */
  readonly route: string;
  readonly principal?: string | undefined;
}

export interface SecurityLogOptions {
  readonly db: Db;
  readonly transact: Transact;
  readonly clock: Clock;
  /** Different refusals held in memory between two writes; further ones are only counted. */
  readonly buffer?: number;
}

export interface SecurityLog {
  /** Never fails and never waits: a refusal is answered whatever happens here. */
  note(refusal: RefusalNote): void;
  /** Writes what was noted. */
  flush(): Promise<void>;
  /** Writes what was noted, and enters the digest of all full hours that have none yet. */
  digestHours(): Promise<void>;
}

/** The story of the log of refusals. */
export const REFUSALS = 'security:refusals';

const BUFFER = 10_000;
const HOUR_MS = 3_600_000;

/** Like refusals of one hour. */
interface Counter extends RefusalNote {
  readonly hour: Date;
  readonly at: Date;
  readonly lastAt: Date;
  readonly times: number;
}

const hourOf = (at: Date): Date => new Date(Math.floor(at.getTime() / HOUR_MS) * HOUR_MS);
const keyOf = (it: Counter): string => JSON.stringify([it.hour.getTime(), it.code, it.route, it.principal ?? null]);

/**
 * The log of refusals. Strangers cannot flood it: like refusals of an hour are one line with their number, so there are
 * never more lines than there are codes, routes and principals, and none has to go before its months are over (AUT-09).
 * Nor can they flood the evidence: one entry an hour speaks for all of them.
 */
export function createSecurityLog(options: SecurityLogOptions): SecurityLog {
  const bufferSize = options.buffer ?? BUFFER;
  let held = new Map<string, Counter>();
  let dropped = 0;
  const hold = (it: Counter): void => {
    const key = keyOf(it);
    const before = held.get(key);
    if (before) held.set(key, joined(before, it));
    else if (held.size >= bufferSize) dropped += it.times;
    else held.set(key, it);
  };
  // One after the other: what is being written must not be overtaken by the digest of its hour.
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const next = turn.then(work);
    turn = next.catch(() => undefined);
    return next;
  };
  const write = async (): Promise<void> => {
    const batch = [...held.values()];
    held = new Map();
    if (batch.length === 0) return;
    try {
      await writeCounters(options.db, batch);
    } catch (error) {
      // They wait for the next turn: what could not be written is not lost.
      for (const one of batch) hold(one);
      throw error;
    }
  };
  return {
    note(refusal) {
      const at = options.clock.now();
      hold({ ...refusal, hour: hourOf(at), at, lastAt: at, times: 1 });
    },
    flush: () => inTurn(write),
    digestHours: () =>
      inTurn(async () => {
        const until = hourOf(options.clock.now());
        await write();
        const missed = dropped;
        await options.transact((tx) => digestUntil(tx, until, missed));
        dropped -= missed;
      }),
  };
}

const joined = (a: Counter, b: Counter): Counter => ({
  ...a,
  at: a.at < b.at ? a.at : b.at,
  lastAt: a.lastAt > b.lastAt ? a.lastAt : b.lastAt,
  times: a.times + b.times,
});

async function writeCounters(db: Db, batch: readonly Counter[]): Promise<void> {
  await sql`
    insert into ledger.refusal as held (hour, at, last_at, times, code, route, principal)
    select * from unnest(${batch.map((r) => r.hour.toISOString())}::timestamptz[],
      ${batch.map((r) => r.at.toISOString())}::timestamptz[], ${batch.map((r) => r.lastAt.toISOString())}::timestamptz[],
      ${batch.map((r) => r.times)}::bigint[], ${batch.map((r) => r.code)}::text[],
      ${batch.map((r) => r.route)}::text[], ${batch.map((r) => r.principal ?? null)}::text[])
    on conflict (hour, code, route, coalesce(principal, '')) where not digested do update set
      times = held.times + excluded.times, at = least(held.at, excluded.at),
      last_at = greatest(held.last_at, excluded.last_at)`.execute(db.q);
}

/** A line of the log of refusals as it is stored. */
export interface RefusalLine {
  readonly id: number;
  readonly at: Date;
  readonly last_at: Date;
  readonly times: number;
  readonly code: string;
  readonly route: string;
  readonly principal: string | null;
}

/** What the entry of an hour says about its lines, which stand in the order of their ids. */
export function digestOfLines(rows: readonly RefusalLine[]): string {
  const lines = rows.map((row) =>
    canonicalJson([
      ...[row.id, row.at.toISOString(), row.code, row.route, row.principal],
      ...[row.times, row.last_at.toISOString()],
    ]),
  );
  return toHex(sha256.digest(utf8(lines.join('\n'))));
}

async function digestUntil(tx: Tx, until: Date, dropped: number): Promise<void> {
  const { rows } = await sql<RefusalLine>`
    select id, at, coalesce(last_at, at) as last_at, times, code, route, principal from ledger.refusal
    where not digested and at < ${until} order by id for update`.execute(tx.q);
  const [first] = rows;
  if (!first) return;
  record(tx, {
    type: 'system.security-digest',
    stream: REFUSALS,
    actor: { kind: 'system', part: 'security-log' },
    rows: [],
    ruleVersion: '1',
    payload: {
      from: first.at.toISOString(),
      to: until.toISOString(),
      refusals: rows.reduce((sum, row) => sum + row.times, 0),
      lines: rows.length,
      dropped,
      digest: digestOfLines(rows),
    },
  });
  await sql`update ledger.refusal set digested = true where not digested and at < ${until}`.execute(tx.q);
}
