import type { Db, Tx } from '@sluice/database';
import type { DoorChallengeRow, IdentityTables, PasskeyRow, ProviderLinkRow } from '../tables.ts';

const tables = (db: Db) => db.q.withTables<IdentityTables>();

export async function insertChallenge(tx: Tx, row: DoorChallengeRow, at: Date): Promise<void> {
  await tables(tx).deleteFrom('identity.door_challenge').where('until', '<', at).execute();
  await tables(tx).insertInto('identity.door_challenge').values(row).execute();
}

/** Takes a challenge away: of two answers at once, one finds it. */
export async function takeChallenge(
  tx: Tx,
  id: string,
  purpose: string,
  at: Date,
): Promise<DoorChallengeRow | undefined> {
  return tables(tx)
    .deleteFrom('identity.door_challenge')
    .where('id', '=', id)
    .where('purpose', '=', purpose)
    .where('until', '>', at)
    .returningAll()
    .executeTakeFirst();
}

export async function insertPasskey(tx: Tx, row: PasskeyRow): Promise<void> {
  await tables(tx).insertInto('identity.passkey').values(row).execute();
}

/** Two answers of one passkey: the second waits, and finds the counter moved. */
export async function lockPasskey(tx: Tx, id: string): Promise<PasskeyRow | undefined> {
  return tables(tx).selectFrom('identity.passkey').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
}

export async function passkeysOf(db: Db, accountId: string): Promise<readonly PasskeyRow[]> {
  return tables(db)
    .selectFrom('identity.passkey')
    .selectAll()
    .where('account_id', '=', accountId)
    .orderBy('made_at')
    .orderBy('id')
    .execute();
}

export async function touchPasskey(tx: Tx, id: string, counter: number, at: Date): Promise<void> {
  await tables(tx).updateTable('identity.passkey').set({ counter, used_at: at }).where('id', '=', id).execute();
}

/** @returns whether it was one of the account's */
export async function deletePasskey(tx: Tx, accountId: string, id: string): Promise<boolean> {
  const { numDeletedRows } = await tables(tx)
    .deleteFrom('identity.passkey')
    .where('id', '=', id)
    .where('account_id', '=', accountId)
    .executeTakeFirstOrThrow();
  return numDeletedRows > 0n;
}

export async function findLink(db: Db, subject: string): Promise<ProviderLinkRow | undefined> {
  return tables(db).selectFrom('identity.provider_link').selectAll().where('subject', '=', subject).executeTakeFirst();
}

/** @returns whether it is new: the account has no other of the provider, and nobody else has this one */
export async function insertLink(tx: Tx, row: ProviderLinkRow): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tables(tx)
    .insertInto('identity.provider_link')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}

export async function linksOf(db: Db, accountId: string): Promise<readonly ProviderLinkRow[]> {
  return tables(db)
    .selectFrom('identity.provider_link')
    .selectAll()
    .where('account_id', '=', accountId)
    .orderBy('provider')
    .execute();
}

export async function deleteLink(tx: Tx, accountId: string, provider: string): Promise<boolean> {
  const { numDeletedRows } = await tables(tx)
    .deleteFrom('identity.provider_link')
    .where('provider', '=', provider)
    .where('account_id', '=', accountId)
    .executeTakeFirstOrThrow();
  return numDeletedRows > 0n;
}

export async function findAccountById(
  db: Db,
  id: string,
): Promise<{ readonly id: string; readonly person_id: string; readonly account: string } | undefined> {
  return tables(db)
    .selectFrom('identity.account')
    .select(['id', 'person_id', 'account'])
    .where('id', '=', id)
    .executeTakeFirst();
}
