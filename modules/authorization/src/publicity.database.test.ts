import type { Profile } from '@sluice/profile';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appoint, createWorld, faultsOf, type World } from './authorization-world.ts';

const START = new Date('2026-03-02T02:00:00Z');
let world: World;
let profile: Profile;
let none: Profile;
let call: string;

beforeAll(async () => {
  world = await createWorld(61);
  const profiles = world.profiles.list('2026-03-02');
  const publishes = (one: Profile, kind: 'developer') => one.publicity.subjects.value.includes(kind);
  profile = profiles.find((one) => publishes(one, 'developer')) as Profile;
  none = profiles.find((one) => !publishes(one, 'developer')) as Profile;
  world.clock.set(START);
  await appoint(world, profile);
  const opened = await world.authorization.openSelection(world.actor('operator', profile.id), {
    ...{ jurisdiction: profile.id, kind: 'developer', title: 'a call', conditions: 'as announced' },
    ...{ opensAt: START, closesAt: new Date('2026-04-02T00:00:00Z') },
  });
  call = opened.value.id;
});
afterAll(() => world.test.close());

const authority = (of: Profile = profile) => world.actor('data-authority', of.id);
const publish = (of: Profile = profile, kind: 'developer' | 'draft' = 'developer') =>
  world.authorization.publishNotice(authority(of), {
    jurisdiction: of.id,
    kind,
    subject: call,
    title: 'who may develop',
    contents: { admitted: ['a body'], rejected: [] },
  });
const object = (id: string, text = 'unfair', body: string | null = null) =>
  world.authorization.raiseObjection(id, { text, contact: '138' }, body);
const answer = (id: string, number: number, outcome: 'founded' | 'unfounded' = 'unfounded') =>
  world.authorization.answerObjection(authority(), id, { number, outcome, answer: 'we looked at it' });
const read = (id: string) => world.authorization.describeNotice(world.test.db, id);
const at = (time: string) => world.clock.set(new Date(time));

describe('公示', () => {
  it('DEV-03 JUR-07 is out for the working days of the profile: the last day receives with a number, the next refuses', async () => {
    world.clock.set(START);
    const { value: notice } = await publish();
    // Five working days after Monday the 2nd of March.
    expect(notice).toMatchObject({ closesOn: '2026-03-09', state: 'open', clause: profile.publicity.days.clause });
    expect((await object(notice.id)).value).toEqual({ number: 1 });
    at('2026-03-09T15:59:00Z');
    expect((await object(notice.id, 'on the last day', 'body_x')).value).toEqual({ number: 2 });
    at('2026-03-09T16:01:00Z');
    expect(await faultsOf(object(notice.id))).toEqual(['notice.closed']);
  });

  it('JUR-07 closes by itself when every objection is answered, and archives what became of each', async () => {
    world.clock.set(START);
    const { value: quiet } = await publish();
    const { value: disputed } = await publish();
    await object(disputed.id);
    at('2026-03-10T02:00:00Z');
    await world.authorization.sweep(world.clock.now());
    expect(await read(quiet.id)).toMatchObject({
      state: 'closed',
      archiveDigest: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(await read(disputed.id)).toMatchObject({ state: 'answering', archiveDigest: null });
    await answer(disputed.id, 1);
    expect(await faultsOf(answer(disputed.id, 1))).toEqual(['notice.answered']);
    expect(await faultsOf(answer(disputed.id, 9))).toEqual(['notice.no-objection']);
    const closed = await read(disputed.id);
    expect(closed).toMatchObject({ state: 'closed' });
    expect(closed.objections).toMatchObject([{ number: 1, outcome: 'unfounded', answer: 'we looked at it' }]);
    expect(closed.archiveDigest).not.toBe((await read(quiet.id)).archiveDigest);
  });

  it('says in public nothing of who objected, and keeps the contact out of every ledgered row', async () => {
    world.clock.set(START);
    const { value: notice } = await publish();
    await object(notice.id, 'secretly', 'body_of_a_rival');
    expect(JSON.stringify(await read(notice.id))).not.toMatch(/body_of_a_rival|138/);
    const { rows } = await world.test.db.pool.query('select contact from "authorization".objection_contact');
    expect(rows.length).toBeGreaterThan(0);
  });

  it('JUR-01 puts out what the profile asks for, and is for those who disclose', async () => {
    world.clock.set(START);
    expect(await faultsOf(publish(none))).toEqual(['notice.not-asked']);
    const developer = world.actor('developer', profile.id);
    const input = { jurisdiction: profile.id, kind: 'draft' as const, subject: 's', title: 't', contents: {} };
    expect(await faultsOf(world.authorization.publishNotice(developer, input))).toEqual(['policy.no-power']);
    expect((await world.authorization.listNotices(world.test.db, { jurisdiction: profile.id })).total).toBeGreaterThan(
      2,
    );
  });

  it('is about something of the place that puts it out', async () => {
    world.clock.set(START);
    const put = (kind: 'developer' | 'operator' | 'registration', subject: string, of = profile) =>
      faultsOf(
        world.authorization.publishNotice(authority(of), {
          ...{ jurisdiction: of.id, kind, subject, title: 't', contents: {} },
        }),
      );
    expect(await put('developer', 'call-1')).toEqual(['notice.unknown-subject']);
    for (const other of world.profiles.list('2026-03-02').filter((one) => one.id !== profile.id))
      for (const kind of other.publicity.subjects.value)
        if (kind !== 'draft') expect(await put(kind, call, other)).toEqual(['notice.unknown-subject']);
  });

  it('cannot be changed once it is out, not by the server either', async () => {
    const { value: notice } = await publish();
    const change = world.test.db.pool.query('update "authorization".public_notice set title = $2 where id = $1', [
      notice.id,
      'another',
    ]);
    await expect(change).rejects.toThrow('permission denied');
  });
});
