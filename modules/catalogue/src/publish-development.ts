import type { Db, Tx } from '@sluice/database';
import { DomainError, type Issue } from '@sluice/kernel';
import { record } from '@sluice/ledger';
import { actorRef, assertMay } from './actor-ref.ts';
import type { Actor, CatalogueContext } from './catalogue-context.ts';
import { holdDemand } from './decide-demand.ts';
import { outside } from './demand.ts';
import { assertNotExcluded, excludedOf } from './exclusions.ts';
import type { FieldDefinition, Grade } from './field.ts';
import { parseContent } from './present-resource.ts';
import type { ResourceContent } from './resource.ts';
import { matchedParts, normalise } from './search-text.ts';
import { searchParts } from './index-resource.ts';
import {
  findDevelopmentEntry,
  insertDevelopmentEntry,
  selectDevelopmentEntries,
  supersedeDevelopmentEntry,
  type DevelopmentEntryRow,
} from './store-demand.ts';
import { findResource, findVersion } from './store.ts';
import { assertOperator, confirmedFields } from './supply-demand.ts';
import type { DemandItemRow, GradedField, ResourceRow } from './tables.ts';

export interface Grading {
  /** 分类: category of the whole entry. */
  readonly category: string;
  readonly grade: Grade;
  readonly fields: readonly { readonly field: string; readonly category: string; readonly grade: Grade }[];
}

/** What a developer sees of an authorized resource: metadata only, never content (AOC-07). */
export interface DevelopmentEntry {
  readonly id: string;
  readonly demandItemId: string;
  readonly resourceId: string;
  readonly resourceCode?: string;
  readonly resourceVersion: number;
  readonly jurisdiction: string;
  readonly operatorId: string;
  readonly name: string;
  readonly title: string;
  readonly description?: string;
  readonly ownerId: string;
  readonly ownerName: string;
  readonly sector?: string;
  readonly updateCycle?: NonNullable<ResourceContent['updateCycle']>;
  readonly category: string;
  readonly grade: Grade;
  readonly fields: readonly GradedField[];
  readonly publishedAt: string;
}

/**
 * The operator classifies and grades every confirmed field and publishes the entry to developers (AOC-07).
 * A grade is never lower than the source's (就高从严).
 * @throws DomainError `supply.not-confirmed-demand` (precondition), `policy.not-own`, `development.not-graded`
 *   (invalid; issues `development.field-ungraded`, `development.field-not-confirmed`, `development.grade-lowered`)
 */
export async function publishDevelopment(
  context: CatalogueContext,
  tx: Tx,
  actor: Actor,
  demandItemId: string,
  grading: Grading,
): Promise<string> {
  const item = await holdDemand(tx, demandItemId);
  assertMay(context, actor, 'development.publish', { jurisdiction: item.jurisdiction });
  assertOperator(item, actor, 'development.publish');
  const { fields } = await contentOf(tx, item);
  const graded = gradedFields(grading, confirmedFields(item), fields ?? []);
  const { jurisdiction, resource_id, resource_version } = item;
  await assertNotExcluded(tx, resource_id, confirmedFields(item));
  const before = await supersedeDevelopmentEntry(tx, jurisdiction, resource_id);
  const entry = context.ids.next<'development'>('develop');
  await insertDevelopmentEntry(tx, {
    id: entry,
    demand_item_id: item.id,
    jurisdiction,
    resource_id,
    resource_version,
    operator_id: item.operator_id,
    category: grading.category,
    grade: grading.grade,
    fields: JSON.stringify(graded),
    state: 'published',
    published_by: actor.person,
    published_at: tx.at,
  });
  record(tx, {
    type: 'catalogue.development-published',
    stream: `demand:${item.id}`,
    actor: actorRef(actor),
    subjects: [{ kind: 'resource', id: resource_id, rel: 'uses' }],
    rows: [entry, ...(before === undefined ? [] : [before])].map((id) => ({
      table: 'catalogue.development_entry',
      id,
    })),
    ruleVersion: context.rules(jurisdiction).version,
    payload: {
      entry,
      resource: resource_id,
      version: resource_version,
      category: grading.category,
      grade: grading.grade,
      fields: graded.map((field) => field.name),
    },
  });
  return entry;
}

async function contentOf(
  db: Db,
  item: Pick<DemandItemRow, 'resource_id' | 'resource_version'>,
): Promise<ResourceContent> {
  const version = await findVersion(db, item.resource_id, item.resource_version);
  if (!version) throw new DomainError('resource.without-version', 'internal', { id: item.resource_id });
  return parseContent(version.content);
}

function gradedFields(
  grading: Grading,
  confirmed: readonly string[],
  source: readonly FieldDefinition[],
): readonly GradedField[] {
  const issues: Issue[] = outside(
    grading.fields.map((one) => one.field),
    confirmed,
  ).map((field) => ({ code: 'development.field-not-confirmed', path: `fields.${field}`, params: { field } }));
  const graded = confirmed.flatMap((name) => {
    const definition = source.find((field) => field.name === name);
    const given = grading.fields.find((one) => one.field === name);
    if (!definition || !given) {
      issues.push({ code: 'development.field-ungraded', path: `fields.${name}`, params: { field: name } });
      return [];
    }
    if (given.grade < definition.grade || grading.grade < given.grade) {
      const floor = given.grade < definition.grade ? definition.grade : given.grade;
      issues.push({ code: 'development.grade-lowered', path: `fields.${name}`, params: { field: name, floor } });
    }
    return [{ ...definition, grade: given.grade, category: given.category }];
  });
  if (issues.length > 0) throw new DomainError('development.not-graded', 'invalid', {}, issues);
  return graded;
}

/** The development catalogue of the actor's jurisdiction, or the part of it in which the words occur. */
export async function listDevelopment(
  context: CatalogueContext,
  db: Db,
  actor: Actor,
  filter: { readonly q?: string | undefined },
): Promise<readonly DevelopmentEntry[]> {
  const { jurisdiction } = actor;
  assertMay(context, actor, 'development.read', { jurisdiction });
  const found: DevelopmentEntry[] = [];
  const text = normalise(filter.q ?? '');
  const rows = await selectDevelopmentEntries(db, { jurisdiction });
  for (const row of rows) {
    const { entry, content, resource } = await describe(db, row);
    if (text === '' || matchedParts(text, searchParts(content, resource)).length > 0) found.push(entry);
  }
  return withoutMarked(db, found);
}

/** The entries that stand for these resources in a jurisdiction, for the modules that grant their use. */
export async function developmentEntries(
  db: Db,
  jurisdiction: string,
  resourceIds: readonly string[],
): Promise<readonly DevelopmentEntry[]> {
  if (resourceIds.length === 0) return [];
  const rows = await selectDevelopmentEntries(db, { jurisdiction, resourceIds });
  const entries = await Promise.all(rows.map(async (row) => (await describe(db, row)).entry));
  return withoutMarked(db, entries);
}

/** What was marked since an entry was published is in no further application. */
async function withoutMarked(db: Db, entries: readonly DevelopmentEntry[]): Promise<readonly DevelopmentEntry[]> {
  const excluded = await excludedOf(
    db,
    entries.map((entry) => entry.resourceId),
  );
  return entries.flatMap((entry) => {
    const marked = excluded(entry.resourceId);
    return marked.whole ? [] : [{ ...entry, fields: entry.fields.filter(({ name }) => !marked.fields.has(name)) }];
  });
}

/** @throws DomainError `development.unknown` (not-found) */
export async function describeDevelopment(db: Db, id: string): Promise<DevelopmentEntry> {
  const row = await findDevelopmentEntry(db, id);
  if (!row) throw new DomainError('development.unknown', 'not-found', { id });
  return (await describe(db, row)).entry;
}

async function describe(
  db: Db,
  row: DevelopmentEntryRow,
): Promise<{ entry: DevelopmentEntry; content: ResourceContent; resource: ResourceRow }> {
  const resource = await findResource(db, row.resource_id);
  if (!resource) throw new DomainError('resource.unknown', 'not-found', { id: row.resource_id });
  const content = await contentOf(db, row);
  const entry: DevelopmentEntry = {
    id: row.id,
    demandItemId: row.demand_item_id,
    resourceId: row.resource_id,
    ...(resource.code === null ? {} : { resourceCode: resource.code }),
    resourceVersion: row.resource_version,
    jurisdiction: row.jurisdiction,
    operatorId: row.operator_id,
    name: content.name,
    title: content.title,
    ...(content.description === undefined ? {} : { description: content.description }),
    ownerId: resource.owner_id,
    ownerName: resource.owner_name,
    ...(content.sector === undefined ? {} : { sector: content.sector }),
    ...(content.updateCycle === undefined ? {} : { updateCycle: content.updateCycle }),
    category: row.category,
    grade: row.grade,
    fields: row.fields,
    publishedAt: row.published_at.toISOString(),
  };
  return { entry, content, resource };
}
