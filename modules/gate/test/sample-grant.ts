import type { GrantSnapshot, GrantedField } from '../src/index.ts';

const day = { name: 'day', kind: 'date', unit: 'day' } as const;
const month = { name: 'month', kind: 'date', unit: 'month' } as const;
const year = { name: 'year', kind: 'date', unit: 'year' } as const;
const identity = { name: 'identity', kind: 'identity' } as const;
const stages = {
  name: 'stages',
  kind: 'band',
  bands: [
    { from: 0, label: 'young' },
    { from: 40, label: 'middle' },
    { from: 60, label: 'old' },
  ],
} as const;
const halves = {
  name: 'halves',
  kind: 'map',
  groups: [
    { label: 'north', values: ['A', 'B', 'C'] },
    { label: 'south', values: ['D', 'E', 'F'] },
  ],
} as const;
const chapters = {
  name: 'chapter',
  kind: 'band',
  bands: [
    { from: 'A00', label: 'I' },
    { from: 'I00', label: 'IX' },
    { from: 'J00', label: 'X' },
    { from: 'Z00', label: 'XXI' },
  ],
} as const;
const band = { name: 'ten-years', kind: 'bin', width: 10 } as const;

function field(name: string, rest: Partial<GrantedField> & Pick<GrantedField, 'type' | 'uses'>): GrantedField {
  return { name, title: name, required: false, role: 'other', ...rest };
}

/** Visits with a person key, a register of those persons, and a public list of places. Names are nobody's. */
export const visits = {
  name: 'visits',
  title: 'visits',
  resourceId: 'res_visits',
  epochId: 'epo_visits',
  statistics: {
    rows: 6000,
    entities: [
      {
        field: 'person_id',
        entity: 'person',
        entities: 1500,
        maxRows: 4,
        nullRows: 0,
        ordinal: '__e_person_id',
        bucket: '__b_person_id',
      },
    ],
    dimensions: [
      {
        field: 'district',
        level: 'identity',
        distinct: 6,
        values: ['A', 'B', 'C', 'D', 'E', 'F'].map((value) => ({ value, rows: 1000 })),
      },
      { field: 'visited_on', level: 'month', distinct: 24 },
      { field: 'visited_on', level: 'year', distinct: 2 },
    ],
  },
  fields: [
    field('person_id', {
      type: 'text',
      required: true,
      role: 'entity-key',
      entity: 'person',
      uses: ['join', 'count-distinct'],
    }),
    field('person_name', { type: 'text', role: 'direct-identifier', uses: [] }),
    field('district', {
      type: 'text',
      role: 'quasi-identifier',
      levels: [identity, { name: 'area', kind: 'prefix', length: 1 }, halves],
      uses: ['group', 'filter'],
    }),
    field('visited_on', { type: 'date', role: 'quasi-identifier', levels: [month, year], uses: ['group', 'filter'] }),
    field('age', { type: 'integer', role: 'quasi-identifier', levels: [band, stages], uses: ['group', 'filter'] }),
    field('disease', {
      type: 'text',
      role: 'sensitive',
      levels: [identity, { name: 'block', kind: 'prefix', length: 1 }, chapters],
      uses: ['group:block', 'filter:block', 'group:chapter', 'filter:chapter', 'count-distinct'],
    }),
    field('cost', { type: 'decimal', measure: true, min: 0, max: 1_000_000, uses: ['sum', 'moment2'] }),
    field('hours', {
      type: 'integer',
      measure: true,
      min: 0,
      max: 240,
      levels: [{ name: 'fives', kind: 'bin', width: 5 }],
      uses: ['sum', 'quantile'],
    }),
    field('paid', { type: 'decimal', measure: true, uses: ['sum'] }),
    field('rare', { type: 'integer', measure: true, min: 0, max: 1, uses: ['sum'] }),
    field('well', { type: 'integer', measure: true, min: 0, max: 1, uses: ['sum'] }),
    field('insured', { type: 'boolean', role: 'quasi-identifier', levels: [identity], uses: ['group', 'filter'] }),
    field('place', { type: 'text', role: 'quasi-identifier', levels: [identity], uses: ['group', 'filter', 'join'] }),
  ],
} as const;

export const residents = {
  name: 'residents',
  title: 'residents',
  resourceId: 'res_residents',
  epochId: 'epo_residents',
  statistics: {
    rows: 2000,
    entities: [
      {
        field: 'person_id',
        entity: 'person',
        entities: 2000,
        maxRows: 1,
        nullRows: 0,
        ordinal: '__e_person_id',
        bucket: '__b_person_id',
      },
    ],
    dimensions: [{ field: 'sex', level: 'identity', distinct: 2 }],
  },
  fields: [
    field('person_id', {
      type: 'text',
      required: true,
      unique: true,
      role: 'entity-key',
      entity: 'person',
      uses: ['join', 'count-distinct'],
    }),
    field('sex', { type: 'text', role: 'quasi-identifier', levels: [identity], uses: ['group', 'filter'] }),
    field('born_on', {
      type: 'date',
      role: 'quasi-identifier',
      levels: [year, day],
      uses: ['group:year', 'filter:year'],
    }),
    field('income', { type: 'integer', measure: true, uses: ['sum'] }),
  ],
} as const;

export const places = {
  name: 'places',
  title: 'places',
  resourceId: 'res_places',
  epochId: 'epo_places',
  statistics: { rows: 40, entities: [], dimensions: [{ field: 'place', level: 'identity', distinct: 40 }] },
  fields: [
    field('place', {
      type: 'text',
      required: true,
      unique: true,
      role: 'quasi-identifier',
      levels: [identity],
      uses: ['group', 'filter', 'join'],
    }),
    field('grade', { type: 'text', role: 'quasi-identifier', levels: [identity], uses: ['group', 'filter'] }),
  ],
} as const;

export const wards = {
  name: 'wards',
  title: 'wards',
  resourceId: 'res_wards',
  epochId: 'epo_wards',
  statistics: {
    rows: 179,
    entities: [{ ...residents.statistics.entities[0], entities: 179 }],
    dimensions: [{ field: 'ward', level: 'identity', distinct: 7 }],
  },
  fields: [
    field('person_id', { type: 'text', required: true, unique: true, role: 'entity-key', entity: 'person', uses: [] }),
    field('ward', { type: 'text', role: 'quasi-identifier', levels: [identity], uses: ['group', 'filter'] }),
    field('storey', { type: 'text', role: 'quasi-identifier', levels: [identity], uses: ['group', 'filter'] }),
    field('cost', { type: 'decimal', measure: true, min: 0, max: 1_000_000, uses: ['sum', 'moment2'] }),
  ],
} as const;

export const sampleGrant: GrantSnapshot = {
  id: 'gra_sample',
  jurisdiction: 'sample',
  scenario: 'planning',
  purpose: 'planning of services',
  ruleVersion: 'sample/1',
  startsAt: '2026-01-01T00:00:00Z',
  endsAt: '2027-01-01T00:00:00Z',
  k: 10,
  dominance: { p: 0.1, n: 2, share: 0.85 },
  tables: [visits, residents, places, wards],
  clauses: { scope: 'scope clause', purpose: 'purpose clause', disclosure: 'disclosure clause' },
};
