import { createHash, createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSampleDomain, MARKER, type SampleDomain } from '../../test/sample-domain.ts';
import { sampleGrant } from '../../test/sample-grant.ts';
import type { GrantSnapshot } from '../grant-snapshot.ts';
import { createLocalGate } from '../local-gate.ts';
import { maskFor } from '../mask/mask.ts';
import { maskKeyOf } from '../mask/print-mask.ts';
import type { SampleInput } from './draw-sample.ts';

let domain: SampleDomain;
beforeAll(async () => {
  domain = await createSampleDomain();
});
afterAll(() => domain.close());

const secret = createHash('sha256').update('secret of the domain').digest();
const draw = (change: Partial<SampleInput> = {}) =>
  createLocalGate({ domain: domain.domain }).sample({
    ...{ snapshot: sampleGrant, table: 'visits', size: 300, seed: 'one', stratum: 'district', secret },
    ...change,
  });
const at = (drawn: Awaited<ReturnType<typeof draw>>, name: string): readonly unknown[] => {
  const column = drawn.columns.findIndex((item) => item.name === name);
  return drawn.rows.map((row) => row[column]);
};

describe('samples', () => {
  it('ENV-03 hold no unmasked identifier, and each look of a row is that of k drawn entities', async () => {
    const drawn = await draw();
    expect(drawn).toMatchObject({ sample: true, note: { code: 'gate.sample' }, k: 10 });
    expect(drawn.rows.length).toBeGreaterThan(500);
    expect(JSON.stringify(drawn)).not.toContain(MARKER);
    expect(at(drawn, 'person_name').every((name) => name === null)).toBe(true);
    const people = at(drawn, 'person_id');
    expect(people.every((token) => /^[0-9a-f]{16}$/.test(String(token)))).toBe(true);
    const quasi = drawn.columns.flatMap((item, i) => (item.shown.startsWith('level:') ? [i] : []));
    const looks = new Map<string, Set<unknown>>();
    drawn.rows.forEach((row, i) => {
      const look = JSON.stringify(quasi.map((column) => row[column]));
      looks.set(look, (looks.get(look) ?? new Set()).add(people[i]));
    });
    expect(Math.min(...[...looks.values()].map((entities) => entities.size))).toBeGreaterThanOrEqual(10);
  });

  it('ENV-03 lets nobody put a person’s rows together: neither by the pseudonym nor by the figures of a row', async () => {
    const key = createHmac('sha256', maskKeyOf(secret, sampleGrant.id)).update('person').digest();
    const tokenOf = (p: number): string =>
      createHmac('sha256', key).update(`P${MARKER}${p}`).digest('hex').slice(0, 16);
    const truth = await domain.reference(`select __e_person_id, district from '${domain.folder}/visits.parquet'`);
    const persons = new Map(Array.from({ length: 1500 }, (_, p) => [tokenOf(p), p]));
    const home = new Map(truth.map(([p, district]) => [Number(p), district]));
    const drawn = await draw({ size: 1000 });
    const [people, districts] = [at(drawn, 'person_id'), at(drawn, 'district')];
    const right = people.filter((token, i) => home.get(persons.get(String(token)) ?? -1) === districts[i]).length;
    // Six districts of 34 to 0.2 per cent of the people: chance alone is right in about a quarter of the rows.
    expect(right / people.length).toBeLessThan(0.4);
    // Pseudonyms keep their number of rows, so that questions per person can be tried.
    const rows = new Map<unknown, number>();
    for (const token of people) rows.set(token, (rows.get(token) ?? 0) + 1);
    expect(Math.max(...rows.values())).toBeLessThanOrEqual(4);
    expect([...rows.values()].filter((n) => n > 1).length).toBeGreaterThan(300);
  });

  it('ENV-03 are reproducible from the seed; another seed draws others', async () => {
    const [one, again, other] = [await draw(), await draw(), await draw({ seed: 'two' })];
    expect(again.rows).toEqual(one.rows);
    expect(new Set(at(other, 'person_id'))).not.toEqual(new Set(at(one, 'person_id')));
  });

  it('ENV-03 keep the shares of the stratum and the mean of a measure within tolerance', async () => {
    const drawn = await draw({ size: 600 });
    const districts = at(drawn, 'district').filter((value) => value === 'A').length / drawn.rows.length;
    // A and B have 2/3 of 1500 persons together in the data; A a third of all.
    expect(Math.abs(districts - 1 / 3)).toBeLessThan(0.08);
    const hours = at(drawn, 'hours')
      .filter((value) => value !== null)
      .map(Number);
    expect(Math.abs(hours.reduce((a, b) => a + b, 0) / hours.length - 12)).toBeLessThan(1.5);
  });

  it('ENV-03 have the schema of the table, types included', async () => {
    const drawn = await draw({ table: 'residents', stratum: 'sex' });
    expect(drawn.columns.map(({ name, type }) => [name, type])).toEqual(
      sampleGrant.tables[1]?.fields.map(({ name, type }) => [name, type]),
    );
    expect(
      at(drawn, 'born_on').every((date) => date === null || (typeof date === 'string' && date.endsWith('-01-01'))),
    ).toBe(true);
  });

  it('ENV-03 tokens of two grants do not join, those of two tables of one grant do', async () => {
    const other: GrantSnapshot = { ...sampleGrant, id: 'gra_other' };
    const mine = new Set(at(await draw({ size: 1500 }), 'person_id'));
    const theirs = at(await draw({ size: 1500, snapshot: other }), 'person_id');
    expect(theirs.some((token) => mine.has(token))).toBe(false);
    const register = at(await draw({ table: 'residents', size: 2000, stratum: 'sex' }), 'person_id');
    expect(register.filter((token) => mine.has(token)).length).toBeGreaterThan(1000);
    // The engine's HMAC is HMAC: RFC 2104 over the grant's key for this kind of entity.
    const key = createHmac('sha256', maskKeyOf(secret, sampleGrant.id)).update('person').digest();
    const tokens = Array.from({ length: 1500 }, (_, p) =>
      createHmac('sha256', key).update(`P${MARKER}${p}`).digest('hex').slice(0, 16),
    );
    expect([...mine].filter((token) => !tokens.includes(String(token)))).toEqual([]);
  });

  it('ENV-03 AOC-09 are made with SM3 where the grant says so, by the engine as well', async () => {
    const drawn = await draw({ size: 200, snapshot: { ...sampleGrant, pseudonyms: 'sm3' } });
    const key = createHmac('sha256', maskKeyOf(secret, sampleGrant.id)).update('person').digest();
    const tokens = new Set(
      Array.from({ length: 1500 }, (_, p) =>
        createHmac('sm3', key).update(`P${MARKER}${p}`).digest('hex').slice(0, 16),
      ),
    );
    const people = at(drawn, 'person_id');
    expect(people.length).toBeGreaterThan(200);
    expect(people.filter((token) => !tokens.has(String(token)))).toEqual([]);
  });

  it('ENV-03 of a table without an entity key, or with fewer than k entities, none is drawn', async () => {
    await expect(draw({ table: 'places', stratum: 'grade' })).rejects.toMatchObject({ code: 'gate.sample-no-key' });
    await expect(draw({ size: 5 })).rejects.toMatchObject({ code: 'gate.sample-size' });
  });

  it('AOC-09 each kind of column has its mask, and what nothing is known of is suppressed', () => {
    const field = {
      name: 'x',
      title: 'x',
      type: 'text',
      required: false,
      role: 'direct-identifier',
      uses: [],
    } as const;
    const masks = [
      { ...field, checksum: 'citizen-id' },
      { ...field, pattern: '^1[3-9][0-9]{9}$' },
      { ...field, maxLength: 20 },
      { ...field, maxLength: 200 },
      { ...field, role: 'entity-key' as const, entity: 'person' },
      { ...field, role: 'other' as const },
      { ...field, role: 'other' as const, type: 'date' as const },
      { ...field, role: 'other' as const, type: 'decimal' as const, min: 0, max: 1000 },
      { ...field, uses: ['mask:keep-first-2'] as const },
      { ...field, uses: ['mask:token-sm3'] as const },
      { ...field, uses: ['mask:digits-sm3-4'] as const },
    ].map((item) => maskFor(item));
    expect(masks).toEqual([
      { mask: 'digits', domain: 'x', keep: 2 },
      { mask: 'digits', domain: 'x', keep: 3 },
      { mask: 'keep-first', characters: 1 },
      { mask: 'suppress' },
      { mask: 'token', domain: 'person' },
      { mask: 'suppress' },
      { mask: 'shift-days', most: 15 },
      { mask: 'round', base: 5, least: 0, most: 1000 },
      { mask: 'keep-first', characters: 2 },
      { mask: 'token', domain: 'x', hash: 'sm3' },
      { mask: 'digits', domain: 'x', keep: 4, hash: 'sm3' },
    ]);
  });
});
