import type { Db } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import { assertMay } from './actor-ref.ts';
import type { Actor, CatalogueContext } from './catalogue-context.ts';
import { countFacets, type Counts, type FacetValue, type SearchFilter, type Sight } from './count-facets.ts';
import {
  parseContent,
  presentSummary,
  presentVersion,
  type FoundResource,
  type ResourceView,
} from './present-resource.ts';
import { searchPieces } from './index-resource.ts';
import { looserQuestions, tellingWords, type Loosened } from './loosen-search.ts';
import { askedWords, explainMatch, normalise, searchQuery } from './search-text.ts';
import { countAlike, selectOwnerNames, selectPage, type SearchQuestion } from './store-search.ts';
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
  /** Where nothing held the question as it was asked: its words anywhere, or any of them. */
  readonly loosened: Loosened;
  /** Nothing was found for the words: what is missed can be asked for at the desk, with these words. */
  readonly offersDemand?: string;
  /** Synonyms that were looked for besides the asked words. */
  readonly widened: readonly { readonly term: string; readonly with: readonly string[] }[];
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
  const { ids, total, facets, loosened } = await findLooser(db, question);
  const [rows, names] = await Promise.all([
    selectResourcesWithText(db, ids),
    selectOwnerNames(
      db,
      facets.ownerId.map((one) => one.value),
    ),
  ]);
  const items = rows.map(({ resource, content: stored }) => {
    const content = parseContent(stored);
    const asked = loosened === 'none' ? askedWords(text) : tellingWords(text);
    const why = query === undefined ? [] : explainMatch(asked, searchPieces(content, resource));
    return { ...presentSummary(resource, content), matched: [...new Set(why.map(({ part }) => part))], why };
  });
  const { ownerId, ...others } = facets;
  const owner = ownerId.map((one) => ({ ...one, label: names.get(one.value) ?? '' }));
  const offer = total === 0 && q !== undefined && text !== '' ? { offersDemand: q.trim() } : {};
  return { ...offer, items, total, page, pageSize, loosened, widened: widenedBy(text), facets: { ...others, owner } };
}

interface Found extends Counts {
  readonly ids: readonly string[];
  readonly loosened: Loosened;
}

/** The question as it was asked; where nothing has it, its words anywhere, then any of them. */
async function findLooser(db: Db, question: SearchQuestion): Promise<Found> {
  const asked = await findOnce(db, question);
  if (asked.total > 0 || question.query === undefined) return { ...asked, loosened: 'none' };
  for (const { loosened, query, each } of looserQuestions(question.text)) {
    const looser = await findOnce(db, { ...question, query, ...(loosened === 'any-word' ? { each } : {}) });
    if (looser.total > 0) return { ...looser, loosened };
  }
  return { ...asked, loosened: 'none' };
}

async function findOnce(db: Db, question: SearchQuestion): Promise<Omit<Found, 'loosened'>> {
  const [ids, alike] = await Promise.all([selectPage(db, question), countAlike(db, question.query)]);
  return { ids, ...countFacets(alike, question.sight, question.filter) };
}

function nothing(page: number, pageSize: number): ResourceList {
  const facets = { jurisdiction: [], sector: [], grade: [], state: [], owner: [] };
  return { items: [], total: 0, page, pageSize, loosened: 'none', widened: [], facets };
}

/** Words that were looked for besides the asked ones. */
const widenedBy = (text: string): ResourceList['widened'] =>
  askedWords(text).flatMap(({ others }) => {
    const term = others[0]?.word;
    return term === undefined ? [] : [{ term, with: others.map((other) => other.with) }];
  });

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
