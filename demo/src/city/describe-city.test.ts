import { catalogueRoutes, identityRoutes } from '@sluice/contract';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dataFolder, splitCsvLine } from '../real-places.ts';
import { demoCreditCode } from './credit-code.ts';
import { demoJurisdictions, describeCity } from './index.ts';

const cities = await Promise.all(demoJurisdictions.map(describeCity));

describe.each(cities)('the demo city $id', (city) => {
  const ofTables = city.resources.filter(({ file }) => file.kind === 'table');
  const ofPersons = city.resources.filter(({ file }) => file.kind !== 'table');
  const name = ({ content }: { readonly content: { readonly name: string } }): string => content.name;

  it('has at least eight resources, each in the shape of the contract', () => {
    expect(city.resources.length).toBeGreaterThanOrEqual(8);
    const malformed = city.resources.filter(
      ({ content }) => !catalogueRoutes.createResource.body.safeParse(content).success,
    );
    expect(malformed.map(name)).toEqual([]);
  });

  it('declares one field for each column of a shipped table', async () => {
    const columns = await Promise.all(
      ofTables.map(async ({ file }) => {
        const [head = ''] = (await readFile(join(dataFolder, file.kind === 'table' ? file.file : ''), 'utf8')).split(
          '\n',
        );
        return splitCsvLine(head).length;
      }),
    );
    expect(columns).toEqual(ofTables.map(({ content }) => content.fields.length));
  });

  it('grades no resource below its fields', () => {
    const low = city.resources.filter(
      ({ content }) => (content.grade ?? 0) < Math.max(...content.fields.map(({ grade }) => grade)),
    );
    expect(low.map(name)).toEqual([]);
  });

  it('says in title and description that persons are synthetic', () => {
    expect(ofPersons.length).toBe(2);
    const silent = ofPersons.filter(
      ({ content }) =>
        !content.title.includes('合成数据') ||
        !content.titleEn?.includes('synthetic') ||
        !content.description?.includes('合成数据'),
    );
    expect(silent.map(name)).toEqual([]);
  });

  it('says which tables stand in for the city’s own', async () => {
    const standIns = await Promise.all(
      ofTables.map(async ({ content, file }) => {
        const sidecar = join(dataFolder, (file.kind === 'table' ? file.file : '').replace(/csv$/, 'origin.json'));
        const { standsFor } = JSON.parse(await readFile(sidecar, 'utf8')) as { standsFor: string };
        return { content, foreign: !standsFor.startsWith('Itself') };
      }),
    );
    const silent = standIns.filter(
      ({ content, foreign }) =>
        foreign && !(content.title.includes('样例') && content.description?.includes('代替本市')),
    );
    expect(silent.map(name)).toEqual([]);
  });

  it('seats a person in every role that the chain needs, none of them twice under one account', () => {
    const roles = new Set(city.people.map(({ role }) => role));
    const needed = [
      'data-authority',
      'custodian',
      'source-agency',
      'sector-authority',
      'operator',
      'developer',
      'buyer',
      'security-regulator',
    ] as const;
    expect(needed.filter((role) => !roles.has(role))).toEqual([]);
    expect(city.people.filter(({ role }) => role === 'developer').length).toBe(2);
    expect(new Set(city.people.map(({ account }) => account)).size).toBe(city.people.length);
    const { account } = identityRoutes.createPerson.body.shape;
    expect(
      city.people.filter(
        (person) => !account.safeParse(person.account).success || !city.bodies.some(({ key }) => key === person.body),
      ),
    ).toEqual([]);
  });

  it('lets every system be registered by a source agency and every resource belong to a system', () => {
    const roleOf = (account: string): string | undefined =>
      city.people.find((person) => person.account === account)?.role;
    expect(city.systems.filter((system) => roleOf(system.by) !== 'source-agency')).toEqual([]);
    expect(
      city.resources.filter((resource) => !city.systems.some(({ key }) => key === resource.system)).map(name),
    ).toEqual([]);
  });
});

describe('credit codes of demo bodies', () => {
  it('are well formed with a valid check character', () => {
    const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
    for (const n of [1, 2, 9, 99]) {
      const code = demoCreditCode('firm', '320900', n);
      let sum = 0;
      for (let i = 0, weight = 1; i < 17; i += 1, weight = (weight * 3) % 31)
        sum += alphabet.indexOf(code.charAt(i)) * weight;
      expect(code).toMatch(/^[0-9A-HJ-NPQRTUWXY]{18}$/);
      expect(alphabet.charAt((31 - (sum % 31)) % 31)).toBe(code.charAt(17));
    }
  });
});
