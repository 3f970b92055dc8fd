import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Actor } from './catalogue-context.ts';
import { complete, createTestCity, type TestCity } from './test-city.ts';
import { fillCatalogue, generatedEntry } from './test-entries.ts';

const COUNT = 5_000;

let city: TestCity;
let reader: Actor;

beforeAll(async () => {
  city = await createTestCity();
  reader = city.actor('developer');
  await fillCatalogue(city.database.ownerUrl, COUNT, city.clock.now());
});

afterAll(() => city.close());

const all = Array.from({ length: COUNT }, (_, number) => ({ number, content: generatedEntry(number) }));
const expected = (test: (one: (typeof all)[number]) => boolean) => all.filter(test).length;
const search = (more: object = {}, by = reader) =>
  city.catalogue.searchResources(by, { page: 1, pageSize: 20, ...more });

it('CAT-11 finds entries by Chinese words of the title, and counts exactly those that contain them', async () => {
  const found = await search({ q: '空气质量 监测数据' });
  expect(found.total).toBe(
    expected(({ content }) => {
      const text = JSON.stringify(content);
      return text.includes('空气质量') && text.includes('监测数据');
    }),
  );
  expect(found.items[0]?.matched).toContain('title');
  for (const item of found.items) expect(`${item.title}${item.description}`).toMatch(/空气质量|监测数据/);
});

it('CAT-11 finds by a word of a field title, a part of a word, a code, a Latin name, full width letters', async () => {
  const byField = await search({ q: '空气编号' });
  expect(byField.items[0]?.matched).toEqual(['fields']);
  expect(byField.total).toBe(expected(({ content }) => content.fields?.[0]?.title === '空气编号'));
  expect((await search({ q: '公积金名录' })).total).toBe(
    expected(({ content }) => JSON.stringify(content).includes('公积金名录')),
  );
  const one = generatedEntry(37);
  expect((await search({ q: 'entry_37' })).items.some((item) => item.name === one.name)).toBe(true);
  expect((await search({ q: 'ＥＮＴＲＹ_37' })).items.some((item) => item.name === one.name)).toBe(true);
  expect((await search({ q: 'CODE37/000037' })).items[0]).toMatchObject({ name: 'entry_37', matched: ['code'] });
  expect((await search({ q: '37号机关' })).items[0]?.matched).toContain('owner');
});

it('CAT-11 puts the entry whose title is the question first, whatever else contains its words', async () => {
  const { title } = generatedEntry(COUNT - 7);
  const found = await search({ q: title });
  expect(found.items[0]?.title).toBe(title);
});

it('CAT-11 filters by sector, grade, owner and jurisdiction, and each count leaves its own choice out', async () => {
  const found = await search({ q: '道路交通', sector: 'transport', grade: 2 });
  const holds = ({ content }: (typeof all)[number]) => JSON.stringify(content).includes('道路交通');
  expect(found.total).toBe(
    expected((one) => holds(one) && one.content.sector === 'transport' && one.content.grade === 2),
  );
  for (const { value, count } of found.facets.sector) {
    expect(count).toBe(expected((one) => holds(one) && one.content.sector === value && one.content.grade === 2));
  }
  for (const { value, count } of found.facets.grade) {
    expect(count).toBe(
      expected((one) => holds(one) && one.content.sector === 'transport' && String(one.content.grade) === value),
    );
  }
  expect(found.facets.sector.length + found.facets.grade.length).toBeGreaterThan(1);
  const west = await search({ jurisdiction: 'west', ownerId: 'body_10' });
  expect(west.total).toBe(expected(({ number }) => number % 10 === 0 && number % 120 === 10));
  expect(west.items.every((item) => item.jurisdiction === 'west' && item.ownerId === 'body_10')).toBe(true);
  expect(west.facets.owner.find((one) => one.value === 'body_10')?.label).toBe('10号机关');
});

it('CAT-11 pages without gaps or doubles and shows nothing for words that cannot be looked up', async () => {
  const seen = new Set<string>();
  for (let page = 1; page <= 5; page += 1) {
    for (const item of (await search({ q: '养老服务', page })).items) seen.add(item.id);
  }
  expect(seen.size).toBe(100);
  expect((await search({ q: '！？' })).total).toBe(0);
  expect(await search({ q: ' 没有这个词语 ' })).toMatchObject({ total: 0, offersDemand: '没有这个词语' });
  expect((await search({ q: '养老服务' })).offersDemand).toBeUndefined();
});

it('CAT-11 loosens a sentence that no entry holds as it stands, and says so and why each was found', async () => {
  const found = await search({ q: '道路交通的处罚信息有哪些' });
  expect(found.loosened).toBe('all-words');
  expect(found.total).toBeGreaterThan(0);
  for (const item of found.items) expect(`${item.title}${item.description}`).toMatch(/道路.*处罚|处罚.*道路/);
  expect(found.items[0]?.why.map((one) => one.term)).toEqual(expect.arrayContaining(['道路', '处罚']));
  const any = await search({ q: '火星道路交通' });
  expect(any.loosened).toBe('any-word');
  expect(any.items[0]?.title).toContain('道路交通');
  expect((await search({ q: '道路交通' })).loosened).toBe('none');
});

it('CAT-11 offers the requests that the attributes of an entry leave open', async () => {
  const { items } = await search({ pageSize: 100 });
  for (const item of items) {
    const { sharing, authorization } = generatedEntry(Number(item.name.slice(6)));
    expect(item.requests.includes('sharing')).toBe(sharing?.mode !== 'none');
    expect(item.requests.includes('authorization')).toBe(authorization?.mode !== 'none');
    expect(item.requests).not.toContain('opening');
  }
});

it('CAT-11 keeps drafts out of results and counts of those who may not see them', async () => {
  const agency = city.owner('state-organ');
  const system = (await city.catalogue.registerSystem(agency, { name: '草稿系统' })).value.id;
  const draft = (await city.catalogue.createResource(agency, complete(system, { title: '独角兽登记簿' }))).value;
  expect((await search({ q: '独角兽' })).total).toBe(0);
  expect((await search({ q: '独角兽' })).facets.state).toEqual([]);
  for (const by of [agency, city.actor('data-authority')]) {
    const found = await search({ q: '独角兽', state: 'draft' }, by);
    expect(found.items.map((item) => item.id)).toEqual([draft.id]);
    expect(found.items[0]?.requests).toEqual([]);
  }
  expect((await search({ q: '独角兽' }, city.actor('data-authority', { jurisdiction: 'west' }))).total).toBe(0);
  await city.catalogue.submitResource(agency, draft.id);
  await city.catalogue.reviewResource(city.actor('data-authority'), draft.id, { decision: 'approve', reasons: [] });
  expect((await search({ q: '独角兽' })).items[0]?.code).toBe('CODE0001/000001');
});
