import { expect, it } from 'vitest';
import { measureReidentification } from './measure-reidentification.ts';
import type { CellValue, GrantFacts, OutputLineage } from './product.ts';

const grant = {
  groupSize: 5,
  resources: [
    {
      resourceId: 'res_1',
      fields: [
        { name: 'birth_year', role: 'quasi-identifier', uses: [] },
        { name: 'district', role: 'quasi-identifier', uses: [] },
        { name: 'cost', role: 'other', uses: [] },
      ],
    },
  ],
} as unknown as GrantFacts;

const column = (name: string, kind: OutputLineage['kind'], use = 'project'): OutputLineage => ({
  column: name,
  kind,
  inputs: [{ resourceId: 'res_1', field: name, use }],
});

const measure = (lineage: readonly OutputLineage[], rows: readonly (readonly CellValue[])[]) =>
  measureReidentification({
    columns: lineage.map((one) => ({ name: one.column, type: 'text' })),
    lineage,
    answers: [{ parameters: [], rows }],
    grant,
  });

const records = [column('birth_year', 'row-value'), column('district', 'row-value'), column('cost', 'row-value')];
const figures = [column('district', 'dimension', 'group:identity'), column('cost', 'aggregate', 'count')];

it('PRD-06 the risk of records in which few look alike is above the limit, of others within it', () => {
  const weak = [...Array.from({ length: 6 }, () => [1980, 'A', 10]), [1931, 'A', 10], [1931, 'A', 12]];
  expect(measure(records, weak)).toEqual([
    { code: 'product.reidentification-risk', params: { highest: 50, limit: 20, share: 25 } },
  ]);
  expect(measure(records, weak.slice(0, 6))).toEqual([]);
});

it('PRD-06 a figure over a group that is smaller than the least is above the limit', () => {
  expect(
    measure(figures, [
      ['A', 5],
      ['B', 2],
    ]),
  ).toMatchObject([{ params: { highest: 50, limit: 20, share: 50 } }]);
  expect(
    measure(figures, [
      ['A', 5],
      ['B', 900],
    ]),
  ).toEqual([]);
});
