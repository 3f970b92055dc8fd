import type { Profile } from '@sluice/profile';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { appoint, createWorld, faultsOf, granted, submitted, type World } from './authorization-world.ts';
import type { NewDeveloperMeasure } from './standing/measure-developer.ts';

let world: World;
/** Where developers are admitted by call, and where they contract without one. */
let called: Profile;
let open: Profile;

beforeAll(async () => {
  world = await createWorld(75);
  const profiles = world.profiles.list('2026-03-02');
  called = profiles.find((one) => one.developer.call_required.value) as Profile;
  open = profiles.find((one) => one.agreement.filing.value.required) as Profile;
  await appoint(world, called, '2028-12-31', []);
  await appoint(world, open);
});
afterAll(() => world.test.close());
beforeEach(() => at('2026-03-02T02:00:00Z'));

const at = (time: string) => world.clock.set(new Date(time));
const operator = (profile: Profile) => world.actor('operator', profile.id);
const developer = (profile: Profile) => `${profile.id}-developer`;
let scenarios = 0;
const fresh = (profile: Profile) => ({
  scenarios: [{ code: `standing-${(scenarios += 1)}`, title: 's', field: profile.fields.value[0]?.code ?? '' }],
});
const apply = (profile: Profile) => faultsOf(submitted(world, profile, fresh(profile)));
const standing = (profile: Profile) =>
  world.authorization.standing(world.test.db, {
    ...{ body: developer(profile), role: 'developer', jurisdiction: profile.id },
  });
const measure = (profile: Profile, kind: NewDeveloperMeasure['kind'], ground?: NewDeveloperMeasure['ground']) =>
  faultsOf(
    world.transact((tx) =>
      world.authorization.measureDeveloperIn(tx, operator(profile), {
        ...{ jurisdiction: profile.id, developer: developer(profile), kind, ground, reasons: ['because'] },
      }),
    ),
  );
const evaluate = (profile: Profile, result: 'passed' | 'not-passed') =>
  faultsOf(
    world.authorization.evaluateDeveloper(operator(profile), {
      ...{ jurisdiction: profile.id, developer: developer(profile) },
      ...{ periodFrom: '2025-09-01', periodTo: '2026-02-28' },
      findings: (['use_of_data', 'security_measures', 'results'] as const).map((part) => ({
        ...{ part, result: part === 'results' ? result : 'passed', text: 'as found' },
      })),
    }),
  );

/** A call in which the developer is chosen, and its result out for as long as the text asks. */
async function admitByCall(profile: Profile, reasons: readonly string[] = []): Promise<string[]> {
  const by = operator(profile);
  const now = world.clock.now().getTime();
  const { value: call } = await world.authorization.openSelection(
    { ...by, person: 'opener' },
    {
      ...{ jurisdiction: profile.id, kind: 'developer', title: 'a call', conditions: 'c' },
      ...{ opensAt: new Date(now), closesAt: new Date(now + 3_600_000) },
    },
  );
  await world.authorization.applyForSelection(world.actor('developer', profile.id), call.id, {
    proofs: profile.developer.proofs.value.map(({ id }) => ({ id, reference: 'no. 1', expiresOn: '2029-01-01' })),
    statements: {},
  });
  world.clock.set(new Date(now + 3_600_000));
  const { value } = await world.authorization.examineCandidates(by, call.id, {});
  const chosen = value.candidates.map((one) => one.id);
  await world.authorization.scoreCandidate({ ...world.actor('third-party', profile.id), person: 'expert' }, call.id, {
    candidate: chosen[0] ?? '',
    points: Object.fromEntries(profile.developer.criteria.value.map((c) => [c.id, 1])),
  });
  const faults = await faultsOf(world.authorization.decideSelection(by, call.id, { chosen, reasons }));
  world.clock.set(new Date(now + 30 * 86_400_000));
  await world.authorization.sweep(world.clock.now());
  return faults;
}

describe('a developer where the text admits by call', () => {
  it('DEV-01 DEV-03 cannot apply unadmitted; the call admits it when its result has effect, for no longer than the operator', async () => {
    expect(await apply(called)).toEqual(['developer.not-admitted']);
    expect(await admitByCall(called)).toEqual([]);
    const [admission] = await world.authorization.listAdmissions(world.test.db, { jurisdiction: called.id });
    expect(admission).toMatchObject({ developer: developer(called), admittedBy: `${called.id}-operator` });
    expect(admission?.endsOn).toBe('2028-12-31');
    expect(await apply(called)).toEqual([]);
    const read = () =>
      world.authorization.describeDeveloper(world.test.db, operator(called), {
        ...{ jurisdiction: called.id, developer: developer(called) },
      });
    // Half a year after it was admitted, as the text has it (EVA-01).
    expect(called.evaluation.developer_months.value).toBe(6);
    expect(admission?.startsOn).toBe('2026-04-01');
    expect(await read()).toMatchObject({ standing: null, evaluationDueOn: '2026-09-30' });
    at('2029-01-02T02:00:00Z');
    expect(await apply(called)).not.toEqual([]);
  });

  it('DEV-01 is taken over from before the platform only while no call was opened', async () => {
    const again = world.authorization.takeOverDeveloper(operator(called), {
      ...{ jurisdiction: called.id, developer: developer(called), basis: 'b' },
      ...{ startsOn: '2026-01-01', endsOn: '2026-12-31' },
    });
    expect(await faultsOf(again)).toEqual(['admission.call-required']);
  });

  it('DEV-04 is admitted for no longer than the longest term, nor than the operator', async () => {
    const fresh_ = await createWorld(76);
    const text = fresh_.profiles.list('2026-03-02').find((one) => one.id === called.id) as Profile;
    await appoint(fresh_, text, '2028-06-30', []);
    const ask = (endsOn: string) =>
      faultsOf(
        fresh_.authorization.takeOverDeveloper(fresh_.actor('operator', text.id), {
          ...{ jurisdiction: text.id, developer: developer(text), basis: 'b', startsOn: '2026-01-01', endsOn },
        }),
      );
    expect(await ask('2029-01-01')).toEqual(['term.too-long endsOn', 'term.outlasts endsOn']);
    expect(await ask('2028-07-01')).toEqual(['term.outlasts endsOn']);
    expect(await ask('2028-06-30')).toEqual([]);
    await fresh_.test.close();
  });

  it('DEV-06 brings a partner’s contribution and share only where the text has partners', async () => {
    const partner = { contribution: 'labelled images', tasks: ['labelling'], shareBasisPoints: 1500 };
    const partnered = world.profiles.list('2026-03-02').find((one) => one.operator.partners.value) as Profile;
    const admit = (profile: Profile) =>
      world.authorization.takeOverDeveloper(operator(profile), {
        ...{ jurisdiction: profile.id, developer: developer(profile), basis: 'b', partner },
        ...{ startsOn: '2026-03-01', endsOn: '2026-12-31' },
      });
    expect(await faultsOf(admit(open))).toEqual(['admission.no-partners']);
    await appoint(world, partnered);
    expect((await admit(partnered)).value.partner).toEqual(partner);
  });
});

describe('a developer’s exit', () => {
  it('EVA-01 DEV-07 is evaluated on three parts, each with its finding', async () => {
    const one = world.authorization.evaluateDeveloper(operator(open), {
      ...{ jurisdiction: open.id, developer: developer(open), periodFrom: '2025-09-01', periodTo: '2026-02-28' },
      findings: [{ part: 'results', result: 'passed', text: 'good' }],
    });
    expect(await faultsOf(one)).toEqual([
      'evaluation.finding-missing findings.use_of_data',
      'evaluation.finding-missing findings.security_measures',
    ]);
    expect(await evaluate(open, 'passed')).toEqual([]);
  });

  it('SVN-05 INC-03 is suspended with every grant it has, and goes on with those alone that were held with it', async () => {
    const view = await granted(world, open, fresh(open));
    at('2026-06-01T02:00:00Z');
    const id = view.grantId ?? '';
    const use = () =>
      faultsOf(world.authorization.grantSnapshot(world.test.db, id, { body: developer(open) })).then(([code]) => code);
    expect(await use()).toBeUndefined();
    expect(await measure(open, 'lift')).toEqual(['developer.not-suspended']);
    expect(await measure(open, 'suspension')).toEqual([]);
    expect(await use()).toBe('grant.suspended');
    expect(await standing(open)).toMatchObject({ code: 'developer.suspended' });
    expect(await apply(open)).toEqual(['developer.suspended']);
    const authority = world.actor('data-authority', open.id);
    expect(await faultsOf(world.authorization.resumeGrant(authority, id, 'r'))).toEqual(['grant.held-with-others']);
    expect(await measure(open, 'lift')).toEqual([]);
    expect(await use()).toBeUndefined();
  });

  it('INC-03 a single grant is suspended and let go by operator, authority or a security regulator', async () => {
    const view = await granted(world, open, fresh(open));
    at('2026-06-01T02:00:00Z');
    const id = view.grantId ?? '';
    const suspend = (role: string) =>
      faultsOf(
        world.transact((tx) => world.authorization.suspendGrantIn(tx, world.actor(role, open.id), id, 'incident')),
      );
    expect(await suspend('developer')).toEqual(['policy.no-power']);
    expect(await suspend('security-regulator')).toEqual([]);
    expect(await suspend('operator')).toEqual(['grant.held']);
    expect(
      await world.authorization.describeGrant(world.test.db, world.actor('data-authority', open.id), id),
    ).toMatchObject({ state: 'suspended', suspension: { ground: 'incident' } });
    expect(await faultsOf(world.authorization.resumeGrant(operator(open), id, 'cleared'))).toEqual([]);
    expect(await faultsOf(world.authorization.resumeGrant(operator(open), id, 'cleared'))).toEqual(['grant.not-held']);
  });

  it('SVN-05 on the ground of an evaluation comes only after a reminder or an interview and another evaluation', async () => {
    const exit = () => measure(open, 'exit', 'evaluation');
    const later = (hours: number) => world.clock.set(new Date(world.clock.now().getTime() + hours * 3_600_000));
    at('2026-07-01T02:00:00Z');
    expect(await exit()).toEqual(['developer.not-warned']);
    expect(await evaluate(open, 'not-passed')).toEqual([]);
    expect(await exit()).toEqual(['developer.not-warned']);
    later(1);
    expect(await measure(open, 'reminder')).toEqual([]);
    expect(await exit()).toEqual(['developer.not-warned']);
    later(1);
    expect(await evaluate(open, 'not-passed')).toEqual([]);
    expect(await measure(open, 'exit')).toEqual(['developer.ground-missing']);
    expect(await exit()).toEqual([]);
    expect(await standing(open)).toMatchObject({ code: 'developer.exited', params: { ground: 'evaluation' } });
    expect(await apply(open)).toEqual(['developer.exited']);
    const grants = await world.authorization.listGrants(world.test.db, world.actor('data-authority', open.id), {});
    expect(new Set(grants.items.map((one) => one.state))).toEqual(new Set(['revoked']));
    expect(await exit()).toEqual(['developer.exited']);
  });

  it('DEV-07 is chosen again after a failed evaluation only with reasons', async () => {
    at('2026-08-03T02:00:00Z');
    expect(await evaluate(called, 'not-passed')).toEqual([]);
    expect(await admitByCall(called)).toEqual(['selection.failed-before']);
    expect(await admitByCall(called, ['it has made good what was found'])).toEqual([]);
  });
});
