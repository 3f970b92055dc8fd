import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSampleDomain, type SampleDomain } from '../../test/sample-domain.ts';
import { residents, visits } from '../../test/sample-grant.ts';
import type { GrantedTable } from '../grant-snapshot.ts';
import { createLocalGate } from '../local-gate.ts';
import { measureRisk } from './measure-risk.ts';

let domain: SampleDomain;
beforeAll(async () => {
  domain = await createSampleDomain();
});
afterAll(() => domain.close());

const only = (table: GrantedTable, ...names: readonly string[]): GrantedTable => ({
  ...table,
  fields: table.fields.filter((field) => names.includes(field.name)),
});
const measure = (...tables: readonly GrantedTable[]) =>
  createLocalGate({ domain: domain.domain }).uniqueness({ tables, entity: 'person', k: 10 });

describe('re-identification', () => {
  it('PRD-06 tells the risk of rows: above the limit for a weak case, within it for a safe one', () => {
    const weak = [...Array.from({ length: 30 }, () => ['A', 1]), ['B', 2]];
    expect(measureRisk(weak, [0, 1], 10)).toMatchObject({ rows: 31, highest: 1, tooHigh: true, unique: 1 / 31 });
    const safe = Array.from({ length: 40 }, (_, i) => [i % 2 === 0 ? 'A' : 'B', i]);
    expect(measureRisk(safe, [0], 10)).toMatchObject({ highest: 1 / 20, average: 2 / 40, belowK: 0, tooHigh: false });
    expect(measureRisk([], [0], 10)).toMatchObject({ highest: 0, tooHigh: false });
  });

  it('SEC-06 two harmless tables whose join singles out persons are found, with the fields and the share', async () => {
    const one = await measure(only(visits, 'person_id', 'district'));
    const other = await measure(only(residents, 'person_id', 'sex'));
    expect([one.unique, other.unique]).toEqual([0, 0]);
    const both = await measure(
      only(visits, 'person_id', 'place', 'age', 'district'),
      only(residents, 'person_id', 'born_on', 'sex'),
    );
    expect(both.unique).toBeGreaterThan(0.5);
    expect(both.fields).toEqual([
      'visits.district',
      'visits.age',
      'visits.place',
      'residents.sex',
      'residents.born_on',
    ]);
    const adds = Object.fromEntries(both.without.map(({ field, unique }) => [field, both.unique - unique]));
    expect(adds['residents.born_on']).toBeGreaterThan(adds['residents.sex'] ?? 1);
  });
});
