import type { Db } from '@sluice/database';
import type { CatalogueTables } from './tables.ts';

export interface ResourceCount {
  readonly jurisdiction: string;
  /** Entries that the world sees. */
  readonly resources: number;
  /** Rows that the vault holds of them. */
  readonly records: number;
}

/** What each jurisdiction has in its catalogue: for the public overview. */
export async function countResources(db: Db): Promise<readonly ResourceCount[]> {
  const rows = await db.q
    .withTables<CatalogueTables>()
    .selectFrom('catalogue.resource')
    .select(['jurisdiction', (e) => e.fn.countAll().as('resources'), (e) => e.fn.sum('row_count').as('records')])
    .where('published_version', 'is not', null)
    .groupBy('jurisdiction')
    .execute();
  return rows.map((row) => ({
    jurisdiction: row.jurisdiction,
    resources: Number(row.resources),
    records: Number(row.records ?? 0),
  }));
}
