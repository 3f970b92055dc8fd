import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from './catalogue-context.ts';
import { aField, codeOf, complete, createTestCity, issuesOf, type TestCity } from './test-city.ts';
import { openTestRegisters } from './registers/test-registers.ts';

let city: TestCity;
let agency: Actor;
let authority: Actor;
let operator: Actor;
let custodian: Actor;
let office: Actor;
let resourceId: string;

const fields = [
  aField('plate', { role: 'entity-key', entity: 'vehicle', grade: 3 }),
  aField('road', { grade: 1 }),
  aField('phone', { role: 'direct-identifier', grade: 4 }),
];

beforeAll(async () => {
  city = await createTestCity();
  agency = city.owner('state-organ');
  authority = city.actor('data-authority');
  operator = city.actor('operator');
  custodian = city.actor('custodian');
  office = { ...city.owner('sector-office', { sector: 'transport' }), role: 'sector-authority' };
});

afterAll(() => city.close());

beforeEach(async () => {
  city.received = (_, sent) => sent;
  resourceId = await publish({});
});

async function publish(more: Parameters<typeof complete>[1]): Promise<string> {
  const name = `系统 ${city.ids.next('n')}`;
  const system = (await city.catalogue.registerSystem(agency, { name })).value.id;
  const { id } = (await city.catalogue.createResource(agency, complete(system, { fields, grade: 4, ...more }))).value;
  await city.catalogue.submitResource(agency, id);
  await city.catalogue.reviewResource(authority, id, { decision: 'approve', reasons: [] });
  return id;
}

const raise = async (more: object = {}) =>
  (
    await city.catalogue.raiseDemand(operator, {
      resourceId,
      fields: ['plate', 'road'],
      scenarios: ['车辆风险评分'],
      studiedOn: '2026-02-01',
      ...more,
    })
  ).value;

async function confirmed(): Promise<string> {
  const { id } = await raise();
  await city.catalogue.decideDemand(authority, id, { decision: 'confirm', reasons: [] });
  return id;
}

const supplied = (epochId: string) =>
  city.transact((tx) =>
    city.catalogue.noteSupply(tx, { kind: 'system', part: 'vault' }, { resourceId, epochId, rows: 10 }),
  );

it('AOC-01 wants at least one scenario and a published entry that may be authorized', async () => {
  expect(await codeOf(raise({ scenarios: [] }))).toBe('demand.no-scenario');
  expect(await codeOf(raise({ fields: [] }))).toBe('demand.no-field');
  expect(await codeOf(raise({ fields: ['plate', 'unknown'] }))).toBe('demand.field-unknown');
  expect(await codeOf(raise({ studiedOn: '2026-12-01' }))).toBe('demand.study-in-future');
  expect(await codeOf(raise({ resourceId: 'res_unknown' }))).toBe('demand.entry-not-published');
  const excluded = await publish({ authorization: { mode: 'none', reason: '法律禁止' } });
  expect(await codeOf(raise({ resourceId: excluded }))).toBe('demand.not-authorizable');
  const item = await raise();
  expect(item).toMatchObject({
    state: 'drafted',
    scenarios: ['车辆风险评分'],
    resourceId,
    stale: false,
    studyDue: '2026-08-01',
  });
});

it('AOC-01 flags a study that is older than its cycle', async () => {
  const { id } = await raise({ studiedOn: '2025-08-31' });
  expect(await city.catalogue.readDemand(operator, id)).toMatchObject({ studyDue: '2026-02-28', stale: true });
});

it('AOC-02 does not confirm an item that awaits a requested opinion; confirmation opens a registration task', async () => {
  const { id } = await raise();
  await city.catalogue.requestOpinion(authority, id, office.body);
  const confirm = () => city.catalogue.decideDemand(authority, id, { decision: 'confirm', reasons: [] });
  expect(await codeOf(confirm())).toBe('demand.opinion-outstanding');
  const other = { ...city.owner('sector-office', { sector: 'health' }), role: 'sector-authority' };
  expect(await codeOf(city.catalogue.giveOpinion(other, id, { opinion: 'agree' }))).toBe('demand.opinion-not-asked');
  expect(await codeOf(city.catalogue.giveOpinion(operator, id, { opinion: 'agree' }))).toBe('policy.no-power');
  const given = (await city.catalogue.giveOpinion(office, id, { opinion: 'agree', text: '同意' })).value;
  expect(given).toMatchObject({ state: 'opinion-given', opinions: [{ bodyId: office.body, opinion: 'agree' }] });
  const { value } = await confirm();
  expect(value.state).toBe('confirmed');
  expect(value.operationEntryId).toMatch(/^operation_/);
  expect(value.registrationTaskId).toMatch(/^regtask_/);
  expect(await codeOf(confirm())).toBe('demand.decided');
});

it('JUR-05 lets nothing into the operation catalogue that is of none of the five classes', async () => {
  const confirmOf = async (more: Parameters<typeof complete>[1]) => {
    const { id } = await raise({ resourceId: await publish(more) });
    return codeOf(city.catalogue.decideDemand(authority, id, { decision: 'confirm', reasons: [] }));
  };
  expect(await confirmOf({ class: 'sector' })).toBe('demand.class-missing');
  expect(await codeOf(publish({ authorizableClass: 'public-function', class: 'sector' }))).toBe('done');
  expect(await confirmOf({ class: 'sector', authorizableClass: 'other-public-service' })).toBe('done');
  expect(await confirmOf({ class: 'public' })).toBe('done');
});

it('AOC-02 asks for reasons to refuse and to confirm against an opinion, and lets nobody decide his own item', async () => {
  const { id } = await raise();
  expect(await codeOf(city.catalogue.decideDemand(authority, id, { decision: 'refuse', reasons: [] }))).toBe(
    'demand.reasons-missing',
  );
  const both = { ...authority, person: operator.person };
  expect(await codeOf(city.catalogue.decideDemand(both, id, { decision: 'confirm', reasons: [] }))).toBe(
    'policy.own-case',
  );
  await city.catalogue.requestOpinion(authority, id, office.body);
  await city.catalogue.giveOpinion(office, id, { opinion: 'disagree' });
  expect(await codeOf(city.catalogue.decideDemand(authority, id, { decision: 'confirm', reasons: [] }))).toBe(
    'demand.reasons-missing',
  );
  const decided = await city.catalogue.decideDemand(authority, id, {
    decision: 'refuse',
    reasons: ['行业主管部门不同意'],
  });
  expect(decided.value).toMatchObject({ state: 'refused', reasons: ['行业主管部门不同意'] });
});

it('AOC-05 delivers exactly what was applied for and confirmed, with equal counts and digests on both sides', async () => {
  const id = await confirmed();
  const push = () => city.catalogue.pushSupply(custodian, id, {});
  expect(await codeOf(city.catalogue.applyForSupply(operator, id, ['phone']))).toBe('supply.field-not-confirmed');
  expect(await codeOf(city.catalogue.applyForSupply(city.actor('operator'), id, ['road']))).toBe('policy.not-own');
  await city.catalogue.applyForSupply(operator, id, ['plate', 'road']);
  await supplied('epoch_1');
  expect(await codeOf(push())).toBe('supply.not-confirmed');
  await city.catalogue.decideSupply(authority, id, { decision: 'confirm' });
  expect(await codeOf(city.catalogue.pushSupply(operator, id, {}))).toBe('policy.no-power');
  const { value, evidence } = await push();
  expect(value.supplies).toMatchObject([
    { state: 'delivered', epochId: 'epoch_1', agree: true, fields: ['plate', 'road'] },
  ]);
  expect(value.supplies[0]?.sent).toEqual(value.supplies[0]?.received);
  expect(evidence[0]?.stream).toBe(`demand:${id}`);
});

it('AOC-05 refuses at the receiving end a field that was not confirmed, another count, another digest', async () => {
  const id = await confirmed();
  await city.catalogue.applyForSupply(operator, id, ['plate']);
  await city.catalogue.decideSupply(authority, id, { decision: 'confirm' });
  expect(await codeOf(city.catalogue.pushSupply(custodian, id, {}))).toBe('supply.no-data');
  await supplied('epoch_2');
  const push = async (more: object = {}) => (await city.catalogue.pushSupply(custodian, id, more)).value.supplies[0];
  expect(await push({ fields: ['plate', 'road'] })).toMatchObject({
    state: 'rejected',
    reasons: [{ code: 'supply.field-not-confirmed' }],
  });
  city.received = (_, sent) => ({ ...sent, rows: sent.rows - 1 });
  expect(await push()).toMatchObject({ state: 'rejected', agree: false, reasons: [{ code: 'supply.counts-differ' }] });
  city.received = (_, sent) => ({ ...sent, digest: 'other' });
  expect(await push()).toMatchObject({ state: 'rejected', agree: false, reasons: [{ code: 'supply.digests-differ' }] });
  city.received = (_, sent) => sent;
  expect(await push()).toMatchObject({ state: 'delivered', agree: true, reasons: [] });
});

it('AOC-05 keeps a refused application for data from being pushed', async () => {
  const id = await confirmed();
  await supplied('epoch_3');
  expect(await codeOf(city.catalogue.pushSupply(custodian, id, {}))).toBe('supply.not-applied');
  await city.catalogue.applyForSupply(operator, id, ['plate']);
  expect(await codeOf(city.catalogue.decideSupply(authority, id, { decision: 'refuse' }))).toBe(
    'review.reasons-missing',
  );
  await city.catalogue.decideSupply(authority, id, { decision: 'refuse', reasons: ['用途不明'] });
  expect(await codeOf(city.catalogue.pushSupply(custodian, id, {}))).toBe('supply.not-confirmed');
});

it('AOC-07 publishes only graded entries, never below the grade of the source', async () => {
  const id = await confirmed();
  const publishWith = (grades: readonly (readonly [string, 1 | 2 | 3 | 4])[], grade: 1 | 2 | 3 | 4 = 3) =>
    city.catalogue.publishDevelopment(operator, id, {
      category: '交通运输',
      grade,
      fields: grades.map(([field, own]) => ({ field, category: '车辆', grade: own })),
    });
  expect(await issuesOf(publishWith([['plate', 3]]))).toEqual(['development.field-ungraded fields.road']);
  expect(
    await issuesOf(
      publishWith([
        ['plate', 2],
        ['road', 1],
      ]),
    ),
  ).toEqual(['development.grade-lowered fields.plate']);
  expect(
    await issuesOf(
      publishWith(
        [
          ['plate', 3],
          ['road', 1],
        ],
        2,
      ),
    ),
  ).toEqual(['development.grade-lowered fields.plate']);
  expect(
    await issuesOf(
      publishWith(
        [
          ['plate', 3],
          ['road', 1],
          ['phone', 4],
        ],
        4,
      ),
    ),
  ).toEqual(['development.field-not-confirmed fields.phone']);
  const { value } = await publishWith([
    ['plate', 3],
    ['road', 2],
  ]);
  expect(value).toMatchObject({ resourceId, grade: 3, category: '交通运输', name: 'traffic_accident' });
  expect(value.fields.map((field) => [field.name, field.grade, field.category])).toEqual([
    ['plate', 3, '车辆'],
    ['road', 2, '车辆'],
  ]);
  const again = await publishWith(
    [
      ['plate', 4],
      ['road', 2],
    ],
    4,
  );
  const listed = (await city.catalogue.listDevelopment(city.actor('developer'), {})).filter(
    (entry) => entry.resourceId === resourceId,
  );
  expect(listed.map((entry) => entry.id)).toEqual([again.value.id]);
  expect(await city.catalogue.developmentEntries(city.database.db, 'east', [resourceId])).toEqual([again.value]);
  expect(await city.catalogue.developmentEntries(city.database.db, 'west', [resourceId])).toEqual([]);
});

describe('what may not be authorized', () => {
  const basis = '《数据安全法》第二十一条';

  it('AOC-03 JUR-04 is marked with its basis by its agency or a sector authority, and enters no further catalogue', async () => {
    const registers = openTestRegisters(city, () => []);
    const mark = (by: Actor, more: object = {}) =>
      registers.markExcluded(by, { resourceId, ground: 'personal-privacy', basis, ...more });
    expect(await codeOf(mark(agency, { basis: '  ' }))).toBe('exclusion.without-basis');
    expect(await codeOf(mark(agency, { field: 'unknown' }))).toBe('exclusion.field-unknown');
    for (const stranger of [operator, city.actor('developer'), city.owner('state-organ')])
      expect(await codeOf(mark(stranger))).toMatch(/^policy\./);
    const before = (await raise()).id;
    const { value: plate } = await mark(office, { field: 'plate' });
    expect(plate).toMatchObject({ field: 'plate', basis, markedBody: office.body, markedRole: 'sector-authority' });
    expect(await codeOf(mark(agency, { field: 'plate' }))).toBe('exclusion.marked-already');
    expect(await codeOf(raise())).toBe('exclusion.marked');
    expect((await raise({ fields: ['road'] })).fields).toEqual(['road']);
    const confirm = (fields?: readonly string[]) =>
      city.catalogue.decideDemand(authority, before, {
        decision: 'confirm',
        reasons: [],
        ...(fields ? { fields } : {}),
      });
    expect(await codeOf(confirm())).toBe('exclusion.marked');
    expect((await confirm(['road'])).value.state).toBe('confirmed');
  });

  it('JUR-04 AOC-08 leaves every copy that was published before, and comes back when the mark is lifted by who set it', async () => {
    const registers = openTestRegisters(city, () => []);
    const id = await confirmed();
    await supplied('epoch_marked');
    const fields = ['plate', 'road'].map((field) => ({ field, category: '车辆', grade: 4 as const }));
    await city.catalogue.publishDevelopment(operator, id, { category: '交通', grade: 4, fields });
    const offered = async () =>
      (await city.catalogue.developmentEntries(city.database.db, 'east', [resourceId])).flatMap((entry) =>
        entry.fields.map(({ name }) => name),
      );
    expect(await offered()).toEqual(['plate', 'road']);
    const given = { resourceId, ground: 'state-secret', basis } as const;
    const { value: field } = await registers.markExcluded(agency, { ...given, field: 'plate' });
    expect(await offered()).toEqual(['road']);
    const { value: whole } = await registers.markExcluded(office, given);
    expect(await offered()).toEqual([]);
    expect(await codeOf(registers.liftExclusion(agency, whole.id, '复核'))).toBe('exclusion.not-own');
    await registers.liftExclusion(office, whole.id, '经复核可以提供');
    expect(await codeOf(registers.liftExclusion(office, whole.id, '再次'))).toBe('exclusion.lifted');
    await registers.liftExclusion(agency, field.id, '已解密');
    expect(await offered()).toEqual(['plate', 'road']);
    const listed = await registers.listExclusions(resourceId);
    // Withdrawn from the catalogue, it is offered to nobody any more.
    const grounds = { reason: '不再采集' };
    await registers.withdrawResource(agency, resourceId, grounds);
    expect(await offered()).toEqual([]);
    expect(
      (await city.catalogue.listDevelopment(city.actor('developer'), {})).map((one) => one.resourceId),
    ).not.toContain(resourceId);
    expect(new Set(listed.map(({ liftedReason }) => liftedReason))).toEqual(new Set(['已解密', '经复核可以提供']));
  });
});

it('AOC-07 shows developers metadata and no content, and refuses an item that was not confirmed', async () => {
  const { id } = await raise();
  const grading = { category: '交通', grade: 3, fields: [] } as const;
  expect(await codeOf(city.catalogue.publishDevelopment(operator, id, grading))).toBe('supply.not-confirmed-demand');
  const entries = await city.catalogue.listDevelopment(city.actor('developer'), { q: '交通事故' });
  expect(entries.length).toBeGreaterThan(0);
  for (const key of ['rows', 'sample', 'epochId', 'currentEpochId'])
    expect(Object.keys(entries[0] ?? {})).not.toContain(key);
  expect(await city.catalogue.listDevelopment(city.actor('developer'), { q: '水质' })).toEqual([]);
  expect(await city.catalogue.listDevelopment(city.actor('developer', { jurisdiction: 'west' }), {})).toEqual([]);
});
