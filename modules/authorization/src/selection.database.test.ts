import type { Profile } from '@sluice/profile';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { appoint, createWorld, faultsOf, type World } from './authorization-world.ts';

let world: World;
/** Texts that differ: one asks for mandate and minutes, one lets several compete, one tenders through the sector. */
let mandated: Profile;
let competing: Profile;
let tendering: Profile;

beforeAll(async () => {
  world = await createWorld(71);
  const profiles = world.profiles.list('2026-03-02');
  const by = (how: string) => profiles.find((one) => one.operator.selection.value === how) as Profile;
  mandated = by('designation');
  competing = by('competition');
  tendering = by('tender');
});
afterAll(() => world.test.close());
beforeEach(() => world.clock.set(new Date('2026-03-02T02:00:00Z')));

const CLOSES = new Date('2026-03-20T08:00:00Z');
const at = (time: string) => world.clock.set(new Date(time));
const over = () => at('2026-03-20T08:00:00Z');

const open = (profile: Profile, kind: 'operator' | 'developer', role: string, more = {}) =>
  world.authorization.openSelection(
    { ...world.actor(role, profile.id), person: `opener-${role}` },
    {
      ...{ jurisdiction: profile.id, kind, title: 'a call', conditions: 'as announced' },
      ...{ opensAt: new Date('2026-03-02T00:00:00Z'), closesAt: CLOSES, mandate: 'no. 18', field: 'health', ...more },
    },
  );
const candidate = (profile: Profile, kind: 'operator' | 'developer') => ({
  proofs: profile[kind].proofs.value.map(({ id, expires }) => ({
    id,
    reference: 'no. 1',
    ...(expires ? { expiresOn: '2027-01-01' } : {}),
  })),
  statements: kind === 'operator' ? { mlpsLevel: 3, mlpsExpiresOn: '2027-01-01', cryptoExpiresOn: '2027-01-01' } : {},
});
const stand = (profile: Profile, kind: 'operator' | 'developer', id: string, name: string, more = {}) =>
  world.authorization.applyForSelection(world.actor(kind, profile.id, name), id, {
    ...candidate(profile, kind),
    ...more,
  });
const reviewer = (profile: Profile, name: string) => ({ ...world.actor('third-party', profile.id), person: name });
const full = (profile: Profile, kind: 'operator' | 'developer', points: number) =>
  Object.fromEntries(profile[kind].criteria.value.map((one) => [one.id, points]));

describe('a call to developers', () => {
  let others: World;
  beforeAll(async () => {
    others = world;
    world = await createWorld(74);
    world.clock.set(new Date('2026-03-02T02:00:00Z'));
    for (const profile of [mandated, competing]) await appoint(world, profile, '2028-12-31', []);
  });
  afterAll(async () => {
    await world.test.close();
    world = others;
  });

  it('DEV-01 takes applications from its first moment to its last, one of a body', async () => {
    const { value: call } = await open(mandated, 'developer', 'operator');
    at('2026-03-01T23:59:59Z');
    expect(await faultsOf(stand(mandated, 'developer', call.id, 'early'))).toEqual(['selection.not-open']);
    at('2026-03-20T07:59:59Z');
    expect(await faultsOf(stand(mandated, 'developer', call.id, 'last'))).toEqual([]);
    expect(await faultsOf(stand(mandated, 'developer', call.id, 'last'))).toEqual(['selection.applied']);
    over();
    expect(await faultsOf(stand(mandated, 'developer', call.id, 'late'))).toEqual(['selection.not-open']);
  });

  it('DEV-01 JUR-08 is a county’s only where its text lets counties admit developers', async () => {
    expect(await faultsOf(open(mandated, 'developer', 'county-authority'))).toEqual([]);
    expect(await faultsOf(open(competing, 'developer', 'county-authority'))).toEqual(['selection.county-not-allowed']);
  });

  it('DEV-02 rejects who stands on a list, with the list named; of the name only a digest is kept', async () => {
    const operator = world.actor('operator', mandated.id);
    const [list] = mandated.developer.exclusion_lists.value;
    const entry = { list: list?.id ?? '', subject: '张 三 91320900', source: 'notice 7', since: '2026-01-01' };
    await world.authorization.importList(operator, [entry]);
    const { value: call } = await open(mandated, 'developer', 'operator');
    await stand(mandated, 'developer', call.id, 'clean');
    const { value } = await stand(mandated, 'developer', call.id, 'listed');
    const listed = value.candidates[0]?.id ?? '';
    expect(await faultsOf(world.authorization.examineCandidates(operator, call.id, {}))).toEqual([
      'selection.not-over',
    ]);
    over();
    const { value: examined } = await world.authorization.examineCandidates(operator, call.id, {
      [listed]: ['张三91320900'],
    });
    expect(examined.candidates.map((one) => [one.body, one.state, one.reasons.map((reason) => reason.code)])).toEqual([
      ['clean', 'eligible', []],
      ['listed', 'rejected', ['candidate.listed']],
    ]);
    const { rows } = await world.test.db.pool.query('select subject_digest from "authorization".list_entry');
    expect(JSON.stringify(rows)).not.toContain('张');
  });

  it('DEV-03 ranks by the sum of the points, without reviewers who have an interest, and puts out what was decided', async () => {
    const operator = world.actor('operator', mandated.id);
    const { value: call } = await open(mandated, 'developer', 'operator');
    await stand(mandated, 'developer', call.id, 'first');
    await stand(mandated, 'developer', call.id, 'second');
    over();
    const { value: examined } = await world.authorization.examineCandidates(operator, call.id, {});
    const [first = '', second = ''] = examined.candidates.map((one) => one.id);
    const score = (name: string, of: string, points: number) =>
      faultsOf(
        world.authorization.scoreCandidate(reviewer(mandated, name), call.id, {
          candidate: of,
          points: full(mandated, 'developer', points),
        }),
      );
    const decide = (chosen: string[], reasons: string[] = []) =>
      faultsOf(world.authorization.decideSelection(operator, call.id, { chosen, reasons }));
    await world.authorization.declareSelectionInterest(reviewer(mandated, 'partial'), call.id);
    expect(await score('partial', first, 30)).toEqual(['selection.interested']);
    expect(await score('one', first, 1000)).toContain('score.out-of-range points.ability');
    expect(await score('one', first, 20)).toEqual([]);
    expect(await score('one', first, 20)).toEqual(['selection.scored']);
    expect(await decide([first])).toEqual(['selection.score-missing']);
    expect(await score('one', second, 10)).toEqual([]);
    expect(await score('two', second, 15)).toEqual([]);
    // The lower sum is chosen only with words.
    expect(await decide([first])).toEqual(['selection.reasons-missing']);
    expect(await decide([second])).toEqual([]);
    const own = world.actor('developer', mandated.id, 'first');
    expect((await world.authorization.describeSelection(world.test.db, own, call.id)).candidates).toMatchObject([
      { body: 'first', state: 'not-chosen' },
    ]);
    const { value: view } = { value: await world.authorization.describeSelection(world.test.db, operator, call.id) };
    const notice = await world.authorization.describeNotice(world.test.db, view.noticeId ?? '');
    const criteria = mandated.developer.criteria.value.length;
    expect(notice.contents['candidates']).toEqual([
      { body: 'second', outcome: 'chosen', total: 25 * criteria, reasons: [] },
      { body: 'first', outcome: 'not-chosen', total: 20 * criteria, reasons: [] },
    ]);
    expect(view.state).toBe('decided');
    at('2026-04-20T02:00:00Z');
    await world.authorization.sweep(world.clock.now());
    expect((await world.authorization.describeSelection(world.test.db, operator, call.id)).state).toBe('concluded');
  });
});

describe('the choice of an operator', () => {
  const chooser = (profile: Profile) => world.actor(profile.operator.chosen_by.value, profile.id);

  it('AUT-02 is opened by whom the text names, with the mandate it asks for', async () => {
    expect(await faultsOf(open(tendering, 'operator', 'data-authority'))).toEqual(['selection.not-chooser']);
    expect(await faultsOf(open(tendering, 'operator', 'sector-authority'))).toEqual([]);
    expect(await faultsOf(open(tendering, 'operator', 'sector-authority', { field: undefined }))).toEqual([
      'selection.field-missing',
    ]);
    expect(await faultsOf(open(mandated, 'operator', 'data-authority', { mandate: undefined }))).toEqual([
      'selection.mandate-missing',
    ]);
    expect(await faultsOf(open(competing, 'operator', 'data-authority', { mandate: undefined }))).toEqual([]);
  });

  it('AUT-02 cannot be decided while a score is missing, where candidates compete', async () => {
    const { value: choice } = await open(competing, 'operator', 'data-authority');
    await stand(competing, 'operator', choice.id, 'bidder');
    over();
    const authority = chooser(competing);
    const { value } = await world.authorization.examineCandidates(authority, choice.id, {});
    const chosen = value.candidates.map((one) => one.id);
    const decide = (by = authority) =>
      faultsOf(world.authorization.decideSelection(by, choice.id, { chosen, reasons: [] }));
    expect(await decide()).toEqual(['selection.score-missing']);
    await world.authorization.scoreCandidate(reviewer(competing, 'expert'), choice.id, {
      candidate: chosen[0] ?? '',
      points: full(competing, 'operator', 20),
    });
    expect(await decide({ ...authority, person: 'opener-data-authority' })).toEqual(['selection.own-case']);
    expect(await decide()).toEqual([]);
  });

  it('AUT-05 needs the minutes of the collective decision where the text asks for one', async () => {
    const { value: choice } = await open(mandated, 'operator', 'data-authority');
    await stand(mandated, 'operator', choice.id, 'company');
    over();
    const authority = chooser(mandated);
    const { value } = await world.authorization.examineCandidates(authority, choice.id, {});
    const chosen = value.candidates.map((one) => one.id);
    const decide = (minutes?: string) =>
      faultsOf(world.authorization.decideSelection(authority, choice.id, { chosen, reasons: [], minutes }));
    expect(await decide()).toEqual(['selection.minutes-missing']);
    expect(await decide('minutes no. 3')).toEqual([]);
  });

  it('AUT-03 AUT-04 rejects who lacks a proof or a level, and so cannot be chosen', async () => {
    const { value: choice } = await open(mandated, 'operator', 'data-authority');
    await stand(mandated, 'operator', choice.id, 'short', { proofs: [], statements: { mlpsLevel: 2 } });
    over();
    const authority = chooser(mandated);
    const { value } = await world.authorization.examineCandidates(authority, choice.id, {});
    expect(value.candidates[0]).toMatchObject({ state: 'rejected' });
    const chosen = value.candidates.map((one) => one.id);
    expect(
      await faultsOf(
        world.authorization.decideSelection(authority, choice.id, { chosen, reasons: ['x'], minutes: 'm' }),
      ),
    ).toEqual(['selection.not-eligible']);
  });

  it('AUT-10 is not begun while another has the exclusive operation, but in time for its end', async () => {
    await appoint(world, mandated, '2026-12-31', []);
    expect(await faultsOf(open(mandated, 'operator', 'data-authority'))).toEqual(['selection.exclusive']);
    at('2026-11-02T02:00:00Z');
    const later = { opensAt: new Date('2026-11-02T03:00:00Z'), closesAt: new Date('2026-11-20T03:00:00Z') };
    expect(await faultsOf(open(mandated, 'operator', 'data-authority', later))).toEqual([]);
  });

  it('begins anew where an objection to the result was founded', async () => {
    const { value: choice } = await open(competing, 'operator', 'data-authority');
    await stand(competing, 'operator', choice.id, 'bidder');
    over();
    const authority = chooser(competing);
    const { value } = await world.authorization.examineCandidates(authority, choice.id, {});
    const chosen = value.candidates.map((one) => one.id);
    const points = full(competing, 'operator', 1);
    await world.authorization.scoreCandidate(reviewer(competing, 'e'), choice.id, {
      candidate: chosen[0] ?? '',
      points,
    });
    const { value: decided } = await world.authorization.decideSelection(authority, choice.id, { chosen, reasons: [] });
    const notice = decided.noticeId ?? '';
    await world.authorization.raiseObjection(notice, { text: 'it has no licence' }, null);
    await world.authorization.answerObjection(authority, notice, {
      number: 1,
      outcome: 'founded',
      answer: 'it has none',
    });
    at('2026-04-20T02:00:00Z');
    await world.authorization.sweep(world.clock.now());
    expect((await world.authorization.describeSelection(world.test.db, authority, choice.id)).state).toBe('failed');
  });
});
