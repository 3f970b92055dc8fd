import type { Tx } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import { record } from '@sluice/ledger';
import { classFitsOwner } from './authorizable-class.ts';
import { actorRef, assertMay } from './actor-ref.ts';
import type { Actor, CatalogueContext, CatalogueRules, OwnerBody } from './catalogue-context.ts';
import { indexResource } from './index-resource.ts';
import { assertOwner } from './register-system.ts';
import { contentText, draftIssues, type ResourceContent } from './resource.ts';
import {
  findSystem,
  insertResource,
  insertVersion,
  lockResource,
  selectVersions,
  updateResource,
  updateVersion,
} from './store.ts';
import type { ResourceRow, ResourceVersionRow } from './tables.ts';

/**
 * Starts an entry as a draft of the actor's own body.
 * @throws DomainError `resource.malformed` (invalid, with issues), `resource.owner-not-public` (invalid),
 *   `resource.form-not-accepted` (invalid), `resource.system-not-own` (invalid)
 */
export async function createResource(
  context: CatalogueContext,
  tx: Tx,
  actor: Actor,
  content: ResourceContent,
): Promise<string> {
  const { jurisdiction } = actor;
  assertMay(context, actor, 'resource.register', { jurisdiction });
  const owner = await assertOwner(context, tx, actor);
  const rules = context.rules(jurisdiction);
  await assertSoundDraft(tx, content, owner, rules);
  const resource: ResourceRow = {
    id: context.ids.next<'resource'>('res'),
    jurisdiction,
    owner_id: owner.id,
    owner_name: owner.name,
    code: null,
    state: 'draft',
    version: 1,
    published_version: null,
    published_at: null,
    quality: null,
    current_epoch_id: null,
    row_count: null,
    supplied_at: null,
    created_at: tx.at,
    updated_at: tx.at,
  };
  await insertResource(tx, resource);
  const version = newVersion(context, tx, resource.id, 1, content);
  await insertVersion(tx, version);
  await indexResource(tx, resource, content);
  record(tx, {
    type: 'catalogue.resource-registered',
    stream: `resource:${resource.id}`,
    actor: actorRef(actor),
    subjects: [
      { kind: 'body', id: owner.id, rel: 'about' },
      ...(content.systemId === undefined ? [] : [{ kind: 'system', id: content.systemId, rel: 'uses' } as const]),
    ],
    rows: changed(resource.id, version.id),
    ruleVersion: rules.version,
    payload: { body: owner.id, class: content.class, fields: content.fields?.length ?? 0 },
  });
  return resource.id;
}

export const changed = (resourceId: string, ...versionIds: readonly string[]) => [
  { table: 'catalogue.resource', id: resourceId },
  ...versionIds.map((id) => ({ table: 'catalogue.resource_version', id })),
];

function newVersion(
  context: CatalogueContext,
  tx: Tx,
  resourceId: string,
  version: number,
  content: ResourceContent,
): ResourceVersionRow {
  return {
    id: context.ids.next<'version'>('version'),
    resource_id: resourceId,
    version,
    state: 'draft',
    content: contentText(content),
    system_id: content.systemId ?? null,
    digest: null,
    submitted_by: null,
    submitted_at: null,
    reviewed_by: null,
    reviewed_at: null,
    reasons: [],
    created_at: tx.at,
  };
}

/** What no draft may have either: a wrong name, a class that its owner cannot hold, a system of somebody else. */
export async function assertSoundDraft(
  tx: Tx,
  content: ResourceContent,
  owner: OwnerBody,
  rules: CatalogueRules,
): Promise<void> {
  const issues = draftIssues(content);
  if (issues.length > 0) throw new DomainError('resource.malformed', 'invalid', {}, issues);
  // Public data is only data of typed public bodies; the same data of a firm is sector or social data (JUR-03).
  if (content.class === 'public' && !rules.publicBodyTypes.includes(owner.type)) {
    throw new DomainError('resource.owner-not-public', 'invalid', {
      bodyType: owner.type,
      allowed: ['sector', 'social'],
    });
  }
  if (!classFitsOwner(content.authorizableClass, owner.type, rules.publicBodyTypes))
    throw new DomainError('resource.class-not-of-owner', 'invalid', { bodyType: owner.type });
  if (content.form !== undefined && !rules.media.includes(content.form)) {
    throw new DomainError('resource.form-not-accepted', 'invalid', { form: content.form });
  }
  if (content.systemId !== undefined && (await findSystem(tx, content.systemId))?.owner_id !== owner.id) {
    throw new DomainError('resource.system-not-own', 'invalid', { systemId: content.systemId });
  }
}

/** An entry held for the transaction, with its versions, newest first. @throws DomainError `resource.unknown` (not-found) */
export async function holdResource(
  tx: Tx,
  id: string,
): Promise<{ resource: ResourceRow; latest: ResourceVersionRow; versions: readonly ResourceVersionRow[] }> {
  const resource = await lockResource(tx, id);
  if (!resource) throw new DomainError('resource.unknown', 'not-found', { id });
  const versions = await selectVersions(tx, id);
  const [latest] = versions;
  if (!latest) throw new DomainError('resource.without-version', 'internal', { id });
  return { resource, latest, versions };
}

/** The draft to write into: the open one, or the next version after one that was returned or published. */
export async function openDraft(
  context: CatalogueContext,
  tx: Tx,
  resource: ResourceRow,
  latest: ResourceVersionRow,
  content: ResourceContent,
): Promise<ResourceVersionRow> {
  if (latest.state === 'in-review') throw new DomainError('resource.in-review', 'conflict', { id: resource.id });
  if (latest.state === 'draft') {
    const text = contentText(content);
    const system = content.systemId ?? null;
    await updateVersion(tx, latest.id, { content: text, system_id: system });
    return { ...latest, content: text, system_id: system };
  }
  const version = newVersion(context, tx, resource.id, latest.version + 1, content);
  await insertVersion(tx, version);
  return version;
}

/**
 * Changes the draft. On a published entry this starts the next version; what is published stays visible.
 * @throws DomainError `resource.unknown`, `resource.in-review` (conflict), and what `createResource` throws
 */
export async function editResource(
  context: CatalogueContext,
  tx: Tx,
  actor: Actor,
  id: string,
  content: ResourceContent,
): Promise<string> {
  const { resource, latest } = await holdResource(tx, id);
  assertMay(context, actor, 'resource.edit', { jurisdiction: resource.jurisdiction, ownerBody: resource.owner_id });
  const owner = await assertOwner(context, tx, actor);
  const rules = context.rules(resource.jurisdiction);
  await assertSoundDraft(tx, content, owner, rules);
  const version = await openDraft(context, tx, resource, latest, content);
  const change = { version: version.version, updated_at: tx.at };
  await updateResource(tx, id, change);
  if (resource.published_version === null) await indexResource(tx, { ...resource, ...change }, content);
  record(tx, {
    type: 'catalogue.resource-changed',
    stream: `resource:${id}`,
    actor: actorRef(actor),
    subjects: content.systemId === undefined ? [] : [{ kind: 'system', id: content.systemId, rel: 'uses' }],
    rows: changed(id, version.id),
    ruleVersion: rules.version,
    payload: { version: version.version, fields: content.fields?.length ?? 0 },
  });
  return id;
}
