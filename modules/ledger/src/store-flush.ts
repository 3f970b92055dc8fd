import type { Tx } from '@sluice/database';
import { sql } from 'kysely';

export interface FreshStream {
  readonly stream: string;
  readonly salt: Uint8Array;
  readonly wrappedKey: Uint8Array;
}

export interface StreamHead {
  readonly stream: string;
  readonly nextSeq: number;
  readonly lastLeaf: Uint8Array | null;
  readonly salt: Uint8Array;
  readonly wrappedKey: Uint8Array | null;
}

export interface NewEntry {
  readonly entryId: string;
  readonly stream: string;
  readonly streamSeq: number;
  readonly entry: Uint8Array;
  readonly leafHash: Uint8Array;
  readonly sealedPayload: Uint8Array | null;
}

interface PreparedLine {
  readonly ord: number | null;
  readonly stream: string;
  readonly next_seq: number;
  readonly last_leaf: Uint8Array | null;
  readonly salt: Uint8Array;
  readonly wrapped_key: Uint8Array | null;
  readonly digest: Uint8Array | null;
}

/** Locks (or creates) the heads of `streams`, which must be sorted, and digests `rows`; digests come in the order of `rows`. */
export async function prepareFlush(
  tx: Tx,
  streams: readonly FreshStream[],
  rows: readonly { readonly stream: string; readonly table: string; readonly id: string }[],
): Promise<{ readonly heads: readonly StreamHead[]; readonly digests: readonly (Uint8Array | null)[] }> {
  const { rows: lines } = await sql<PreparedLine>`
    select * from ledger.prepare(
      ${streams.map((s) => s.stream)}::text[], ${streams.map((s) => s.salt)}::bytea[], ${streams.map((s) => s.wrappedKey)}::bytea[],
      ${rows.map((r) => r.stream)}::text[], ${rows.map((r) => r.table)}::text[], ${rows.map((r) => r.id)}::text[])`.execute(tx.q);
  const digests = Array.from<Uint8Array | null>({ length: rows.length }).fill(null);
  const heads: StreamHead[] = [];
  for (const line of lines) {
    if (line.ord === null)
      heads.push({ stream: line.stream, nextSeq: line.next_seq, lastLeaf: line.last_leaf, salt: line.salt, wrappedKey: line.wrapped_key });
    else digests[line.ord - 1] = line.digest;
  }
  return { heads, digests };
}

/** Inserts outbox rows, payloads and row states and moves the stream heads on, in one statement. */
export async function insertEntries(
  tx: Tx,
  entries: readonly NewEntry[],
  heads: readonly { readonly stream: string; readonly nextSeq: number; readonly lastLeaf: Uint8Array | null }[],
  rows: readonly { readonly table: string; readonly id: string; readonly entryId: string }[],
): Promise<void> {
  const sealed = entries.filter((e) => e.sealedPayload !== null);
  await sql`
    with o as (
      insert into ledger.outbox (entry_id, stream, stream_seq, entry, leaf_hash)
      select e, s, n, b, h from unnest(
        ${entries.map((e) => e.entryId)}::text[], ${entries.map((e) => e.stream)}::text[], ${entries.map((e) => e.streamSeq)}::bigint[],
        ${entries.map((e) => e.entry)}::bytea[], ${entries.map((e) => e.leafHash)}::bytea[]) with ordinality u(e, s, n, b, h, place)
      order by place
      returning seq, entry_id
    ), p as (
      insert into ledger.payload (entry_id, stream, sealed)
      select * from unnest(
        ${sealed.map((e) => e.entryId)}::text[], ${sealed.map((e) => e.stream)}::text[], ${sealed.map((e) => e.sealedPayload)}::bytea[])
    ), h as (
      update ledger.stream_head t set next_seq = u.n, last_leaf = u.leaf
      from unnest(${heads.map((h) => h.stream)}::text[], ${heads.map((h) => h.nextSeq)}::bigint[], ${heads.map((h) => h.lastLeaf)}::bytea[]) u(stream, n, leaf)
      where t.stream = u.stream
    )
    insert into ledger.row_state (table_no, id, entry_id, outbox_seq)
    select g.no, u.id, o.entry_id, o.seq
    from unnest(${rows.map((r) => r.table)}::text[], ${rows.map((r) => r.id)}::text[], ${rows.map((r) => r.entryId)}::text[]) u(name, id, entry_id)
    join ledger.guarded g on g.table_name = u.name
    join o on o.entry_id = u.entry_id
    on conflict (table_no, id) do update set entry_id = excluded.entry_id, outbox_seq = excluded.outbox_seq`.execute(tx.q);
}
