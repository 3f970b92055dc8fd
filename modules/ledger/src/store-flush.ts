import { fromHex, toHex } from '@sluice/crypto';
import { executePrinted, type PendingAct, type Tx } from '@sluice/database';

/** A stream that acts of the transaction continue; salt and seed count where it is new. Null seed: its payloads are shredded. */
export interface FlushedStream {
  readonly stream: string;
  readonly salt: Uint8Array;
  readonly seed: Uint8Array | null;
  /** It was written to before, and is not begun. */
  readonly stands: boolean;
}

export interface FlushedAct {
  readonly act: PendingAct;
  readonly id: string;
  /** Place of its stream, from 0. */
  readonly stream: number;
  /** Canonical JSON. */
  readonly payload: string;
  readonly sealed: Uint8Array | null;
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

const CALL = `select seqs, leaves, known_seeds from ledger.flush(
  $1::timestamptz, $2::text[], $3::bytea[], $4::bytea[], $5::int[], $6::text[], $7::text[],
  $8::int[], $9::text[], $10::text[], $11::text[],
  $12::text[], $13::text[], $14::int[], $15::text[], $16::text[], $17::text[], $18::text[], $19::bytea[], $20::boolean)`;

/**
 * Writes entries, payloads, heads and row states in one statement. `streams` must be sorted. With `last` the commit follows
 * at once: streams with other seeds are then an error (SL006), which undoes the transaction.
 */
export async function flushEntries(
  tx: Tx,
  streams: readonly FlushedStream[],
  acts: readonly FlushedAct[],
  last: boolean,
): Promise<Flushed> {
  const rows = rowsOf(acts);
  const subjects = acts.flatMap(({ act }, i) => act.subjects.map((one) => ({ place: i + 1, one })));
  const { rows: lines } = await executePrinted(tx, `/*= ledger.flush${last ? '-last, then commit' : ''} */ ${CALL}`, [
    tx.at.toISOString(),
    streams.map((s) => s.stream),
    bytesOf(streams.map((s) => s.salt)),
    bytesOf(streams.map((s) => s.seed)),
    rows.map((row) => row.place),
    rows.map((row) => row.table),
    rows.map((row) => row.id),
    subjects.map(({ place }) => place),
    subjects.map(({ one }) => one.kind),
    subjects.map(({ one }) => one.id),
    subjects.map(({ one }) => one.rel),
    acts.map((a) => a.id),
    acts.map(({ act }) => act.type),
    acts.map((a) => a.stream + 1),
    acts.flatMap(({ act: { actor } }) =>
      actor.kind === 'person' ? [actor.person, actor.body, actor.role] : [actor.part, null, null],
    ),
    acts.map(({ act }) => act.ruleVersion),
    acts.map(({ act }) => act.retainClass),
    acts.map((a) => a.payload),
    bytesOf(acts.map((a) => a.sealed)),
    last,
  ]);
  const line = lines[0] as Line;
  if (line.known_seeds) return { kind: 'stale', seeds: line.known_seeds.map((seed) => (seed ? fromHex(seed) : null)) };
  const { seqs, leaves } = line;
  if (!seqs || !leaves) throw new Error('the ledger answered neither places nor seeds');
  return { kind: 'written', places: seqs.map((seq, i) => ({ streamSeq: Number(seq), leafHash: leaves[i] ?? '' })) };
}

/** Rows of several tables that one act may have to go through the door for one: it reads them one after another. */
const FEW_ROWS = 8;

/** Whether a transaction is the usual one: one act with few rows, or with many of one table. */
export function isOne(acts: readonly FlushedAct[]): boolean {
  const [one, ...others] = acts;
  if (!one || others.length > 0) return false;
  const { rows } = one.act;
  return rows.length <= FEW_ROWS || rows.every((row) => row.table === rows[0]?.table);
}

const CALL_ONE = `select ledger.flush_one(
  $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19) as said`;

/**
 * As `flushEntries`, for a transaction with one act. With `last`, the door does not look for a stream that is not `stands`:
 * where it stands all the same, that too is SL006.
 */
export async function flushOne(
  tx: Tx,
  { stream, salt, seed, stands }: FlushedStream,
  it: FlushedAct,
  last: boolean,
): Promise<Flushed> {
  const { act } = it;
  const rows = rowsOf([it]);
  const some = act.subjects.length > 0 ? act.subjects : null;
  const { actor } = act;
  const { rows: lines } = await executePrinted(
    tx,
    `/*= ledger.flush-one${last ? '-last, then commit' : ''} */ ${CALL_ONE}`,
    [
      ...[tx.at.toISOString(), stream, last && stands ? null : salt, seed],
      ...[rows.length > 0 ? rows.map((row) => row.table) : null, rows.length > 0 ? rows.map((row) => row.id) : null],
      ...[some?.map((one) => one.kind), some?.map((one) => one.id), some?.map((one) => one.rel), it.id, act.type],
      ...(actor.kind === 'person' ? [actor.person, actor.body, actor.role] : [actor.part, null, null]),
      ...[act.ruleVersion, act.retainClass, it.payload, it.sealed, last],
    ],
  );
  const [place = '', hash = ''] = (lines[0] as { readonly said: string }).said.split(' ');
  if (place === 'stale') return { kind: 'stale', seeds: [hash === '' ? null : fromHex(hash)] };
  return { kind: 'written', places: [{ streamSeq: Number(place), leafHash: hash }] };
}

interface Row {
  readonly table: string;
  readonly id: string;
  readonly place: number;
}

/** The changed rows of all acts, each once for an act, grouped by table with the acts in order. */
function rowsOf(acts: readonly FlushedAct[]): readonly Row[] {
  const all = acts.flatMap(({ act }, i) => {
    const distinct = new Map(act.rows.map((row) => [`${row.table}\n${row.id}`, row]));
    return [...distinct.values()].map(({ table, id }): Row => ({ table, id, place: i + 1 }));
  });
  return all.length < 2 ? all : all.toSorted((a, b) => (a.table < b.table ? -1 : a.table > b.table ? 1 : 0));
}

/** An array of byte strings as the text that the protocol takes: the driver's own way copies each byte three times. */
const bytesOf = (all: readonly (Uint8Array | null)[]): string =>
  `{${all.map((one) => (one ? `"\\\\x${toHex(one)}"` : 'NULL')).join(',')}}`;
