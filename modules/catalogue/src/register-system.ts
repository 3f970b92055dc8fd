import type { Db, Tx } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import { record } from '@sluice/ledger';
import { actorRef, assertMay } from './actor-ref.ts';
import type { Actor, CatalogueContext, OwnerBody } from './catalogue-context.ts';
import { prescribedRoute } from './gather-route.ts';
import { insertSystem, selectSystems, systemNameTaken, type CountedSystem } from './store.ts';
import type { SystemRow } from './tables.ts';

export interface NewSystem {
  readonly name: string;
  readonly description?: string | undefined;
  readonly sector?: string | undefined;
}

/** A business system of a body: the source of its entries. */
export interface SystemView {
  readonly id: string;
  readonly jurisdiction: string;
  readonly ownerId: string;
  readonly ownerName: string;
  readonly name: string;
  readonly description?: string;
  readonly sector?: string;
  readonly resources: number;
}

export async function assertOwner(context: CatalogueContext, db: Db, actor: Actor): Promise<OwnerBody> {
  const owner = await context.bodies.find(db, actor.body);
  if (!owner) throw new DomainError('catalogue.owner-unknown', 'precondition', { body: actor.body });
  return owner;
}

/**
 * Registers a system of the actor's own body, with the route by which its data has to be gathered.
 * @throws DomainError `system.name-taken` (conflict), `catalogue.owner-unknown` (precondition)
 */
export async function registerSystem(
  context: CatalogueContext,
  tx: Tx,
  actor: Actor,
  system: NewSystem,
): Promise<SystemView> {
  const { jurisdiction } = actor;
  assertMay(context, actor, 'system.register', { jurisdiction });
  const owner = await assertOwner(context, tx, actor);
  if (await systemNameTaken(tx, owner.id, system.name)) throw new DomainError('system.name-taken', 'conflict');
  const rules = context.rules(jurisdiction);
  const row: SystemRow = {
    id: context.ids.next<'system'>('system'),
    jurisdiction,
    owner_id: owner.id,
    owner_name: owner.name,
    name: system.name,
    description: system.description ?? null,
    sector: system.sector ?? owner.sector ?? null,
    gather_via: prescribedRoute(owner.type, rules.gatherRoutes).via,
    created_at: tx.at,
  };
  await insertSystem(tx, row);
  record(tx, {
    type: 'catalogue.system-registered',
    stream: `system:${row.id}`,
    actor: actorRef(actor),
    subjects: [{ kind: 'body', id: owner.id, rel: 'about' }],
    rows: [{ table: 'catalogue.system', id: row.id }],
    ruleVersion: rules.version,
    payload: { body: owner.id, jurisdiction, gatherVia: row.gather_via },
  });
  return presentSystem({ ...row, resources: 0, published: 0 });
}

function presentSystem(row: CountedSystem): SystemView {
  return {
    id: row.id,
    jurisdiction: row.jurisdiction,
    ownerId: row.owner_id,
    ownerName: row.owner_name,
    name: row.name,
    ...(row.description === null ? {} : { description: row.description }),
    ...(row.sector === null ? {} : { sector: row.sector }),
    resources: row.resources,
  };
}

export async function listSystems(
  context: CatalogueContext,
  db: Db,
  actor: Actor,
  filter: { readonly ownerId?: string | undefined },
): Promise<readonly SystemView[]> {
  const { jurisdiction } = actor;
  assertMay(context, actor, 'system.read', { jurisdiction });
  return (await selectSystems(db, { jurisdiction, ...filter })).map(presentSystem);
}

export interface Coverage {
  readonly owners: readonly {
    readonly ownerId: string;
    readonly ownerName: string;
    readonly systems: number;
    readonly catalogued: number;
    readonly percent: number;
    readonly gaps: readonly { readonly systemId: string; readonly name: string }[];
  }[];
  readonly systems: number;
  readonly catalogued: number;
  readonly percent: number;
}

const percent = (part: number, whole: number): number => (whole === 0 ? 100 : Math.round((part / whole) * 1_000) / 10);

/** 应编尽编: registered systems with a published entry against all registered systems, gaps by name (CAT-01). */
export async function readCoverage(
  context: CatalogueContext,
  db: Db,
  actor: Actor,
  filter: { readonly ownerId?: string | undefined },
): Promise<Coverage> {
  const { jurisdiction } = actor;
  assertMay(context, actor, 'coverage.read', { jurisdiction });
  const systems = await selectSystems(db, { jurisdiction, ...filter });
  const owners = [...Map.groupBy(systems, (system) => system.owner_id)].map(([ownerId, own]) => {
    const gaps = own.filter((system) => system.published === 0).map(({ id, name }) => ({ systemId: id, name }));
    const catalogued = own.length - gaps.length;
    const ownerName = own[0]?.owner_name ?? '';
    return { ownerId, ownerName, systems: own.length, catalogued, percent: percent(catalogued, own.length), gaps };
  });
  const catalogued = owners.reduce((sum, owner) => sum + owner.catalogued, 0);
  return { owners, systems: systems.length, catalogued, percent: percent(catalogued, systems.length) };
}
