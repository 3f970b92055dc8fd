import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { actorOf, codesOf, createTrial, step, type Trial } from './cases-world.ts';
import type { CaseActor } from './case-record.ts';

const developer = actorOf('developer');
const operator = actorOf('operator');
const sector = actorOf('sector-authority');
const authority = actorOf('data-authority');
const colleague = { ...authority, person: 'a-colleague' };

let trial: Trial;
beforeAll(async () => {
  trial = await createTrial(
    [
      step('first', 'review', 'operator'),
      step('opinion', 'opinion', 'sector-authority', {
        on: { pass: 'next', fail: 'next', return: 'first' },
        deemed: 'pass',
      }),
      step('decision', 'decision', 'data-authority', {
        on: { pass: 'approved', fail: 'refused', return: 'supplement' },
      }),
    ],
    { comment_working_days: 3, objection_working_days: 20 },
    async ({ body, person }) => body.startsWith('body-of-') && !person?.startsWith('stranger'),
  );
});
afterAll(() => trial.test.close());
beforeEach(() => trial.reset());

const tx = <T>(work: (on: Parameters<Parameters<Trial['transact']>[0]>[0]) => Promise<T>) =>
  trial.transact(work).then((done) => done.value);
const tasksOf = async (actor: CaseActor, id: string) =>
  (await trial.inbox(actor)).items.filter((item) => item.caseId === id).map((item) => item.act);
const decided = async () => {
  const id = await trial.open();
  await trial.act(id, 'first', 'pass', operator);
  await trial.act(id, 'opinion', 'pass', sector);
  return id;
};
const page = (id: string, actor: CaseActor) => trial.cases.page(trial.test.db, id, actor);

describe('退回到某步', () => {
  it('sends a case back to a step of the handler’s choice, and everything since has to be done again', async () => {
    const id = await decided();
    expect(await codesOf(trial.act(id, 'decision', 'return', authority, { to: 'nowhere' }))).toEqual([
      'case.unknown-return-step',
    ]);
    expect(await codesOf(trial.act(id, 'decision', 'pass', authority, { to: 'first' }))).toEqual([
      'case.unknown-return-step',
    ]);
    await trial.act(id, 'decision', 'return', authority, { to: 'opinion' });
    expect((await page(id, developer)).steps.map((one) => one.state)).toEqual(['done', 'current', 'waiting']);
    await trial.act(id, 'opinion', 'pass', sector);
    await trial.act(id, 'decision', 'return', authority, { to: 'first' });
    expect((await page(id, developer)).steps.map((one) => one.state)).toEqual(['current', 'waiting', 'waiting']);
  });
});

describe('会签 and 加签', () => {
  const ask = (id: string, by: CaseActor, mode: 'joint' | 'added', body = operator.body, role = 'operator') =>
    tx((on) => trial.cases.askSigner(on, id, { role, body, mode, reason: 'concerns you too' }, by));

  it('waits for every signature that was asked for, and does not pass against a joint one', async () => {
    const id = await decided();
    expect(await codesOf(ask(id, sector, 'joint'))).toContain('case.wrong-role');
    expect(await codesOf(ask(id, authority, 'joint', developer.body, 'developer'))).toEqual(['case.own-case']);
    await ask(id, authority, 'joint');
    expect(await codesOf(ask(id, authority, 'added'))).toEqual(['case.signer-asked']);
    await ask(id, authority, 'added', sector.body, 'sector-authority');
    expect(await tasksOf(operator, id)).toEqual(['sign']);
    expect(await codesOf(trial.act(id, 'decision', 'pass', authority))).toEqual(['case.signature-missing']);
    const sign = (by: CaseActor, outcome: 'pass' | 'fail', reasons: string[]) =>
      codesOf(tx((on) => trial.cases.sign(on, id, { outcome, reasons }, by)));
    expect(await sign(sector, 'fail', [])).toEqual(['case.reason-missing']);
    expect(await sign(sector, 'fail', ['too wide'])).toEqual([]);
    expect(await sign(sector, 'pass', [])).toEqual(['case.no-signature-asked']);
    expect(await sign(operator, 'fail', ['cannot be run'])).toEqual([]);
    expect(await tasksOf(operator, id)).toEqual([]);
    expect(await codesOf(trial.act(id, 'decision', 'pass', authority))).toEqual(['case.joint-signer-against']);
    expect((await page(id, developer)).signers.map((one) => [one.mode, one.outcome])).toEqual([
      ['joint', 'fail'],
      ['added', 'fail'],
    ]);
    // Begun anew, nobody has been asked yet.
    await trial.act(id, 'decision', 'return', authority, { to: 'opinion' });
    await trial.act(id, 'opinion', 'pass', sector);
    expect(await trial.act(id, 'decision', 'pass', authority)).toMatchObject({ state: 'approved' });
  });
});

describe('转办 and 代理', () => {
  it('ORG-03 gives a step to one person, whose deputy does it while he is away', async () => {
    const id = await decided();
    const over = (to: { body?: string; person?: string }, by = authority) =>
      codesOf(tx((on) => trial.cases.handOver(on, id, { ...to, reason: 'knows the field' }, by)));
    expect(await over({ person: 'stranger' })).toEqual(['case.no-such-handler']);
    expect(await over({ person: developer.person })).toEqual(['case.own-case']);
    expect(await over({ person: colleague.person })).toEqual([]);
    expect(await codesOf(trial.act(id, 'decision', 'pass', authority))).toEqual(['case.wrong-person']);
    expect([await tasksOf(authority, id), await tasksOf(colleague, id)]).toEqual([[], ['act-on-step']]);
    const given = await tx((on) =>
      trial.cases.delegate(
        on,
        { deputy: authority.person, fromOn: '2026-04-24', untilOn: '2026-04-27', reason: 'leave' },
        colleague,
      ),
    );
    expect(await tasksOf(authority, id)).toEqual(['act-on-step']);
    trial.clock.set(new Date('2026-04-28T02:00:00Z'));
    expect(await tasksOf(authority, id)).toEqual([]);
    trial.reset();
    expect(await trial.act(id, 'decision', 'pass', authority)).toMatchObject({ state: 'approved' });
    expect(await codesOf(tx((on) => trial.cases.endDelegation(on, given, authority)))).toEqual(['case.no-delegation']);
    await tx((on) => trial.cases.endDelegation(on, given, colleague));
    expect((await trial.cases.listDelegations(trial.test.db, colleague))[0]?.endedAt).not.toBeNull();
  });

  it('gives a step to another body of the role, which then has to act', async () => {
    const id = await trial.open();
    await tx((on) => trial.cases.handOver(on, id, { body: 'body-of-other', reason: 'their field' }, operator));
    expect(await codesOf(trial.act(id, 'first', 'pass', operator))).toEqual(['case.wrong-body']);
    expect(await trial.act(id, 'first', 'pass', actorOf('operator', 'other'))).toMatchObject({ state: 'open' });
  });
});

describe('催办 and 阅知', () => {
  it('APP-10 reminds whoever has to act, once a day, and lets a body read the case', async () => {
    const id = await trial.open();
    const remind = (by: CaseActor) => codesOf(tx((on) => trial.cases.remind(on, id, 'how far is it?', by)));
    expect(await remind(sector)).toEqual(['case.not-involved']);
    expect(await remind(developer)).toEqual([]);
    expect(await remind(developer)).toEqual(['case.reminded-today']);
    const mine = async (by: CaseActor) =>
      (await trial.cases.listNotices(trial.test.db, by, true)).filter((one) => one.caseId === id);
    const [reminder] = await mine(operator);
    expect(reminder).toMatchObject({
      kind: 'reminder',
      text: 'how far is it?',
      fromBody: developer.body,
      readAt: null,
    });
    const inform = (by: CaseActor) =>
      codesOf(tx((on) => trial.cases.inform(on, id, { to: { role: 'inspection' }, text: 'please read' }, by)));
    expect(await inform(developer)).toEqual(['case.not-involved']);
    expect(await inform(operator)).toEqual([]);
    expect(await mine(actorOf('inspection'))).toMatchObject([{ kind: 'for-information' }]);
    expect(await trial.cases.hasPart(trial.test.db, id, actorOf('inspection'))).toBe(true);
    expect(await trial.cases.hasPart(trial.test.db, id, actorOf('third-party'))).toBe(false);
    const read = (by: CaseActor) => codesOf(tx((on) => trial.cases.readNotice(on, reminder?.id ?? '', by)));
    expect(await read(sector)).toEqual(['case.no-notice']);
    expect(await read(operator)).toEqual([]);
    expect(await mine(operator)).toEqual([]);
  });
});

describe('conflicts of interest', () => {
  it('DEV-03 keeps whoever declared an interest out of the case, and off its list of work', async () => {
    const id = await decided();
    await tx((on) => trial.cases.declareInterest(on, id, 'my brother works there', authority));
    expect(await codesOf(trial.act(id, 'decision', 'pass', authority))).toEqual(['case.interested']);
    expect(await tasksOf(authority, id)).toEqual([]);
    expect(await trial.act(id, 'decision', 'pass', colleague)).toMatchObject({ state: 'approved' });
  });
});

describe('before and after a refusal', () => {
  const announce = (id: string, by = authority) =>
    codesOf(tx((on) => trial.cases.announceRefusal(on, id, ['purpose too wide'], by)));
  const comment = (id: string, by = developer) =>
    codesOf(tx((on) => trial.cases.comment(on, id, 'narrower than it looks', by)));

  it('APP-10 hears the applicant before a refusal, and waits for him no longer than his time', async () => {
    const id = await decided();
    expect(await codesOf(trial.act(id, 'decision', 'fail', authority))).toEqual(['case.comment-not-asked']);
    expect(await comment(id)).toEqual(['case.no-comment-asked']);
    expect(await announce(id)).toEqual([]);
    expect(await announce(id)).toEqual(['case.hearing-runs']);
    expect(await tasksOf(developer, id)).toEqual(['comment']);
    expect((await page(id, authority)).hearing).toMatchObject({ until: '2026-04-29', comment: null });
    expect(await codesOf(trial.act(id, 'decision', 'fail', authority))).toEqual(['case.awaits-comment']);
    expect(await comment(id)).toEqual([]);
    expect((await page(id, authority)).hearing?.comment).toBe('narrower than it looks');
    expect(await trial.act(id, 'decision', 'pass', authority)).toMatchObject({ state: 'approved' });

    const silent = await decided();
    await announce(silent);
    trial.clock.set(new Date('2026-04-30T02:00:00Z'));
    expect(await comment(silent)).toEqual(['case.no-comment-asked']);
    // Five working days of the step remain after the hearing: none of them was used by it.
    expect((await page(silent, authority)).steps[2]).toMatchObject({ dueOn: '2026-05-09', workingDays: { used: 1 } });
    expect(await trial.act(silent, 'decision', 'fail', authority)).toMatchObject({ state: 'refused' });
  });

  it('APP-10 examines a refused case once more, by another handler, within the time for objections', async () => {
    const id = await decided();
    await announce(id);
    await comment(id);
    await trial.act(id, 'decision', 'fail', authority);
    const again = (by = developer) => codesOf(tx((on) => trial.cases.reexamine(on, id, 'read it again', by)));
    expect(await again(operator)).toEqual(['case.not-proposer']);
    expect(await again()).toEqual([]);
    expect(await codesOf(trial.act(id, 'decision', 'pass', authority))).toEqual(['case.same-handler']);
    expect(await trial.act(id, 'decision', 'pass', colleague)).toMatchObject({ state: 'approved' });
    expect(await again()).toEqual(['case.re-examined']);

    const late = await decided();
    await announce(late);
    await comment(late);
    await trial.act(late, 'decision', 'fail', authority);
    trial.clock.set(new Date('2026-06-30T02:00:00Z'));
    expect(await codesOf(tx((on) => trial.cases.reexamine(on, late, 'too late', developer)))).toEqual([
      'case.objection-late',
    ]);
  });
});

describe('silence', () => {
  it('APP-07 goes on past a step whose text says what silence counts as, and decides nothing by it', async () => {
    const id = await trial.open();
    await trial.act(id, 'first', 'pass', operator);
    trial.clock.set(new Date('2026-05-07T02:00:00Z'));
    await trial.cases.sweep(trial.clock.now());
    const view = await page(id, developer);
    expect(view.steps.map((one) => one.state)).toEqual(['done', 'done', 'current']);
    expect(view.steps[1]?.opinions).toEqual([]);
    trial.clock.set(new Date('2026-06-30T02:00:00Z'));
    await trial.cases.sweep(trial.clock.now());
    expect((await page(id, developer)).state).toBe('open');
  });
});
