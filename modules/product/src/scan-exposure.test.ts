import { expect, it } from 'vitest';
import { checkScope } from './check-scope.ts';
import type { GrantFacts, OutputLineage } from './product.ts';
import { scanExposure } from './scan-exposure.ts';

const grant = {
  id: 'grt_1',
  active: true,
  resources: [
    {
      resourceId: 'res_1',
      title: '',
      agency: '',
      fields: [
        { name: 'name', role: 'direct-identifier', uses: [] },
        { name: 'illness', role: 'sensitive', uses: ['count-distinct'] },
        { name: 'cost', role: 'other', uses: ['sum'] },
        { name: 'month', role: 'other', uses: ['group:year'] },
      ],
    },
  ],
} as unknown as GrantFacts;

const column = (name: string, kind: OutputLineage['kind'], use = 'project'): OutputLineage => ({
  column: name,
  kind,
  inputs: [{ resourceId: 'res_1', field: name, use }],
});

const scan = (lineage: readonly OutputLineage[], value: string | number = 1) =>
  scanExposure(
    {
      columns: lineage.map((one) => ({ name: one.column, type: 'text' })),
      domain: [],
      lineage,
      answers: [{ parameters: [], rows: [[value]] }],
      grant,
    },
    async () => 0,
  );

it('PRD-05 names columns that show sensitive or raw values, or an identifier under the name of a dimension', async () => {
  expect(await scan([column('illness', 'row-value')])).toMatchObject([
    { code: 'product.sensitive-column', params: { column: 'illness' } },
  ]);
  expect(await scan([column('cost', 'row-value')])).toMatchObject([{ code: 'product.raw-column' }]);
  expect(await scan([column('name', 'dimension')])).toMatchObject([{ code: 'product.identifier-column' }]);
  expect(await scan([column('illness', 'dimension')])).toMatchObject([{ code: 'product.sensitive-column' }]);
  expect(await scan([column('month', 'dimension')])).toEqual([]);
});

it('PRD-05 takes no figure over a group for a telephone number, but reads its texts', async () => {
  expect(await scan([column('cost', 'aggregate')], 13_800_138_000)).toEqual([]);
  expect(await scan([column('month', 'dimension')], 13_800_138_000)).toMatchObject([{ params: { kinds: ['mobile'] } }]);
  expect(await scan([column('cost', 'aggregate')], '13800138000')).toMatchObject([{ params: { kinds: ['mobile'] } }]);
});

it('PRD-03 names fields and uses outside the grant, and a grant that is over', () => {
  const use = (name: string, as: string) => column(name, 'aggregate', as);
  expect(checkScope([use('cost', 'sum'), use('month', 'group:year')], grant)).toEqual([]);
  expect(checkScope([use('cost', 'quantile')], grant)).toMatchObject([
    { code: 'product.use-outside-grant', params: { field: 'cost', use: 'quantile' } },
  ]);
  expect(checkScope([use('month', 'group:month')], grant)).toMatchObject([{ code: 'product.use-outside-grant' }]);
  expect(checkScope([use('salary', 'sum')], grant)).toMatchObject([
    { code: 'product.input-outside-grant', params: { field: 'salary' } },
  ]);
  expect(checkScope([], { ...grant, active: false })).toMatchObject([{ code: 'product.grant-not-active' }]);
});
