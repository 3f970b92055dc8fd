import type { Tx } from '@sluice/database';
import { sql } from 'kysely';

export interface RunRow {
  readonly id: string;
  readonly grantId: string;
  readonly workspaceId: string;
  readonly day: string;
  readonly kind: 'query' | 'freeze';
  readonly person: string;
  readonly startedAt: Date;
  readonly expiresAt: Date;
}

/** Admissions under one grant are decided one after the other: two cannot both take the last unit. */
export async function lockQuota(tx: Tx, grantId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`gate.quota:${grantId}`}, 0))`.execute(tx.q);
}

export async function countRuns(
  tx: Tx,
  grantId: string,
  day: string,
): Promise<{ readonly today: number; readonly running: number; readonly freeAt: Date | null }> {
  const { rows } = await sql<{ today: string; running: string; free_at: Date | null }>`
    select count(*) filter (where day = ${day}::date) as today,
      count(*) filter (where ended_at is null and expires_at > ${tx.at}) as running,
      min(expires_at) filter (where ended_at is null and expires_at > ${tx.at}) as free_at
    from gate.run where grant_id = ${grantId} and day >= ${day}::date - 1`.execute(tx.q);
  const [row] = rows;
  return { today: Number(row?.today ?? 0), running: Number(row?.running ?? 0), freeAt: row?.free_at ?? null };
}

export async function insertRun(tx: Tx, run: RunRow): Promise<void> {
  await sql`
    insert into gate.run (id, grant_id, workspace_id, day, kind, person, started_at, expires_at)
    values (${run.id}, ${run.grantId}, ${run.workspaceId}, ${run.day}::date, ${run.kind}, ${run.person},
      ${run.startedAt}, ${run.expiresAt})`.execute(tx.q);
}

export async function endRun(tx: Tx, id: string): Promise<void> {
  await sql`update gate.run set ended_at = ${tx.at} where id = ${id}`.execute(tx.q);
}
