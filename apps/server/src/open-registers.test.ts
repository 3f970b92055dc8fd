import type { Profile } from '@sluice/profile';
import { expect, it } from 'vitest';
import { parentsOf } from './open-registers.ts';

const profile = (id: string, code: string): Profile => ({ id, divisions: { value: [{ code }] } }) as unknown as Profile;

it('CAT-03 a county stands below its city and a city below its province, by the codes of their divisions', () => {
  const parents = parentsOf([
    profile('county', '990102'),
    profile('city', '990100'),
    profile('province', '990000'),
    profile('elsewhere', '880000'),
  ]);
  expect([...parents]).toEqual([
    ['county', 'city'],
    ['city', 'province'],
    ['province', undefined],
    ['elsewhere', undefined],
  ]);
});
