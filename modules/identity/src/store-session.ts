import type { Db, Tx } from '@sluice/database';
import type { IdentityTables, SessionRow } from './tables.ts';

const tables = (db: Db) => db.q.withTables<IdentityTables>();

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
