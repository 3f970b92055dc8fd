import type { Committed } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import { record } from '@sluice/ledger';
import { sql, type Selectable } from 'kysely';
import { actorRef, assertMay } from '../actor-ref.ts';
import type { Actor } from '../catalogue-context.ts';
import { exclusionTables, type ExclusionGround, type ExclusionTable } from '../exclusions.ts';
import { parseContent } from '../present-resource.ts';
import { findResource, findVersion } from '../store.ts';
import type { ResourceRow } from '../tables.ts';
import type { RegisterContext } from './register-context.ts';

export interface NewExclusion {
  readonly resourceId: string;
  /** A field of it; the whole resource where none is named. */
  readonly field?: string | undefined;
  readonly ground: ExclusionGround;
  /** The policy or law, by name and article. */
  readonly basis: string;
}

export interface ExclusionView {
  readonly id: string;
  readonly resourceId: string;
  readonly field?: string;
  readonly ground: ExclusionGround;
  readonly basis: string;
  readonly markedBody: string;
  readonly markedRole: string;
  readonly markedAt: string;
  readonly liftedAt?: string;
  readonly liftedReason?: string;
}

/** The agency that supplies it, or a sector authority of the place. */
function assertMayMark(context: RegisterContext, actor: Actor, resource: ResourceRow): void {
  if (actor.body === resource.owner_id)
    assertMay(context, actor, 'resource.submit', { jurisdiction: resource.jurisdiction, ownerBody: resource.owner_id });
  else assertMay(context, actor, 'demand.opinion', { jurisdiction: resource.jurisdiction });
}

/**
 * Marks a resource or a field as not to be authorized (JUR-04, AOC-03). What is marked enters no further catalogue and no
 * application; grants that stand run on until they are ended.
 * @throws DomainError a refusal; `resource.unknown` (not-found), `exclusion.without-basis` (invalid),
 * `exclusion.field-unknown` (invalid), `exclusion.marked-already` (conflict)
 */
export async function markExcluded(
  context: RegisterContext,
  actor: Actor,
  it: NewExclusion,
): Promise<Committed<ExclusionView>> {
  const resource = await findResource(context.db, it.resourceId);
  if (!resource) throw new DomainError('resource.unknown', 'not-found', { id: it.resourceId });
  assertMayMark(context, actor, resource);
  const basis = it.basis.trim();
  if (basis === '') throw new DomainError('exclusion.without-basis', 'invalid');
  await assertField(context, resource, it.field);
  const { value, evidence } = await context.transact(async (tx) => {
    const row: Selectable<ExclusionTable> = {
      ...{ id: context.ids.next<'exclusion'>('exc'), jurisdiction: resource.jurisdiction, resource_id: resource.id },
      ...{ field: it.field ?? null, ground: it.ground, basis },
      ...{ marked_by: actor.person, marked_body: actor.body, marked_role: actor.role, marked_at: tx.at },
      ...{ lifted_by: null, lifted_reason: null, lifted_at: null },
    };
    const entered = await exclusionTables(tx)
      .insertInto('catalogue.exclusion')
      .values(row)
      .onConflict((conflict) =>
        conflict
          .expression(sql`resource_id, coalesce(field, '')`)
          .where('lifted_at', 'is', null)
          .doNothing(),
      )
      .returning('id')
      .executeTakeFirst();
    if (!entered) throw new DomainError('exclusion.marked-already', 'conflict', { resourceId: resource.id });
    record(tx, {
      type: 'catalogue.exclusion-marked',
      stream: `resource:${resource.id}`,
      actor: actorRef(actor),
      rows: [{ table: 'catalogue.exclusion', id: row.id }],
      ruleVersion: context.limits(resource.jurisdiction).version,
      payload: { field: row.field, ground: row.ground, basis },
    });
    return row;
  });
  return { value: present(value), evidence };
}

async function assertField(context: RegisterContext, resource: ResourceRow, field: string | undefined): Promise<void> {
  if (field === undefined) return;
  const version = await findVersion(context.db, resource.id, resource.published_version ?? 1);
  const fields = version ? (parseContent(version.content).fields ?? []) : [];
  if (!fields.some(({ name }) => name === field))
    throw new DomainError('exclusion.field-unknown', 'invalid', { field });
}

/**
 * Takes a mark back, by the body that set it, with its reason.
 * @throws DomainError a refusal; `exclusion.unknown` (not-found), `exclusion.not-own` (forbidden), `exclusion.lifted` (conflict)
 */
export async function liftExclusion(
  context: RegisterContext,
  actor: Actor,
  id: string,
  reason: string,
): Promise<Committed<ExclusionView>> {
  const row = await exclusionTables(context.db)
    .selectFrom('catalogue.exclusion')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst();
  const resource = row && (await findResource(context.db, row.resource_id));
  if (!row || !resource) throw new DomainError('exclusion.unknown', 'not-found', { id });
  assertMayMark(context, actor, resource);
  if (row.marked_body !== actor.body) throw new DomainError('exclusion.not-own', 'forbidden');
  const { value, evidence } = await context.transact(async (tx) => {
    const change = { lifted_by: actor.person, lifted_reason: reason, lifted_at: tx.at };
    const changed = await exclusionTables(tx)
      .updateTable('catalogue.exclusion')
      .set(change)
      .where('id', '=', id)
      .where('lifted_at', 'is', null)
      .executeTakeFirst();
    if (changed.numUpdatedRows === 0n) throw new DomainError('exclusion.lifted', 'conflict', { id });
    record(tx, {
      type: 'catalogue.exclusion-lifted',
      stream: `resource:${resource.id}`,
      actor: actorRef(actor),
      rows: [{ table: 'catalogue.exclusion', id }],
      ruleVersion: context.limits(resource.jurisdiction).version,
      payload: { field: row.field, ground: row.ground, reason },
    });
    return { ...row, ...change };
  });
  return { value: present(value), evidence };
}

/** Marks of a resource, standing and lifted, newest first; as public as the entry itself. */
export async function listExclusions(context: RegisterContext, resourceId: string): Promise<readonly ExclusionView[]> {
  const rows = await exclusionTables(context.db)
    .selectFrom('catalogue.exclusion')
    .selectAll()
    .where('resource_id', '=', resourceId)
    .orderBy('marked_at', 'desc')
    .orderBy('id', 'desc')
    .execute();
  return rows.map(present);
}

const present = (row: Selectable<ExclusionTable>): ExclusionView => ({
  ...{ id: row.id, resourceId: row.resource_id, ground: row.ground, basis: row.basis },
  ...{ markedBody: row.marked_body, markedRole: row.marked_role, markedAt: row.marked_at.toISOString() },
  ...(row.field === null ? {} : { field: row.field }),
  ...(row.lifted_at === null ? {} : { liftedAt: row.lifted_at.toISOString() }),
  ...(row.lifted_reason === null ? {} : { liftedReason: row.lifted_reason }),
});
