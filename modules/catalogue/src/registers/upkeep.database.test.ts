import { afterAll, beforeAll, expect, it } from 'vitest';
import { codeOf, complete, createTestCity, type TestCity } from '../test-city.ts';
import type { Registers } from './create-registers.ts';
import { openTestRegisters, publish, publishFor } from './test-registers.ts';

let city: TestCity;
let registers: Registers;

beforeAll(async () => {
  city = await createTestCity();
  registers = openTestRegisters(city, () => []);
});
afterAll(() => city.close());

it('CAT-07 ten working days after a change are in time, the eleventh is late; a holiday week and a worked Saturday count', async () => {
  const { agency, id } = await publish(city, '职能变化资源');
  city.clock.set(new Date('2026-09-28T02:00:00Z'));
  const { value } = await registers.noteChange(agency, {
    ...{ ground: 'law', title: '条例修订', happenedOn: '2026-09-25', resources: [id] },
  });
  // 28, 29, 30 September, 8 to 10 October (Saturday worked), 12 to 15 October.
  expect(value).toMatchObject({ dueOn: '2026-10-15', state: 'open' });
  const stateOn = async (instant: string): Promise<string | undefined> => {
    city.clock.set(new Date(instant));
    return (await registers.listChanges(agency)).find((one) => one.id === value.id)?.state;
  };
  expect(await stateOn('2026-10-15T10:00:00Z')).toBe('open');
  expect(await stateOn('2026-10-15T16:30:00Z')).toBe('overdue');
  const { content } = await city.catalogue.readResource(agency, id);
  await city.catalogue.editResource(agency, id, { ...content, description: '按修订后的条例' });
  await city.catalogue.submitResource(agency, id);
  expect(await stateOn('2026-10-17T00:00:00Z')).toBe('late');
  expect(
    await codeOf(
      registers.noteChange(city.owner('state-organ'), {
        ground: 'law',
        title: 'x',
        happenedOn: '2026-09-25',
        resources: [id],
      }),
    ),
  ).toBe('policy.not-own');
  const other = await publishFor(city, agency, '另一资源');
  const again = await registers.noteChange(agency, {
    ...{ ground: 'function', title: '职能划转', happenedOn: '2026-10-16', resources: [other.id] },
  });
  const entry = await city.catalogue.readResource(agency, other.id);
  await city.catalogue.editResource(agency, other.id, { ...entry.content, description: '划转后' });
  await city.catalogue.submitResource(agency, other.id);
  expect((await registers.listChanges(agency)).find((one) => one.id === again.value.id)?.state).toBe('in-time');
});

it('CAT-08 an entry past its review cycle or behind its declared cycle is stale, and promptness falls with it', async () => {
  city.clock.set(new Date('2027-01-04T02:00:00Z'));
  const { agency, id } = await publish(city, '月更资源', { updateCycle: 'monthly' });
  const own = await publishFor(city, agency, '不定期资源', { updateCycle: 'irregular' });
  const mine = async () => (await registers.readPromptness(agency)).owners.find((one) => one.ownerId === agency.body);
  expect(await mine()).toMatchObject({ entries: 2, promptness: 100, stale: [] });
  city.clock.set(new Date('2027-03-04T02:00:00Z'));
  expect(await mine()).toMatchObject({ promptness: 50, stale: [{ resourceId: id, reasons: ['never-supplied'] }] });
  city.clock.set(new Date('2028-02-04T02:00:00Z'));
  const late = await mine();
  expect(late?.promptness).toBe(0);
  expect(late?.stale.find((one) => one.resourceId === own.id)?.reasons).toEqual(['review-cycle']);
});

it('PLT-14 an identifier resolves to owner, version and state, and after withdrawal to a tombstone with date and reason', async () => {
  const { agency, id, code } = await publish(city, '标识资源');
  const successor = await publishFor(city, agency, '后继资源');
  const at = () => registers.resolveIdentifier(city.database.db, code);
  expect(await at()).toMatchObject({ state: 'published', resourceId: id, title: '标识资源', version: 1 });
  expect(await codeOf(registers.withdrawResource(city.owner('state-organ'), id, { reason: 'x' }))).not.toBe('done');
  await registers.withdrawResource(agency, id, { reason: '系统停用', successor: successor.code });
  expect(await at()).toMatchObject({ state: 'withdrawn', reason: '系统停用', successor: successor.code });
  expect(
    (await city.catalogue.searchResources(city.actor('developer'), { q: '标识资源', page: 1, pageSize: 5 })).total,
  ).toBe(0);
  const draft = await city.catalogue.createResource(
    agency,
    complete((await city.catalogue.registerSystem(agency, { name: '新系统' })).value.id, { title: '再编资源' }),
  );
  await city.catalogue.submitResource(agency, draft.value.id);
  const again = await city.catalogue.reviewResource(city.actor('data-authority'), draft.value.id, {
    decision: 'approve',
    reasons: [],
  });
  expect(again.value.code).not.toBe(code);
  expect(await codeOf(registers.resolveIdentifier(city.database.db, 'NEVER/000001'))).toBe('identifier.unknown');
});

it('CAT-03 levels roll up to the sum of distinct entries, and a change below stands above at once', async () => {
  const parents = new Map<string, string | undefined>([
    ['north', undefined],
    ['north-city', 'north'],
    ['north-county', 'north-city'],
  ]);
  const agency = (jurisdiction: string) => city.owner('state-organ', { jurisdiction });
  await publishFor(city, agency('north'), '省级资源');
  const county = agency('north-county');
  await publishFor(city, county, '县级资源');
  const { id } = await publishFor(city, agency('north-city'), '市级资源');
  const levels = async () =>
    (await registers.readRollUp(parents)).levels.map(({ own, total, doubles }) => [own, total, doubles]);
  expect(await levels()).toEqual([
    [1, 3, 0],
    [1, 2, 0],
    [1, 1, 0],
  ]);
  // The county's entry kept a second time by the city, for a body of the same code, is one entry.
  const creditCode = city.bodies.get(county.body)?.creditCode;
  const twin = city.owner('state-organ', { jurisdiction: 'north-city', ...(creditCode ? { creditCode } : {}) });
  await publishFor(city, twin, '县级资源');
  expect((await levels())[0]).toEqual([1, 3, 1]);
  const owner = city.bodies.get((await city.catalogue.readResource(city.actor('developer'), id)).ownerId);
  await registers.withdrawResource(
    city.actor('source-agency', { body: owner?.id ?? '', jurisdiction: 'north-city' }),
    id,
    { reason: '撤下' },
  );
  expect((await levels())[0]).toEqual([1, 2, 1]);
});

it('REG-05 REG-06 demands reach the right queue, are re-routed with history, matched and counted', async () => {
  const target = await publish(city, '城区停车泊位分布', { keywords: ['停车'] });
  for (const title of ['停车收费标准', '公共停车场名录', '道路停车处罚']) await publish(city, title);
  const ask = async (role: string, text: string) =>
    (await registers.raiseNeed(city.actor(role), { text, purpose: '应用' })).value;
  const wanted = await ask('developer', '城区停车泊位在哪里');
  const shared = await ask('source-agency', '户籍人口');
  const third = await ask('operator', '企业用电');
  expect([wanted.route, shared.route, third.route]).toEqual(['authorization', 'sharing', 'authorization']);
  const authority = city.actor('data-authority');
  const queue = async (route: 'sharing' | 'opening' | 'authorization') =>
    (await registers.listNeeds(authority, { route })).items.map((one) => one.id);
  expect(await queue('sharing')).toEqual([shared.id]);
  const proposals = await registers.proposeForNeed(authority, wanted.id);
  expect(proposals.slice(0, 5).map((one) => one.resourceId)).toContain(target.id);
  expect(await codeOf(registers.turnNeed(authority, third.id, { turn: 're-routed', route: 'sharing' }))).toBe(
    'review.reasons-missing',
  );
  const moved = await registers.turnNeed(authority, third.id, {
    turn: 're-routed',
    route: 'sharing',
    reason: '属部门共享',
  });
  expect(moved.value.history.map((one) => [one.turn, one.route])).toEqual([
    ['received', 'authorization'],
    ['re-routed', 'sharing'],
  ]);
  expect(await queue('sharing')).toEqual([shared.id, third.id]);
  expect(await codeOf(registers.turnNeed(authority, wanted.id, { turn: 'met' }))).toBe('need.resource-missing');
  await registers.turnNeed(authority, wanted.id, { turn: 'proposed', resourceId: target.id });
  // CAT-09: the holder of the duty finds it.
  expect((await registers.listNeeds(target.agency, {})).items.map((one) => one.id)).toEqual([wanted.id]);
  await registers.turnNeed(authority, wanted.id, { turn: 'met' });
  expect(await registers.listNeeds(authority, {})).toMatchObject({ total: 3, met: 1, satisfaction: 1 / 3 });
  expect(await codeOf(registers.turnNeed(city.actor('developer'), wanted.id, { turn: 'met' }))).toBe('need.unknown');
});

it('CAT-09 a demand for an item finds its duty holder, and an unmet duty shows age and holder', async () => {
  const target = await publish(city, '供水水质检测');
  const { value } = await registers.raiseNeed(city.actor('source-agency'), { text: '供水水质', purpose: '监测' });
  const authority = city.actor('data-authority');
  await registers.turnNeed(authority, value.id, { turn: 'proposed', resourceId: target.id });
  city.clock.set(new Date(city.clock.now().getTime() + 9 * 86_400_000));
  const unmet = (await registers.listNeeds(authority, { state: 'open' })).items.find((one) => one.id === value.id);
  expect(unmet).toMatchObject({ holderId: target.agency.body, ageDays: 9, state: 'open' });
});

it('CAT-10 a foreign directory becomes drafts: doubles are merged, rejects told by line, and a second run makes nothing', async () => {
  const agency = city.owner('state-organ');
  const systemId = (await city.catalogue.registerSystem(agency, { name: '政务信息资源目录' })).value.id;
  const records = [
    ...Array.from({ length: 120 }, (_, i) => ({ 标题: `目录条目${i}`, 摘要: `第${i}条`, 更新频率: '每月' })),
    { 标题: '' },
    { 标题: '目录条目７', 更新频率: '每年', 开放条件: '无条件开放' },
    { 标题: '目录条目8' },
  ];
  const it = {
    systemId,
    mapping: { title: '标题', description: '摘要', updateCycle: '更新频率', opening: '开放条件' },
    records,
    firstLine: 2,
  };
  const first = await registers.importCatalogue(agency, it);
  expect(first).toMatchObject({
    created: 120,
    merged: 1,
    unchanged: 1,
    rejected: [{ line: 122, code: 'import.title-missing' }],
  });
  expect(first.evidence.length).toBe(121);
  const again = await registers.importCatalogue(agency, it);
  expect(again).toMatchObject({ created: 0, merged: 0, unchanged: 122 });
  const found = await city.catalogue.searchResources(agency, {
    q: '目录条目7',
    ownerId: agency.body,
    page: 1,
    pageSize: 5,
  });
  const draft = await city.catalogue.readResource(
    agency,
    found.items.find((item) => item.title === '目录条目7')?.id ?? '',
  );
  // What it had is kept, what it lacked is added.
  expect(draft.content).toMatchObject({
    updateCycle: 'monthly',
    description: '第7条',
    opening: { mode: 'unconditional' },
  });
  expect(await codeOf(registers.importCatalogue(agency, { ...it, mapping: {} }))).toBe('import.no-title');
});

it('MET-01 MET-02 MET-04 CAT-05 PLT-17 JUR-05 figures count the current data once, what is open and there, and what was measured', async () => {
  const place = { jurisdiction: 'figures' };
  const agency = city.owner('state-organ', place);
  const open = await publishFor(city, agency, '开放且有数据', { opening: { mode: 'unconditional' } });
  const empty = await publishFor(city, agency, '开放无数据', { opening: { mode: 'unconditional' } });
  const closed = await publishFor(city, agency, '不开放');
  const supply = (resourceId: string, epochId: string, rows: number) =>
    city.transact((tx) =>
      city.catalogue.noteSupply(tx, { kind: 'system', part: 'vault' }, { resourceId, epochId, rows }),
    );
  await supply(open.id, 'epo_f1', 900);
  // Loaded again: the same records are not counted twice.
  await supply(open.id, 'epo_f2', 1_000);
  await supply(empty.id, 'epo_f3', 0);
  await supply(closed.id, 'epo_f4', 500);
  const since = '2026-11-01T00:00:00.000Z';
  const figures = await registers.readGatheringFigures(agency, {
    realTime: [open.id],
    broken: [{ resourceId: closed.id, columns: ['road'], since }],
    failing: [closed.id],
  });
  expect(figures).toMatchObject({ recordsGathered: 1_500, resourcesGathered: 3, dataSetsOpen: 1, realTime: 1 });
  expect(figures.realTimeRate).toBeCloseTo(1 / 3);
  expect(figures.brokenLinks).toEqual([
    { resourceId: closed.id, title: '不开放', ownerId: agency.body, columns: ['road'], since },
  ]);
  expect(figures.classes.filter((one) => one.resources > 0)).toEqual([{ class: 'government', resources: 3 }]);
  expect(figures.systems.map((one) => [one.name, one.health])).toEqual([
    ['系统 开放且有数据', 'good'],
    ['系统 开放无数据', 'good'],
    ['系统 不开放', 'failing'],
  ]);
});

it('CAT-04 a service item lists its entries, and an entry that nothing needs is flagged', async () => {
  const place = { jurisdiction: 'services' };
  const agency = city.owner('state-organ', place);
  const authority = city.actor('data-authority', place);
  const one = await publishFor(city, agency, '不动产登记簿');
  const two = await publishFor(city, agency, '孤立资源');
  const items = [
    { code: 'SX-001', title: '二手房转移登记' },
    { code: 'SX-002', title: '落户' },
  ];
  expect((await registers.loadServiceItems(authority, items)).value.loaded).toBe(2);
  expect((await registers.loadServiceItems(authority, [{ code: 'SX-002', title: '落户登记' }])).value.loaded).toBe(1);
  await registers.bindServiceItems(agency, one.id, ['SX-001', 'SX-002']);
  expect(await codeOf(registers.bindServiceItems(agency, one.id, ['SX-009']))).toBe('service-item.unknown');
  const list = await registers.listServiceItems(authority);
  expect(list.items.map((item) => [item.code, item.title, item.entries.map((entry) => entry.title)])).toEqual([
    ['SX-001', '二手房转移登记', ['不动产登记簿']],
    ['SX-002', '落户登记', ['不动产登记簿']],
  ]);
  expect(list.unbound.map((entry) => entry.resourceId)).toEqual([two.id]);
  await registers.bindServiceItems(agency, one.id, []);
  expect((await registers.listServiceItems(authority)).unbound.length).toBe(2);
});

it('COL-06 ten catalogued and seven gathered are 70 of 100, and the three missing are named with agency and age', async () => {
  const agency = city.owner('state-organ', { jurisdiction: 'covered' });
  const ids: string[] = [];
  for (let i = 0; i < 10; i += 1) ids.push((await publishFor(city, agency, `覆盖资源${i}`)).id);
  for (const resourceId of ids.slice(0, 7))
    await city.transact((tx) =>
      city.catalogue.noteSupply(tx, { kind: 'system', part: 'vault' }, { resourceId, epochId: 'epo_c', rows: 1 }),
    );
  city.clock.advance(5 * 86_400_000);
  const { coverage } = await registers.readGatheringFigures(agency, { realTime: [], broken: [], failing: [] });
  expect(coverage).toMatchObject({ catalogued: 10, gathered: 7, percent: 70 });
  expect(coverage.gaps.map((gap) => [gap.title, gap.ownerId, gap.ageDays])).toEqual(
    [7, 8, 9].map((i) => [`覆盖资源${i}`, agency.body, 5]),
  );
});

it('COL-01 COL-02 a specification needs basis and frequency, flags foreign codes, and what somebody holds becomes sharing', async () => {
  const place = { jurisdiction: 'collected' };
  const traffic = city.owner('state-organ', place);
  const health = city.owner('state-organ', place);
  const spec = {
    title: '性别',
    basis: '条例第三条',
    source: '窗口',
    method: '填报',
    frequency: '每月',
    unit: '业务科',
  };
  expect(await codeOf(registers.proposeCollection(traffic, { ...spec, basis: ' ', frequency: '' }))).toBe(
    'collection.incomplete',
  );
  const { value } = await registers.proposeCollection(traffic, { ...spec, codes: ['1', '2', '7'] });
  expect(value).toMatchObject({ outcome: 'entered', holders: [] });
  expect(value.warnings).toEqual([{ code: 'collection.codes-not-standard', params: { codes: ['7'] } }]);
  const second = await registers.proposeCollection(health, spec);
  expect(second.value).toMatchObject({ outcome: 'sharing-requested', need: { route: 'sharing', text: '性别' } });
  expect(second.value.holders).toMatchObject([{ bodyId: traffic.body, by: 'specification' }]);
  const held = await publishFor(city, traffic, '道路事故');
  const third = await registers.proposeCollection(health, { ...spec, title: '道路名称' });
  expect(third.value.holders).toMatchObject([{ by: 'catalogue', resourceId: held.id, title: '道路事故' }]);
  const despite = await registers.proposeCollection(health, { ...spec, reason: '口径不同' });
  expect(despite.value).toMatchObject({ outcome: 'entered', holders: [{ bodyId: traffic.body }] });
});
