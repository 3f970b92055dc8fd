import { sameBytes, toHex } from '@sluice/crypto';
import type { Db } from '@sluice/database';
import { sql } from 'kysely';
import { decodeEntry, leafHashOf, type Entry } from '../entry.ts';
import { readLeaves } from '../log/store-log.ts';
import { HASH_BYTES } from '../tlog/tree-hash.ts';
import type { Findings } from './finding.ts';

/** What the entries say about a row: the digest after the last act on it, and under whose salt. */
export interface LastWord {
  readonly stream: string;
  readonly digest: string | null;
}

export interface AuditedEntries {
  /** Leaf hashes of the log table from index 0 on, flat, recomputed from the entries. */
  readonly leaves: Uint8Array;
  readonly size: number;
  readonly waiting: number;
  /** By table, then by row. */
  readonly rows: ReadonlyMap<string, ReadonlyMap<string, LastWord>>;
}

const PAGE = 5000;

interface StreamState {
  seq: number;
  leaf: string;
}

/** Reads the log table and the outbox in order: no hole in the log, every stream 0 … n with its links, hashes right. */
export async function auditEntries(db: Db, findings: Findings): Promise<AuditedEntries> {
  const streams = new Map<string, StreamState>();
  const rows = new Map<string, Map<string, LastWord>>();
  const leaves: Uint8Array[] = [];
  let size = 0;
  const take = (bytes: Uint8Array, leaf: Uint8Array): void => {
    const entry = decodeEntry(bytes);
    followStream(streams, entry, toHex(leaf), findings);
    for (const state of entry.commitments.state) {
      const table = rows.get(state.table) ?? new Map<string, LastWord>();
      rows.set(state.table, table.set(state.id, { stream: entry.stream, digest: state.digest }));
    }
  };
  for (
    let page = await readLeaves(db, 0, PAGE);
    page.length > 0;
    page = await readLeaves(db, (page.at(-1)?.idx ?? 0) + 1, PAGE)
  ) {
    const flat = new Uint8Array(page.length * HASH_BYTES);
    for (const [i, row] of page.entries()) {
      const leaf = leafHashOf(row.entry);
      if (row.idx !== size) findings.add('log-hole', `index ${size}`);
      if (!sameBytes(leaf, row.leafHash)) findings.add('log-row-changed', `index ${row.idx}`);
      flat.set(leaf, i * HASH_BYTES);
      size = row.idx + 1;
      take(row.entry, leaf);
    }
    leaves.push(flat);
  }
  const waiting = await readOutbox(db);
  for (const entry of waiting) take(entry, leafHashOf(entry));
  await auditHeads(db, streams, findings);
  return { leaves: Buffer.concat(leaves), size, waiting: waiting.length, rows };
}

function followStream(streams: Map<string, StreamState>, entry: Entry, leaf: string, findings: Findings): void {
  const before = streams.get(entry.stream);
  if (entry.streamSeq !== (before ? before.seq + 1 : 0) || entry.prev !== (before?.leaf ?? null))
    findings.add('stream-broken', `${entry.stream} #${entry.streamSeq}`);
  streams.set(entry.stream, { seq: entry.streamSeq, leaf });
}

async function readOutbox(db: Db): Promise<readonly Uint8Array[]> {
  const { rows } = await sql<{ entry: Uint8Array }>`select entry from ledger.outbox order by seq`.execute(db.q);
  return rows.map((row) => row.entry);
}

/** Where a head stands further than its entries, entries were taken away before they were sequenced. */
async function auditHeads(db: Db, streams: ReadonlyMap<string, StreamState>, findings: Findings): Promise<void> {
  const { rows } = await sql<{
    stream: string;
    next_seq: number;
  }>`select stream, next_seq from ledger.stream_head where next_seq > 0 order by stream`.execute(db.q);
  const known = new Set(rows.map((row) => row.stream));
  for (const row of rows)
    if (row.next_seq !== (streams.get(row.stream)?.seq ?? -1) + 1) findings.add('stream-cut', row.stream);
  for (const stream of streams.keys()) if (!known.has(stream)) findings.add('stream-cut', stream);
}
