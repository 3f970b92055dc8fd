import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { actorOf, createTrial, step, type Trial } from './cases-world.ts';

const developer = actorOf('developer');
const operator = actorOf('operator');
const sector = actorOf('sector-authority');
const authority = actorOf('data-authority');

let trial: Trial;
beforeAll(async () => {
  trial = await createTrial([
    step('first', 'review', 'operator', { assigned_to: 'operator' }),
    step('opinion', 'opinion', 'sector-authority', { on: { pass: 'next', fail: 'next', return: 'first' } }),
    step('decision', 'decision', 'data-authority', { on: { pass: 'approved', fail: 'refused', return: 'supplement' } }),
  ]);
});
afterAll(() => trial.test.close());
beforeEach(() => trial.reset());

const mine = async (actor: Parameters<Trial['inbox']>[0], id: string) =>
  (await trial.inbox(actor)).items.filter((item) => item.caseId === id);

describe('APP-10 one list of work for each person', () => {
  it('APP-10 shows a case to the body whose step is due, and to nobody else', async () => {
    const id = await trial.open({ operator: operator.body });
    expect(await mine(operator, id)).toMatchObject([
      { act: 'act-on-step', step: 'first', title: 'a trial', dueOn: '2026-05-06', light: 'green', workingDaysLeft: 5 },
    ]);
    const others = [sector, authority, developer, actorOf('operator', 'another'), { ...operator, jurisdiction: 'x' }];
    for (const other of others) expect(await mine(other, id)).toEqual([]);
    await trial.act(id, 'first', 'pass', operator);
    expect(await mine(operator, id)).toEqual([]);
    expect(await mine(sector, id)).toMatchObject([{ step: 'opinion' }]);
  });

  it('APP-10 gives a returned case to its proposer and takes it off when answered, withdrawn or decided', async () => {
    const id = await trial.open({ operator: operator.body });
    await trial.act(id, 'first', 'return', operator);
    expect(await mine(operator, id)).toEqual([]);
    expect(await mine(developer, id)).toMatchObject([{ act: 'supplement', step: 'first' }]);
    await trial.transact((tx) => trial.cases.supplement(tx, id, 'here', developer));
    expect(await mine(developer, id)).toEqual([]);
    expect(await mine(operator, id)).toHaveLength(1);
    await trial.transact((tx) => trial.cases.withdraw(tx, id, 'changed plans', developer));
    expect(await mine(operator, id)).toEqual([]);
    const refused = await trial.open({ operator: operator.body });
    await trial.act(refused, 'first', 'fail', operator);
    expect(await mine(operator, refused)).toEqual([]);
  });

  it('never shows a person the own case, though the role would handle it', async () => {
    const id = await trial.open({ operator: operator.body }, { ...developer, person: operator.person });
    expect(await mine(operator, id)).toEqual([]);
    expect(await mine({ ...operator, person: 'a colleague' }, id)).toHaveLength(1);
  });

  it('counts by light as the days pass, and filters by it', async () => {
    const before = (await trial.inbox(operator)).counts;
    await trial.open({ operator: operator.body });
    const counts = async () => (await trial.inbox(operator)).counts;
    expect(await counts()).toMatchObject({ green: before.green + 1, byKind: { trial: before.total + 1 } });
    trial.clock.set(new Date('2026-04-30T02:00:00Z'));
    expect((await trial.inbox(operator, { light: 'yellow' })).items).toHaveLength(before.total + 1);
    trial.clock.set(new Date('2026-05-07T02:00:00Z'));
    expect(await counts()).toMatchObject({ red: before.total + 1, yellow: 0, green: 0 });
    expect((await trial.inbox(operator, { light: 'green' })).items).toEqual([]);
    expect((await trial.inbox(operator, { kind: 'other' })).items).toEqual([]);
  });

  it('makes the list anew for cases that are on none', async () => {
    const id = await trial.open({ operator: operator.body });
    await trial.test.db.pool.query('delete from cases.task where case_id = $1', [id]);
    expect(await mine(operator, id)).toEqual([]);
    await trial.cases.ensureTasks();
    expect(await mine(operator, id)).toHaveLength(1);
  });
});

describe('a case’s page', () => {
  it('APP-10 says what comes next day by day, if every step takes its whole limit', async () => {
    const id = await trial.open({ operator: operator.body });
    const { forecast } = await trial.cases.page(trial.test.db, id, developer);
    expect(forecast.map(({ step: name, latestOn }) => [name, latestOn])).toEqual([
      ['first', '2026-05-06'],
      ['opinion', '2026-05-12'],
      ['decision', '2026-05-19'],
    ]);
  });

  it('names what the reader may do, and for the rest every reason', async () => {
    const id = await trial.open({ operator: operator.body });
    const acts = async (actor: typeof developer) =>
      Object.fromEntries(
        (await trial.cases.page(trial.test.db, id, actor)).acts.map((one) => [
          one.act,
          one.allowed || one.reasons.map((reason) => reason.code),
        ]),
      );
    expect(await acts(operator)).toMatchObject({ 'act-on-step': true, withdraw: ['case.not-proposer'] });
    expect(await acts(developer)).toMatchObject({
      'act-on-step': ['case.wrong-role', 'case.wrong-body', 'case.own-case'],
      supplement: ['case.no-supplement-asked'],
      withdraw: true,
    });
  });

  it('lists the own cases, and those that were acted on', async () => {
    const id = await trial.open({ operator: operator.body });
    await trial.act(id, 'first', 'pass', operator);
    const list = async (actor: typeof developer, scope: 'own' | 'handled', state?: 'running' | 'closed') =>
      (await trial.cases.list(trial.test.db, actor, { scope, state })).items.map((row) => row.caseId);
    expect(await list(developer, 'own', 'running')).toContain(id);
    expect(await list(developer, 'own', 'closed')).not.toContain(id);
    expect(await list(operator, 'handled')).toContain(id);
    expect(await list(sector, 'handled')).not.toContain(id);
    expect(await list(actorOf('developer', 'another'), 'own')).toEqual([]);
    expect(await trial.cases.hasPart(trial.test.db, id, sector)).toBe(true);
    expect(await trial.cases.hasPart(trial.test.db, id, actorOf('developer', 'another'))).toBe(false);
  });
});
