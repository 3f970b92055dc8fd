import { DomainError, type ControllableClock } from '@sluice/kernel';
import { createLedgerWriter, createPayloadMaster } from '@sluice/ledger';
import type { Transact } from '@sluice/database';
import type { ResolvedChain, ResolvedStep } from '@sluice/profile';
import { createTestClock, createTestDatabase, createTestIds, type TestDatabase } from '@sluice/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createCases, type Cases } from './cases.ts';
import type { CaseActor, Facts, Outcome } from './case-record.ts';

/** Friday before the long rest of May 2026: from 1 to 5 May nobody works, on Saturday 9 May everybody does. */
const START = new Date('2026-04-24T02:00:00Z');

let test: TestDatabase;
let clock: ControllableClock;
let transact: Transact;
let cases: Cases;
let subject = 0;

const actor = (role: string, name = role): CaseActor => ({
  person: `person-of-${name}`,
  body: `body-of-${name}`,
  role,
  jurisdiction: 'here',
});
const developer = actor('developer');
const operator = actor('operator');
const sector = actor('sector-authority');
const authority = actor('data-authority');

const step = (
  id: string,
  kind: ResolvedStep['kind'],
  actorRole: ResolvedStep['actor'],
  over: Partial<ResolvedStep> = {},
): ResolvedStep => ({
  id,
  title: id,
  title_en: id,
  kind,
  actor: actorRole,
  aspects: [],
  limit: { working_days: 5, clause: 'c' },
  on: { pass: 'next', fail: 'refused', return: 'supplement' },
  clause: 'c',
  ...over,
});

const chain: ResolvedChain = {
  proposer: 'developer',
  supplement_working_days: 10,
  yellow_working_days: 1,
  neglect_reported_to: 'inspection',
  steps: [
    step('first', 'review', 'operator', {
      assigned_to: 'operator',
      aspects: [{ id: 'demand', title: 'd', title_en: 'd' }],
      norm: { id: 'norm', title: 'n', title_en: 'n', version: '3' },
    }),
    step('opinion', 'opinion', 'sector-authority', {
      when: { present: 'sector' },
      assigned_to: 'sector',
      on: { pass: 'next', fail: 'next', return: 'first' },
    }),
    step('decision', 'decision', 'data-authority', { on: { pass: 'approved', fail: 'refused', return: 'supplement' } }),
  ],
};

const found = [{ aspect: 'demand', result: 'pass' as const, text: '' }];

async function open(facts: Facts = { operator: operator.body }, by: CaseActor = developer): Promise<string> {
  subject += 1;
  const id = `thing-${subject}`;
  const input = {
    kind: 'trial',
    subject: id,
    stream: `trial:${id}`,
    jurisdiction: 'here',
    profile: { id: 'here', version: '1' },
    chain,
    facts,
  };
  return (await transact((tx) => cases.openCase(tx, input, by))).value.id;
}

const act = async (
  id: string,
  at: string,
  outcome: Outcome,
  by: CaseActor,
  reasons: string[] = outcome === 'pass' ? [] : ['because'],
) =>
  (await transact((tx) => cases.act(tx, id, { step: at, outcome, findings: at === 'first' ? found : [], reasons }, by)))
    .value;

async function codesOf(work: Promise<unknown>): Promise<string[]> {
  try {
    await work;
    return [];
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return error.issues.length > 0 ? error.issues.map((issue) => issue.code) : [error.code];
  }
}

beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.close());
beforeEach(async () => {
  clock = createTestClock(START);
  const ids = createTestIds(subject + 1, START);
  const master = createPayloadMaster(new Uint8Array(32).fill(7));
  ({ transact } = createLedgerWriter({ db: test.db, clock, ids, master }));
  cases = createCases({ db: test.db, transact, clock, ids });
  await cases.ensureCalendar();
});

describe('a chain that is data', () => {
  it('APP-03 takes the steps in their order only and keeps every opinion', async () => {
    const id = await open({ operator: operator.body, sector: sector.body });
    expect(await codesOf(act(id, 'decision', 'pass', authority))).toEqual(['case.not-current-step']);
    expect(await act(id, 'first', 'pass', operator)).toMatchObject({ state: 'open', next: { step: 'opinion' } });
    expect(await codesOf(act(id, 'decision', 'pass', authority))).toEqual(['case.not-current-step']);
    expect(await act(id, 'opinion', 'fail', sector)).toMatchObject({ state: 'open', next: { step: 'decision' } });
    expect(await act(id, 'decision', 'pass', authority)).toMatchObject({ state: 'approved', next: null });
    const view = await cases.describeCase(test.db, id);
    expect(view.steps.map((one) => [one.id, one.opinions.map((opinion) => opinion.outcome)])).toEqual([
      ['first', ['pass']],
      ['opinion', ['fail']],
      ['decision', ['pass']],
    ]);
    expect(view.steps[0]?.opinions[0]?.normVersion).toBe('norm@3');
  });

  it('skips a step whose condition does not hold', async () => {
    const id = await open();
    expect(await act(id, 'first', 'pass', operator)).toMatchObject({ next: { step: 'decision' } });
    expect((await cases.describeCase(test.db, id)).steps.map((one) => one.state)).toEqual([
      'done',
      'skipped',
      'current',
    ]);
  });

  it('refuses a case whose step cannot be assigned', async () => {
    expect(await codesOf(open({}))).toEqual(['case.fact-missing']);
  });

  it('names every reason of a refusal at once: role, body, jurisdiction, own case', async () => {
    const id = await open();
    expect(await codesOf(act(id, 'first', 'pass', developer))).toEqual([
      'case.wrong-role',
      'case.wrong-body',
      'case.own-case',
    ]);
    expect(await codesOf(act(id, 'first', 'pass', { ...operator, jurisdiction: 'elsewhere' }))).toEqual([
      'case.wrong-jurisdiction',
    ]);
    expect(await codesOf(act(id, 'first', 'pass', { ...operator, body: 'another' }))).toEqual(['case.wrong-body']);
  });

  it('takes one of two acts done at the same moment', async () => {
    const id = await open();
    const done = await Promise.all([
      codesOf(act(id, 'first', 'pass', operator)),
      codesOf(act(id, 'first', 'pass', operator)),
    ]);
    expect(done).toHaveLength(2);
    expect(done.flat()).toEqual(['case.not-current-step']);
    expect((await cases.describeCase(test.db, id)).steps[0]?.opinions).toHaveLength(1);
  });

  it('lets nobody decide his own case, not even in another role or for another body', async () => {
    const samePerson = { ...operator, person: developer.person };
    const id = await open();
    expect(await codesOf(act(id, 'first', 'pass', samePerson))).toEqual(['case.own-case']);
    const own = await open({ operator: operator.body }, { ...developer, body: operator.body });
    expect(await codesOf(act(own, 'first', 'pass', operator))).toEqual(['case.own-case']);
  });

  it('APP-04 passes only with a finding on every aspect, and a failed one needs words and stops', async () => {
    const id = await open();
    const on = (
      findings: { aspect: string; result: 'pass' | 'fail'; text: string }[],
      outcome: Outcome,
      reasons: string[] = [],
    ) => codesOf(transact((tx) => cases.act(tx, id, { step: 'first', outcome, findings, reasons }, operator)));
    expect(await on([], 'pass')).toEqual(['case.finding-missing']);
    expect(await on([{ aspect: 'taste', result: 'pass', text: '' }], 'pass')).toEqual([
      'case.unknown-aspect',
      'case.finding-missing',
    ]);
    expect(await on([{ aspect: 'demand', result: 'fail', text: '' }], 'pass')).toEqual([
      'case.failed-aspect',
      'case.finding-without-text',
    ]);
    expect(await on([{ aspect: 'demand', result: 'fail', text: 'no need' }], 'fail')).toEqual(['case.reason-missing']);
    expect(await on([{ aspect: 'demand', result: 'fail', text: 'no need' }], 'fail', ['no need'])).toEqual([]);
    expect((await cases.describeCase(test.db, id)).state).toBe('refused');
    expect(await on(found, 'pass')).toEqual(['case.closed']);
  });

  it('APP-10 goes on at the same step after a supplement, and at an earlier one where the chain says so', async () => {
    const id = await open({ operator: operator.body, sector: sector.body });
    expect(await act(id, 'first', 'return', operator)).toMatchObject({ state: 'supplement' });
    expect(await codesOf(act(id, 'first', 'pass', operator))).toEqual(['case.awaits-supplement']);
    expect((await cases.describeCase(test.db, id)).next).toMatchObject({ act: 'supplement', body: developer.body });
    await transact((tx) => cases.supplement(tx, id, 'here it is', developer));
    await act(id, 'first', 'pass', operator);
    expect(await act(id, 'opinion', 'return', sector)).toMatchObject({ state: 'open', next: { step: 'first' } });
    const view = await cases.describeCase(test.db, id);
    expect(view.steps.map((one) => one.state)).toEqual(['current', 'waiting', 'waiting']);
    expect(view.steps[0]?.opinions).toHaveLength(2);
  });

  it('APP-10 lets the proposer withdraw while nothing is decided, and nobody else', async () => {
    const id = await open();
    const withdraw = (by: CaseActor) => codesOf(transact((tx) => cases.withdraw(tx, id, 'changed plans', by)));
    expect(await withdraw(operator)).toEqual(['case.not-proposer']);
    expect(await withdraw(developer)).toEqual([]);
    expect(await withdraw(developer)).toEqual(['case.closed']);
    expect((await cases.describeCase(test.db, id)).next).toBeNull();
  });
});

describe('limits in Chinese working days', () => {
  it('counts neither weekends nor the days off of May, but the worked Saturday', async () => {
    const id = await open();
    expect((await cases.describeCase(test.db, id)).next?.dueOn).toBe('2026-05-06');
    await act(id, 'first', 'pass', operator);
    clock.set(new Date('2026-05-07T02:00:00Z'));
    const later = await open();
    expect((await cases.describeCase(test.db, later)).next?.dueOn).toBe('2026-05-13');
  });

  it('shows used and left days with a light, and stops the clock while the proposer supplements', async () => {
    const id = await open();
    const first = async () => (await cases.describeCase(test.db, id)).steps[0];
    expect(await first()).toMatchObject({
      workingDays: { limit: 5, used: 0, left: 5 },
      light: 'green',
      overdue: false,
    });
    clock.set(new Date('2026-04-28T02:00:00Z'));
    expect(await first()).toMatchObject({ workingDays: { used: 2, left: 3 }, light: 'green' });
    await act(id, 'first', 'return', operator);
    clock.set(new Date('2026-05-08T02:00:00Z'));
    expect(await first()).toMatchObject({ workingDays: { used: 2, left: 3 }, overdue: false });
    await transact((tx) => cases.supplement(tx, id, 'done', developer));
    expect(await first()).toMatchObject({ dueOn: '2026-05-12', workingDays: { used: 2, left: 3 } });
    clock.set(new Date('2026-05-11T02:00:00Z'));
    expect(await first()).toMatchObject({ workingDays: { used: 4, left: 1 }, light: 'yellow' });
    clock.set(new Date('2026-05-13T02:00:00Z'));
    expect(await first()).toMatchObject({ light: 'red', overdue: true });
  });

  it('APP-07 lists a step past its limit against its unit once, and enters the escalation', async () => {
    const id = await open();
    const mine = async () => (await cases.listOverdue(test.db, 'here')).filter((row) => row.id === id);
    clock.set(new Date('2026-05-06T15:59:59Z'));
    expect(await cases.sweep(clock.now())).toBe(0);
    expect(await mine()).toEqual([]);
    clock.set(new Date('2026-05-06T16:00:00Z'));
    expect(await cases.sweep(clock.now())).toBeGreaterThan(0);
    expect(await cases.sweep(clock.now())).toBe(0);
    expect(await mine()).toMatchObject([
      { body: operator.body, step: 'first', dueOn: '2026-05-06', workingDaysOver: 1 },
    ]);
    await act(id, 'first', 'pass', operator);
    expect(await mine()).toHaveLength(1);
    const entries = await test.db.pool.query(
      "select convert_from(entry, 'UTF8') as entry from ledger.outbox where stream = $1 order by stream_seq",
      [`trial:thing-${subject}`],
    );
    expect(entries.rows.map((row: { entry: string }) => (JSON.parse(row.entry) as { type: string }).type)).toEqual([
      'cases.opened',
      'cases.overdue',
      'cases.step-acted',
    ]);
  });

  it('APP-07 does not list a step whose reason was entered before the limit; afterwards it is too late', async () => {
    const id = await open();
    const late = await open();
    const explain = (which: string) =>
      codesOf(transact((tx) => cases.explainDelay(tx, which, 'first', 'expert is ill', operator)));
    expect(await codesOf(transact((tx) => cases.explainDelay(tx, id, 'first', 'no', developer)))).toContain(
      'case.wrong-role',
    );
    expect(await explain(id)).toEqual([]);
    clock.set(new Date('2026-05-09T02:00:00Z'));
    expect(await explain(late)).toEqual(['case.limit-passed']);
    await cases.sweep(clock.now());
    const listed = (await cases.listOverdue(test.db)).map((row) => row.id);
    expect(listed).toContain(late);
    expect(listed).not.toContain(id);
    expect((await cases.describeCase(test.db, id)).steps[0]).toMatchObject({
      overdue: true,
      delayReason: 'expert is ill',
      escalatedAt: null,
    });
  });

  it('gives no limit past the last year whose holidays are known, until that year is loaded', async () => {
    const { toYear } = await cases.calendar(test.db);
    clock.set(new Date(`${toYear}-12-28T02:00:00Z`));
    expect(await codesOf(open())).toEqual(['calendar.year-not-covered']);
    const next = { year: toYear + 1, daysOff: [`${toYear + 1}-01-01`], workingWeekends: [], source: 'test' };
    await transact((tx) => cases.publishCalendarYear(tx, next, { kind: 'system', part: 'test' }));
    expect(await codesOf(open())).toEqual([]);
  });

  it('keeps an old case readable past the known years', async () => {
    const id = await open();
    clock.set(new Date('2031-02-01T02:00:00Z'));
    expect((await cases.describeCase(test.db, id)).steps[0]).toMatchObject({ light: 'red', overdue: true });
  });
});
