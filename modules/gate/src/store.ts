import type { Db, Tx } from '@sluice/database';
import { sql } from 'kysely';
import type { DataSet, SupportFamily } from './release/support-family.ts';
import type { DecisionRow, ReleaseRow } from './tables.ts';

/** Releases of one data set are decided one after the other: each sees all before it. */
export async function lockDataSet(tx: Tx, dataSet: DataSet): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`gate.release:${dataSet.resourceId}:${dataSet.epochId}`}, 0))`.execute(
    tx.q,
  );
}

export async function readHistory(db: Db, dataSet: DataSet): Promise<readonly SupportFamily[]> {
  const { rows } = await sql<{ families: readonly SupportFamily[] }>`
    select coalesce(span, families) as families from gate.release
    where resource_id = ${dataSet.resourceId} and epoch_id = ${dataSet.epochId} and (span is null or span <> '[]')
    order by released_at, id`.execute(db.q);
  return rows.flatMap((row) => row.families);
}

export async function insertDecision(tx: Tx, row: DecisionRow): Promise<void> {
  await sql`
    insert into gate.decision (id, grant_id, kind, person, text_digest, ir_digest, rule_version, verdict, codes, release_id, decided_at)
    values (${row.id}, ${row.grant_id}, ${row.kind}, ${row.person}, ${row.text_digest}, ${row.ir_digest}, ${row.rule_version},
      ${row.verdict}, ${row.codes}, ${row.release_id}, ${row.decided_at})`.execute(tx.q);
}

export async function insertRelease(tx: Tx, row: ReleaseRow): Promise<void> {
  await sql`
    insert into gate.release (id, decision_id, grant_id, resource_id, epoch_id, ir_digest, released, withheld, families, span, released_at)
    values (${row.id}, ${row.decision_id}, ${row.grant_id}, ${row.resource_id}, ${row.epoch_id}, ${row.ir_digest}, ${row.released},
      ${row.withheld}, cast(${JSON.stringify(row.families)} as jsonb),
      cast(${JSON.stringify(row.span)} as jsonb), ${row.released_at})`.execute(tx.q);
}

/** Decisions under one grant, newest first, and how many there are. */
export async function readDecisions(
  db: Db,
  grantId: string,
  offset: number,
  limit: number,
): Promise<{ readonly rows: readonly DecisionRow[]; readonly total: number }> {
  const { rows } = await sql<DecisionRow & { total: string }>`
    select *, count(*) over () as total from gate.decision
    where grant_id = ${grantId} order by decided_at desc, id desc limit ${limit} offset ${offset}`.execute(db.q);
  return { rows, total: Number(rows[0]?.total ?? 0) };
}
