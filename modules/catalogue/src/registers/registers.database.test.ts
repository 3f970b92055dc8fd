import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Actor } from '../catalogue-context.ts';
import { codeOf, createTestCity, type TestCity } from '../test-city.ts';
import type { Registers } from './create-registers.ts';
import type { AffectedUse } from './register-tables.ts';
import { openTestRegisters, publish } from './test-registers.ts';

let city: TestCity;
let registers: Registers;
let uses: readonly AffectedUse[] = [];

beforeAll(async () => {
  city = await createTestCity();
  registers = openTestRegisters(city, () => uses);
});
afterAll(() => city.close());

const custodian = (): Actor => city.actor('custodian');
const body = () => city.actor('registration-body');
const papers = [{ title: '核查记录', sha256: 'ab'.repeat(32) }];
const statement = { source: '业务系统', scope: '全市', compliance: '来源合法', grade: 2 };

it('QUA-05 takes objections of four kinds in one queue with numbers, and whoever raised one follows its state', async () => {
  const { id } = await publish(city, '异议资源');
  const raiser = city.actor('developer');
  const { value: registration } = await registers.applyForRegistration(city.actor('operator'), {
    ...{ kind: 'resource', subjectId: id, resources: [], ...statement },
  });
  const numbers = new Set<string>();
  for (const kind of ['data', 'catalogue', 'registration', 'opening'] as const) {
    const it = { kind, resourceId: id, statement: '第三行的金额有误', evidence: papers };
    const { value } = await registers.raiseObjection(raiser, {
      ...it,
      ...(kind === 'registration' ? { registrationId: registration.id } : {}),
    });
    expect(value).toMatchObject({ kind, state: 'received', waitsFor: 'source-agency', evidence: papers });
    numbers.add(value.number);
  }
  expect(numbers.size).toBe(4);
  expect([...numbers].every((number) => /^YY-\d{4}-\d{6}$/.test(number))).toBe(true);
  const queue = await registers.listObjections(raiser, { resourceId: id });
  expect(queue.map((one) => one.kind).toSorted()).toEqual(['catalogue', 'data', 'opening', 'registration']);
  expect((await registers.listObjections(custodian(), { resourceId: id })).length).toBe(4);
  // A stranger finds nothing of it, and reads nothing.
  expect(await registers.listObjections(city.actor('developer'), { resourceId: id })).toEqual([]);
  expect(await codeOf(registers.readObjection(city.actor('developer'), queue[0]?.id ?? ''))).toBe('objection.unknown');
  expect(
    await codeOf(
      registers.raiseObjection(raiser, { kind: 'registration', resourceId: id, statement: 'x', evidence: [] }),
    ),
  ).toBe('objection.registration-unknown');
});

it('QUA-06 is verified by the supplying agency and decided by the custodian, with reasons and a limit that shows', async () => {
  const { agency, id } = await publish(city, '核实资源');
  const { value } = await registers.raiseObjection(city.actor('public', { body: 'bod_people' }), {
    ...{ kind: 'data', resourceId: id, statement: '我的登记有误', evidence: [] },
  });
  const other = city.actor('public', { body: 'bod_people' });
  expect(await codeOf(registers.readObjection(other, value.id))).toBe('objection.unknown');
  const keeper = custodian();
  const decide = (reasons: readonly string[]) =>
    registers.decideObjection(keeper, value.id, { outcome: 'reject', reasons });
  expect(await codeOf(decide(['不成立']))).toBe('objection.agency-not-heard');
  expect(await codeOf(registers.findOnObjection(city.owner('state-organ'), value.id, { holds: true, text: 'x' }))).toBe(
    'policy.not-own',
  );
  await registers.findOnObjection(agency, value.id, { holds: false, text: '与原始凭证一致' });
  expect(await codeOf(registers.findOnObjection(agency, value.id, { holds: true, text: 'x' }))).toBe(
    'objection.found-already',
  );
  expect(await codeOf(decide([]))).toBe('review.reasons-missing');
  const start = city.clock.now();
  city.clock.set(new Date(start.getTime() + 40 * 86_400_000));
  expect((await registers.readObjection(keeper, value.id)).overdue).toBe(true);
  const { value: done } = await decide(['与凭证一致，异议不成立']);
  expect(done).toMatchObject({
    state: 'rejected',
    waitsFor: 'nobody',
    reasons: ['与凭证一致，异议不成立'],
    overdue: false,
  });
  expect(await codeOf(decide(['再次']))).toBe('objection.settled');
  // Others than its handlers and its raiser are not told what it says.
  expect((await registers.readObjection(city.actor('inspection'), value.id)).statement).toBeUndefined();
});

it('QUA-06 QUA-07 upheld, it names everybody downstream and closes only when the source was gathered again', async () => {
  const { agency, id } = await publish(city, '更正资源');
  const supply = (epochId: string) =>
    city.transact((tx) =>
      city.catalogue.noteSupply(tx, { kind: 'system', part: 'vault' }, { resourceId: id, epochId, rows: 3 }),
    );
  await supply('epo_old');
  const { value } = await registers.raiseObjection(city.actor('buyer'), {
    ...{ kind: 'data', resourceId: id, statement: '重复计数', evidence: papers },
  });
  await registers.findOnObjection(agency, value.id, { holds: true, text: '确有重复' });
  const user = city.actor('developer');
  uses = [
    { kind: 'grant', id: 'grt_1', title: '场景', body: user.body },
    { kind: 'product', id: 'prd_1', title: '产品', body: user.body },
  ];
  const keeper = custodian();
  const { value: upheld } = await registers.decideObjection(keeper, value.id, { outcome: 'uphold', reasons: ['成立'] });
  expect(upheld).toMatchObject({ state: 'upheld', waitsFor: 'correction', affected: uses });
  expect((await registers.listObjections(user, {})).map((one) => one.id)).toContain(value.id);
  expect(await codeOf(registers.closeObjection(agency, value.id))).toBe('objection.not-corrected');
  await supply('epo_new');
  const { value: closed } = await registers.closeObjection(agency, value.id);
  expect(closed).toMatchObject({ state: 'corrected', correctedEpochId: 'epo_new' });
  uses = [];
});

it('REG-01 REG-02 is returned with findings, registered under a number, amended in a chain, and not cancelled under objection', async () => {
  const { agency, id } = await publish(city, '登记资源');
  const apply = () =>
    registers.applyForRegistration(agency, { kind: 'resource', subjectId: id, resources: [], ...statement });
  const { value: first } = await apply();
  expect(first).toMatchObject({ state: 'submitted', version: 1, content: { ...statement, version: 1 } });
  expect(await codeOf(apply())).toBe('registration.exists');
  const clerk = body();
  expect(await codeOf(registers.checkRegistration(clerk, first.id, { outcome: 'return', findings: [] }))).toBe(
    'review.reasons-missing',
  );
  await registers.checkRegistration(clerk, first.id, { outcome: 'return', findings: ['范围不明'] });
  expect((await apply()).value).toMatchObject({ id: first.id, version: 2, state: 'submitted' });
  const { value: done } = await registers.checkRegistration(clerk, first.id, { outcome: 'pass', findings: [] });
  expect(done.number).toMatch(/^DJ-\d{4}-\d{6}$/);
  expect(done.validUntil?.slice(0, 4)).toBe(String(Number(done.registeredAt?.slice(0, 4)) + 3));
  expect((await registers.registeredNumbers(city.database.db, [id])).get(id)).toBe(done.number);
  const objection = await registers.raiseObjection(city.actor('developer'), {
    ...{ kind: 'registration', resourceId: id, registrationId: first.id, statement: '权属有争议', evidence: [] },
  });
  const cancel = () => registers.amendRegistration(clerk, first.id, { act: 'cancelled', reasons: ['停用'] });
  expect(await codeOf(cancel())).toBe('registration.objection-open');
  await registers.findOnObjection(agency, objection.value.id, { holds: false, text: '权属清楚' });
  await registers.decideObjection(clerk, objection.value.id, { outcome: 'reject', reasons: ['不成立'] });
  const corrected = { ...statement, scope: '全市各区' };
  await registers.amendRegistration(clerk, first.id, { act: 'corrected', reasons: ['笔误'], content: corrected });
  const { value: gone } = await cancel();
  expect(gone.chain.map((step) => [step.act, step.version, step.content.scope])).toEqual([
    ['submitted', 1, '全市'],
    ['returned', 1, '全市'],
    ['submitted', 2, '全市'],
    ['registered', 2, '全市'],
    ['corrected', 3, '全市各区'],
    ['cancelled', 3, '全市各区'],
  ]);
  expect((await registers.registeredNumbers(city.database.db, [id])).size).toBe(0);
});

it('REG-03 a service is registered with the registered resources that it comes from, and leads back to their holders', async () => {
  const one = await publish(city, '来源资源一');
  const operator = city.actor('operator');
  const service = (resources: readonly string[]) =>
    registers.applyForRegistration(operator, {
      ...{ kind: 'service', subjectId: 'prd_service', resources, title: '查询服务', ...statement },
    });
  expect(await codeOf(service([one.id]))).toBe('registration.origin-unregistered');
  expect(await codeOf(service([]))).toBe('registration.origin-unregistered');
  const { value } = await registers.applyForRegistration(one.agency, {
    ...{ kind: 'resource', subjectId: one.id, resources: [], ...statement },
  });
  const { value: registered } = await registers.checkRegistration(body(), value.id, { outcome: 'pass', findings: [] });
  const { value: made } = await service([one.id]);
  expect(made.origins).toEqual([
    {
      ...{ resourceId: one.id, title: '来源资源一', holderId: one.agency.body, number: registered.number },
      holderName: city.bodies.get(one.agency.body)?.name,
    },
  ]);
});
