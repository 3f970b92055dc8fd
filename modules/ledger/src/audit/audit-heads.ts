import { toHex } from '@sluice/crypto';
import type { Db } from '@sluice/database';
import { sql } from 'kysely';
import type { Findings } from './finding.ts';
import type { GuardedTables } from './guarded-tables.ts';
import type { StoryBook } from './story-book.ts';

const PAGE = 20_000;

interface HeadRow {
  readonly stream: string;
  readonly next_seq: number;
  readonly last_leaf: Uint8Array | null;
}

/**
 * Stream heads against the entries. Where a head stands further than its entries, entries were taken away before they
 * were sequenced; where it stands behind, or on another leaf, somebody moved it or wrote past it. With `whole` every
 * head must have a stream; else only those that were read.
 */
export async function auditHeads(db: Db, book: StoryBook, whole: boolean, findings: Findings): Promise<void> {
  const known = new Set<string>();
  const check = (row: HeadRow): void => {
    known.add(row.stream);
    const read = book.streams.get(row.stream);
    if (row.next_seq === 0 && !read) return;
    if (row.next_seq !== (read?.seq ?? -1) + 1) findings.add('stream-cut', row.stream);
    else if (!row.last_leaf || toHex(row.last_leaf) !== read?.leaf) findings.add('stream-head-changed', row.stream);
  };
  if (whole)
    for (let after: string | null = null; ;) {
      const { rows }: { rows: HeadRow[] } = await sql<HeadRow>`
        select stream, next_seq, last_leaf from ledger.stream_head
        where ${after === null ? sql`true` : sql`stream > ${after}`} order by stream limit ${PAGE}`.execute(db.q);
      rows.forEach(check);
      if (rows.length < PAGE) break;
      after = rows.at(-1)?.stream ?? null;
    }
  else {
    const all = [...book.streams.keys()];
    for (let at = 0; at < all.length; at += PAGE) {
      const { rows } = await sql<HeadRow>`
        select stream, next_seq, last_leaf from ledger.stream_head where stream = any(${all.slice(at, at + PAGE)}::text[])`.execute(
        db.q,
      );
      rows.forEach(check);
    }
  }
  for (const stream of book.streams.keys()) if (!known.has(stream)) findings.add('stream-cut', stream);
}

/** Which entry spoke last about each row, as the guard believes, against the entries. */
export async function auditRowStates(db: Db, book: StoryBook, whole: boolean, findings: Findings): Promise<void> {
  for (const [table, words] of book.rows) {
    const all = [...words.keys()];
    for (let at = 0; at < all.length; at += PAGE) {
      const page = all.slice(at, at + PAGE);
      const { rows } = await sql<{ id: string; entry_id: string }>`
        select r.id, r.entry_id from ledger.row_state r join ledger.guarded g on g.no = r.table_no
        where g.table_name = ${table} and r.id = any(${page}::text[])`.execute(db.q);
      const found = new Map(rows.map((row) => [row.id, row.entry_id]));
      for (const id of page)
        if (found.get(id) !== words.get(id)?.entryId) findings.add('row-state-changed', `${table}/${id}`);
    }
  }
  if (whole) await findStrayStates(db, book, findings);
}

async function findStrayStates(db: Db, book: StoryBook, findings: Findings): Promise<void> {
  const named = [...book.rows.values()].reduce((sum, words) => sum + words.size, 0);
  const { rows } = await sql<{ n: number }>`select count(*) as n from ledger.row_state`.execute(db.q);
  if ((rows[0]?.n ?? 0) <= named) return;
  const { rows: all } = await sql<{ table_name: string | null; id: string }>`
    select g.table_name, r.id from ledger.row_state r left join ledger.guarded g on g.no = r.table_no`.execute(db.q);
  for (const row of all)
    if (row.table_name === null || !book.rows.get(row.table_name)?.has(row.id))
      findings.add('row-state-changed', `${row.table_name ?? '?'}/${row.id}`);
}

/**
 * Every table that the program knows as guarded is so in the database, with the columns that it ignores, and by triggers
 * that say so word for word. Without them a table takes changes that no entry declares.
 */
export async function auditGuards(db: Db, book: StoryBook, guarded: GuardedTables, findings: Findings): Promise<void> {
  const { rows } = await sql<{ table_name: string }>`
    with known as (
      select k.key as name, array(select jsonb_array_elements_text(k.value)) as ignored, to_regclass(k.key) as target
      from jsonb_each(${JSON.stringify(guarded)}::jsonb) k),
    due as (
      select k.name, k.target, g.no is not null and g.ignored = k.ignored as listed, 'CREATE CONSTRAINT TRIGGER ledger_guard AFTER INSERT OR DELETE OR UPDATE ON '
          || k.target || ' DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger.require_entry('
          || quote_literal(g.no::text) || ', ' || quote_literal(k.ignored::text) || ')' as guard,
        'CREATE TRIGGER ledger_no_truncate BEFORE TRUNCATE ON ' || k.target
          || ' FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_truncate()' as truncate
      from known k left join ledger.guarded g on g.table_name = k.name)
    select d.name as table_name from due d
    where not d.listed or d.target is null or (select count(*) from pg_trigger t
      where t.tgrelid = d.target and not t.tgisinternal and t.tgenabled in ('O', 'A')
        and pg_get_triggerdef(t.oid) in (d.guard, d.truncate)) <> 2
    order by d.name collate "C"`.execute(db.q);
  for (const row of rows) findings.add('guard-missing', row.table_name);
  const { rows: all } = await sql<{ table_name: string }>`select table_name from ledger.guarded order by no`.execute(
    db.q,
  );
  for (const { table_name: table } of all)
    if (!Object.hasOwn(guarded, table)) findings.add('door-changed', `ledger.guarded/${table}`);
  for (const table of book.rows.keys()) if (!Object.hasOwn(guarded, table)) findings.add('guard-missing', table);
}
