import type { Db } from '@sluice/database';
import type { AuthorizationTables } from './tables.ts';

export interface GrantCount {
  readonly jurisdiction: string;
  readonly applications: number;
  /** Grants that run at the given instant. */
  readonly grants: number;
}

/** How many applications were handed in and how many grants run, by jurisdiction: for the public overview. */
export async function countGrants(db: Db, now: Date): Promise<readonly GrantCount[]> {
  const q = db.q.withTables<AuthorizationTables>();
  const applications = await q
    .selectFrom('authorization.application')
    .select(['jurisdiction', (e) => e.fn.countAll().as('n')])
    .where('submitted_at', 'is not', null)
    .groupBy('jurisdiction')
    .execute();
  const grants = await q
    .selectFrom('authorization.grant_file')
    .select(['jurisdiction', (e) => e.fn.countAll().as('n')])
    .where('starts_at', '<=', now)
    .where('ends_at', '>', now)
    .where('ended_at', 'is', null)
    .groupBy('jurisdiction')
    .execute();
  const running = new Map(grants.map((row) => [row.jurisdiction, Number(row.n)]));
  return applications.map((row) => ({
    jurisdiction: row.jurisdiction,
    applications: Number(row.n),
    grants: running.get(row.jurisdiction) ?? 0,
  }));
}
