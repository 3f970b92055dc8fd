import type { Db } from '@sluice/database';
import { sql } from 'kysely';
import { decodeEntry, type Entry } from './entry.ts';
import { toHex } from '@sluice/crypto';

/** An entry with its place; `index` is null while it waits for the sequencer. */
export interface EntryView {
  readonly entryId: string;
  readonly type: string;
  readonly at: string;
  readonly actor: Entry['actor'];
  readonly subjects: Entry['subjects'];
  readonly stream: string;
  readonly streamSeq: number;
  readonly ruleVersion: string;
  readonly leafHash: string;
  readonly index: number | null;
  readonly status: 'committed' | 'sequenced' | 'published';
}

/** An entry as stored: the bytes that were hashed. */
export interface StoredEntry {
  readonly index: number | null;
  readonly bytes: Uint8Array;
  readonly leafHash: Uint8Array;
  readonly entry: Entry;
}

interface Row {
  readonly idx: number | null;
  readonly entry: Uint8Array;
  readonly leaf_hash: Uint8Array;
}

const stored = (row: Row): StoredEntry => ({
  index: row.idx,
  bytes: row.entry,
  leafHash: row.leaf_hash,
  entry: decodeEntry(row.entry),
});

export async function findEntry(db: Db, entryId: string): Promise<StoredEntry | null> {
  const { rows } = await sql<Row>`
    select idx, entry, leaf_hash from ledger.log where entry_id = ${entryId}
    union all select null, entry, leaf_hash from ledger.outbox where entry_id = ${entryId}`.execute(db.q);
  const row = rows.find((one) => one.idx !== null) ?? rows[0];
  return row ? stored(row) : null;
}

/** A stream from `from` on, oldest first: sequenced entries, then waiting ones. */
export async function findStream(db: Db, stream: string, from: number, limit: number): Promise<readonly StoredEntry[]> {
  const { rows } = await sql<Row & { readonly stream_seq: number }>`
    select idx, entry, leaf_hash, stream_seq from ledger.log where stream = ${stream} and stream_seq >= ${from}
    union all
    select null, entry, leaf_hash, stream_seq from ledger.outbox where stream = ${stream} and stream_seq >= ${from}
    order by stream_seq, idx limit ${limit}`.execute(db.q);
  const bySeq = new Map<number, StoredEntry>();
  for (const row of rows) if (!bySeq.has(row.stream_seq)) bySeq.set(row.stream_seq, stored(row));
  return [...bySeq.values()];
}

/** Sequenced entries that name `<kind>:<id>` as subject or continue its stream, newest first. */
export async function findBySubject(db: Db, subject: string, limit: number): Promise<readonly StoredEntry[]> {
  const { rows } = await sql<Row>`
    select idx, entry, leaf_hash from ledger.log where subjects @> array[${subject}] or stream = ${subject}
    order by idx desc limit ${limit}`.execute(db.q);
  return rows.map(stored);
}

export async function findRecent(db: Db, limit: number): Promise<readonly StoredEntry[]> {
  const { rows } =
    await sql<Row>`select idx, entry, leaf_hash from ledger.log order by idx desc limit ${limit}`.execute(db.q);
  return rows.map(stored);
}

/** Sequenced entries `from` … `to - 1`. */
export async function findRange(db: Db, from: number, to: number): Promise<readonly StoredEntry[]> {
  const { rows } = await sql<Row>`
    select idx, entry, leaf_hash from ledger.log where idx >= ${from} and idx < ${to} order by idx`.execute(db.q);
  return rows.map(stored);
}

/**
 * The smallest index range that holds every entry of a time, below `size`, and the nearest entry beyond each bound, which
 * shows where the time begins and ends; the end of the log does where there is none. Null when no entry is in the time.
 */
export async function findRangeOfTime(
  db: Db,
  since: string | null,
  until: string | null,
  size: number,
): Promise<{ readonly from: number; readonly to: number } | null> {
  const { rows } = await sql<{ first: number | null; last: number | null }>`
    select min(idx) as first, max(idx) as last from ledger.log
    where idx < ${size} and at >= coalesce(${since}::timestamptz, '-infinity')
      and at < coalesce(${until}::timestamptz, 'infinity')`.execute(db.q);
  const { first = null, last = null } = rows[0] ?? {};
  if (first === null || last === null) return null;
  // The log orders commits, not clocks: the entry beside may lie beyond the other bound.
  const before = sql<{ idx: number }>`
    select idx from ledger.log where idx < ${first} and at < ${since}::timestamptz order by idx desc limit 1`;
  const after = sql<{ idx: number }>`
    select idx from ledger.log where idx > ${last} and idx < ${size} and at >= ${until}::timestamptz
    order by idx limit 1`;
  const from = since === null ? first : ((await before.execute(db.q)).rows[0]?.idx ?? 0);
  const to = until === null ? last + 1 : ((await after.execute(db.q)).rows[0]?.idx ?? size - 1) + 1;
  return { from, to };
}

export async function countWaiting(db: Db): Promise<number> {
  const { rows } = await sql<{ waiting: number }>`select count(*) as waiting from ledger.outbox`.execute(db.q);
  return rows[0]?.waiting ?? 0;
}

export function viewEntry(it: StoredEntry, publishedSize: number): EntryView {
  const { id, type, at, actor, subjects, stream, streamSeq, ruleVersion } = it.entry;
  const status = it.index === null ? 'committed' : it.index < publishedSize ? 'published' : 'sequenced';
  return {
    entryId: id,
    type,
    at,
    actor,
    subjects,
    stream,
    streamSeq,
    ruleVersion,
    leafHash: toHex(it.leafHash),
    index: it.index,
    status,
  };
}
