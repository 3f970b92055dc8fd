import type { Db } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import { assertMay } from './actor-ref.ts';
import type { Actor, CatalogueContext } from './catalogue-context.ts';
import {
  parseContent,
  presentSummary,
  presentVersion,
  type FoundResource,
  type ResourceView,
} from './present-resource.ts';
import { matchedParts, normalise, searchQuery } from './search-text.ts';
import {
  countFacets,
  selectPage,
  type FacetValue,
  type SearchFilter,
  type SearchQuestion,
  type Sight,
} from './store-search.ts';
import { findResource, selectResourcesWithText, selectVersions } from './store.ts';

export interface ResourceSearch extends SearchFilter {
  readonly q?: string | undefined;
  /** From 1. */
  readonly page: number;
  readonly pageSize: number;
}

export interface ResourceList {
  readonly items: readonly FoundResource[];
  readonly total: number;
  readonly page: number;
  readonly pageSize: number;
  /** Each facet counts without its own choice. */
  readonly facets: Readonly<Record<'jurisdiction' | 'sector' | 'grade' | 'state' | 'owner', readonly FacetValue[]>>;
}

function sightOf(context: CatalogueContext, actor: Actor): Sight {
  const seesAll = context.seesAll('catalogue-entry', actor.role);
  return { body: actor.body, ...(seesAll ? { allOf: actor.jurisdiction } : {}) };
}

/** Finds entries by words, filters and counts (CAT-11). What is found is filtered by right, and so are the counts. */
export async function searchResources(
  context: CatalogueContext,
  db: Db,
  actor: Actor,
  search: ResourceSearch,
): Promise<ResourceList> {
  assertMay(context, actor, 'resource.read', { jurisdiction: actor.jurisdiction });
  const { q, page, pageSize, ...filter } = search;
  const text = normalise(q ?? '');
  const query = searchQuery(text);
  const question: SearchQuestion = {
    sight: sightOf(context, actor),
    filter,
    text,
    query,
    limit: pageSize,
    offset: (page - 1) * pageSize,
  };
  // Words were asked for and none of them can be looked up: nothing is found, not everything.
  if (text !== '' && query === undefined) return nothing(page, pageSize);
  const [hits, counts] = await Promise.all([selectPage(db, question), countFacets(db, question)]);
  const rows = await selectResourcesWithText(
    db,
    hits.map((hit) => hit.id),
  );
  const partsById = new Map(hits.map((hit) => [hit.id, hit.parts]));
  const items = rows.map(({ resource, content }) => {
    const parts = partsById.get(resource.id);
    const matched = query === undefined || parts === undefined ? [] : matchedParts(text, parts);
    return { ...presentSummary(resource, parseContent(content)), matched };
  });
  const { ownerId: owner, ...facets } = counts.facets;
  return { items, total: counts.total, page, pageSize, facets: { ...facets, owner } };
}

function nothing(page: number, pageSize: number): ResourceList {
  const facets = { jurisdiction: [], sector: [], grade: [], state: [], owner: [] };
  return { items: [], total: 0, page, pageSize, facets };
}

/**
 * One entry. Readers see what is published; the owner and those who review or inspect see drafts and reasons too.
 * @throws DomainError `resource.unknown` (not-found), also for a draft that the reader may not see
 */
export async function readResource(context: CatalogueContext, db: Db, actor: Actor, id: string): Promise<ResourceView> {
  assertMay(context, actor, 'resource.read', { jurisdiction: actor.jurisdiction });
  const resource = await findResource(db, id);
  if (!resource) throw new DomainError('resource.unknown', 'not-found', { id });
  const sight = sightOf(context, actor);
  const seesDrafts = resource.owner_id === sight.body || resource.jurisdiction === sight.allOf;
  const versions = (await selectVersions(db, id)).filter(
    (version) => seesDrafts || version.state === 'published' || version.state === 'superseded',
  );
  const shown = versions.find((version) => version.state === 'published') ?? versions[0];
  if (!shown) throw new DomainError('resource.unknown', 'not-found', { id });
  const content = parseContent(shown.content);
  return {
    ...presentSummary(resource, content),
    content,
    ...(shown.digest === null ? {} : { digest: shown.digest }),
    versions: versions.map(presentVersion),
  };
}
