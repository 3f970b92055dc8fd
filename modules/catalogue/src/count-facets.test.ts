import { expect, it } from 'vitest';
import { countFacets, facetKey, type Alike } from './count-facets.ts';

const alike = (
  jurisdiction: string,
  sector: string | null,
  grade: number,
  state: string,
  owner_id: string,
  n: number,
): Alike => ({
  facet_key: facetKey({ jurisdiction, sector, grade, state, owner_id }),
  n,
});

const held = [
  alike('east', 'health', 1, 'published', 'a', 5),
  alike('east', 'health', 2, 'published', 'b', 7),
  alike('east', 'water', 2, 'published', 'b', 11),
  alike('east', null, 2, 'draft', 'a', 13),
  alike('west', 'water', 1, 'draft', 'c', 17),
];

it('CAT-11 counts a facet without its own choice and every other facet with it', () => {
  const { total, facets } = countFacets(held, { body: 'x' }, { sector: 'health' });
  expect(total).toBe(12);
  expect(facets.sector).toEqual([
    { value: 'health', count: 12 },
    { value: 'water', count: 11 },
  ]);
  expect(facets.grade).toEqual([
    { value: '2', count: 7 },
    { value: '1', count: 5 },
  ]);
  expect(countFacets(held, { body: 'x' }, { sector: 'health', grade: 2 }).facets.ownerId).toEqual([
    { value: 'b', count: 7 },
  ]);
});

it('CAT-11 counts drafts for their owner and for those who inspect the jurisdiction, and for nobody else', () => {
  expect(countFacets(held, { body: 'x' }, {}).total).toBe(23);
  expect(countFacets(held, { body: 'a' }, {}).total).toBe(36);
  expect(countFacets(held, { body: 'x', allOf: 'west' }, {}).total).toBe(40);
  expect(countFacets(held, { body: 'x' }, { state: 'draft' }).total).toBe(0);
});
