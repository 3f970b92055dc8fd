import { catalogueRoutes, identityRoutes } from '@sluice/contract';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dataFolder, splitCsvLine } from '../real-places.ts';
import { demoCreditCode } from './credit-code.ts';
import { demoJurisdictions, describeCity } from './index.ts';

const cities = await Promise.all(demoJurisdictions.map(describeCity));

describe.each(cities)('the demo city $id', (city) => {
  it('has at least eight resources, each in the shape of the contract', () => {
    expect(city.resources.length).toBeGreaterThanOrEqual(8);
    for (const { content } of city.resources) {
      const parsed = catalogueRoutes.createResource.body.safeParse(content);
      expect(parsed.success ? [] : parsed.error.issues, content.name).toEqual([]);
    }
  });

  it('declares one field for each column of a shipped table', async () => {
    for (const { content, file } of city.resources) {
      if (file.kind !== 'table') continue;
      const [head = ''] = (await readFile(join(dataFolder, file.file), 'utf8')).split('\n');
      expect(splitCsvLine(head).length, file.file).toBe(content.fields.length);
    }
  });

  it('says in title and description that persons are synthetic', () => {
    for (const { content, file } of city.resources) {
      if (file.kind === 'table') continue;
      expect(content.title).toContain('合成数据');
      expect(content.titleEn).toContain('synthetic');
      expect(content.description).toContain('合成数据');
    }
  });

  it('says which tables stand in for the city’s own', async () => {
    for (const { content, file } of city.resources) {
      if (file.kind !== 'table') continue;
      const origin = JSON.parse(await readFile(join(dataFolder, file.file.replace(/csv$/, 'origin.json')), 'utf8')) as { standsFor: string };
      if (origin.standsFor.startsWith('Itself')) continue;
      expect(content.title, content.name).toMatch(/样例/);
      expect(content.description, content.name).toContain('代替本市');
    }
  });

  it('seats a person in every role that the chain needs, none of them twice under one account', () => {
    const roles = new Set(city.people.map(({ role }) => role));
    for (const role of ['data-authority', 'custodian', 'source-agency', 'sector-authority', 'operator', 'developer', 'buyer', 'security-regulator'] as const) {
      expect(roles, role).toContain(role);
    }
    expect(city.people.filter(({ role }) => role === 'developer').length).toBe(2);
    expect(new Set(city.people.map(({ account }) => account)).size).toBe(city.people.length);
    for (const person of city.people) {
      expect(city.bodies.some(({ key }) => key === person.body), person.account).toBe(true);
      expect(identityRoutes.createPerson.body.shape.account.safeParse(person.account).success, person.account).toBe(true);
    }
  });

  it('lets every system be registered by a source agency and every resource belong to a system', () => {
    for (const system of city.systems) expect(city.people.find(({ account }) => account === system.by)?.role, system.key).toBe('source-agency');
    for (const resource of city.resources) expect(city.systems.some(({ key }) => key === resource.system), resource.content.name).toBe(true);
  });
});

describe('credit codes of demo bodies', () => {
  it('are well formed with a valid check character', () => {
    const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
    for (const n of [1, 2, 9, 99]) {
      const code = demoCreditCode('firm', '320900', n);
      let sum = 0;
      for (let i = 0, weight = 1; i < 17; i += 1, weight = (weight * 3) % 31) sum += alphabet.indexOf(code.charAt(i)) * weight;
      expect(code).toMatch(/^[0-9A-HJ-NPQRTUWXY]{18}$/);
      expect(alphabet.charAt((31 - (sum % 31)) % 31)).toBe(code.charAt(17));
    }
  });
});
