import type { Tx } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import { record } from '@sluice/ledger';
import { actorRef, assertMay } from './actor-ref.ts';
import { resourceCode } from './assign-code.ts';
import type { Actor, CatalogueContext } from './catalogue-context.ts';
import { changed, holdResource } from './draft-resource.ts';
import { indexResource } from './index-resource.ts';
import { parseContent } from './present-resource.ts';
import { digestOf } from './resource.ts';
import { updateResource, updateVersion } from './store.ts';
import type { ResourceRow, ResourceVersionRow } from './tables.ts';

export interface ResourceReview {
  readonly decision: 'approve' | 'return';
  readonly reasons: readonly string[];
}

/**
 * The data authority of the same level publishes exactly the submitted text or returns it with reasons (CAT-06).
 * The person who submitted does not review.
 * @throws DomainError `resource.unknown`, `resource.not-in-review` (conflict), `review.reasons-missing` (invalid),
 *   `policy.own-case` (forbidden), `resource.text-changed` (internal: the stored text is not the submitted one)
 */
export async function reviewResource(
  context: CatalogueContext,
  tx: Tx,
  actor: Actor,
  id: string,
  review: ResourceReview,
): Promise<string> {
  const { resource, latest, versions } = await holdResource(tx, id);
  const asked = { jurisdiction: resource.jurisdiction, openedBy: latest.submitted_by };
  assertMay(context, actor, 'resource.review', asked);
  if (latest.state !== 'in-review') throw new DomainError('resource.not-in-review', 'conflict', { id });
  const rules = context.rules(resource.jurisdiction);
  if (review.decision === 'return') {
    await returnVersion(tx, actor, resource, latest, review.reasons, rules.version);
    return id;
  }
  assertMay(context, actor, 'resource.publish', asked);
  if (digestOf(latest.content) !== latest.digest) throw new DomainError('resource.text-changed', 'internal', { id });
  const before = versions.find((version) => version.state === 'published');
  await publishVersion(context, tx, actor, {
    resource,
    latest,
    before,
    reasons: review.reasons,
    ruleVersion: rules.version,
  });
  return id;
}

async function returnVersion(
  tx: Tx,
  actor: Actor,
  resource: ResourceRow,
  latest: ResourceVersionRow,
  reasons: readonly string[],
  ruleVersion: string,
): Promise<void> {
  if (reasons.length === 0) throw new DomainError('review.reasons-missing', 'invalid');
  await updateVersion(tx, latest.id, {
    state: 'returned',
    reviewed_by: actor.person,
    reviewed_at: tx.at,
    reasons: [...reasons],
  });
  const change = { state: resource.published_version === null ? 'draft' : 'published', updated_at: tx.at } as const;
  await updateResource(tx, resource.id, change);
  if (resource.published_version === null)
    await indexResource(tx, { ...resource, ...change }, parseContent(latest.content));
  record(tx, {
    type: 'catalogue.resource-returned',
    stream: `resource:${resource.id}`,
    actor: actorRef(actor),
    rows: changed(resource.id, latest.id),
    ruleVersion,
    payload: { version: latest.version, digest: latest.digest ?? '', reasons: [...reasons] },
  });
}

interface Publication {
  readonly resource: ResourceRow;
  readonly latest: ResourceVersionRow;
  readonly before: ResourceVersionRow | undefined;
  readonly reasons: readonly string[];
  readonly ruleVersion: string;
}

async function publishVersion(context: CatalogueContext, tx: Tx, actor: Actor, it: Publication): Promise<void> {
  const { resource, latest, before } = it;
  const content = parseContent(latest.content);
  const code = resource.code ?? (await resourceCode(context, tx, resource.owner_id));
  const change = {
    code,
    state: 'published',
    published_version: latest.version,
    published_at: tx.at,
    updated_at: tx.at,
  } as const;
  await updateVersion(tx, latest.id, {
    state: 'published',
    reviewed_by: actor.person,
    reviewed_at: tx.at,
    reasons: [...it.reasons],
  });
  if (before) await updateVersion(tx, before.id, { state: 'superseded' });
  await updateResource(tx, resource.id, change);
  await indexResource(tx, { ...resource, ...change }, content);
  record(tx, {
    type: 'catalogue.resource-published',
    stream: `resource:${resource.id}`,
    actor: actorRef(actor),
    subjects: content.systemId === undefined ? [] : [{ kind: 'system', id: content.systemId, rel: 'uses' }],
    rows: changed(resource.id, latest.id, ...(before ? [before.id] : [])),
    ruleVersion: it.ruleVersion,
    payload: {
      version: latest.version,
      digest: latest.digest ?? '',
      code,
      ...(before ? { supersedes: before.version } : {}),
      reasons: [...it.reasons],
    },
  });
}
