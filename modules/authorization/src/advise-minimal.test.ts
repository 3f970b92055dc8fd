import { join } from 'node:path';
import { loadProfiles, type Profile } from '@sluice/profile';
import { describe, expect, it } from 'vitest';
import { adviseMinimal } from './advise-minimal.ts';
import type { CatalogueField, DevelopmentEntry } from './ports.ts';

const [profile] = (await loadProfiles(join(import.meta.dirname, '../../../profiles'))).list('2026-11-22');
const field = (name: string, role: CatalogueField['role'], more: Partial<CatalogueField> = {}): CatalogueField => ({
  ...{ name, title: name, role, grade: 2 },
  ...more,
});
const place = [
  { name: 'place', kind: 'identity' },
  { name: 'district', kind: 'prefix', length: 6 },
];
const entry: DevelopmentEntry = {
  ...{ resourceId: 'res_1', resourceVersion: 1, name: 'visits', title: 'visits', ownerId: 'body_1' },
  fields: [
    field('address', 'quasi-identifier', { levels: place }),
    field('sex', 'quasi-identifier', { levels: [{ name: 'sex', kind: 'identity' }] }),
    field('name', 'direct-identifier', { grade: 4 }),
    field('cost', 'sensitive', { measure: true }),
  ],
};
const advise = (fields: readonly string[], more: object = {}, of: Profile | undefined = profile) =>
  adviseMinimal(of ?? expect.fail('no profile'), [entry], [{ resourceId: 'res_1', fields: [...fields], ...more }]);

describe('help to ask for no more than is needed', () => {
  it('APP-05 names the coarser step that is declared: the district in place of the address', () => {
    expect(advise(['address', 'sex', 'cost'])).toEqual([
      {
        ...{ resourceId: 'res_1', field: 'address' },
        reason: { code: 'minimal.coarser', params: { field: 'address', levels: ['district'] } },
      },
    ]);
  });

  it('APP-05 names what nothing may be done with under the text, and an entry that is asked for whole', () => {
    expect(advise(['name']).map(({ reason }) => reason.code)).toEqual(['minimal.no-use']);
    const codes = (more?: object) => advise(['address', 'sex', 'name', 'cost'], more).map(({ reason }) => reason.code);
    expect(codes()).toContain('minimal.whole-entry');
    expect(codes({ rows: [{ field: 'sex', in: ['1'] }] })).not.toContain('minimal.whole-entry');
  });

  it('JUR-01 follows what the profile allows', () => {
    const other = structuredClone(profile) as Profile;
    for (const role of ['quasi-identifier', 'sensitive'] as const) other.field_uses.by_role.value[role] = [];
    expect(advise(['sex'], {}, other).map(({ reason }) => reason.code)).toEqual(['minimal.no-use']);
    expect(adviseMinimal(other, [], [{ resourceId: 'res_2', fields: ['x'] }])).toEqual([]);
  });
});
