import type { Db, Tx } from '@sluice/database';
import type { Insertable, Updateable } from 'kysely';
import { tables } from './store.ts';
import type {
  DemandItemRow,
  DemandState,
  DevelopmentEntryTable,
  OperationEntryRow,
  OpinionRow,
  RegistrationTaskRow,
  SupplyTable,
} from './tables.ts';
import type { Selectable } from 'kysely';

export type SupplyRow = Selectable<SupplyTable>;
export type DevelopmentEntryRow = Selectable<DevelopmentEntryTable>;

export async function insertDemand(tx: Tx, row: DemandItemRow): Promise<void> {
  await tables(tx).insertInto('catalogue.demand_item').values(row).execute();
}

export async function lockDemand(tx: Tx, id: string): Promise<DemandItemRow | undefined> {
  return tables(tx).selectFrom('catalogue.demand_item').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
}

export async function updateDemand(tx: Tx, id: string, change: Updateable<DemandItemRow>): Promise<void> {
  await tables(tx).updateTable('catalogue.demand_item').set(change).where('id', '=', id).execute();
}

export interface DemandFilter {
  readonly id?: string | undefined;
  readonly jurisdiction?: string | undefined;
  readonly resourceId?: string | undefined;
  readonly state?: DemandState | undefined;
}

export async function selectDemand(db: Db, filter: DemandFilter): Promise<readonly DemandItemRow[]> {
  let query = tables(db).selectFrom('catalogue.demand_item').selectAll().orderBy('created_at', 'desc').orderBy('id');
  if (filter.id !== undefined) query = query.where('id', '=', filter.id);
  if (filter.jurisdiction !== undefined) query = query.where('jurisdiction', '=', filter.jurisdiction);
  if (filter.resourceId !== undefined) query = query.where('resource_id', '=', filter.resourceId);
  if (filter.state !== undefined) query = query.where('state', '=', filter.state);
  return query.execute();
}

export async function insertOpinion(tx: Tx, row: OpinionRow): Promise<void> {
  await tables(tx).insertInto('catalogue.opinion').values(row).execute();
}

export async function updateOpinion(tx: Tx, id: string, change: Updateable<OpinionRow>): Promise<void> {
  await tables(tx).updateTable('catalogue.opinion').set(change).where('id', '=', id).execute();
}

export async function insertOperationEntry(tx: Tx, row: OperationEntryRow): Promise<void> {
  await tables(tx).insertInto('catalogue.operation_entry').values(row).execute();
}

export async function insertRegistrationTask(tx: Tx, row: RegistrationTaskRow): Promise<void> {
  await tables(tx).insertInto('catalogue.registration_task').values(row).execute();
}

export async function insertSupply(tx: Tx, row: Insertable<SupplyTable>): Promise<void> {
  await tables(tx).insertInto('catalogue.supply').values(row).execute();
}

export async function updateSupply(tx: Tx, id: string, change: Updateable<SupplyTable>): Promise<void> {
  await tables(tx).updateTable('catalogue.supply').set(change).where('id', '=', id).execute();
}

export async function insertDevelopmentEntry(tx: Tx, row: Insertable<DevelopmentEntryTable>): Promise<void> {
  await tables(tx).insertInto('catalogue.development_entry').values(row).execute();
}

/** Takes the entry that stood for a resource out of the development catalogue. */
export async function supersedeDevelopmentEntry(
  tx: Tx,
  jurisdiction: string,
  resourceId: string,
): Promise<string | undefined> {
  const row = await tables(tx)
    .updateTable('catalogue.development_entry')
    .set({ state: 'superseded' })
    .where('jurisdiction', '=', jurisdiction)
    .where('resource_id', '=', resourceId)
    .where('state', '=', 'published')
    .returning('id')
    .executeTakeFirst();
  return row?.id;
}

export async function selectDevelopmentEntries(
  db: Db,
  filter: { readonly jurisdiction: string; readonly resourceIds?: readonly string[] },
): Promise<readonly DevelopmentEntryRow[]> {
  let query = tables(db)
    .selectFrom('catalogue.development_entry')
    .selectAll()
    .where('jurisdiction', '=', filter.jurisdiction)
    .where('state', '=', 'published')
    // What was withdrawn from the catalogue is offered to nobody any more (AOC-08).
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('catalogue.resource')
          .select('catalogue.resource.id')
          .whereRef('catalogue.resource.id', '=', 'catalogue.development_entry.resource_id')
          .where('published_version', 'is not', null),
      ),
    )
    .orderBy('published_at', 'desc')
    .orderBy('id');
  if (filter.resourceIds !== undefined) query = query.where('resource_id', 'in', [...filter.resourceIds]);
  return query.execute();
}

export async function findDevelopmentEntry(db: Db, id: string): Promise<DevelopmentEntryRow | undefined> {
  return tables(db).selectFrom('catalogue.development_entry').selectAll().where('id', '=', id).executeTakeFirst();
}

/** Everything that hangs on demand items, in four reads however many there are. */
export interface DemandDetails {
  readonly opinions: readonly OpinionRow[];
  readonly operations: readonly OperationEntryRow[];
  readonly tasks: readonly RegistrationTaskRow[];
  readonly supplies: readonly SupplyRow[];
  readonly developments: readonly { readonly id: string; readonly demand_item_id: string }[];
}

export async function selectDemandDetails(db: Db, ids: readonly string[]): Promise<DemandDetails> {
  if (ids.length === 0) return { opinions: [], operations: [], tasks: [], supplies: [], developments: [] };
  const q = tables(db);
  const of = [...ids];
  const opinions = await q
    .selectFrom('catalogue.opinion')
    .selectAll()
    .where('demand_item_id', 'in', of)
    .orderBy('requested_at')
    .orderBy('id')
    .execute();
  const operations = await q
    .selectFrom('catalogue.operation_entry')
    .selectAll()
    .where('demand_item_id', 'in', of)
    .execute();
  const tasks =
    operations.length === 0
      ? []
      : await q
          .selectFrom('catalogue.registration_task')
          .selectAll()
          .where(
            'operation_entry_id',
            'in',
            operations.map((entry) => entry.id),
          )
          .execute();
  const supplies = await q
    .selectFrom('catalogue.supply')
    .selectAll()
    .where('demand_item_id', 'in', of)
    .orderBy('applied_at')
    .orderBy('id')
    .execute();
  const developments = await q
    .selectFrom('catalogue.development_entry')
    .select(['id', 'demand_item_id'])
    .where('demand_item_id', 'in', of)
    .where('state', '=', 'published')
    .execute();
  return { opinions, operations, tasks, supplies, developments };
}
