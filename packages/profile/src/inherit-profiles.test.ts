import { join } from 'node:path';
import type { Json } from '@sluice/kernel';
import { describe, expect, it } from 'vitest';
import { createProfileRegistry, loadProfiles } from './load-profiles.ts';
import { parseProfiles } from './parse-profiles.ts';

const whole = (await loadProfiles(join(import.meta.dirname, '../../../profiles'))).list('2026-11-22')[0];

/** A base without dates, a province with two versions, a city under it, a county under the city. */
function levels(cityTerms: Json = {}) {
  const base = { ...structuredClone(whole), id: 'base', abstract: true } as Record<string, Json>;
  for (const key of ['version', 'effective_from', 'valid_until']) delete base[key];
  const days = (value: number, clause: string, prevails?: boolean) => ({
    limits: { review_step: { value, clause, ...(prevails === undefined ? {} : { prevails }) } },
  });
  const at = (id: string, inherits: string, version: string, from: string, until: string, more: Json) => ({
    name: `${id}-${version}.json`,
    json: {
      id,
      inherits,
      version,
      effective_from: from,
      valid_until: until,
      title: id,
      title_en: id,
      level: { value: 'city', clause: 'c' },
      ...(more as {}),
    },
  });
  return [
    { name: 'base.json', json: base },
    at('province', 'base', '1', '2020-01-01', '2026-06-30', days(10, 'p1')),
    at('province', 'base', '2', '2026-07-01', '2030-12-31', days(5, 'p2', true)),
    at('city', 'province', '7', '2024-01-01', '2028-12-31', { ...days(8, 'c'), ...(cityTerms as {}) }),
    at('county', 'city', '3', '2025-01-01', '2027-12-31', {}),
  ] as never;
}

describe('inheritance over levels and dates', () => {
  const registry = createProfileRegistry(parseProfiles(levels()));

  it('JUR-02 lets a rule of a higher level prevail from its date on, for new cases', () => {
    expect(registry.current('city', '2026-06-30').limits.review_step).toMatchObject({ value: 8, clause: 'c' });
    expect(registry.current('city', '2026-07-01').limits.review_step).toMatchObject({ value: 5, clause: 'p2' });
  });

  it('JUR-02 keeps the version that a case began under readable, with the versions above it', () => {
    const before = registry.current('county', '2026-06-30').version;
    expect(before).toBe('3+city@7+province@1');
    expect(registry.current('county', '2026-07-01').version).toBe('3+city@7+province@2');
    expect(registry.version('county', before).limits.review_step.value).toBe(8);
  });

  it('JUR-02 is in force only while all that it rests on is', () => {
    expect(registry.current('county', '2027-12-31').valid_until).toBe('2027-12-31');
    expect(() => registry.current('county', '2028-01-01')).toThrow('profile.not-in-force');
    expect(() => registry.current('city', '2023-12-31')).toThrow('profile.not-in-force');
  });

  it('JUR-02 names the body that interprets each text', () => {
    expect(registry.current('city', '2026-07-01').interpretation.by.clause).not.toBe('');
  });

  it('refuses a longer term than the level above gives', () => {
    const months = (whole?.term.operator.max_months.value ?? 0) + 1;
    const longer = { term: { operator: { max_months: { value: months, clause: 'c' } } } };
    expect(() => parseProfiles(levels(longer))).toThrow('profile.term-outlasts');
  });
});
