import type { Tx } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import { record } from '@sluice/ledger';
import { actorRef, assertMay } from './actor-ref.ts';
import type { Actor, CatalogueContext } from './catalogue-context.ts';
import { assertSoundDraft, changed, holdResource, openDraft } from './draft-resource.ts';
import { indexResource } from './index-resource.ts';
import { parseContent } from './present-resource.ts';
import { assertOwner } from './register-system.ts';
import { digestOf, submissionIssues } from './resource.ts';
import { updateResource, updateVersion } from './store.ts';
import type { ResourceState } from './resource.ts';

/**
 * Hands the draft to the data authority. Its text is fixed here: the digest is taken and checked again at publication.
 * @throws DomainError `resource.unknown`, `resource.in-review` (conflict), `resource.nothing-to-submit` (conflict),
 *   `resource.incomplete` (invalid; one issue for each missing attribute, reason or condition, CAT-02)
 */
export async function submitResource(context: CatalogueContext, tx: Tx, actor: Actor, id: string): Promise<string> {
  const { resource, latest } = await holdResource(tx, id);
  assertMay(context, actor, 'resource.submit', { jurisdiction: resource.jurisdiction });
  if (resource.owner_id !== actor.body)
    throw new DomainError('policy.not-own', 'forbidden', { act: 'resource.submit' });
  if (latest.state === 'published') throw new DomainError('resource.nothing-to-submit', 'conflict', { id });
  const content = parseContent(latest.content);
  const issues = submissionIssues(content);
  if (issues.length > 0) throw new DomainError('resource.incomplete', 'invalid', { id }, issues);
  const rules = context.rules(resource.jurisdiction);
  await assertSoundDraft(tx, content, await assertOwner(context, tx, actor), rules);
  // After a return the same text may come again: as a version of its own, so that the returned one keeps its reasons.
  const version = await openDraft(context, tx, resource, latest, content);
  const digest = digestOf(version.content);
  await updateVersion(tx, version.id, {
    state: 'in-review',
    digest,
    submitted_by: actor.person,
    submitted_at: tx.at,
  });
  const state: ResourceState = resource.published_version === null ? 'in-review' : 'published';
  const change = { version: version.version, state, updated_at: tx.at };
  await updateResource(tx, id, change);
  if (resource.published_version === null) await indexResource(tx, { ...resource, ...change }, content);
  record(tx, {
    type: 'catalogue.resource-submitted',
    stream: `resource:${id}`,
    actor: actorRef(actor),
    subjects: content.systemId === undefined ? [] : [{ kind: 'system', id: content.systemId, rel: 'uses' }],
    rows: changed(id, version.id),
    ruleVersion: rules.version,
    payload: { version: version.version, digest },
  });
  return id;
}
