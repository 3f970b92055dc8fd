import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkProfile, checkProfileFile } from './check-profile.ts';
import { loadProfiles } from './load-profiles.ts';

const folder = join(import.meta.dirname, '../../../profiles');
const registry = await loadProfiles(folder);
const shipped = registry.list('2026-11-22');
const whole = shipped[0] as unknown as Record<string, never>;

type Rules = Record<string, Record<string, never>>;

/** Breaks a whole profile in one place, and gives what the checker says of it with the line it points at. */
function faultsOf(change: (profile: Record<string, Rules>) => void) {
  const profile = structuredClone(whole) as unknown as Record<string, Rules>;
  change(profile);
  const text = JSON.stringify(profile, null, 2);
  const lines = text.split('\n');
  return checkProfile('broken.json', text, []).faults.map(({ code, path, line }) => ({
    at: `${code} ${path}`,
    line: (lines[line - 1] ?? '').trim(),
  }));
}

/** A rule of a profile, to be broken. */
const ruleOf = (profile: Record<string, Rules>, group: string, key: string) => (profile[group] ?? {})[key] ?? {};
const chainOf = (profile: Record<string, Rules>) =>
  (
    ruleOf(profile, 'application', 'review_chain') as unknown as {
      value: { proposer: string; steps: Record<string, never>[] };
    }
  ).value;

describe('the checker', () => {
  it('JUR-01 finds nothing in the profiles that are shipped', async () => {
    expect(shipped).toHaveLength(5);
    for (const { id } of shipped) expect((await checkProfileFile(join(folder, `${id}.json`))).faults).toEqual([]);
  });

  it('JUR-01 names a missing key, a missing clause, an unknown key and a wrong type with their lines', () => {
    expect(faultsOf((profile) => delete profile['limits']?.['opinion'])).toEqual([
      { at: 'profile.missing-key limits.opinion', line: '"limits": {' },
    ]);
    expect(faultsOf((profile) => delete (ruleOf(profile, 'limits', 'opinion') as Rules)['clause'])).toEqual([
      { at: 'profile.missing-key limits.opinion.clause', line: '"opinion": {' },
    ]);
    expect(
      faultsOf((profile) => Object.assign(profile['limits']?.['opinion'] as Rules, { value: 'ten' })).map(
        (one) => one.at,
      ),
    ).toEqual(['profile.invalid-value limits.opinion.value']);
    expect(faultsOf((profile) => Object.assign(profile['limits'] as Rules, { mood: 1 }))).toEqual([
      { at: 'profile.unknown-key limits.mood', line: '"mood": 1' },
    ]);
  });

  it('JUR-01 finds a step that is never reached, a dead end and a cycle', () => {
    const steps = (change: (chain: ReturnType<typeof chainOf>) => void) =>
      faultsOf((profile) => change(chainOf(profile))).map((one) => one.at);
    const path = 'application.review_chain.steps';
    const [first] = chainOf(structuredClone(whole) as never).steps as unknown as { id: string; on: { pass: string } }[];
    const copy = (id: string, pass: string) =>
      ({ ...structuredClone(first), id, kind: 'decision', panel: undefined, on: { ...first?.on, pass } }) as never;
    expect(steps((chain) => chain.steps.push(copy('forgotten', 'approved')))).toEqual([
      `profile.unreachable-step ${path}.forgotten`,
    ]);
    expect(steps((chain) => chain.steps.splice(0, chain.steps.length, copy('last', 'next')))).toContain(
      `profile.dead-end ${path}.last`,
    );
    expect(
      steps((chain) =>
        chain.steps.splice(0, chain.steps.length, copy('a', 'next'), copy('b', 'a'), copy('c', 'approved')),
      ),
    ).toContain(`profile.cycle ${path}.a`);
  });

  it('JUR-01 finds a chain in which one person could propose and approve', () => {
    const at = (change: (profile: Record<string, Rules>) => void) => faultsOf(change).map((one) => one.at);
    expect(at((profile) => Object.assign(chainOf(profile), { proposer: 'data-authority' }))).toContainEqual(
      expect.stringMatching(/^profile.proposer-decides application.review_chain.steps/),
    );
    expect(
      at((profile) => Object.assign(profile['operator']?.['may_develop'] as Rules, { value: true })),
    ).toContainEqual(expect.stringMatching(/^profile.operator-develops product_review.chain.steps/));
  });

  it('finds a term longer than the one it rests on, and an agreement of one party with itself', () => {
    const term = { grant: { max_months: { value: 600, clause: 'c' } } };
    const found = faultsOf((profile) => Object.assign(profile['term'] as Rules, term));
    expect(found).toEqual([{ at: 'profile.term-outlasts term.grant', line: '"grant": {' }]);
    const one = (profile: Record<string, Rules>) =>
      Object.assign((ruleOf(profile, 'agreement', 'operation') as unknown as { value: object }).value, {
        parties: ['operator', 'operator'],
      });
    expect(faultsOf(one).map(({ at }) => at)).toEqual(['profile.one-party agreement.operation.parties']);
  });

  it('says of a text that it is no JSON, and of a profile that its base is unknown', () => {
    expect(checkProfile('x.json', '{', []).faults).toEqual([{ code: 'profile.not-json', path: '', line: 1 }]);
    expect(checkProfile('x.json', '{"id":"a","inherits":"b"}', []).faults).toMatchObject([
      { code: 'profile.unknown-base', path: 'inherits', line: 1 },
    ]);
  });

  it('takes far less than a second', async () => {
    const text = await readFile(join(folder, `${shipped.at(-1)?.id ?? ''}.json`), 'utf8');
    const base = { name: 'base.json', json: JSON.parse(await readFile(join(folder, 'base.json'), 'utf8')) as never };
    const from = performance.now();
    checkProfile('x.json', text, [base]);
    expect(performance.now() - from).toBeLessThan(1_000);
  });
});

describe('what the texts say', () => {
  it('JUR-03 counts as public only the data of typed bodies, in every machine-readable form', () => {
    for (const { public_data: data } of shipped) {
      expect(data.media.value).toEqual(['text', 'table', 'image', 'audio', 'video']);
      expect(data.body_types.value).toContain('state-organ');
      expect(data.body_types.value).not.toContain('enterprise');
    }
  });

  it('JUR-06 holds the lists of fields: twelve industries and eight domains, eight opening fields and three special', () => {
    const sizes = shipped.map((profile) => profile.fields.value.length).toSorted((a, b) => a - b);
    expect(sizes).toContain(20);
    expect(sizes).toContain(11);
  });

  it('every value cites a text that the profile, or the base, names', () => {
    for (const profile of shipped) {
      const marks = [
        ...profile.texts.map((text) => text.mark),
        '缺口',
        '矛盾',
        'GB/T',
        '《',
        'F0',
        'F1a',
        'F1b',
        'F2',
        'F4',
      ];
      const own = profile.texts[0]?.mark ?? '';
      const chain = profile.application.review_chain;
      expect(chain.clause.startsWith(own.slice(0, 2))).toBe(true);
      for (const clause of clausesOf(profile))
        expect(
          marks.some((mark) => clause.startsWith(mark)),
          clause,
        ).toBe(true);
    }
  });
});

function clausesOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(clausesOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'clause' && typeof inner === 'string' ? [inner] : clausesOf(inner),
  );
}
