import { fileURLToPath } from 'node:url';
import { loadProfiles, type Profile } from '@sluice/profile';
import { describe, expect, it } from 'vitest';
import { formsOf, signInLimits } from './profile-rules.ts';

const profiles = (await loadProfiles(fileURLToPath(new URL('../../../profiles', import.meta.url)))).list('2026-11-22');
const limitsOf = (all: readonly Profile[]) => {
  const limits = signInLimits({ list: () => all } as never, () => '2026-11-22');
  return [limits.limits, limits.limitsOf(all[0]?.id ?? ''), limits.limitsOf('platform')];
};

describe('sign-in by profile', () => {
  it.each([
    ['min_password_length', 1],
    ['idle_minutes', -1],
    ['absolute_hours', -1],
    ['max_failures', -1],
    ['first_wait_seconds', 1],
    ['longest_wait_minutes', 1],
    ['address_failures_per_hour', -1],
    ['known_place_days', -1],
  ] as const)('JUR-01 is stricter where one text is stricter in %s', (key, by) => {
    const stricter = structuredClone(profiles) as Profile[];
    const [first] = stricter;
    if (!first) return expect.fail('no profile');
    first.sign_in[key].value += by;
    expect(limitsOf(stricter)).not.toEqual(limitsOf(profiles));
  });
});

describe('products by profile', () => {
  it('JUR-01 admits no model where the text has models reviewed first, and all other forms', () => {
    const [profile] = structuredClone(profiles) as Profile[];
    if (!profile) return expect.fail('no profile');
    const formsUnder = (required: boolean) => {
      profile.model_review.required.value = required;
      return formsOf(profile);
    };
    expect(formsUnder(false)).toEqual(['dataset', 'api', 'model', 'report', 'other']);
    expect(formsUnder(true)).toEqual(['dataset', 'api', 'report', 'other']);
  });
});
