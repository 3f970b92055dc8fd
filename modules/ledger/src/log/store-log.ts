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
  const { rows } = await sql<{ epoch: number }>`select ledger.lead() as epoch`.execute(db.q);
  return rows[0]?.epoch ?? 0;
}

/** Entries just moved, as they will stand in entry files. */
export interface Taken {
  readonly first: number;
  readonly moved: number;
  /** Each entry behind its length in two bytes. */
  readonly entries: Uint8Array;
  /** Their leaf hashes, one after another. */
  readonly leaves: Uint8Array;
}

/**
 * Moves what waits in the outbox into the log at contiguous places; never `id > cursor`, always what is left.
 * @returns null where nothing waits
 * @throws DomainError `ledger.fenced` (conflict): another leader took over
 */
export async function takeWaiting(q: Handle, epoch: number, limit: number): Promise<Taken | null> {
  const { rows } = await sql<Taken>`
    select first, moved, entries, leaves from ledger.take(${epoch}, ${limit}::int)`
    .execute(q)
    .catch(fenced);
  const [taken] = rows;
  return taken && taken.moved > 0 ? taken : null;
}

/** The first of some rows of the log that cannot be what the door wrote; null where all can. */
export async function findSpoilt(
  q: Handle,
  from: number,
  to: number,
): Promise<{ readonly idx: number; readonly entryId: string } | null> {
  const { rows } = await sql<{ idx: number; entryId: string }>`
    select idx, entry_id as "entryId" from ledger.log
    where idx >= ${from} and idx < ${to}
      and (octet_length(entry) > 65535 or leaf_hash <> sha256('\\x00'::bytea || entry))
    order by idx limit 1`.execute(q);
  return rows[0] ?? null;
}

/** Size and root after a move, in its transaction. @throws DomainError `ledger.fenced` (conflict) */
export async function writeHead(q: Handle, epoch: number, size: number, root: Uint8Array): Promise<void> {
  await sql`select ledger.settle(${epoch}, ${size}, ${root})`.execute(q).catch(fenced);
}

function fenced(error: unknown): never {
  const lost = typeof error === 'object' && error !== null && 'code' in error && error.code === 'SL005';
  throw lost ? new DomainError('ledger.fenced', 'conflict') : error;
}

/** Holds the stream of a waiting entry back that is not the one its hash was made of; answers whether it is so. */
export async function holdStream(db: Db, epoch: number, entryId: string): Promise<boolean> {
  const { rows } = await sql<{ held: boolean }>`select ledger.hold(${epoch}, ${entryId}) as held`.execute(db.q);
  return rows[0]?.held ?? false;
}

/** How many streams are held back. */
export async function countHeld(db: Db): Promise<number> {
  const { rows } = await sql<{ held: number }>`select count(*) as held from ledger.held`.execute(db.q);
  return rows[0]?.held ?? 0;
}

export async function writePublished(db: Db, size: number): Promise<void> {
  await sql`select ledger.note_published(${size})`.execute(db.q);
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
