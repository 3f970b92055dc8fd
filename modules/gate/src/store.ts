import type { Db, Tx } from '@sluice/database';
import { sql } from 'kysely';
import type { PublishedCell } from './release/question.ts';
import { moveFamilies, type EpochMove } from './release/move-epochs.ts';
import type { DataSet, SupportFamily } from './release/support-family.ts';
import type { DecisionRow, ReleaseRow } from './tables.ts';

/** Releases of one data set are decided one after the other: each sees all before it. */
export async function lockDataSet(tx: Tx, dataSet: DataSet): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`gate.release:${dataSet.resourceId}:${dataSet.epochId}`}, 0))`.execute(
    tx.q,
  );
}

/** What is out of a data set, and how many releases have been decided: releases are only ever added. */
export interface History {
  readonly releases: number;
  readonly families: readonly SupportFamily[];
}

export async function readHistory(db: Db, dataSet: DataSet, moves: readonly EpochMove[] = []): Promise<History> {
  const near = moves.filter((move) => move.to === dataSet.epochId).map((move) => move.from);
  const { rows } = await sql<{ epoch_id: string; families: readonly SupportFamily[] | null }>`
    select epoch_id, case when span is null or span <> '[]' then coalesce(span, families) end as families from gate.release
    where resource_id = ${dataSet.resourceId} and epoch_id in (${sql.join([dataSet.epochId, ...near])})
    order by released_at, id`.execute(db.q);
  return {
    releases: rows.length,
    families: rows.flatMap(({ epoch_id: epoch, families }) =>
      moveFamilies(families ?? [], moves, epoch !== dataSet.epochId),
    ),
  };
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

export interface AnswerRow {
  readonly id: string;
  readonly releaseId: string;
  readonly question: string;
  readonly cells: readonly PublishedCell[];
}

/** The answer that was published to this question on this epoch, if any. */
export async function findAnswer(db: Db, dataSet: DataSet, question: string): Promise<AnswerRow | undefined> {
  const { rows } = await sql<{ id: string; release_id: string; cells: readonly PublishedCell[] }>`
    select id, release_id, cells from gate.answer
    where resource_id = ${dataSet.resourceId} and epoch_id = ${dataSet.epochId} and question = ${question}`.execute(
    db.q,
  );
  const [row] = rows;
  return row && { id: row.id, releaseId: row.release_id, question, cells: row.cells };
}

export async function insertAnswer(tx: Tx, dataSet: DataSet, answer: AnswerRow): Promise<void> {
  await sql`
    insert into gate.answer (id, release_id, resource_id, epoch_id, question, cells, published_at)
    values (${answer.id}, ${answer.releaseId}, ${dataSet.resourceId}, ${dataSet.epochId}, ${answer.question},
      cast(${JSON.stringify(answer.cells)} as jsonb), ${tx.at})`.execute(tx.q);
}

/** Answers under one grant from one epoch so far: releases of programs, not of products' cubes, which are reserved first. */
export async function countReleases(
  db: Db,
  grantId: string,
  dataSet: DataSet,
): Promise<{ readonly releases: number; readonly cells: number }> {
  const { rows } = await sql<{ releases: string; cells: string }>`
    select count(*) as releases, coalesce(sum(r.released), 0) as cells
    from gate.release r join gate.decision d on d.id = r.decision_id
    where r.grant_id = ${grantId} and r.resource_id = ${dataSet.resourceId} and r.epoch_id = ${dataSet.epochId}
      and d.kind = 'query'`.execute(db.q);
  return { releases: Number(rows[0]?.releases ?? 0), cells: Number(rows[0]?.cells ?? 0) };
}

/**
 * Data sets whose answers were about rows that a joined epoch chose: as long as one of them is asked, later answers are
 * weighed beside those, and the joined epoch is read for it.
 */
export async function dataSetsJoining(db: Db, epochId: string): Promise<readonly DataSet[]> {
  const { rows } = await sql<{ resource_id: string; epoch_id: string }>`
    select distinct resource_id, epoch_id from gate.release
    where epoch_id <> ${epochId} and position(${epochId} in coalesce(span, families)::text) > 0
    order by resource_id, epoch_id`.execute(db.q);
  return rows.map((row) => ({ resourceId: row.resource_id, epochId: row.epoch_id }));
}
