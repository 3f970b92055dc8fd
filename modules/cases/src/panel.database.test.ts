import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { actorOf, codesOf, createTrial, step, type Trial } from './cases-world.ts';
import type { CaseActor } from './case-record.ts';

const authority = actorOf('data-authority');
const experts = [1, 2, 3, 4].map((n) => actorOf('third-party', `expert-${n}`));
const criterion = { title: 't', title_en: 't', max: 20 };

let trial: Trial;
beforeAll(async () => {
  const scores = [
    { id: 'need', ...criterion },
    { id: 'risk', ...criterion },
  ];
  trial = await createTrial([
    step('scheme', 'decision', 'data-authority', {
      panel: { members: 'third-party', quorum: 3, majority: 'simple', scores },
      on: { pass: 'approved', fail: 'refused', return: 'supplement' },
    }),
  ]);
});
afterAll(() => trial.test.close());
beforeEach(() => trial.reset());

const vote = (
  id: string,
  by: CaseActor | undefined,
  outcome: 'pass' | 'fail',
  scores = { need: 15, risk: 10 } as object,
) =>
  codesOf(
    trial.transact((tx) =>
      trial.cases.vote(
        tx,
        id,
        {
          step: 'scheme',
          outcome,
          scores: scores as Record<string, number>,
          reasons: outcome === 'fail' ? ['no'] : [],
        },
        by ?? actorOf('third-party'),
      ),
    ),
  );
const decide = (id: string, outcome: 'pass' | 'fail') => codesOf(trial.act(id, 'scheme', outcome, authority));
const asks = async (actor: CaseActor, id: string) =>
  (await trial.inbox(actor)).items.some((item) => item.caseId === id && item.act === 'vote');

it('APP-05 decides nothing below the quorum, and then with the majority; dissent is kept', async () => {
  const id = await trial.open();
  expect(await vote(id, experts[0], 'pass')).toEqual([]);
  expect(await vote(id, experts[1], 'fail')).toEqual([]);
  expect(await decide(id, 'pass')).toEqual(['case.panel-below-quorum']);
  expect(await vote(id, experts[2], 'pass')).toEqual([]);
  expect(await decide(id, 'fail')).toEqual(['case.panel-for']);
  expect(await decide(id, 'pass')).toEqual([]);
  const [panel] = (await trial.cases.page(trial.test.db, id, authority)).panels;
  expect(panel?.votes.map((one) => one.outcome)).toEqual(['pass', 'fail', 'pass']);
});

it('APP-05 keeps scores and dissent readable once the step is over, and blind before', async () => {
  const id = await trial.open();
  await vote(id, experts[0], 'fail', { need: 3, risk: 0 });
  await vote(id, experts[1], 'fail');
  await vote(id, experts[2], 'pass');
  const seen = async (actor: CaseActor) => (await trial.cases.page(trial.test.db, id, actor)).panels[0]?.votes ?? [];
  expect(await seen(authority)).toEqual([]);
  expect(await seen(experts[0] as CaseActor)).toMatchObject([{ outcome: 'fail', scores: { need: 3, risk: 0 } }]);
  expect(await decide(id, 'pass')).toEqual(['case.panel-against']);
  expect(await decide(id, 'fail')).toEqual([]);
  expect((await seen(authority)).map((one) => one.outcome)).toEqual(['fail', 'fail', 'pass']);
});

it('APP-05 takes one vote a person, on every criterion within its points, of members without an interest', async () => {
  const id = await trial.open();
  expect(await vote(id, authority, 'pass')).toEqual(['case.wrong-role']);
  expect(await vote(id, experts[0], 'pass', { need: 15 })).toEqual(['case.score-missing']);
  expect(await vote(id, experts[0], 'pass', { need: 21, risk: 1 })).toEqual(['case.score-out-of-range']);
  expect(await asks(experts[0] as CaseActor, id)).toBe(true);
  expect(await vote(id, experts[0], 'pass')).toEqual([]);
  expect(await asks(experts[0] as CaseActor, id)).toBe(false);
  expect(await vote(id, experts[0], 'pass')).toEqual(['case.voted']);
  await trial.transact((tx) => trial.cases.declareInterest(tx, id, 'my firm', experts[1] as CaseActor));
  expect(await vote(id, experts[1], 'pass')).toEqual(['case.interested']);
  expect(await asks(experts[1] as CaseActor, id)).toBe(false);
});
