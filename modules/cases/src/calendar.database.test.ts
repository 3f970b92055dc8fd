import { join } from 'node:path';
import { DomainError, type ControllableClock } from '@sluice/kernel';
import { createLedgerWriter, createPayloadMaster } from '@sluice/ledger';
import type { Transact } from '@sluice/database';
import { loadProfiles, type ResolvedChain } from '@sluice/profile';
import { createTestClock, createTestDatabase, createTestIds, type TestDatabase } from '@sluice/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CalendarYear } from './calendar.ts';
import { calendarRulesOf } from './calendar-rules.ts';
import type { CaseActor } from './case-record.ts';
import { createCases, type Cases } from './cases.ts';

const profiles = await loadProfiles(join(import.meta.dirname, '../../../profiles'));
const rules = calendarRulesOf(profiles.list('2026-06-01'));
const system = { kind: 'system', part: 'test' } as const;
const developer: CaseActor = { person: 'p', body: 'b', role: 'developer', jurisdiction: 'here' };
const operator: CaseActor = { person: 'o', body: 'op', role: 'operator', jurisdiction: 'here' };

const chain: ResolvedChain = {
  proposer: 'developer',
  supplement_working_days: 10,
  yellow_working_days: 1,
  neglect_reported_to: 'inspection',
  steps: [
    {
      id: 'review',
      title: 'r',
      title_en: 'r',
      kind: 'review',
      actor: 'operator',
      aspects: [],
      limit: { working_days: 10, clause: 'c' },
      on: { pass: 'approved', fail: 'refused', return: 'supplement' },
      clause: 'c',
    },
  ],
};

let test: TestDatabase;
let clock: ControllableClock;
let transact: Transact;
let cases: Cases;
let subject = 0;

beforeEach(async () => {
  test = await createTestDatabase();
  clock = createTestClock(new Date('2026-12-20T02:00:00Z'));
  const ids = createTestIds(3);
  const master = createPayloadMaster(new Uint8Array(32).fill(7));
  ({ transact } = createLedgerWriter({ db: test.db, clock, ids, master }));
  cases = createCases({ db: test.db, transact, clock, ids, ...(rules ? { calendarRules: rules } : {}) });
  await cases.ensureCalendar();
});
afterEach(() => test.close());

async function open(): Promise<string> {
  subject += 1;
  const file = { kind: 'trial', subject: `t-${subject}`, stream: `trial:t-${subject}`, jurisdiction: 'here' };
  const input = { ...file, profile: { id: 'here', version: '1' }, chain, facts: { operator: 'op' } };
  return (await transact((tx) => cases.openCase(tx, input, developer))).value.id;
}

/** The announced year: what the law names, three days in lieu after New Year, two worked weekends. */
async function announced(over: Partial<CalendarYear> = {}): Promise<CalendarYear> {
  const year = (await cases.calendarYears(test.db)).find((one) => one.year === 2027);
  const inLieu = ['2027-01-04', '2027-01-05', '2027-01-06'];
  const daysOff = [...new Set([...(year?.daysOff ?? []), ...inLieu])].toSorted();
  return { year: 2027, daysOff, workingWeekends: ['2027-01-16'], source: 'notice of the year', ...over };
}

const publish = async (year: CalendarYear) =>
  (await transact((tx) => cases.publishCalendarYear(tx, year, system))).value;

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => '',
    (error: unknown) => (error instanceof DomainError ? error.code : String(error)),
  );
}

async function entries(stream: string): Promise<{ type: string }[]> {
  const { rows } = await test.db.pool.query<{ entry: string }>(
    "select convert_from(entry, 'UTF8') as entry from ledger.outbox where stream = $1 order by stream_seq",
    [stream],
  );
  return rows.map((row) => JSON.parse(row.entry) as { type: string });
}

describe('the year that is not announced yet', () => {
  it('is counted provisionally and every date in it says so; the year after is refused', async () => {
    const years = await cases.calendarYears(test.db);
    expect(years.slice(-2).map(({ year, status }) => [year, status])).toEqual([
      [2026, 'published'],
      [2027, 'provisional'],
    ]);
    const view = await cases.describeCase(test.db, await open());
    expect(view.next).toMatchObject({ dueOn: '2027-01-04', dueProvisional: true });
    expect(view.steps[0]).toMatchObject({ dueOn: '2027-01-04', dueProvisional: true });
    clock.set(new Date('2026-12-01T02:00:00Z'));
    expect((await cases.describeCase(test.db, await open())).next).toMatchObject({
      dueOn: '2026-12-15',
      dueProvisional: false,
    });
    clock.set(new Date('2027-12-28T02:00:00Z'));
    expect(await codeOf(open())).toBe('calendar.year-not-covered');
  });

  it('moves the running limits when it is announced, with an entry, and makes the next year provisional', async () => {
    const id = await open();
    const untouched = await open();
    await transact((tx) => cases.withdraw(tx, untouched, 'changed plans', developer));
    const result = await publish(await announced());
    expect(result).toMatchObject({ status: 'published', recounted: 1 });
    expect((await cases.describeCase(test.db, id)).next).toMatchObject({ dueOn: '2027-01-07', dueProvisional: false });
    expect((await entries(`trial:t-${subject - 1}`)).map((entry) => entry.type)).toEqual([
      'cases.opened',
      'cases.limit-recounted',
    ]);
    const years = await cases.calendarYears(test.db);
    expect(years.slice(-2).map(({ year, status }) => [year, status])).toEqual([
      [2027, 'published'],
      [2028, 'provisional'],
    ]);
  });

  it('counts a supplement and the rest of a step after one anew as well', async () => {
    const waiting = await open();
    const resumed = await open();
    const giveBack = (id: string) =>
      transact((tx) =>
        cases.act(tx, id, { step: 'review', outcome: 'return', findings: [], reasons: ['more'] }, operator),
      );
    clock.set(new Date('2026-12-22T02:00:00Z'));
    await giveBack(waiting);
    await giveBack(resumed);
    clock.set(new Date('2026-12-24T02:00:00Z'));
    await transact((tx) => cases.supplement(tx, resumed, 'here', developer));
    const dates = async () =>
      Promise.all([waiting, resumed].map(async (id) => (await cases.describeCase(test.db, id)).next?.dueOn));
    expect(await dates()).toEqual(['2027-01-06', '2027-01-06']);
    expect((await publish(await announced())).recounted).toBe(3);
    expect(await dates()).toEqual(['2027-01-11', '2027-01-11']);
  });

  it('never moves a limit onto a day that is past, and takes back a listing whose day is not', async () => {
    const id = await open();
    clock.set(new Date('2027-01-05T02:00:00Z'));
    expect(await cases.sweep(clock.now())).toBe(1);
    await publish(await announced());
    expect((await cases.describeCase(test.db, id)).steps[0]).toMatchObject({ overdue: false, escalatedAt: null });
    expect(await cases.listOverdue(test.db)).toEqual([]);
    const later = await open();
    const { dueOn } = (await cases.describeCase(test.db, later)).next ?? {};
    clock.set(new Date('2028-01-10T02:00:00Z'));
    expect((await cases.describeCase(test.db, later)).next?.dueOn).toBe(dueOn);
    const shorter = await open();
    expect((await cases.describeCase(test.db, shorter)).next?.dueProvisional).toBe(true);
    clock.set(new Date('2028-01-24T02:00:00Z'));
    const [provisional] = (await cases.calendarYears(test.db)).slice(-1);
    const worked = { year: 2028, daysOff: provisional?.daysOff ?? [], workingWeekends: ['2028-01-15', '2028-01-16'] };
    const before = (await cases.describeCase(test.db, shorter)).next?.dueOn;
    expect(before).toBe('2028-01-24');
    await publish({ ...worked, source: 'notice' });
    expect((await cases.describeCase(test.db, shorter)).next?.dueOn).toBe('2028-01-24');
  });

  it('leaves dates alone that were given under an announced year when that year is corrected', async () => {
    await publish(await announced());
    const id = await open();
    const { dueOn } = (await cases.describeCase(test.db, id)).next ?? {};
    expect((await publish(await announced({ workingWeekends: [] }))).recounted).toBe(0);
    expect((await cases.describeCase(test.db, id)).next?.dueOn).toBe(dueOn);
  });

  it('is refused with its fault: a foreign or doubled day, a worked weekday, a missing holiday, a gap', async () => {
    const year = await announced();
    const attempt = (over: Partial<CalendarYear>) => codeOf(publish({ ...year, ...over }));
    expect(await attempt({ daysOff: [...year.daysOff, '2026-12-31'] })).toBe('calendar.invalid-day');
    expect(await attempt({ daysOff: [...year.daysOff, '2027-02-30'] })).toBe('calendar.invalid-day');
    expect(await attempt({ daysOff: [...year.daysOff, '2027-01-01'] })).toBe('calendar.invalid-day');
    expect(await attempt({ workingWeekends: ['2027-01-15'] })).toBe('calendar.invalid-day');
    expect(await attempt({ workingWeekends: ['2027-02-06'] })).toBe('calendar.invalid-day');
    expect(await attempt({ daysOff: year.daysOff.filter((day) => day !== '2027-10-01') })).toBe(
      'calendar.statutory-day-missing',
    );
    expect(await codeOf(publish({ year: 2029, daysOff: ['2029-01-01'], workingWeekends: [], source: 's' }))).toBe(
      'calendar.statutory-day-missing',
    );
    expect((await cases.calendarYears(test.db)).at(-1)?.status).toBe('provisional');
  });

  it('may be loaded only in order, and a start after it leaves it as it is', async () => {
    const plain = createCases({ db: test.db, transact, clock, ids: createTestIds(4) });
    const far = { year: 2031, daysOff: ['2031-01-01'], workingWeekends: [], source: 's' };
    expect(await codeOf(transact((tx) => plain.publishCalendarYear(tx, far, system)))).toBe('calendar.year-not-next');
    await publish(await announced());
    await cases.ensureCalendar();
    const years = await cases.calendarYears(test.db);
    expect(years.find(({ year }) => year === 2027)?.source).toBe('notice of the year');
    expect(await entries('calendar:working-days')).toHaveLength(years.length + 1);
  });

  it('is not counted where a profile does not want it', async () => {
    expect(rules?.provisionalYear).toBe(true);
    const [profile] = profiles.list('2026-06-01');
    if (!profile) throw new Error('no profile');
    const strict = {
      working_calendar: { ...profile.working_calendar, provisional_year: { value: false, clause: 'own' } },
    };
    expect(calendarRulesOf([profile, strict])?.provisionalYear).toBe(false);
    const other = await createTestDatabase();
    const ids = createTestIds(5);
    const master = createPayloadMaster(new Uint8Array(32).fill(7));
    const writer = createLedgerWriter({ db: other.db, clock, ids, master });
    const calendarRules = calendarRulesOf([strict]);
    const without = createCases({
      ...{ db: other.db, transact: writer.transact, clock, ids },
      ...(calendarRules ? { calendarRules } : {}),
    });
    await without.ensureCalendar();
    expect((await without.calendar(other.db)).toYear).toBe(2026);
    await other.close();
  });
});
