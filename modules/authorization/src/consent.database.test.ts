import type { Profile } from '@sluice/profile';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  appoint,
  approved,
  createWorld,
  faultsOf,
  granted,
  LOW,
  passStep,
  signAll,
  submitted,
  type World,
} from './authorization-world.ts';

let world: World;
/** A text that asks for an assessment before, and for the provider's consent; and one that asks for neither. */
let careful: Profile;
let plain: Profile;

beforeAll(async () => {
  world = await createWorld(77);
  world.clock.set(new Date('2026-03-02T02:00:00Z'));
  const profiles = world.profiles.list('2026-03-02');
  careful = profiles.find((one) => one.application.prior_assessment.value) as Profile;
  plain = profiles.find(
    (one) => !one.application.prior_assessment.value && one.grant.consents.value.length < 2,
  ) as Profile;
  for (const profile of [careful, plain]) await appoint(world, profile);
});
afterAll(() => world.test.close());

let scenarios = 0;
const fresh = (profile: Profile) => ({
  scenarios: [{ code: `consent-${(scenarios += 1)}`, title: 's', field: profile.fields.value[1]?.code ?? '' }],
});
const by = (role: string, profile = careful, body?: string) => world.actor(role, profile.id, body);
const assess = (id: string, level: 'low' | 'high', measures: string[] = [], role = 'operator') =>
  faultsOf(world.authorization.assess(by(role), id, { level, risks: ['joint uniqueness'], measures }));

describe('the assessment before a decision', () => {
  it('APP-06 is attached before anything is approved, where the text asks for it', async () => {
    let view = await submitted(world, careful, fresh(careful));
    expect(view.assessment).toMatchObject({ required: true, level: null });
    const act = (role: string, step: string, aspects: readonly { id: string }[]) =>
      world.authorization.act(by(role), view.id, {
        ...{ step, outcome: 'pass', reasons: [] },
        findings: aspects.map(({ id }) => ({ aspect: id, result: 'pass' as const, text: 'as found' })),
      });
    const steps = view.case?.steps.filter((one) => one.state !== 'skipped') ?? [];
    for (const [n, step] of steps.entries()) {
      const last = n === steps.length - 1;
      if (last)
        expect(await faultsOf(act(step.role, step.id, step.aspects))).toEqual(['application.assessment-missing']);
      if (last) expect(await assess(view.id, 'low')).toEqual([]);
      view = (await act(step.role, step.id, step.aspects)).value;
    }
    expect(view).toMatchObject({ state: 'approved', assessment: { level: 'low', risks: ['joint uniqueness'] } });
    expect(await assess(view.id, 'low')).toEqual(['assessment.not-open']);
  });

  it('APP-06 does not let a high risk through whose measures nobody accepted, least of all who proposed them', async () => {
    let view = await submitted(world, careful, fresh(careful));
    expect(await assess(view.id, 'high')).toEqual(['assessment.measure-missing measures']);
    expect(await assess(view.id, 'high', ['coarser districts'])).toEqual([]);
    view = await world.authorization.describe(world.test.db, by('operator'), view.id);
    while (view.case?.next?.step !== view.case?.steps.findLast((one) => one.state !== 'skipped')?.id)
      view = await passStep(world, view);
    expect(await faultsOf(passStep(world, view))).toEqual(['application.measures-not-accepted']);
    expect(await faultsOf(world.authorization.acceptMeasures(by('operator'), view.id))).toEqual(['policy.no-power']);
    expect(await faultsOf(world.authorization.acceptMeasures(by('data-authority'), view.id))).toEqual([]);
    expect(await faultsOf(world.authorization.acceptMeasures(by('data-authority'), view.id))).toEqual([
      'assessment.accepted',
    ]);
    expect((await passStep(world, view)).state).toBe('approved');
  });

  it('JUR-01 is not asked for by a text that does not name it', async () => {
    expect((await approved(world, plain, fresh(plain))).assessment).toMatchObject({ required: false, level: null });
  });
});

describe('the consent of the providing agency', () => {
  it('AOC-10 missing or refused keeps the grant from beginning; given by the provider alone, it shows on the application', async () => {
    const view = await approved(world, careful, fresh(careful));
    const say = (decision: 'consent' | 'refuse', reasons: string[], body: string) =>
      faultsOf(world.authorization.giveConsent(by('source-agency', careful, body), view.id, { decision, reasons }));
    const provider = view.contents.providers?.[0] ?? '';
    expect(await say('consent', [], 'another-agency')).toEqual(['consent.not-provider']);
    expect(await say('refuse', [], provider)).toEqual(['consent.reason-missing']);
    expect(await say('refuse', ['a legal dispute'], provider)).toEqual([]);
    const signed = await signAll(world, view, careful);
    const file = () => faultsOf(world.authorization.fileDocuments(by('data-authority'), view.id));
    expect(await file()).toEqual(['grant.consent-refused']);
    expect(await say('consent', [], provider)).toEqual([]);
    expect(await file()).toEqual([]);
    const after = await world.authorization.describe(world.test.db, by('data-authority'), signed.id);
    expect(after.consents).toMatchObject({ required: true });
    expect(after.consents.given.at(-1)).toMatchObject({ body: provider, decision: 'consent' });
    expect(await say('refuse', ['late'], provider)).toEqual(['consent.not-open']);
  });
});

describe('a change of what was granted', () => {
  it('APP-09 is a new application along the whole chain, linked to the old one, whose grant ends when its own begins', async () => {
    const asked = fresh(careful);
    const first = await granted(world, careful, asked);
    const edit = world.authorization.edit(by('developer'), first.id, { ...first.contents, purpose: 'another' });
    expect(await faultsOf(edit)).toEqual(['application.not-draft']);
    const developer = by('developer');
    const contents = { ...first.contents, purpose: 'a wider purpose' };
    const plainAgain = await world.authorization.draft(developer, { jurisdiction: careful.id, contents });
    expect(await faultsOf(world.authorization.submit(developer, plainAgain.value.id))).toEqual([
      'application.scenario-taken',
    ]);
    const { value: drafted } = await world.authorization.draft(developer, {
      ...{ jurisdiction: careful.id, contents, previous: first.id },
    });
    let view = (await world.authorization.submit(developer, drafted.id)).value;
    expect(view.case?.steps.some((step) => step.state === 'current')).toBe(true);
    while (view.state === 'in-review') view = await passStep(world, view);
    const before = await world.authorization.grantFacts(world.test.db, first.grantId ?? '');
    expect(before.state).not.toBe('revoked');
    view = await signAll(world, view, careful);
    view = (await world.authorization.fileDocuments(by('data-authority'), view.id)).value;
    expect(view.state).toBe('granted');
    const grant = await world.authorization.describeGrant(world.test.db, by('data-authority'), first.grantId ?? '');
    expect(grant).toMatchObject({ state: 'revoked', revocation: { ground: 'amended' } });
    expect(LOW.level).toBe('low');
  });
});
