import type { Profile } from '@sluice/profile';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appoint, createWorld, faultsOf, submitted, type World } from './authorization-world.ts';
import type { CaseActor } from '@sluice/cases';

let world: World;
let here: Profile;

beforeAll(async () => {
  world = await createWorld(78);
  at('2026-04-20T02:00:00Z');
  here = world.profiles.list('2026-03-02').find((one) => one.grant.consents.value.length === 0) as Profile;
  await appoint(world, here);
});
afterAll(() => world.test.close());

const at = (time: string) => world.clock.set(new Date(time));
const by = (role: string, person?: string): CaseActor => {
  const actor = world.actor(role, here.id);
  return person === undefined ? actor : { ...actor, person };
};
const jurisdiction = () => here.id;

it('JUR-09 lets nobody apply in a sector outside the list before its plan is approved, and then lets him', async () => {
  const apply = () => faultsOf(submitted(world, here, { scenarios: [{ code: 'sea', title: 's', field: 'fishery' }] }));
  expect(await apply()).toEqual(['application.unknown-field scenarios.0.field']);
  const input = { jurisdiction: jurisdiction(), field: 'fishery', title: '渔业', plan: 'three steps' };
  const listed = { ...input, field: here.fields.value[0]?.code ?? '' };
  expect(await faultsOf(world.authorization.submitSectorPlan(by('sector-authority'), listed))).toEqual([
    'sector.listed',
  ]);
  const { value: plan } = await world.authorization.submitSectorPlan(by('sector-authority'), input);
  expect(await faultsOf(world.authorization.submitSectorPlan(by('sector-authority'), input))).toEqual([
    'sector.planned',
  ]);
  expect(await apply()).toEqual(['application.unknown-field scenarios.0.field']);
  const decide = (actor: CaseActor) =>
    faultsOf(world.authorization.decideSectorPlan(actor, plan.id, { approve: true, reasons: [] }));
  expect(await decide(by('sector-authority'))).toEqual(['policy.no-power']);
  expect(await decide(by('data-authority', by('sector-authority').person))).toEqual(['sector.own-case']);
  expect(await decide(by('data-authority'))).toEqual([]);
  expect(await apply()).toEqual([]);
});

describe('work between bodies', () => {
  const raise = async () =>
    (
      await world.authorization.raiseWorkItem(by('source-agency'), {
        ...{ jurisdiction: jurisdiction(), kind: 'issue', year: 2026, title: 'two registers differ', text: 't' },
      })
    ).value;
  const given = (endsOn: string) => ({
    ...{ decision: 'one register leads', lead: `${here.id}-source-agency`, responsible: ['transport'], endsOn },
    milestones: [
      { title: 'compare', workingDays: 3 },
      { title: 'correct', workingDays: 2 },
    ],
  });

  it('ORG-04 an issue is raised, decided and closed; both bodies see the decision and the date, the plan what is late', async () => {
    const issue = await raise();
    const assign = (actor: CaseActor) => world.authorization.assignWorkItem(actor, issue.id, given('2026-05-08'));
    expect(await faultsOf(assign(by('source-agency')))).toEqual(['policy.no-power']);
    expect((await assign(by('leading-group'))).value).toMatchObject({
      state: 'assigned',
      decision: 'one register leads',
    });
    expect(await faultsOf(assign(by('leading-group')))).toEqual(['work-item.decided']);
    const complete = (actor: CaseActor) => world.authorization.completeMilestone(actor, issue.id);
    expect(await faultsOf(complete(by('data-authority')))).toEqual(['work-item.not-lead']);
    at('2026-05-11T02:00:00Z');
    const list = async () =>
      (
        await world.authorization.listWorkItems(world.test.db, by('source-agency'), {
          jurisdiction: here.id,
          year: 2026,
        })
      )[0];
    expect(await list()).toMatchObject({ state: 'assigned', late: true, endsOn: '2026-05-08', lead: given('').lead });
    await complete(by('source-agency'));
    expect((await complete(by('source-agency'))).value).toMatchObject({ state: 'done', late: false });
    expect(await faultsOf(complete(by('source-agency')))).toEqual(['work-item.no-milestone']);
    at('2026-04-20T02:00:00Z');
  });

  it('ORG-05 counts milestones backward from the end over days on which nobody works, and refuses a plan that should have begun', async () => {
    const issue = await raise();
    // From 1 to 5 May nobody works; on Saturday 9 May everybody does.
    const { value } = await world.authorization.assignWorkItem(by('data-authority'), issue.id, given('2026-05-06'));
    expect(value.milestones.map(({ title, startsOn, dueOn }) => [title, startsOn, dueOn])).toEqual([
      ['compare', '2026-04-27', '2026-04-29'],
      ['correct', '2026-04-30', '2026-05-06'],
    ]);
    const late = await raise();
    const assign = world.authorization.assignWorkItem(by('data-authority'), late.id, given('2026-04-22'));
    expect(await faultsOf(assign)).toEqual(['work-item.too-short']);
  });
});

describe('third parties', () => {
  it('ORG-06 ENV-09 only a listed one is engaged, for its stages, while it is qualified, after the operator’s review; its record shows both', async () => {
    const engage = (id: string, stage: 'masking' | 'labelling' = 'masking') =>
      faultsOf(world.authorization.engageProvider(by('operator'), id, { stage, purpose: 'mask the visits' }));
    expect(await engage('pvd_unlisted')).toEqual(['provider.not-found']);
    const { value: provider } = await world.authorization.listProvider(by('data-authority'), {
      ...{ jurisdiction: jurisdiction(), name: 'a firm', stages: ['masking'], qualification: 'no. 7' },
      validUntil: '2026-06-30',
    });
    expect(await engage(provider.id)).toEqual(['provider.not-reviewed']);
    await world.authorization.reviewProvider(by('operator'), provider.id);
    expect(await engage(provider.id, 'labelling')).toEqual(['provider.not-for-stage']);
    const { value: ordered } = await world.authorization.engageProvider(by('operator'), provider.id, {
      ...{ stage: 'masking', purpose: 'mask', developer: `${here.id}-developer`, feeFen: 1_200_000n },
    });
    expect(await faultsOf(world.authorization.deliverEngagement(by('operator'), ordered.engagement))).toEqual([]);
    expect(await faultsOf(world.authorization.deliverEngagement(by('operator'), ordered.engagement))).toEqual([
      'engagement.delivered',
    ]);
    const incident = { stage: 'masking', purpose: 'a name was left in' } as const;
    await world.authorization.noteProviderIncident(by('operator'), provider.id, incident);
    at('2026-07-01T02:00:00Z');
    expect(await engage(provider.id)).toEqual(['provider.lapsed']);
    expect(await world.authorization.listProviders(world.test.db, here.id)).toMatchObject([
      { name: 'a firm', engagements: 1, incidents: 1, reviewed: true },
    ]);
    at('2026-04-20T02:00:00Z');
  });
});

describe('the one channel', () => {
  it('PLT-05 a jurisdiction has one domain, and addresses outside of it are no targets', async () => {
    const inside = (address: string) => world.authorization.isInsideDomain(world.test.db, here.id, address);
    const register = (ranges: string[]) =>
      faultsOf(
        world.authorization.registerDomain(by('data-authority'), { jurisdiction: here.id, ranges, basis: 'F1a Art.3' }),
      );
    expect(await register(['10.8.0.0/99'])).toEqual(['domain.range-wrong']);
    expect(await register(['10.8.0.0/16', 'fd00:8::/32'])).toEqual([]);
    expect(await register(['10.9.0.0/16'])).toEqual(['domain.registered']);
    expect(await Promise.all(['10.8.255.1', '10.9.0.1', 'fd00:8::1', 'fd00:9::1', 'a.name'].map(inside))).toEqual([
      ...[true, false, true, false, false],
    ]);
  });

  it('PLT-06 a reported by-pass opens a case against the agency, with an order, its correction and an end', async () => {
    const report = (agency: string) =>
      world.authorization.reportBypass(by('public'), {
        ...{ jurisdiction: here.id, agency, recipient: 'a firm', text: 'a file went by mail' },
      });
    expect(await faultsOf(report('nobody'))).toEqual(['violation.unknown-agency']);
    const { value } = await report(`${here.id}-source-agency`);
    const move = (state: 'ordered' | 'corrected' | 'closed', dueOn?: string, actor = by('data-authority')) =>
      faultsOf(world.authorization.decideViolation(actor, value.id, { state, finding: 'found', dueOn }));
    expect(await move('closed')).toEqual(['violation.wrong-state']);
    expect(await move('ordered')).toEqual(['violation.due-missing']);
    expect(await move('ordered', '2026-05-20', by('data-authority', by('public').person))).toEqual([
      'violation.own-case',
    ]);
    for (const [state, dueOn] of [['ordered', '2026-05-20'], ['corrected'], ['closed']] as const)
      expect(await move(state, dueOn)).toEqual([]);
    expect(await world.authorization.listViolations(world.test.db, by('data-authority'), here.id)).toMatchObject([
      { state: 'closed', dueOn: '2026-05-20', agency: `${here.id}-source-agency` },
    ]);
  });
});
