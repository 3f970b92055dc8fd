import type { ResourceState } from './resource.ts';

/** What a list can be narrowed by; each is a facet with counts. */
export interface SearchFilter {
  readonly jurisdiction?: string | undefined;
  readonly sector?: string | undefined;
  readonly grade?: number | undefined;
  readonly state?: ResourceState | undefined;
  readonly ownerId?: string | undefined;
}

export type FacetName = keyof SearchFilter;
export const facetNames = [
  'jurisdiction',
  'sector',
  'grade',
  'state',
  'ownerId',
] as const satisfies readonly FacetName[];

/** Which entries a reader may find: what is published anywhere, drafts of the own body, or all of the own jurisdiction. */
export interface Sight {
  readonly body: string;
  /** Set where the role reviews or inspects: all states of this jurisdiction. */
  readonly allOf?: string | undefined;
}

/** No code of a jurisdiction, sector, state or body contains it. */
const SEPARATOR = '|';

/** The facets of an entry as one text, in the order of `facetNames`. */
export function facetKey(facets: {
  readonly jurisdiction: string;
  readonly sector: string | null;
  readonly grade: number | null;
  readonly state: string;
  readonly owner_id: string;
}): string {
  const { jurisdiction, sector, grade, state, owner_id } = facets;
  return [jurisdiction, sector ?? '', grade ?? '', state, owner_id].join(SEPARATOR);
}

/** How many entries share one combination of facets. */
export interface Alike {
  readonly facet_key: string;
  readonly n: number;
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

/** A list of owners is cut here: nobody reads further, and a province has thousands. */
const MAX_FACET_VALUES = 100;

/**
 * Total and facets from counts of equal combinations. What the reader may not see counts nowhere. A combination that
 * fails the filter of one facet only counts for that facet alone; one that fails none counts for all and in the total.
 */
export function countFacets(alike: readonly Alike[], sight: Sight, filter: SearchFilter): Counts {
  const counts = facetNames.map(() => new Map<string, number>());
  let total = 0;
  for (const { facet_key, n } of alike) {
    const values = facet_key.split(SEPARATOR);
    if (!inSight(values, sight)) continue;
    const failed = facetNames.flatMap((name, place) => (passes(filter[name], values[place]) ? [] : [place]));
    if (failed.length === 0) total += n;
    for (const [place, value] of values.entries()) {
      const isCounted = failed.length === 0 || (failed.length === 1 && failed[0] === place);
      const facet = counts[place];
      if (isCounted && facet && value !== '') facet.set(value, (facet.get(value) ?? 0) + n);
    }
  }
  const [jurisdiction, sector, grade, state, ownerId] = counts.map(mostFirst);
  return {
    total,
    facets: {
      jurisdiction: jurisdiction ?? [],
      sector: sector ?? [],
      grade: grade ?? [],
      state: state ?? [],
      ownerId: ownerId ?? [],
    },
  };
}

const passes = (wanted: string | number | undefined, value: string | undefined): boolean =>
  wanted === undefined || String(wanted) === value;

function inSight(values: readonly string[], sight: Sight): boolean {
  const [jurisdiction, , , state, owner] = values;
  return state === 'published' || owner === sight.body || jurisdiction === sight.allOf;
}

function mostFirst(counts: ReadonlyMap<string, number>): readonly FacetValue[] {
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .toSorted((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
    .slice(0, MAX_FACET_VALUES);
}
