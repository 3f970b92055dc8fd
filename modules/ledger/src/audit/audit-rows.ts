import { toHex } from '@sluice/crypto';
import type { Db } from '@sluice/database';
import { sql } from 'kysely';
import type { LastWord } from './story-book.ts';
import type { Findings } from './finding.ts';
import type { GuardedTables } from './guarded-tables.ts';

const PAGE = 5000;

/**
 * Today's rows of every table under guard follow from the entries; a row changed, inserted or deleted by hand does not.
 * With `whole` every row must have an entry; else only the rows that were spoken of are looked at.
 */
export async function auditRows(
  db: Db,
  words: ReadonlyMap<string, ReadonlyMap<string, LastWord>>,
  { guarded, whole }: { readonly guarded: GuardedTables; readonly whole: boolean },
  findings: Findings,
): Promise<number> {
  // A table that is gone, or that the database does not digest any more, is named where guards are.
  const { rows: tables } = await sql<{ table_name: string; listed: boolean }>`
    select t.name as table_name, g.no is not null as listed
    from unnest(${Object.keys(guarded)}::text[]) t(name) left join ledger.guarded g on g.table_name = t.name
    where to_regclass(t.name) is not null order by g.no, t.name`.execute(db.q);
  let checked = 0;
  for (const { table_name: table, listed } of tables) {
    const known = words.get(table) ?? new Map<string, LastWord>();
    if (whole) await findUnknownRows(db, table, known, findings);
    if (listed) checked += await compareDigests(db, table, known, findings);
  }
  return checked;
}

async function findUnknownRows(
  db: Db,
  table: string,
  known: ReadonlyMap<string, LastWord>,
  findings: Findings,
): Promise<void> {
  for (let after: string | null = null; ;) {
    const { rows }: { rows: { id: string }[] } = await sql<{ id: string }>`
      select id from ${sql.table(table)} where ${after === null ? sql`true` : sql`id > ${after}`}
      order by id limit ${PAGE}`.execute(db.q);
    for (const { id } of rows) if (!known.has(id)) findings.add('row-inserted', `${table}/${id}`);
    if (rows.length < PAGE) return;
    after = rows.at(-1)?.id ?? null;
  }
}

async function compareDigests(
  db: Db,
  table: string,
  known: ReadonlyMap<string, LastWord>,
  findings: Findings,
): Promise<number> {
  const all = [...known];
  for (let at = 0; at < all.length; at += PAGE) {
    const page = all.slice(at, at + PAGE);
    const { rows } = await sql<{ ord: number; digest: Uint8Array | null }>`
      select ord, digest from ledger.audit_rows(${table}, ${page.map(([id]) => id)}::text[], ${page.map(([, word]) => word.stream)}::text[])`.execute(
      db.q,
    );
    for (const row of rows) {
      const [id, word] = page[row.ord - 1] ?? [];
      if (id !== undefined && word) compareOne(table, id, word.digest, row.digest, findings);
    }
  }
  return all.length;
}

function compareOne(
  table: string,
  id: string,
  entered: string | null,
  found: Uint8Array | null,
  findings: Findings,
): void {
  const now = found ? toHex(found) : null;
  if (now === entered) return;
  findings.add(now === null ? 'row-deleted' : entered === null ? 'row-inserted' : 'row-changed', `${table}/${id}`);
}
