import type { Db, Tx } from '@sluice/database';
import type { IdentityTables, SessionRow } from './tables.ts';

const tables = (db: Db) => db.q.withTables<IdentityTables>();

/** State of the failures of one account name, locked against parallel guesses until the transaction ends. */
export async function lockFailures(
  tx: Tx,
  key: string,
  at: Date,
): Promise<{ failures: number; last_at: Date; locked_until: Date | null }> {
  await tables(tx)
    .insertInto('identity.sign_in_failure')
    .values({ id: key, failures: 0, last_at: at, locked_until: null })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
  return tables(tx)
    .selectFrom('identity.sign_in_failure')
    .select(['failures', 'last_at', 'locked_until'])
    .where('id', '=', key)
    .forUpdate()
    .executeTakeFirstOrThrow();
}

export async function setFailures(
  tx: Tx,
  key: string,
  failures: number,
  at: Date,
  lockedUntil: Date | null,
): Promise<void> {
  await tables(tx)
    .updateTable('identity.sign_in_failure')
    .set({ failures, last_at: at, locked_until: lockedUntil })
    .where('id', '=', key)
    .execute();
}

export async function clearFailures(tx: Tx, key: string): Promise<void> {
  await tables(tx).deleteFrom('identity.sign_in_failure').where('id', '=', key).execute();
}

export async function forgetFailuresBefore(tx: Tx, before: Date): Promise<void> {
  await tables(tx).deleteFrom('identity.sign_in_failure').where('last_at', '<', before).execute();
}

export async function insertSession(tx: Tx, row: SessionRow): Promise<void> {
  await tables(tx).insertInto('identity.session').values(row).execute();
}

export async function findSession(db: Db, tokenDigest: string): Promise<SessionRow | undefined> {
  return tables(db)
    .selectFrom('identity.session')
    .selectAll()
    .where('token_digest', '=', tokenDigest)
    .executeTakeFirst();
}

export async function touchSession(tx: Tx, id: string, at: Date): Promise<void> {
  await tables(tx).updateTable('identity.session').set({ seen_at: at }).where('id', '=', id).execute();
}

export async function setSessionMembership(tx: Tx, id: string, membership: string): Promise<void> {
  await tables(tx).updateTable('identity.session').set({ membership_id: membership }).where('id', '=', id).execute();
}

export async function deleteSession(tx: Tx, id: string): Promise<void> {
  await tables(tx).deleteFrom('identity.session').where('id', '=', id).execute();
}

export async function deleteSessionsExpiredBefore(tx: Tx, at: Date): Promise<void> {
  await tables(tx).deleteFrom('identity.session').where('expires_at', '<', at).execute();
}

/** Ends every session of a person but one. @returns how many */
export async function endOtherSessions(tx: Tx, person: string, kept: string): Promise<number> {
  const result = await tables(tx)
    .deleteFrom('identity.session')
    .where('person_id', '=', person)
    .where('id', '<>', kept)
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}

export async function endSessionsOfMembership(tx: Tx, membership: string): Promise<void> {
  await tables(tx).deleteFrom('identity.session').where('membership_id', '=', membership).execute();
}
