import { join } from 'node:path';
import { DomainError } from '@sluice/kernel';
import { describe, expect, it } from 'vitest';
import { loadProfiles } from './load-profiles.ts';
import { parseProfiles } from './parse-profiles.ts';

const folder = join(import.meta.dirname, '../../../profiles');

/** A whole profile that inherits nothing, to break in one place. */
async function wholeProfile(): Promise<Record<string, never>> {
  const registry = await loadProfiles(folder);
  const [first] = registry.list('2026-11-22');
  return structuredClone(first) as never;
}

function faultOf(json: unknown): { code: string; key: unknown } {
  try {
    parseProfiles([{ name: 'broken.json', json: json as never }]);
  } catch (error) {
    if (error instanceof DomainError) return { code: error.code, key: error.params['key'] };
    throw error;
  }
  return { code: 'none', key: '' };
}

describe('profiles', () => {
  it('JUR-01 loads every shipped profile with its version, dates and clauses', async () => {
    const registry = await loadProfiles(folder);
    const profiles = registry.list('2026-11-22');
    expect(profiles.length).toBeGreaterThanOrEqual(2);
    for (const profile of profiles) {
      expect(profile.gate.min_group_size).toEqual({
        value: 10,
        clause: expect.stringContaining('4.2'),
      });
      expect(registry.version(profile.id, profile.version)).toBe(profile);
    }
  });

  it('JUR-01 refuses an unknown key at any depth and names it', async () => {
    const profile = await wholeProfile();
    expect(faultOf({ ...profile, colour: 'red' })).toEqual({
      code: 'profile.unknown-key',
      key: 'colour',
    });
    const nested = structuredClone(profile) as unknown as {
      term: { grant: Record<string, unknown> };
    };
    nested.term.grant['min_months'] = { value: 1, clause: 'x' };
    expect(faultOf(nested)).toEqual({ code: 'profile.unknown-key', key: 'term.grant.min_months' });
  });

  it('JUR-01 refuses a missing key and names it', async () => {
    const profile = (await wholeProfile()) as unknown as {
      agreement: Record<string, unknown>;
      gate: { rounding: Record<string, unknown> };
    };
    const { filing: _filing, ...agreement } = profile.agreement;
    expect(faultOf({ ...profile, agreement })).toEqual({
      code: 'profile.missing-key',
      key: 'agreement.filing',
    });
    const uncited = structuredClone(profile);
    delete uncited.gate.rounding['clause'];
    expect(faultOf(uncited)).toEqual({ code: 'profile.missing-key', key: 'gate.rounding.clause' });
  });

  it('replaces an inherited rule whole, value and clause together', async () => {
    const whole = await wholeProfile();
    const [child] = parseProfiles([
      { name: 'base.json', json: { ...whole, id: 'base', abstract: true } as never },
      {
        name: 'child.json',
        json: {
          id: 'child',
          inherits: 'base',
          version: '2',
          gate: { min_group_size: { value: 25, clause: 'own' } },
        },
      },
    ]);
    expect(child?.gate.min_group_size).toEqual({ value: 25, clause: 'own' });
    expect(child?.gate.max_rows.clause).toContain('4.2');
  });

  it('names an unknown base and a circle of bases', () => {
    expect(faultOf({ id: 'a', inherits: 'nobody' })).toMatchObject({
      code: 'profile.unknown-base',
    });
    expect(faultOf({ id: 'a', inherits: 'a' })).toMatchObject({ code: 'profile.circular-base' });
  });

  it('keeps replaced versions readable and blocks a profile that is out of force', async () => {
    const registry = await loadProfiles(folder);
    const [profile] = registry.list('2026-11-22');
    expect(() => registry.current(profile?.id ?? '', '1999-01-01')).toThrow('profile.not-in-force');
    expect(() => registry.current('nowhere', '2026-11-22')).toThrow('profile.unknown-jurisdiction');
    expect(() => registry.version(profile?.id ?? '', '0')).toThrow('profile.unknown-version');
  });
});
