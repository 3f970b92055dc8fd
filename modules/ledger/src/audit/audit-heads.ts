import { toHex } from '@sluice/crypto';
import type { Db } from '@sluice/database';
import { sql } from 'kysely';
import type { Findings } from './finding.ts';
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
    for (let after = ''; ;) {
      const { rows } = await sql<HeadRow>`
        select stream, next_seq, last_leaf from ledger.stream_head where stream > ${after} order by stream limit ${PAGE}`.execute(
        db.q,
      );
      rows.forEach(check);
      if (rows.length < PAGE) break;
      after = rows.at(-1)?.stream ?? '';
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

/** Without its triggers a table takes changes that no entry declares; who may disable them is who must be watched. */
export async function auditGuards(db: Db, book: StoryBook, findings: Findings): Promise<void> {
  const { rows } = await sql<{ table_name: string }>`
    select g.table_name from ledger.guarded g
    where (select count(*) from pg_trigger t join pg_proc p on p.oid = t.tgfoid join pg_namespace n on n.oid = p.pronamespace
      where t.tgrelid = to_regclass(g.table_name) and t.tgenabled in ('O', 'A') and n.nspname = 'ledger'
        and (t.tgname, p.proname) in (('ledger_guard', 'require_entry'), ('ledger_no_truncate', 'refuse_truncate'))) <> 2
    order by g.no`.execute(db.q);
  for (const row of rows) findings.add('guard-missing', row.table_name);
  const { rows: all } = await sql<{ table_name: string }>`select table_name from ledger.guarded`.execute(db.q);
  const guarded = new Set(all.map((row) => row.table_name));
  for (const table of book.rows.keys()) if (!guarded.has(table)) findings.add('guard-missing', table);
}
