import { sameBytes, toHex } from '@sluice/crypto';
import type { Db } from '@sluice/database';
import { sql } from 'kysely';
import { leafHashOf, type Entry } from '../entry.ts';
import { readHead, readLeaves } from '../log/store-log.ts';
import type { TileEdge } from '../log/tile-edge.ts';
import type { AuditedEntry } from './audit-files.ts';
import { compareLogRows, textOf } from './audit-log-table.ts';
import type { Findings } from './finding.ts';
import type { StoryBook } from './story-book.ts';

const PAGE = 4096;

export interface WaitingContext {
  readonly db: Db;
  readonly book: StoryBook;
  readonly findings: Findings;
  readonly onEntries?: (entries: readonly AuditedEntry[]) => Promise<void>;
}

/** Entries that are in the log table and not yet under the checkpoint: they carry the tree on to the head's root. */
export async function auditTail(context: WaitingContext, edge: TileEdge): Promise<number> {
  const { db, book, findings } = context;
  const head = await readHead(db);
  for (let from = edge.size; ; from = edge.size) {
    const page = await readLeaves(db, from, PAGE);
    if (page.length === 0) break;
    const expected: (string | null)[] = [];
    const known: AuditedEntry[] = [];
    for (const row of page) {
      // A hole is named by the comparison; the tree goes on with what there is.
      while (row.idx > from + expected.length) {
        expected.push(null);
        edge.append(new Uint8Array(32));
      }
      const leaf = leafHashOf(row.entry);
      const hex = toHex(leaf);
      edge.append(leaf);
      const entry = book.take(row.entry, hex, `index ${row.idx}`);
      expected.push(entry ? textOf(row.idx, entry, hex) : null);
      if (entry) known.push({ id: entry.id, payload: entry.commitments.payload, stream: entry.stream });
    }
    await compareLogRows(db, from, expected, findings);
    await context.onEntries?.(known);
  }
  if (edge.size !== head.size || !sameBytes(edge.root(), head.root)) findings.add('head-changed', `size ${head.size}`);
  return edge.size;
}

interface OutboxRow {
  readonly seq: number;
  readonly entry_id: string;
  readonly stream: string;
  readonly stream_seq: number;
  readonly entry: Uint8Array;
  readonly leaf_hash: Uint8Array;
  readonly type: string | null;
  readonly at: string | null;
  readonly subjects: readonly string[] | null;
}

/** Columns that the log takes over, against the entry. */
function saysTheSame(row: OutboxRow, entry: Entry): boolean {
  const subjects = new Set(entry.subjects.map(({ kind, id }) => `${kind}:${id}`));
  return (
    row.type === entry.type &&
    row.at === entry.at &&
    row.subjects?.length === subjects.size &&
    row.subjects.every((one) => subjects.has(one))
  );
}

/**
 * Entries that wait for the sequencer. A row that the door did not write shows: it has another hash or other columns
 * than its entry, no payload, or a place in its stream that the stream's head does not count.
 */
export async function auditOutbox(context: WaitingContext): Promise<number> {
  const { rows } = await sql<OutboxRow>`
    select seq, entry_id, stream, stream_seq, entry, leaf_hash, type, subjects,
      to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at from ledger.outbox order by seq`.execute(
    context.db.q,
  );
  const known: AuditedEntry[] = [];
  for (const row of rows) {
    const leaf = leafHashOf(row.entry);
    const place = `outbox ${row.entry_id}`;
    const entry = context.book.take(row.entry, toHex(leaf), place);
    const same =
      entry !== null &&
      sameBytes(leaf, row.leaf_hash) &&
      entry.id === row.entry_id &&
      entry.stream === row.stream &&
      entry.streamSeq === row.stream_seq &&
      saysTheSame(row, entry);
    if (!same) context.findings.add('outbox-row-changed', place);
    if (entry) known.push({ id: entry.id, payload: entry.commitments.payload, stream: entry.stream });
  }
  await context.onEntries?.(known);
  return rows.length;
}
