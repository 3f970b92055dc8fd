import type { Db } from '@sluice/database';
import { sql } from 'kysely';
import { actTypes } from '../act-types.ts';
import { decodeEntry } from '../entry.ts';
import type { StoredEntry } from '../read-entries.ts';

/** What is looked for; every part narrows. */
export interface LogSearch {
  /** `<kind>:<id>`: entries of its story, and entries that name it. */
  readonly object?: string | undefined;
  readonly person?: string | undefined;
  readonly body?: string | undefined;
  /** An act, or an area of acts (`gate`). */
  readonly type?: string | undefined;
  readonly jurisdiction?: string | undefined;
  /** Instants, the second not included. */
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
  /** Entries before this index only: the cursor. */
  readonly before?: number | undefined;
  readonly limit: number;
}

interface Row {
  readonly idx: number;
  readonly entry: Uint8Array;
  readonly leaf_hash: Uint8Array;
}

/** Acts that a word of the search means. */
const typesOf = (type: string): readonly string[] =>
  Object.hasOwn(actTypes, type) ? [type] : Object.keys(actTypes).filter((one) => one.startsWith(`${type}.`));

/** Sequenced entries, newest first. */
export async function searchLog(db: Db, search: LogSearch): Promise<readonly StoredEntry[]> {
  const { rows } = await sql<Row>`
    select l.idx, l.entry, l.leaf_hash from ledger.log_index i join ledger.log l on l.idx = i.idx
    ${whereOf(search)} order by i.idx desc limit ${search.limit}`.execute(db.q);
  return rows.map((row) => ({
    index: row.idx,
    bytes: row.entry,
    leafHash: row.leaf_hash,
    entry: decodeEntry(row.entry),
  }));
}

/** How many entries a search finds on all its pages. */
export async function countLog(db: Db, search: LogSearch): Promise<number> {
  const { rows } = await sql<{ readonly n: number }>`
    select count(*)::int as n from ledger.log_index i ${whereOf({ ...search, before: undefined })}`.execute(db.q);
  return rows[0]?.n ?? 0;
}

function whereOf({ object, person, body, type, jurisdiction, from, to, before }: LogSearch) {
  const conditions = [
    ...(object === undefined
      ? []
      : [
          sql`i.idx in (select idx from ledger.log where subjects @> array[${object}] union select idx from ledger.log where stream = ${object})`,
        ]),
    ...(person === undefined ? [] : [sql`i.person = ${person}`]),
    ...(body === undefined ? [] : [sql`i.body = ${body}`]),
    ...(type === undefined ? [] : [sql`i.type = any(${[...typesOf(type)]}::text[])`]),
    ...(jurisdiction === undefined ? [] : [sql`i.jurisdiction = ${jurisdiction}`]),
    ...(from === undefined ? [] : [sql`i.at >= ${from}`]),
    ...(to === undefined ? [] : [sql`i.at < ${to}`]),
    ...(before === undefined ? [] : [sql`i.idx < ${before}`]),
  ];
  return conditions.length === 0 ? sql`` : sql`where ${sql.join(conditions, sql` and `)}`;
}
