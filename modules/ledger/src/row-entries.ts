import type { Db } from '@sluice/database';
import { sql } from 'kysely';

/** The entry that last spoke about each of these ledgered rows, by row id; rows without one are left out. */
export async function findRowEntries(
  db: Db,
  table: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ id: string; entry_id: string }>`
    select r.id, r.entry_id from ledger.row_state r join ledger.guarded g on g.no = r.table_no
    where g.table_name = ${table} and r.id = any(${ids}::text[])`.execute(db.q);
  return new Map(rows.map((row) => [row.id, row.entry_id]));
}
