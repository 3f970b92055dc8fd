import type { Db, Tx } from '@sluice/database';
import { sql } from 'kysely';
import type { HeldResult, HoldState, Vote } from './held-result.ts';

interface HeldRow extends Omit<
  HeldResult,
  'releaseId' | 'decisionId' | 'grantId' | 'resourceId' | 'epochId' | 'heldAt'
> {
  readonly release_id: string;
  readonly decision_id: string;
  readonly grant_id: string;
  readonly resource_id: string;
  readonly epoch_id: string;
  readonly held_at: Date;
}

const heldOf = (row: HeldRow): HeldResult => ({
  ...{ id: row.id, jurisdiction: row.jurisdiction, person: row.person, body: row.body, ground: row.ground },
  ...{ question: row.question, columns: row.columns, rows: row.rows, cells: row.cells, state: row.state },
  releaseId: row.release_id,
  decisionId: row.decision_id,
  grantId: row.grant_id,
  resourceId: row.resource_id,
  epochId: row.epoch_id,
  heldAt: row.held_at,
});

export async function insertHeld(tx: Tx, held: Omit<HeldResult, 'state' | 'heldAt'>): Promise<void> {
  await sql`
    insert into gate.held (id, release_id, decision_id, grant_id, jurisdiction, person, body, ground, resource_id, epoch_id,
      question, columns, rows, cells, state, held_at)
    values (${held.id}, ${held.releaseId}, ${held.decisionId}, ${held.grantId}, ${held.jurisdiction}, ${held.person},
      ${held.body}, ${held.ground}, ${held.resourceId}, ${held.epochId}, ${held.question},
      cast(${JSON.stringify(held.columns)} as jsonb), cast(${JSON.stringify(held.rows)} as jsonb),
      cast(${JSON.stringify(held.cells)} as jsonb), 'open', ${tx.at})`.execute(tx.q);
}

/** The held result, under its lock where a vote is to be counted: two last votes are counted one after the other. */
export async function readHeld(db: Db, id: string, lock: 'lock' | 'read' = 'read'): Promise<HeldResult | undefined> {
  if (lock === 'lock') await sql`select pg_advisory_xact_lock(hashtextextended(${`gate.held:${id}`}, 0))`.execute(db.q);
  const { rows } = await sql<HeldRow>`select * from gate.held where id = ${id}`.execute(db.q);
  return rows[0] && heldOf(rows[0]);
}

/** A result that waits already for the same question under the same grant. */
export async function findOpenHeld(
  db: Db,
  wanted: Pick<HeldResult, 'grantId' | 'resourceId' | 'epochId' | 'question'>,
): Promise<HeldResult | undefined> {
  const { rows } = await sql<HeldRow>`
    select * from gate.held where grant_id = ${wanted.grantId} and resource_id = ${wanted.resourceId}
      and epoch_id = ${wanted.epochId} and question = ${wanted.question} and state = 'open'`.execute(db.q);
  return rows[0] && heldOf(rows[0]);
}

export async function readVotes(db: Db, heldId: string): Promise<readonly Vote[]> {
  const { rows } = await sql<Vote>`
    select person, body, release, reasons from gate.vote where held_id = ${heldId} order by voted_at, id`.execute(db.q);
  return rows.map(({ person, body, release, reasons }) => ({ person, body, release, reasons }));
}

export async function insertVote(tx: Tx, id: string, heldId: string, vote: Vote): Promise<void> {
  await sql`
    insert into gate.vote (id, held_id, person, body, release, reasons, voted_at)
    values (${id}, ${heldId}, ${vote.person}, ${vote.body}, ${vote.release}, ${[...vote.reasons]}, ${tx.at})`.execute(
    tx.q,
  );
}

export async function decideHeld(tx: Tx, id: string, state: HoldState): Promise<void> {
  await sql`update gate.held set state = ${state}, decided_at = ${tx.at} where id = ${id}`.execute(tx.q);
}

export async function listHeld(
  db: Db,
  jurisdiction: string,
  state: HoldState,
  offset: number,
  limit: number,
): Promise<{ readonly items: readonly HeldResult[]; readonly total: number }> {
  const { rows } = await sql<HeldRow & { total: string }>`
    select *, count(*) over () as total from gate.held where jurisdiction = ${jurisdiction} and state = ${state}
    order by held_at, id limit ${limit} offset ${offset}`.execute(db.q);
  return { items: rows.map(heldOf), total: Number(rows[0]?.total ?? 0) };
}
