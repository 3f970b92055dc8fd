import { toHex } from '@sluice/crypto';
import type { Db } from '@sluice/database';
import { sql } from 'kysely';
import { findStream, type StoredEntry } from '../read-entries.ts';
import type { Sight } from './read-access.ts';
import { relationName, type Relation } from './relations.ts';

export interface Neighbour {
  readonly kind: string;
  readonly id: string;
  readonly rel: Relation;
  readonly entries: number;
}

/** The whole story of an object, with what shows that nothing of it is missing. */
export interface Story {
  readonly stream: string;
  readonly entries: readonly StoredEntry[];
  /** Entries that the stream's head has counted. */
  readonly length: number;
  /** `complete`: numbered 0 … n, each naming the one before, as many as the head counted. `cut`: too long to be read whole. */
  readonly state: 'complete' | 'incomplete' | 'cut';
  readonly uses: readonly Neighbour[];
  readonly usedBy: readonly Neighbour[];
}

const MAX_ENTRIES = 500;
const MAX_NEIGHBOURS = 100;

/** Null when there is no such object. */
export async function readStory(db: Db, stream: string, sight: Sight): Promise<Story | null> {
  const entries = await findStream(db, stream, 0, MAX_ENTRIES + 1);
  const { rows } = await sql<{
    length: number;
  }>`select next_seq as length from ledger.stream_head where stream = ${stream}`.execute(db.q);
  const length = rows[0]?.length ?? 0;
  if (entries.length === 0 && length === 0) return null;
  const shown = entries.slice(0, MAX_ENTRIES);
  const whole = shown.every(
    (one, i) =>
      one.entry.streamSeq === i &&
      one.entry.prev === (i === 0 ? null : toHex(shown[i - 1]?.leafHash ?? new Uint8Array())),
  );
  const state = !whole
    ? 'incomplete'
    : length > MAX_ENTRIES
      ? 'cut'
      : shown.length === length
        ? 'complete'
        : 'incomplete';
  return { stream, entries: shown, length, state, ...(await readNeighbours(db, stream, sight)) };
}

/** What the object was made from and what was made from it, one step either way. */
async function readNeighbours(
  db: Db,
  stream: string,
  sight: Sight,
): Promise<{ readonly uses: readonly Neighbour[]; readonly usedBy: readonly Neighbour[] }> {
  const cut = stream.indexOf(':');
  const [kind, id] = [stream.slice(0, cut), stream.slice(cut + 1)];
  const { rows } = await sql<Omit<Neighbour, 'rel'> & { rel: number; up: boolean }>`
    with self as (select no from ledger.lineage_node where id = ${id} and kind = ${kind} and field = ''),
    near as (
      (select e.source as no, e.rel, e.entries, true as up from ledger.lineage_edge e join self on e.target = self.no limit ${MAX_NEIGHBOURS})
      union all
      (select e.target, e.rel, e.entries, false from ledger.lineage_edge e join self on e.source = self.no limit ${MAX_NEIGHBOURS})
    )
    select n.kind, n.id, near.rel, near.entries, near.up from near join ledger.lineage_node n on n.no = near.no
    where n.field = '' and case when ${sight.jurisdiction}::text is null
      then n.kind <> all(${[...sight.ownOnly]}::text[]) or n.body is not distinct from ${sight.body}
      else n.jurisdiction is null or n.jurisdiction = ${sight.jurisdiction} end
    order by near.rel, n.no`.execute(db.q);
  const side = (up: boolean): readonly Neighbour[] =>
    rows
      .filter((row) => row.up === up)
      .map((row) => ({ kind: row.kind, id: row.id, rel: relationName(row.rel), entries: row.entries }));
  return { uses: side(true), usedBy: side(false) };
}
