import { fromHex, toHex } from '@sluice/crypto';
import { executePrinted, type Tx } from '@sluice/database';

/** A stream that acts of the transaction continue; salt and seed count where it is new. Null seed: its payloads are shredded. */
export interface FlushedStream {
  readonly stream: string;
  readonly salt: Uint8Array;
  readonly seed: Uint8Array | null;
}

/** An entry in pieces, around what only the database knows. */
export interface FlushedAct {
  readonly id: string;
  /** Place of its stream, from 0. */
  readonly stream: number;
  readonly opening: string;
  readonly middle: string;
  readonly before: string;
  readonly tail: string;
  readonly payload: Uint8Array;
  readonly sealed: Uint8Array | null;
}

export interface FlushedRow {
  readonly table: string;
  readonly id: string;
  /** Place of its act, from 0. */
  readonly act: number;
  /** JSON that follows the digest. */
  readonly tail: string;
  /** Whether no later act names the row. */
  readonly last: boolean;
}

export type Flushed =
  | { readonly kind: 'written'; readonly places: readonly { readonly streamSeq: number; readonly leafHash: string }[] }
  /** Nothing was written: streams have other seeds than those given, which are these, in order. */
  | { readonly kind: 'stale'; readonly seeds: readonly (Uint8Array | null)[] };

interface Line {
  readonly seqs: readonly number[] | null;
  readonly leaves: readonly string[] | null;
  readonly known_seeds: readonly (string | null)[] | null;
}

const TEXT = `/*= ledger.flush */ select seqs, leaves, known_seeds from ledger.flush(
  $1::text[], $2::bytea[], $3::bytea[], $4::text[], $5::int[], $6::int[], $7::text[], $8::text[], $9::boolean[],
  $10::text[], $11::int[], $12::text[], $13::text[], $14::text[], $15::text[], $16::bytea[], $17::bytea[])`;

/** Writes entries, payloads, heads and row states in one statement. `streams` must be sorted, `rows` be grouped by table. */
export async function flushEntries(
  tx: Tx,
  streams: readonly FlushedStream[],
  acts: readonly FlushedAct[],
  rows: readonly FlushedRow[],
): Promise<Flushed> {
  const { names, ends } = groupTables(rows);
  const { rows: lines } = await executePrinted(tx, TEXT, [
    streams.map((s) => s.stream),
    bytesOf(streams.map((s) => s.salt)),
    bytesOf(streams.map((s) => s.seed)),
    names,
    ends,
    rows.map((r) => r.act + 1),
    rows.map((r) => r.id),
    rows.map((r) => r.tail),
    rows.map((r) => r.last),
    acts.map((a) => a.id),
    acts.map((a) => a.stream + 1),
    acts.map((a) => a.opening),
    acts.map((a) => a.middle),
    acts.map((a) => a.before),
    acts.map((a) => a.tail),
    bytesOf(acts.map((a) => a.payload)),
    bytesOf(acts.map((a) => a.sealed)),
  ]);
  const line = lines[0] as Line;
  if (line.known_seeds) return { kind: 'stale', seeds: line.known_seeds.map((seed) => (seed ? fromHex(seed) : null)) };
  const { seqs, leaves } = line;
  if (!seqs || !leaves) throw new Error('the ledger answered neither places nor seeds');
  return { kind: 'written', places: seqs.map((seq, i) => ({ streamSeq: Number(seq), leafHash: leaves[i] ?? '' })) };
}

function groupTables(rows: readonly FlushedRow[]): { readonly names: string[]; readonly ends: number[] } {
  const names: string[] = [];
  const ends: number[] = [];
  for (const [place, row] of rows.entries()) {
    if (names.at(-1) !== row.table) {
      names.push(row.table);
      ends.push(place + 1);
    } else ends[ends.length - 1] = place + 1;
  }
  return { names, ends };
}

/** An array of byte strings as the text that the protocol takes: the driver's own way copies each byte three times. */
const bytesOf = (all: readonly (Uint8Array | null)[]): string =>
  `{${all.map((one) => (one ? `"\\\\x${toHex(one)}"` : 'NULL')).join(',')}}`;
