import type { Db } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import { sql, type Kysely, type Transaction } from 'kysely';

export interface Sequenced {
  readonly idx: number;
  readonly entryId: string;
  readonly entry: Uint8Array;
  readonly leafHash: Uint8Array;
}

export interface HeadState {
  readonly epoch: number;
  readonly size: number;
  readonly root: Uint8Array;
  readonly publishedSize: number;
}

type Handle = Kysely<Record<never, never>> | Transaction<Record<never, never>>;

export async function readHead(db: Db): Promise<HeadState> {
  const { rows } =
    await sql<HeadState>`select epoch, size, root, published_size as "publishedSize" from ledger.head`.execute(db.q);
  const [head] = rows;
  if (!head) throw new DomainError('ledger.head-missing', 'internal');
  return head;
}

/** Takes the fencing epoch of a new leader: whoever holds an older one can no longer write. */
export async function raiseEpoch(db: Db): Promise<number> {
  const { rows } = await sql<{ epoch: number }>`update ledger.head set epoch = epoch + 1 returning epoch`.execute(db.q);
  return rows[0]?.epoch ?? 0;
}

/** Locks the head for the holder of `epoch`. @throws DomainError `ledger.fenced` (conflict) */
export async function lockHead(q: Handle, epoch: number): Promise<number> {
  const { rows } = await sql<{ size: number }>`select size from ledger.head where epoch = ${epoch} for update`.execute(
    q,
  );
  if (!rows[0]) throw new DomainError('ledger.fenced', 'conflict');
  return rows[0].size;
}

/** Moves what waits in the outbox into the log at contiguous places; never `id > cursor`, always what is left. */
export async function moveOutbox(q: Handle, size: number, limit: number): Promise<readonly Sequenced[]> {
  const { rows } = await sql<Sequenced>`
    with taken as (
      delete from ledger.outbox where seq in (select seq from ledger.outbox order by seq limit ${limit}) returning *
    ), placed as (
      select row_number() over (order by seq) - 1 + ${size}::bigint as idx, taken.*, convert_from(entry, 'UTF8')::jsonb as j from taken
    ), inserted as (
      insert into ledger.log (idx, entry_id, stream, stream_seq, type, at, subjects, entry, leaf_hash)
      select idx, entry_id, stream, stream_seq, j ->> 'type', (j ->> 'at')::timestamptz,
        array(select distinct (s ->> 'kind') || ':' || (s ->> 'id') from jsonb_array_elements(j -> 'subjects') s), entry, leaf_hash
      from placed
    ), kept as (
      insert into ledger.payload (entry_id, stream, sealed)
      select entry_id, stream, sealed from placed where sealed is not null
    )
    select idx, entry_id as "entryId", entry, leaf_hash as "leafHash" from placed order by idx`.execute(q);
  return rows;
}

export async function writeHead(q: Handle, epoch: number, size: number, root: Uint8Array): Promise<void> {
  await sql`update ledger.head set size = ${size}, root = ${root} where epoch = ${epoch}`.execute(q);
}

export async function writePublished(db: Db, size: number): Promise<void> {
  await sql`update ledger.head set published_size = greatest(published_size, ${size})`.execute(db.q);
}

/** Leaves of the log in order, from `from` on, at most `limit`. */
export async function readLeaves(db: Db, from: number, limit: number): Promise<readonly Sequenced[]> {
  const { rows } = await sql<Sequenced>`
    select idx, entry_id as "entryId", entry, leaf_hash as "leafHash" from ledger.log
    where idx >= ${from} order by idx limit ${limit}`.execute(db.q);
  return rows;
}

/** Where an entry stands: its index once sequenced, null while it waits, undefined when there is none. */
export async function placeOfEntry(db: Db, entryId: string): Promise<number | null | undefined> {
  const { rows } = await sql<{ idx: number | null }>`
    select idx from ledger.log where entry_id = ${entryId}
    union all select null from ledger.outbox where entry_id = ${entryId}`.execute(db.q);
  return rows.length === 0 ? undefined : (rows.find((row) => row.idx !== null)?.idx ?? null);
}
