import type { Db, Tx } from '@sluice/database';
import type { IdentityTables, TotpRow } from './tables.ts';

const tables = (db: Db) => db.q.withTables<IdentityTables>();

export async function findTotp(db: Db, accountId: string): Promise<TotpRow | undefined> {
  return tables(db).selectFrom('identity.totp').selectAll().where('id', '=', accountId).executeTakeFirst();
}

/** Two sign-ins with one code: the second waits here, and finds it taken. */
export async function lockTotp(tx: Tx, accountId: string): Promise<TotpRow | undefined> {
  return tables(tx).selectFrom('identity.totp').selectAll().where('id', '=', accountId).forUpdate().executeTakeFirst();
}

export async function putTotp(tx: Tx, accountId: string, secret: string): Promise<void> {
  await tables(tx)
    .insertInto('identity.totp')
    .values({ id: accountId, secret, confirmed_at: null, last_step: 0 })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ secret, confirmed_at: null, last_step: 0 }))
    .execute();
}

/** The first code that is taken confirms the secret. */
export async function takeStep(tx: Tx, accountId: string, step: number, at: Date): Promise<void> {
  await tables(tx)
    .updateTable('identity.totp')
    .set((eb) => ({ last_step: step, confirmed_at: eb.fn.coalesce('confirmed_at', eb.val(at)) }))
    .where('id', '=', accountId)
    .execute();
}

export async function deleteTotp(tx: Tx, accountId: string): Promise<void> {
  await tables(tx).deleteFrom('identity.totp').where('id', '=', accountId).execute();
}

export async function setSecret(tx: Tx, accountId: string, secret: string): Promise<void> {
  await tables(tx).updateTable('identity.totp').set({ secret }).where('id', '=', accountId).execute();
}
