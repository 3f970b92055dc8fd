import type { Db, Tx } from '@sluice/database';
import type { IdentityTables, SignInFailureRow } from './tables.ts';

const tables = (db: Db) => db.q.withTables<IdentityTables>();

/** Counts by their ids, locked against parallel guesses until the transaction ends; always in one order. */
export async function lockCounts(
  tx: Tx,
  ids: readonly string[],
  at: Date,
): Promise<ReadonlyMap<string, SignInFailureRow>> {
  const sorted = ids.toSorted();
  await tables(tx)
    .insertInto('identity.sign_in_failure')
    .values(sorted.map((id) => ({ id, failures: 0, last_at: at, free_at: null })))
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
  const rows = await tables(tx)
    .selectFrom('identity.sign_in_failure')
    .selectAll()
    .where('id', 'in', sorted)
    .orderBy('id')
    .forUpdate()
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}

export async function putCount(tx: Tx, row: SignInFailureRow): Promise<void> {
  const { failures, last_at, free_at } = row;
  await tables(tx)
    .insertInto('identity.sign_in_failure')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ failures, last_at, free_at }))
    .execute();
}

export async function findTurn(tx: Tx, id: string): Promise<Date | undefined> {
  const row = await tables(tx)
    .selectFrom('identity.sign_in_failure')
    .select('free_at')
    .where('id', '=', id)
    .executeTakeFirst();
  return row?.free_at ?? undefined;
}

export async function deleteCounts(tx: Tx, ids: readonly string[]): Promise<void> {
  await tables(tx).deleteFrom('identity.sign_in_failure').where('id', 'in', ids).execute();
}

export async function forgetCountsBefore(tx: Tx, before: Date): Promise<void> {
  await tables(tx).deleteFrom('identity.sign_in_failure').where('last_at', '<', before).execute();
}

/** Which of the places the account has signed in from since a day. */
export async function knownOf(db: Db, ids: readonly string[], since: Date): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const rows = await tables(db)
    .selectFrom('identity.known_place')
    .select('id')
    .where('id', 'in', ids)
    .where('seen_at', '>=', since)
    .execute();
  return new Set(rows.map((row) => row.id));
}

/** Remembers places of an account, the newest of them up to a number. */
export async function rememberPlaces(
  tx: Tx,
  account: string,
  ids: readonly string[],
  at: Date,
  most: number,
): Promise<void> {
  if (ids.length === 0) return;
  await tables(tx)
    .insertInto('identity.known_place')
    .values(ids.toSorted().map((id) => ({ id, account, seen_at: at })))
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ seen_at: at }))
    .execute();
  const beyond = tables(tx)
    .selectFrom('identity.known_place')
    .select('id')
    .where('account', '=', account)
    .orderBy('seen_at', 'desc')
    .orderBy('id')
    .offset(most);
  await tables(tx).deleteFrom('identity.known_place').where('id', 'in', beyond).execute();
}

export async function forgetPlacesBefore(tx: Tx, before: Date): Promise<void> {
  await tables(tx).deleteFrom('identity.known_place').where('seen_at', '<', before).execute();
}
