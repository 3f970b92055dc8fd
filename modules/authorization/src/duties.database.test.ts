import type { Profile } from '@sluice/profile';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { appoint, createWorld, faultsOf, type World } from './authorization-world.ts';
import type { DutyPerformed } from './duties/perform-duty.ts';

let world: World;
let here: Profile;
let agreement: string;

beforeAll(async () => {
  world = await createWorld(91);
  here = world.profiles
    .list('2026-03-02')
    .find((one) => one.evaluation.report_months.value !== null && one.supervision.joint.value) as Profile;
  await appoint(world, here);
  agreement = (await duties())[0]?.agreement ?? '';
});
afterAll(() => world.test.close());

const at = (time: string) => world.clock.set(new Date(time));
const by = (role: string, body?: string) => world.actor(role, here.id, body);
const duties = () => world.authorization.listDuties(world.test.db, by('data-authority'), here.id);
const duty = async (kind: string) => (await duties()).find((one) => one.duty === kind) ?? expect.fail(`no ${kind}`);
const perform = (role: string, given: DutyPerformed, body?: string) =>
  world.authorization.performDuty(by(role, body), agreement, given);

it('EVA-02 an operator reports in each period on every part that the text names, and a report that is late is listed', async () => {
  const months = here.evaluation.report_months.value ?? 0;
  const parts = Object.fromEntries(here.evaluation.report_parts.value.map(({ id }) => [id, 'as it was']));
  const { dueOn, late, by: who } = await duty('operator-report');
  expect([late, who]).toEqual([false, 'operator']);
  at(`${String(Number(dueOn?.slice(0, 4)))}${dueOn?.slice(4) ?? ''}T12:00:00Z`);
  expect((await duty('operator-report')).late).toBe(false);
  world.clock.advance(86_400_000);
  expect((await duty('operator-report')).late).toBe(true);
  const report: DutyPerformed = { duty: 'operator-report', outcome: 'done', finding: 'a year', parts };
  const [first = ''] = Object.keys(parts);
  expect(await faultsOf(perform('operator', { ...report, parts: { ...parts, [first]: ' ' } }))).toEqual([
    'duty.part-missing',
  ]);
  expect(await faultsOf(perform('operator', report, 'another operator'))).toEqual(['duty.not-yours']);
  expect(await faultsOf(perform('data-authority', report))).toEqual(['duty.not-yours']);
  const { value, evidence } = await perform('operator', report);
  expect(evidence).toHaveLength(1);
  expect(value).toMatchObject({ late: false, last: { outcome: 'done', parts } });
  const next = new Date(`${value.last?.on ?? ''}T00:00:00Z`);
  next.setUTCMonth(next.getUTCMonth() + months);
  expect(value.dueOn).toBe(next.toISOString().slice(0, 10));
});

it('EVA-03 the operator is evaluated by whom the text names, never by itself', async () => {
  const { by: lead } = await duty('operator-evaluation');
  expect(lead).toBe(here.evaluation.lead.value);
  const evaluation: DutyPerformed = { duty: 'operator-evaluation', outcome: 'failed', finding: 'two complaints' };
  expect(await faultsOf(perform('operator', evaluation))).toEqual(['duty.not-yours']);
  const { operator } = await duty('operator-evaluation');
  expect(await faultsOf(perform(lead, evaluation, operator))).toEqual(['duty.not-yours']);
  expect((await perform(lead, evaluation)).value.last).toMatchObject({ outcome: 'failed', finding: 'two complaints' });
});

it('SVN-02 SVN-03 a check that the text wants made jointly names another authority of the place', async () => {
  const check: DutyPerformed = { duty: 'security-check', outcome: 'passed', finding: 'nothing found' };
  expect(await faultsOf(perform('security-regulator', check))).toEqual(['duty.joint-missing']);
  expect(await faultsOf(perform('security-regulator', { ...check, jointBody: 'nobody' }))).toEqual([
    'duty.joint-missing',
  ]);
  const jointBody = `${here.id}-data-authority`;
  expect((await perform('security-regulator', { ...check, jointBody })).value.last).toMatchObject({ jointBody });
  expect((await duty('compliance-review')).last).toBeNull();
});

it('INC-01 a drill is asked for at the levels that the text names, and nowhere else', async () => {
  expect(await faultsOf(perform('data-authority', { duty: 'drill', outcome: 'done', finding: 'held' }))).toEqual(
    here.supervision.drill_levels.value.includes(here.level.value) ? [] : ['duty.not-asked'],
  );
});
