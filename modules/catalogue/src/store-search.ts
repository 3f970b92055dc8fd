import type { Db } from '@sluice/database';
import { sql, type RawBuilder } from 'kysely';
import { type Alike, type FacetName, facetNames, type SearchFilter, type Sight } from './count-facets.ts';

export interface SearchQuestion {
  readonly sight: Sight;
  readonly filter: SearchFilter;
  /** Normalised text for the titles that come first, and the tsquery; none for a listing. */
  readonly text: string;
  readonly query: string | undefined;
  /** Queries of single words, where any of them is enough: entries with more of them come first. */
  readonly each?: readonly string[];
  readonly limit: number;
  readonly offset: number;
}

const columns = {
  jurisdiction: 'jurisdiction',
  sector: 'sector',
  grade: 'grade',
  state: 'state',
  ownerId: 'owner_id',
} as const satisfies Readonly<Record<FacetName, string>>;

/** Of a common word so many hits are ranked by weight, the newest; titles that hold the question come before them all. */
const MAX_RANKED = 300;

type Condition = RawBuilder<boolean>;

function wordCondition(query: string | undefined): Condition {
  return query === undefined ? sql<boolean>`true` : sql<boolean>`doc @@ ${query}::tsquery`;
}

function rowConditions({ sight, filter, query }: SearchQuestion): Condition {
  const all = sight.allOf === undefined ? sql<boolean>`false` : sql<boolean>`jurisdiction = ${sight.allOf}`;
  const chosen = facetNames.flatMap((name) =>
    filter[name] === undefined ? [] : [sql<boolean>`${sql.ref(columns[name])} = ${filter[name]}`],
  );
  const inSight = sql<boolean>`(state = 'published' or owner_id = ${sight.body} or ${all})`;
  return sql<boolean>`${sql.join([inSight, wordCondition(query), ...chosen], sql` and `)}`;
}

/**
 * Ids of the page: titles that are the question, titles that contain it, then by weight of the words, then the newest.
 */
export async function selectPage(db: Db, question: SearchQuestion): Promise<readonly string[]> {
  const { text, query, limit, offset } = question;
  const where = rowConditions(question);
  if (query === undefined) {
    const listed = await sql<{ id: string }>`
      select id from catalogue.resource_search where ${where}
      order by updated_at desc, id limit ${limit} offset ${offset}
    `.execute(db.q);
    return listed.rows.map((row) => row.id);
  }
  const held = sql.join([sql`0`, ...(question.each ?? []).map((one) => sql`(doc @@ ${one}::tsquery)::int`)], sql` + `);
  const found = await sql<{ id: string }>`
    with hit as (
      select id, updated_at, doc, ${held} as held,
        case when title_key = ${text} then 2 when strpos(title_key, ${text}) > 0 then 1 else 0 end as pinned
      from catalogue.resource_search where ${where}
      order by pinned desc, held desc, updated_at desc, id limit ${MAX_RANKED + offset + limit}
    )
    select id from hit
    order by pinned desc, held desc, ts_rank('{0.1, 0.3, 0.6, 1.0}', doc, ${query}::tsquery, 1) desc, updated_at desc, id
    limit ${limit} offset ${offset}
  `.execute(db.q);
  return found.rows.map((row) => row.id);
}

/** How many entries with these words share each combination of facets; sight and filters are applied to the counts. */
export async function countAlike(db: Db, query: string | undefined): Promise<readonly Alike[]> {
  const counted = await sql<Alike>`
    select facet_key, count(*)::int as n from catalogue.resource_search where ${wordCondition(query)} group by facet_key
  `.execute(db.q);
  return counted.rows;
}

/** A name under which each owner stands in the catalogue. */
export async function selectOwnerNames(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const names = await sql<{ owner_id: string; owner_name: string }>`
    select asked.id as owner_id, known.owner_name
    from unnest(${[...ids]}::text[]) as asked (id)
    cross join lateral (
      select owner_name from catalogue.resource where owner_id = asked.id limit 1
    ) as known
  `.execute(db.q);
  return new Map(names.rows.map((row) => [row.owner_id, row.owner_name]));
}
