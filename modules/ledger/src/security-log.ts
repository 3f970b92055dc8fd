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
  /** Refusals kept in the table; the oldest digested ones go first. */
  readonly keep?: number;
  /** Refusals held in memory between two writes; more are only counted. */
  readonly buffer?: number;
}

export interface SecurityLog {
  /** Never fails and never waits: a refusal is answered whatever happens here. */
  note(refusal: RefusalNote): void;
  /** Writes what was noted. */
  flush(): Promise<void>;
  /** Enters the digest of all full hours that have none yet. */
  digestHours(): Promise<void>;
}

const KEEP = 100_000;
const BUFFER = 10_000;
const HOUR_MS = 3_600_000;

interface Held extends RefusalNote {
  readonly at: Date;
}

/** The bounded log of refusals. Strangers cannot flood the evidence: one entry an hour speaks for all of them. */
export function createSecurityLog(options: SecurityLogOptions): SecurityLog {
  const bufferSize = options.buffer ?? BUFFER;
  let held: Held[] = [];
  let dropped = 0;
  return {
    note(refusal) {
      if (held.length >= bufferSize) dropped += 1;
      else held.push({ ...refusal, at: options.clock.now() });
    },
    async flush() {
      const batch = held;
      held = [];
      if (batch.length > 0) await insertRefusals(options.db, batch);
    },
    async digestHours() {
      const until = new Date(Math.floor(options.clock.now().getTime() / HOUR_MS) * HOUR_MS);
      const missed = dropped;
      await options.transact((tx) => digestUntil(tx, until, missed, options.keep ?? KEEP));
      dropped -= missed;
    },
  };
}

async function insertRefusals(db: Db, batch: readonly Held[]): Promise<void> {
  await sql`
    insert into ledger.refusal (at, code, route, principal)
    select * from unnest(${batch.map((r) => r.at.toISOString())}::timestamptz[], ${batch.map((r) => r.code)}::text[],
      ${batch.map((r) => r.route)}::text[], ${batch.map((r) => r.principal ?? null)}::text[])`.execute(db.q);
}

interface Row {
  readonly id: number;
  readonly at: Date;
  readonly code: string;
  readonly route: string;
  readonly principal: string | null;
}

async function digestUntil(tx: Tx, until: Date, dropped: number, keep: number): Promise<void> {
  const { rows } = await sql<Row>`
    select id, at, code, route, principal from ledger.refusal where not digested and at < ${until} order by id for update`.execute(
    tx.q,
  );
  const [first] = rows;
  if (!first) return;
  const lines = rows.map((row) => canonicalJson([row.id, row.at.toISOString(), row.code, row.route, row.principal]));
  record(tx, {
    type: 'system.security-digest',
    stream: 'security:refusals',
    actor: { kind: 'system', part: 'security-log' },
    rows: [],
    ruleVersion: '1',
    payload: {
      from: first.at.toISOString(),
      to: until.toISOString(),
      refusals: rows.length,
      dropped,
      digest: toHex(sha256.digest(utf8(lines.join('\n')))),
    },
  });
  await sql`update ledger.refusal set digested = true where not digested and at < ${until}`.execute(tx.q);
  await sql`
    delete from ledger.refusal where digested and id <= (select id from ledger.refusal order by id desc offset ${keep} limit 1)`.execute(
    tx.q,
  );
}
