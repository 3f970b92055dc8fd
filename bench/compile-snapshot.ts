import type { GrantedField, GrantSnapshot } from '@sluice/gate';
import { visitFields } from './visits.ts';

const field = (name: string, more: Partial<GrantedField>): GrantedField => ({
  name,
  title: name,
  type: 'text',
  required: true,
  role: 'other',
  uses: ['group', 'filter', 'join'],
  levels: [{ name: 'identity', kind: 'identity' }],
  ...more,
});
const key = field('pid', { role: 'entity-key', entity: 'person', uses: ['join', 'count-distinct'], levels: [] });

const table = (name: string, fields: readonly GrantedField[], maxRows: number, rows: number) => ({
  name,
  title: name,
  resourceId: `res_${name}`,
  epochId: `epo_${name}`,
  fields,
  statistics: {
    rows,
    dimensions: [{ field: 'hospital', level: 'identity', distinct: 120 }],
    entities:
      maxRows === 0
        ? []
        : [
            {
              field: 'pid',
              entity: 'person',
              entities: rows,
              maxRows,
              nullRows: 0,
              ordinal: '__e_pid',
              bucket: '__b_pid',
            },
          ],
  },
});

/** The grant of the governed bench with figures made up: deciding reads no data. */
export const compileSnapshot: GrantSnapshot = {
  id: 'gra_bench',
  jurisdiction: 'bench',
  scenario: 'bench',
  purpose: 'bench',
  ruleVersion: 'bench',
  startsAt: '2024-01-01T00:00:00Z',
  endsAt: '2099-01-01T00:00:00Z',
  k: 10,
  dominance: { p: 0.1, n: 2, share: 0.85 },
  clauses: { scope: 'bench', purpose: 'bench', disclosure: 'bench' },
  tables: [
    table(
      'visits',
      visitFields.map((item): GrantedField => {
        const plain = { ...item, required: item.required } as unknown as GrantedField;
        if (item.role === 'entity-key') return key;
        if (item.measure)
          return {
            ...plain,
            uses: ['sum', 'moment2', 'quantile'],
            levels: [{ name: 'fifties', kind: 'bin', width: 50 }],
          };
        return { ...plain, uses: item.role === 'direct-identifier' ? [] : ['group', 'filter', 'join'] };
      }),
      27,
      20_000_000,
    ),
    table('hospitals', [field('hospital', { unique: true }), field('grade', {})], 0, 120),
    table('persons', [{ ...key, unique: true }, field('household', {})], 1, 2_000_000),
  ],
};
