import { expect, it } from 'vitest';
import { readLineage } from './read-lineage.ts';

const source = (field: string, how: string) => ({ table: 'v', resourceId: 'res_1', field, how });

it('AUD-01 reads the gate’s lineage as dimensions and figures, each with the right that its fields rest on', () => {
  const read = readLineage([
    {
      name: 'month',
      type: 'date',
      sources: [source('day', 'group:month'), source('district', 'decides-rows')],
      protections: [],
    },
    { name: 'mean', type: 'decimal', sources: [source('cost', 'avg'), source('citizen', 'joins')], protections: [] },
    { name: 'n', type: 'integer', sources: [source('*', 'count')], protections: [] },
  ]);
  expect(read.map((one) => [one.column, one.kind])).toEqual([
    ['month', 'dimension'],
    ['mean', 'aggregate'],
    ['n', 'aggregate'],
  ]);
  expect(read.flatMap((one) => one.inputs.map((input) => [input.field, input.use]))).toEqual([
    ['day', 'group:month'],
    ['district', 'filter'],
    ['cost', 'sum'],
    ['citizen', 'join'],
  ]);
});
