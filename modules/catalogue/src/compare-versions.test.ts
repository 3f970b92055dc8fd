import { expect, it } from 'vitest';
import { changesOf, compareVersions } from './compare-versions.ts';
import type { VersionView } from './present-resource.ts';
import type { ResourceContent } from './resource.ts';
import { aField } from './test-city.ts';

const content = (more: Partial<ResourceContent>): ResourceContent => ({
  name: 'visits',
  title: '就诊记录',
  class: 'public',
  ...more,
});

it('CAT-06 says for each version what it changed, field by field and not by place', () => {
  const before = content({
    sharing: { mode: 'none', reason: '法律规定' },
    fields: [aField('pid', { grade: 4 }), aField('age', { type: 'integer' }), aField('old')],
  });
  const after = content({
    title: '就诊信息',
    sharing: { mode: 'conditional', conditions: '去标识' },
    fields: [aField('fee', { type: 'decimal' }), aField('pid', { grade: 4 }), aField('age', { type: 'text' })],
  });
  const changes = changesOf(before, after);
  expect(changes.map(({ path, kind }) => `${kind} ${path}`)).toEqual([
    'added sharing.conditions',
    'changed sharing.mode',
    'removed sharing.reason',
    'changed title',
    'changed fields.age.type',
    'added fields.fee',
    'removed fields.old',
  ]);
  expect(changes.find(({ path }) => path === 'fields.age.type')).toMatchObject({ before: 'integer', after: 'text' });
});

it('CAT-06 compares a version with the one before it, also where only the order of fields changed', () => {
  const version = (number: number, fields: readonly string[]): VersionView => ({
    version: number,
    state: 'published',
    content: content({ fields: fields.map((name) => aField(name)) }),
    reasons: [],
  });
  const found = compareVersions([version(3, ['b', 'a']), version(2, ['a', 'b']), version(1, ['a', 'b'])]);
  expect(found.map((one) => [one.version, one.changes.length])).toEqual([
    [3, 1],
    [2, 0],
    [1, 5],
  ]);
  expect(found[0]?.changes[0]).toMatchObject({ path: 'fields', before: ['a', 'b'], after: ['b', 'a'] });
});
