import type { Db } from '@sluice/database';
import { sql, type RawBuilder } from 'kysely';
import type { ResourceState } from './resource.ts';
import type { SearchParts } from './search-text.ts';
import { tables } from './store.ts';

/** Which entries a reader may find: what is published anywhere, drafts of the own body, or all of the own jurisdiction. */
export interface Sight {
  readonly body: string;
  /** Set where the role reviews or inspects: all states of this jurisdiction. */
  readonly allOf?: string | undefined;
}

export interface SearchFilter {
  readonly jurisdiction?: string | undefined;
  readonly sector?: string | undefined;
  readonly grade?: number | undefined;
  readonly state?: ResourceState | undefined;
  readonly ownerId?: string | undefined;
}

export interface SearchQuestion {
  readonly sight: Sight;
  readonly filter: SearchFilter;
  /** Normalised text for the exact-title stage, and the tsquery; none for a listing. */
  readonly text: string;
  readonly query: string | undefined;
  readonly limit: number;
  readonly offset: number;
}

const facetColumns = {
  jurisdiction: 'jurisdiction',
  sector: 'sector',
  grade: 'grade',
  state: 'state',
  ownerId: 'owner_id',
} as const satisfies Readonly<Record<keyof SearchFilter, string>>;

export type FacetName = keyof typeof facetColumns;
const facetNames = Object.keys(facetColumns) as readonly FacetName[];

/** A list of owners is cut here: nobody reads further, and a province has thousands. */
const MAX_FACET_VALUES = 100;

/** A common word ranks at most so many of its hits by weight; the newest first. Titles that are the question come first always. */
const MAX_RANKED = 2_000;

type Condition = RawBuilder<boolean>;

const and = (conditions: readonly Condition[]): Condition =>
  conditions.length === 0 ? sql<boolean>`true` : sql<boolean>`${sql.join(conditions, sql` and `)}`;

function sightCondition(sight: Sight): Condition {
  const all = sight.allOf === undefined ? sql<boolean>`false` : sql<boolean>`jurisdiction = ${sight.allOf}`;
  return sql<boolean>`(state = 'published' or owner_id = ${sight.body} or ${all})`;
}

function filterConditions(filter: SearchFilter, except?: FacetName): readonly Condition[] {
  return facetNames.flatMap((name) => {
    const wanted = filter[name];
    if (wanted === undefined || name === except) return [];
    return [sql<boolean>`${sql.ref(facetColumns[name])} = ${wanted}`];
  });
}

function base(question: SearchQuestion): readonly Condition[] {
  const words = question.query === undefined ? [] : [sql<boolean>`doc @@ ${question.query}::tsquery`];
  return [sightCondition(question.sight), ...words];
}

export interface Hit {
  readonly id: string;
  readonly parts: SearchParts;
}

/** The page: titles that are the question, titles that contain it, then by weight of the words, then the newest. */
export async function selectPage(db: Db, question: SearchQuestion): Promise<readonly Hit[]> {
  const where = and([...base(question), ...filterConditions(question.filter)]);
  const { text, query, limit, offset } = question;
  if (query === undefined) {
    const listed = await sql<Hit>`
      select id, parts from catalogue.resource_search where ${where}
      order by updated_at desc, id limit ${limit} offset ${offset}
    `.execute(db.q);
    return listed.rows;
  }
  const found = await sql<Hit>`
    with hit as (
      select id, title_key, doc, updated_at,
        case when title_key = ${text} then 2 when strpos(title_key, ${text}) > 0 then 1 else 0 end as pinned
      from catalogue.resource_search where ${where}
      order by pinned desc, updated_at desc, id limit ${MAX_RANKED + offset}
    ), ranked as (
      select id, pinned, ts_rank('{0.1, 0.3, 0.6, 1.0}', doc, ${query}::tsquery, 1) as weight, updated_at
      from hit order by pinned desc, weight desc, updated_at desc, id limit ${limit} offset ${offset}
    )
    select r.id, s.parts from ranked r join catalogue.resource_search s on s.id = r.id
    order by r.pinned desc, r.weight desc, r.updated_at desc, r.id
  `.execute(db.q);
  return found.rows;
}

export interface FacetValue {
  readonly value: string;
  readonly label?: string;
  readonly count: number;
}

export interface Counts {
  readonly total: number;
  readonly facets: Readonly<Record<FacetName, readonly FacetValue[]>>;
}

/**
 * Total and counts of every facet in one pass over the hits. An entry that fails only the filter of one facet counts
 * for that facet and no other; one that fails none counts for all.
 */
export async function countFacets(db: Db, question: SearchQuestion): Promise<Counts> {
  const chosen = facetNames.filter((name) => question.filter[name] !== undefined);
  const failed = (name: FacetName): RawBuilder<number> => {
    const column = sql.ref(facetColumns[name]);
    return sql<number>`(${column} is distinct from ${question.filter[name] ?? null})::int`;
  };
  const failures =
    chosen.length === 0
      ? sql<number>`0`
      : sql<number>`(${sql.join(
          chosen.map((name) => failed(name)),
          sql` + `,
        )})`;
  const which =
    chosen.length === 0
      ? sql<string>`null`
      : sql<string>`case ${sql.join(
          chosen.map((name) => sql`when ${failed(name)} = 1 then ${name}::text`),
          sql` `,
        )} end`;
  const narrow = chosen.length === 0 ? sql<boolean>`true` : sql<boolean>`${failures} <= 1`;
  const grouped = await sql<{ facet: FacetName | 'total'; value: string | null; fails: FacetName | null; n: number }>`
    with hit as (
      select jurisdiction, sector, grade, state, owner_id, ${which} as fails
      from catalogue.resource_search where ${and([...base(question), narrow])}
    )
    select case grouping(jurisdiction, sector, grade, state, owner_id)
        when 15 then 'jurisdiction' when 23 then 'sector' when 27 then 'grade' when 29 then 'state' when 30 then 'ownerId'
        else 'total' end as facet,
      coalesce(jurisdiction, sector, grade::text, state, owner_id) as value, fails, count(*)::int as n
    from hit
    group by grouping sets ((fails, jurisdiction), (fails, sector), (fails, grade), (fails, state), (fails, owner_id), (fails))
  `.execute(db.q);
  const ownerNames = await namesOfOwners(db, grouped.rows);
  const facetOf = (name: FacetName): readonly FacetValue[] => {
    const counts = new Map<string, number>();
    for (const row of grouped.rows) {
      if (row.facet !== name || row.value === null || (row.fails !== null && row.fails !== name)) continue;
      counts.set(row.value, (counts.get(row.value) ?? 0) + row.n);
    }
    return [...counts]
      .map(([value, count]) => ({
        value,
        count,
        ...(name === 'ownerId' ? { label: ownerNames.get(value) ?? '' } : {}),
      }))
      .toSorted((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
      .slice(0, MAX_FACET_VALUES);
  };
  const total = grouped.rows.find((row) => row.facet === 'total' && row.fails === null)?.n ?? 0;
  return {
    total,
    facets: {
      jurisdiction: facetOf('jurisdiction'),
      sector: facetOf('sector'),
      grade: facetOf('grade'),
      state: facetOf('state'),
      ownerId: facetOf('ownerId'),
    },
  };
}

async function namesOfOwners(
  db: Db,
  rows: readonly { readonly facet: string; readonly value: string | null; readonly n: number }[],
): Promise<ReadonlyMap<string, string>> {
  const ids = rows
    .filter((row) => row.facet === 'ownerId' && row.value !== null)
    .toSorted((a, b) => b.n - a.n)
    .slice(0, 2 * MAX_FACET_VALUES)
    .flatMap((row) => row.value ?? []);
  if (ids.length === 0) return new Map();
  const names = await tables(db)
    .selectFrom('catalogue.resource')
    .select(['owner_id', 'owner_name'])
    .distinctOn('owner_id')
    .where('owner_id', 'in', [...new Set(ids)])
    .orderBy('owner_id')
    .orderBy('updated_at', 'desc')
    .execute();
  return new Map(names.map((row) => [row.owner_id, row.owner_name]));
}
