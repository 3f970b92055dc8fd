import { expect, it } from 'vitest';
import { fieldIssues, isSqlName } from './field.ts';
import { aField } from './test-city.ts';

const codes = (...more: readonly Partial<Parameters<typeof aField>[1]>[]) =>
  fieldIssues(more.map((one, at) => aField(`field_${at}`, one))).map((issue) => `${issue.code} ${issue.path}`);

it('accepts names that SQL needs not quote, Chinese ones too, and refuses others', () => {
  for (const name of ['a', 'road_id2', '道路', '_x', '道路_名称2']) expect(isSqlName(name)).toBe(true);
  for (const name of ['', '2a', 'A', 'a b', 'a-b', 'a"b', 'a;b', '道'.repeat(22)]) expect(isSqlName(name)).toBe(false);
});

it('names each fault of a field with its place', () => {
  expect(codes({ role: 'entity-key', grade: 2 })).toEqual(['field.entity-missing fields.0.entity']);
  expect(codes({ entity: 'person' })).toEqual(['field.entity-on-other-role fields.0.entity']);
  expect(codes({ measure: true })).toEqual(['field.measure-not-number fields.0.measure']);
  expect(codes({ type: 'integer', checksum: 'uscc' })).toEqual(['field.checksum-not-text fields.0.checksum']);
  expect(codes({ type: 'integer', min: 5, max: 4 })).toEqual(['field.bounds-crossed fields.0.min']);
  expect(codes({ type: 'date', min: '2026-02-01', max: '2026-01-01' })).toEqual(['field.bounds-crossed fields.0.min']);
  expect(codes({ pattern: '(' })).toEqual(['field.pattern-malformed fields.0.pattern']);
  expect(codes({ role: 'sensitive', grade: 1 })).toEqual(['field.graded-below-role fields.0.grade']);
  expect(codes({ type: 'decimal', measure: true, min: 0, max: 10 }, { type: 'date' })).toEqual([]);
});

it('allows each kind of generalisation only for the types that it can coarsen', () => {
  const bin = { name: 'b', kind: 'bin', width: 10 } as const;
  const month = { name: 'm', kind: 'date', unit: 'month' } as const;
  const prefix = { name: 'p', kind: 'prefix', length: 4 } as const;
  const identity = { name: 'i', kind: 'identity' } as const;
  expect(
    codes({ type: 'integer', levels: [identity, bin] }, { type: 'date', levels: [month] }, { levels: [prefix] }),
  ).toEqual([]);
  expect(codes({ levels: [bin] }, { type: 'integer', levels: [month] }, { type: 'date', levels: [prefix] })).toEqual([
    'field.level-not-for-type fields.0.levels.0',
    'field.level-not-for-type fields.1.levels.0',
    'field.level-not-for-type fields.2.levels.0',
  ]);
  expect(codes({ levels: [identity, identity] })).toEqual(['field.level-name-twice fields.0.levels.1.name']);
});
