import type { Db, Tx } from '@sluice/database';
import { type Insertable, sql, type Updateable } from 'kysely';
import type { CatalogueTables, ResourceRow, ResourceSearchTable, ResourceVersionRow, SystemRow } from './tables.ts';

export const tables = (db: Db) => db.q.withTables<CatalogueTables>();

export async function insertSystem(tx: Tx, row: SystemRow): Promise<void> {
  await tables(tx).insertInto('catalogue.system').values(row).execute();
}

export async function findSystem(db: Db, id: string): Promise<SystemRow | undefined> {
  return tables(db).selectFrom('catalogue.system').selectAll().where('id', '=', id).executeTakeFirst();
}

export async function systemNameTaken(db: Db, ownerId: string, name: string): Promise<boolean> {
  const row = await tables(db)
    .selectFrom('catalogue.system')
    .select('id')
    .where('owner_id', '=', ownerId)
    .where('name', '=', name)
    .executeTakeFirst();
  return row !== undefined;
}

export interface CountedSystem extends SystemRow {
  readonly resources: number;
  /** Entries of the system that are published. */
  readonly published: number;
}

/** Systems with how many entries stand for each: by the version that the world sees, or the draft before there is one. */
export async function selectSystems(
  db: Db,
  filter: { readonly jurisdiction: string; readonly ownerId?: string | undefined },
): Promise<readonly CountedSystem[]> {
  let query = tables(db)
    .selectFrom('catalogue.system as s')
    .selectAll('s')
    .select((eb) => [
      eb
        .selectFrom('catalogue.resource_version as v')
        .innerJoin('catalogue.resource as r', 'r.id', 'v.resource_id')
        .select(eb.fn.countAll<number>().as('n'))
        .whereRef('v.system_id', '=', 's.id')
        .where((on) => on('v.version', '=', on.fn.coalesce('r.published_version', 'r.version')))
        .as('resources'),
      eb
        .selectFrom('catalogue.resource_version as v')
        .select(eb.fn.countAll<number>().as('n'))
        .whereRef('v.system_id', '=', 's.id')
        .where('v.state', '=', 'published')
        .as('published'),
    ])
    .where('s.jurisdiction', '=', filter.jurisdiction)
    .orderBy('s.owner_id')
    .orderBy('s.id');
  if (filter.ownerId !== undefined) query = query.where('s.owner_id', '=', filter.ownerId);
  const rows = await query.execute();
  return rows.map((row) => ({ ...row, resources: Number(row.resources ?? 0), published: Number(row.published ?? 0) }));
}

export async function insertResource(tx: Tx, row: ResourceRow): Promise<void> {
  await tables(tx).insertInto('catalogue.resource').values(row).execute();
}

export async function findResource(db: Db, id: string): Promise<ResourceRow | undefined> {
  return tables(db).selectFrom('catalogue.resource').selectAll().where('id', '=', id).executeTakeFirst();
}

/** Holds the row until the transaction ends: two acts on one entry happen one after the other. */
export async function lockResource(tx: Tx, id: string): Promise<ResourceRow | undefined> {
  return tables(tx).selectFrom('catalogue.resource').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
}

export async function updateResource(tx: Tx, id: string, change: Updateable<ResourceRow>): Promise<void> {
  await tables(tx).updateTable('catalogue.resource').set(change).where('id', '=', id).execute();
}

export async function insertVersion(tx: Tx, row: ResourceVersionRow): Promise<void> {
  await tables(tx).insertInto('catalogue.resource_version').values(row).execute();
}

export async function updateVersion(tx: Tx, id: string, change: Updateable<ResourceVersionRow>): Promise<void> {
  await tables(tx).updateTable('catalogue.resource_version').set(change).where('id', '=', id).execute();
}

export async function selectVersions(db: Db, resourceId: string): Promise<readonly ResourceVersionRow[]> {
  return tables(db)
    .selectFrom('catalogue.resource_version')
    .selectAll()
    .where('resource_id', '=', resourceId)
    .orderBy('version', 'desc')
    .execute();
}

export async function findVersion(
  db: Db,
  resourceId: string,
  version: number,
): Promise<ResourceVersionRow | undefined> {
  return tables(db)
    .selectFrom('catalogue.resource_version')
    .selectAll()
    .where('resource_id', '=', resourceId)
    .where('version', '=', version)
    .executeTakeFirst();
}

/** Rows of a page with the version that the world sees, or the latest before there is a published one. */
export async function selectResourcesWithText(
  db: Db,
  ids: readonly string[],
): Promise<readonly { readonly resource: ResourceRow; readonly content: string }[]> {
  if (ids.length === 0) return [];
  const rows = await tables(db)
    .selectFrom('catalogue.resource as r')
    .innerJoin('catalogue.resource_version as v', (join) =>
      join
        .onRef('v.resource_id', '=', 'r.id')
        .on((on) => on('v.version', '=', on.fn.coalesce('r.published_version', 'r.version'))),
    )
    .selectAll('r')
    .select('v.content')
    .where('r.id', 'in', [...ids])
    .execute();
  const byId = new Map(rows.map(({ content, ...resource }) => [resource.id, { resource, content }]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** The next number under a prefix. Two transactions wait for each other, so that no number is given twice. */
export async function nextNumber(tx: Tx, prefix: string): Promise<number> {
  const row = await tables(tx)
    .insertInto('catalogue.code_sequence')
    .values({ id: prefix, last: 1 })
    .onConflict((on) => on.column('id').doUpdateSet({ last: sql`code_sequence.last + 1` }))
    .returning('last')
    .executeTakeFirstOrThrow();
  return row.last;
}

export async function putSearchRow(
  tx: Tx,
  row: Omit<Insertable<ResourceSearchTable>, 'doc'>,
  document: string,
): Promise<void> {
  const values = { ...row, doc: sql`${document}::tsvector` };
  await tables(tx)
    .insertInto('catalogue.resource_search')
    .values(values)
    .onConflict((on) => on.column('id').doUpdateSet(values))
    .execute();
}
