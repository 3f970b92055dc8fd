import type { Db, Tx } from '@sluice/database';

export type ChannelKind = 'email' | 'gateway' | 'webhook';

export interface ChannelRow {
  id: string;
  kind: ChannelKind;
  person: string;
  body: string;
  role: string;
  jurisdiction: string;
  address: string;
  secret: string;
  code: string | null;
  code_until: Date | null;
  wrong_codes: number;
  made_at: Date;
  delivered_at: Date | null;
  failed_at: Date | null;
  failure: string | null;
}

type OutwardTables = { 'outward.channel': ChannelRow };

const q = (db: Db) => db.q.withTables<OutwardTables>();

export async function insertChannel(tx: Tx, row: ChannelRow): Promise<void> {
  await q(tx).insertInto('outward.channel').values(row).execute();
}

export async function channelsOf(db: Db, person: string): Promise<readonly ChannelRow[]> {
  return q(db)
    .selectFrom('outward.channel')
    .selectAll()
    .where('person', '=', person)
    .orderBy('made_at')
    .orderBy('id')
    .execute();
}

export async function findChannel(db: Db, id: string): Promise<ChannelRow | undefined> {
  return q(db).selectFrom('outward.channel').selectAll().where('id', '=', id).executeTakeFirst();
}

export async function lockChannel(tx: Tx, id: string): Promise<ChannelRow | undefined> {
  return q(tx).selectFrom('outward.channel').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
}

export async function setChannel(tx: Tx, id: string, set: Partial<Omit<ChannelRow, 'id'>>): Promise<void> {
  await q(tx).updateTable('outward.channel').set(set).where('id', '=', id).execute();
}

export async function deleteChannel(tx: Tx, id: string): Promise<void> {
  await q(tx).deleteFrom('outward.channel').where('id', '=', id).execute();
}

/** Channels that are proven, of a role in a jurisdiction; of one body where the notice is for one. */
export async function channelsFor(
  db: Db,
  to: { readonly jurisdiction: string; readonly role: string; readonly body: string },
  limit: number,
): Promise<readonly ChannelRow[]> {
  let query = q(db)
    .selectFrom('outward.channel')
    .selectAll()
    .where('jurisdiction', '=', to.jurisdiction)
    .where('role', '=', to.role)
    .where('code', 'is', null);
  if (to.body !== '') query = query.where('body', '=', to.body);
  return query.orderBy('id').limit(limit).execute();
}
