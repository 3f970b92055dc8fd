import type { Profile } from '@sluice/profile';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  appoint,
  createWorld,
  fieldOf,
  fullDocument,
  passStep,
  sign,
  submitted,
  type World,
} from './authorization-world.ts';

let world: World;
let profiles: readonly Profile[];

beforeAll(async () => {
  world = await createWorld(31);
  profiles = world.profiles.list('2026-12-20');
  for (const profile of profiles) await appoint(world, profile);
});
afterAll(() => world.test.close());

const scenario = (code: string, profile: Profile, startsOn: string, endsOn: string) => ({
  scenarios: [{ code, title: 'a scenario', field: fieldOf(profile), leadUnit: `${profile.id}-health` }],
  period: { startsOn, endsOn },
});

/** A whole application, from the hand-in to a running grant. */
async function walk(profile: Profile, code: string, period: readonly [string, string]): Promise<boolean[]> {
  const marks: boolean[] = [];
  let view = await submitted(world, profile, scenario(code, profile, ...period));
  while (view.state === 'in-review') {
    marks.push(view.case?.next?.dueProvisional ?? false);
    view = await passStep(world, view);
  }
  expect(view.state).toBe('approved');
  const full = { startsOn: period[0], endsOn: period[1] };
  for (const { kind } of view.documents) {
    const operator = world.actor('operator', profile.id);
    const drafted = await world.authorization.draftDocument(operator, view.id, kind, fullDocument(profile, kind, full));
    view = drafted.value;
    for (const role of ['operator', 'developer']) view = await sign(world, view, kind, role);
  }
  if (view.filing.required)
    view = (await world.authorization.fileDocuments(world.actor('data-authority', profile.id), view.id)).value;
  expect(view.state).toBe('granted');
  return marks;
}

describe('the turn of the year', () => {
  it('APP-03 runs a whole chain on 20 December, each limit that reaches into the new year marked as provisional', async () => {
    world.clock.set(new Date('2026-12-20T02:00:00Z'));
    for (const profile of profiles) {
      const marks = await walk(profile, 'december', ['2026-12-21', '2027-12-20']);
      expect(marks).toContain(true);
    }
  });

  it('APP-03 runs a whole chain on 10 January of a year that is not announced', async () => {
    world.clock.set(new Date('2027-01-10T02:00:00Z'));
    for (const profile of profiles) {
      const marks = await walk(profile, 'january', ['2027-01-11', '2028-01-10']);
      expect(marks).not.toContain(false);
    }
  });

  it('APP-07 counts the time to sign anew when the year is announced', async () => {
    const [profile] = profiles;
    if (!profile) throw new Error('no profile');
    world.clock.set(new Date('2027-01-11T02:00:00Z'));
    let view = await submitted(world, profile, scenario('signing', profile, '2027-01-12', '2028-01-11'));
    while (view.state === 'in-review') view = await passStep(world, view);
    const due = async () => {
      const { rows } = await world.test.db.pool.query<{ on: string }>(
        'select sign_due_on::text as on from "authorization".application where id = $1',
        [view.id],
      );
      return rows[0]?.on;
    };
    const before = await due();
    const provisional = (await world.cases.calendarYears(world.test.db)).find(({ year }) => year === 2027);
    const year = {
      year: 2027,
      daysOff: [...(provisional?.daysOff ?? []), '2027-01-13', '2027-01-14'],
      workingWeekends: [],
      source: 'notice',
    };
    await world.transact((tx) =>
      world.cases.publishCalendarYear(tx, year, { kind: 'system', part: 'test' }, (on, one) =>
        world.authorization.recountSigning(on, one),
      ),
    );
    const after = await due();
    expect([before, after].every((date) => date?.startsWith('2027-02'))).toBe(true);
    expect(after && before && after > before).toBe(true);
    const entries = await world.test.db.pool.query<{ entry: string }>(
      "select convert_from(entry, 'UTF8') as entry from ledger.outbox where stream = $1 order by stream_seq desc limit 1",
      [`application:${view.id}`],
    );
    expect(entries.rows[0]?.entry).toContain('authorization.signing-recounted');
  });
});
