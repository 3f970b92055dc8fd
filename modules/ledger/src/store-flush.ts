import type { Tx } from '@sluice/database';
import { sql } from 'kysely';

export interface FreshStream {
  readonly stream: string;
  readonly salt: Uint8Array;
  readonly keySeed: Uint8Array;
}

export interface StreamHead {
  readonly stream: string;
  readonly nextSeq: number;
  readonly lastLeaf: Uint8Array | null;
  readonly salt: Uint8Array;
  readonly keySeed: Uint8Array | null;
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
  readonly key_seed: Uint8Array | null;
  readonly digest: Uint8Array | null;
}

/** Locks (or creates) the heads of `streams`, which must be sorted, and digests `rows`; digests come in the order of `rows`. */
export async function prepareFlush(
  tx: Tx,
  streams: readonly FreshStream[],
  rows: readonly { readonly stream: string; readonly table: string; readonly id: string }[],
): Promise<{ readonly heads: readonly StreamHead[]; readonly digests: readonly (Uint8Array | null)[] }> {
  const placeOf = new Map(streams.map((s, place) => [s.stream, place + 1]));
  const { rows: lines } = await sql<PreparedLine>`
    select * from ledger.prepare(
      ${streams.map((s) => s.stream)}::text[], ${streams.map((s) => s.salt)}::bytea[], ${streams.map((s) => s.keySeed)}::bytea[],
      ${rows.map((r) => placeOf.get(r.stream))}::int[], ${rows.map((r) => r.table)}::text[], ${rows.map((r) => r.id)}::text[])`.execute(
    tx.q,
  );
  const digests = Array.from<Uint8Array | null>({ length: rows.length }).fill(null);
  const heads: StreamHead[] = [];
  for (const line of lines) {
    if (line.ord === null)
      heads.push({
        stream: line.stream,
        nextSeq: line.next_seq,
        lastLeaf: line.last_leaf,
        salt: line.salt,
        keySeed: line.key_seed,
      });
    else digests[line.ord - 1] = line.digest;
  }
  return { heads, digests };
}

/** Inserts outbox rows, payloads and row states and moves the stream heads on; `entry` of a row is its place in `entries`. */
export async function insertEntries(
  tx: Tx,
  entries: readonly NewEntry[],
  heads: readonly { readonly stream: string; readonly nextSeq: number; readonly lastLeaf: Uint8Array | null }[],
  rows: readonly { readonly table: string; readonly id: string; readonly entry: number }[],
): Promise<void> {
  await sql`
    select ledger.append(
      ${entries.map((e) => e.entryId)}::text[], ${entries.map((e) => e.stream)}::text[], ${entries.map((e) => e.streamSeq)}::bigint[],
      ${entries.map((e) => e.entry)}::bytea[], ${entries.map((e) => e.leafHash)}::bytea[], ${entries.map((e) => e.sealedPayload)}::bytea[],
      ${heads.map((h) => h.stream)}::text[], ${heads.map((h) => h.nextSeq)}::bigint[], ${heads.map((h) => h.lastLeaf)}::bytea[],
      ${rows.map((r) => r.table)}::text[], ${rows.map((r) => r.id)}::text[], ${rows.map((r) => r.entry + 1)}::int[])`.execute(
    tx.q,
  );
}
