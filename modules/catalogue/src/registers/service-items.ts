import type { Committed, Db } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import { record } from '@sluice/ledger';
import { sql } from 'kysely';
import { actorRef, assertMay } from '../actor-ref.ts';
import type { Actor } from '../catalogue-context.ts';
import { findResource } from '../store.ts';
import type { RegisterContext } from './register-context.ts';
import { registers } from './register-tables.ts';

export interface ServiceItem {
  readonly code: string;
  readonly title: string;
}

export interface ServiceItemList {
  readonly items: readonly (ServiceItem & {
    readonly id: string;
    readonly entries: readonly { readonly resourceId: string; readonly title: string; readonly ownerName: string }[];
  })[];
  /** Published entries that no service item and no recorded demand needs: looked at before they are kept up for nobody. */
  readonly unbound: readonly { readonly resourceId: string; readonly title: string; readonly ownerName: string }[];
}

/** Loads the list of government service items; a code that is known gets the new title. @throws DomainError a refusal */
export async function loadServiceItems(
  context: RegisterContext,
  actor: Actor,
  items: readonly ServiceItem[],
): Promise<Committed<{ readonly loaded: number }>> {
  const { jurisdiction } = actor;
  assertMay(context, actor, 'service-item.load', { jurisdiction });
  return context.transact(async (tx) => {
    const rows = items.map((item) => ({
      ...{ id: context.ids.next<'service-item'>('svi'), jurisdiction, code: item.code, title: item.title },
      loaded_at: tx.at,
    }));
    const stored = await registers(tx)
      .insertInto('catalogue.service_item')
      .values(rows)
      .onConflict((on) =>
        on.columns(['jurisdiction', 'code']).doUpdateSet((e) => ({
          title: e.ref('excluded.title'),
          loaded_at: e.ref('excluded.loaded_at'),
        })),
      )
      .returning('id')
      .execute();
    record(tx, {
      type: 'catalogue.service-items-loaded',
      stream: `service-items:${jurisdiction}`,
      actor: actorRef(actor),
      rows: stored.map(({ id }) => ({ table: 'catalogue.service_item', id })),
      ruleVersion: context.limits(jurisdiction).version,
      payload: { items: stored.length },
    });
    return { loaded: stored.length };
  });
}

/**
 * Says which service items an entry of the own body serves; what is no longer named is released.
 * @throws DomainError a refusal; `resource.unknown`, `service-item.unknown` (not-found)
 */
export async function bindServiceItems(
  context: RegisterContext,
  actor: Actor,
  resourceId: string,
  codes: readonly string[],
): Promise<Committed<{ readonly codes: readonly string[] }>> {
  const resource = await findResource(context.db, resourceId);
  if (!resource) throw new DomainError('resource.unknown', 'not-found', { id: resourceId });
  const { jurisdiction } = resource;
  assertMay(context, actor, 'resource.edit', { jurisdiction, ownerBody: resource.owner_id });
  const wanted = [...new Set(codes)];
  return context.transact(async (tx) => {
    const known = await registers(tx)
      .selectFrom('catalogue.service_item')
      .select(['id', 'code'])
      .where('jurisdiction', '=', jurisdiction)
      .where('code', 'in', wanted.length === 0 ? [''] : wanted)
      .execute();
    const missing = wanted.filter((code) => !known.some((item) => item.code === code));
    if (missing.length > 0) throw new DomainError('service-item.unknown', 'not-found', { codes: missing });
    const released = await registers(tx)
      .updateTable('catalogue.service_binding')
      .set({ state: 'released' })
      .where('resource_id', '=', resourceId)
      .where('state', '=', 'bound')
      .where('item_id', 'not in', known.length === 0 ? [''] : known.map((item) => item.id))
      .returning('id')
      .execute();
    const bound = [];
    for (const item of known)
      bound.push(
        await registers(tx)
          .insertInto('catalogue.service_binding')
          .values({
            ...{ id: context.ids.next<'service-binding'>('svb'), item_id: item.id, resource_id: resourceId },
            ...{ state: 'bound', bound_by: actor.person, bound_at: tx.at },
          })
          .onConflict((on) => on.columns(['item_id', 'resource_id']).doUpdateSet({ state: 'bound', bound_at: tx.at }))
          .returning('id')
          .executeTakeFirstOrThrow(),
      );
    record(tx, {
      type: 'catalogue.service-items-bound',
      stream: `resource:${resourceId}`,
      actor: actorRef(actor),
      rows: [...bound, ...released].map(({ id }) => ({ table: 'catalogue.service_binding', id })),
      ruleVersion: context.limits(jurisdiction).version,
      payload: { codes: wanted },
    });
    return { codes: wanted };
  });
}

interface EntryRow {
  readonly resource_id: string;
  readonly title: string;
  readonly owner_name: string;
}

/** Service items with their entries, and the published entries that nothing needs (CAT-04). */
export async function listServiceItems(context: RegisterContext, actor: Actor): Promise<ServiceItemList> {
  const { jurisdiction } = actor;
  assertMay(context, actor, 'resource.read', { jurisdiction });
  const { db } = context;
  const items = await registers(db)
    .selectFrom('catalogue.service_item')
    .select(['id', 'code', 'title'])
    .where('jurisdiction', '=', jurisdiction)
    .orderBy('code')
    .execute();
  const bound = await sql<EntryRow & { item_id: string }>`
    select b.item_id, r.id as resource_id, r.owner_name, v.content::jsonb ->> 'title' as title
    from catalogue.service_binding b
    join catalogue.resource r on r.id = b.resource_id and r.state = 'published'
    join catalogue.resource_version v on v.resource_id = r.id and v.version = r.published_version
    where b.state = 'bound' and r.jurisdiction = ${jurisdiction} order by r.id
  `.execute(db.q);
  const entries = Map.groupBy(bound.rows, (row) => row.item_id);
  return {
    items: items.map((item) => ({ ...item, entries: (entries.get(item.id) ?? []).map(entryOf) })),
    unbound: (await unboundEntries(db, jurisdiction)).map(entryOf),
  };
}

const entryOf = (row: EntryRow) => ({
  resourceId: row.resource_id,
  title: row.title,
  ownerName: row.owner_name,
});

async function unboundEntries(db: Db, jurisdiction: string): Promise<readonly EntryRow[]> {
  const { rows } = await sql<EntryRow>`
    select r.id as resource_id, r.owner_name, v.content::jsonb ->> 'title' as title
    from catalogue.resource r
    join catalogue.resource_version v on v.resource_id = r.id and v.version = r.published_version
    where r.jurisdiction = ${jurisdiction} and r.state = 'published'
      and not exists (select from catalogue.service_binding b where b.resource_id = r.id and b.state = 'bound')
      and not exists (select from catalogue.need n where n.resource_id = r.id)
      and not exists (select from catalogue.demand_item d where d.resource_id = r.id)
    order by r.owner_name, r.id
  `.execute(db.q);
  return rows;
}
