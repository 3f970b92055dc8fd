import type { Profile } from '@sluice/profile';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  appoint,
  approved,
  createWorld,
  faultsOf,
  fullAgreement,
  passStep,
  submitted,
  type World,
} from './authorization-world.ts';

let world: World;
/** Two jurisdictions whose texts differ: where the operator decides, and where the authority does and takes filings. */
let twoTier: Profile;
let filed: Profile;

beforeAll(async () => {
  world = await createWorld(11);
  const profiles = world.profiles.list('2026-03-02');
  twoTier = profiles.find(({ agreement }) => agreement.documents.value[0]?.items.length === 11) as Profile;
  filed = profiles.find((profile) => profile.agreement.filing.value.required) as Profile;
  await appoint(world, twoTier);
  await appoint(world, filed);
});
afterAll(() => world.test.close());

let scenarios = 0;
const fresh = (profile: Profile, leadUnit: string | undefined = `${profile.id}-health`, field = 'health') => {
  scenarios += 1;
  return { scenarios: [{ code: `scenario-${scenarios}`, title: 'a scenario', field, leadUnit }] };
};
const developer = (profile: Profile) => world.actor('developer', profile.id);
const draft = (profile: Profile, over = {}) =>
  world.authorization.draft(developer(profile), { jurisdiction: profile.id, contents: world.contents(profile, over) });

describe('an application', () => {
  it('APP-01 refuses a second scenario in one application', async () => {
    const [one] = fresh(twoTier).scenarios;
    const two = { ...one, code: 'another' };
    expect(await faultsOf(draft(twoTier, { scenarios: [one, two] }))).toEqual(['application.one-scenario scenarios']);
  });

  it('APP-01 refuses a second application for a scenario that is under review', async () => {
    const scenario = fresh(twoTier);
    await submitted(world, twoTier, scenario);
    expect(await faultsOf(submitted(world, twoTier, scenario))).toEqual(['application.scenario-taken']);
  });

  it('APP-01 takes one of two applications for a scenario handed in at the same moment, and numbers without gaps', async () => {
    const scenario = fresh(twoTier);
    const drafts = await Promise.all([draft(twoTier, scenario), draft(twoTier, scenario)]);
    const faults = await Promise.all(
      drafts.map(({ value }) => faultsOf(world.authorization.submit(developer(twoTier), value.id))),
    );
    expect(faults).toHaveLength(2);
    expect(faults.flat()).toEqual(['application.scenario-taken']);
    const { rows } = await world.test.db.pool.query<{ number: string }>(
      'select number from "authorization".application where jurisdiction = $1 and number is not null order by number',
      [twoTier.id],
    );
    expect(rows.map((row) => row.number)).toEqual(rows.map((_, place) => `2026-${String(place + 1).padStart(4, '0')}`));
  });

  it('APP-02 names each missing part, and which they are the profile says', async () => {
    const { value } = await world.authorization.draft(developer(twoTier), { jurisdiction: twoTier.id, contents: {} });
    expect(value.missing.toSorted()).toEqual([...twoTier.application.contents.value].toSorted());
    const faults = await faultsOf(world.authorization.submit(developer(twoTier), value.id));
    expect(faults.toSorted()).toEqual(
      [...twoTier.application.contents.value].map((part) => `application.part-missing ${part}`).toSorted(),
    );
    const almost = await draft(twoTier, { ...fresh(twoTier), safeguards: [] });
    expect(await faultsOf(world.authorization.submit(developer(twoTier), almost.value.id))).toEqual([
      'application.part-missing safeguards',
    ]);
  });

  it('APP-02 refuses an entry or field outside the development catalogue, and names it', async () => {
    const ask = (resourceId: string, ...fields: string[]) =>
      faultsOf(draft(twoTier, { entries: [{ resourceId, fields }] }));
    expect(await ask('res_unknown', 'a')).toEqual(['application.unlisted-entry entries.0']);
    expect(await ask('res_visits', 'sex', 'shoe_size')).toEqual(['application.unlisted-field entries.0.fields.1']);
    const rows = { entries: [{ resourceId: 'res_visits', fields: ['sex'], rows: [{ field: 'colour', in: ['red'] }] }] };
    expect(await faultsOf(draft(twoTier, rows))).toEqual(['application.unlisted-field entries.0.rows.0.field']);
  });

  it('APP-02 asks for every providing department of the asked entries', async () => {
    const { value } = await draft(twoTier, { ...fresh(twoTier), providers: ['transport'] });
    expect(await faultsOf(world.authorization.submit(developer(twoTier), value.id))).toEqual([
      'application.provider-missing providers',
    ]);
  });

  it('DEV-04 refuses a period that is over or that no operator is appointed for', async () => {
    const submit = async (period: { startsOn: string; endsOn: string }) => {
      const { value } = await draft(twoTier, { ...fresh(twoTier), period });
      return faultsOf(world.authorization.submit(developer(twoTier), value.id));
    };
    expect(await submit({ startsOn: '2026-01-05', endsOn: '2026-02-28' })).toEqual(['term.past period']);
    expect(await submit({ startsOn: '2025-12-31', endsOn: '2026-12-31' })).toEqual(['term.starts-before period']);
    const authority = world.actor('data-authority', twoTier.id);
    const takeOver = (startsOn: string, endsOn: string) =>
      faultsOf(
        world.authorization.takeOverOperator(authority, {
          ...{ jurisdiction: twoTier.id, operator: `${twoTier.id}-operator`, basis: 'mandate', startsOn, endsOn },
          contents: fullAgreement(twoTier, startsOn, endsOn),
        }),
      );
    expect(await takeOver('2028-06-01', '2030-05-31')).toEqual(['operator.term-overlaps']);
    expect(await takeOver('2029-01-01', '2032-01-01')).toEqual(['term.too-long endsOn']);
    expect(await takeOver('2029-01-01', '2031-12-31')).toEqual(['operator.agreement-required']);
  });

  it('keeps a draft and a foreign application from other developers', async () => {
    const { value } = await draft(twoTier, fresh(twoTier));
    const other = world.actor('developer', twoTier.id, 'rival');
    expect(await faultsOf(world.authorization.describe(world.test.db, other, value.id))).toEqual([
      'application.not-found',
    ]);
    expect(await faultsOf(world.authorization.submit(other, value.id))).toEqual(['application.not-found']);
    expect(
      await faultsOf(world.authorization.describe(world.test.db, world.actor('operator', twoTier.id), value.id)),
    ).toEqual(['application.not-found']);
  });
});

describe('its chain', () => {
  const path = async (profile: Profile, over = {}): Promise<string[]> => {
    let view = await submitted(world, profile, { ...fresh(profile), ...over });
    const roles: string[] = [];
    while (view.state === 'in-review') {
      roles.push(`${view.case?.next?.role}: ${view.case?.next?.body}`);
      view = await passStep(world, view);
    }
    expect(view.state).toBe('approved');
    return roles;
  };

  it('JUR-01 takes one and the same application along the chain of its jurisdiction, by data alone', async () => {
    expect(await path(twoTier)).toEqual([`operator: ${twoTier.id}-operator`]);
    expect(await path(filed)).toEqual([
      `data-authority: ${filed.id}-data-authority`,
      `operator: ${filed.id}-operator`,
      `sector-authority: ${filed.id}-health`,
      `data-authority: ${filed.id}-data-authority`,
    ]);
  });

  it('APP-03 asks the sector authority where another unit leads, and nobody where the field is not regulated', async () => {
    expect(await path(filed, fresh(filed, `${filed.id}-transport`))).toEqual([
      `data-authority: ${filed.id}-data-authority`,
      `operator: ${filed.id}-operator`,
      `sector-authority: ${filed.id}-health`,
      `sector-authority: ${filed.id}-transport`,
      `data-authority: ${filed.id}-data-authority`,
    ]);
    const plain = filed.fields.value.find((field) => !field.regulated)?.code ?? '';
    scenarios += 1;
    expect(
      await path(filed, { scenarios: [{ code: `plain-${scenarios}`, title: 'plain', field: plain }] }),
    ).toHaveLength(3);
  });

  it('APP-03 takes no application whose sector authority or lead unit nobody knows', async () => {
    const regulated = filed.fields.value.find((one) => one.regulated && !['health', 'transport'].includes(one.code));
    const alone = { scenarios: [{ code: 'nobody-to-ask', title: 'nobody', field: regulated?.code ?? '' }] };
    expect(await faultsOf(submitted(world, filed, alone))).toEqual(['application.no-sector-authority']);
    const led = { scenarios: [{ ...alone.scenarios[0], leadUnit: `${filed.id}-health` }] };
    expect((await submitted(world, filed, led as never)).state).toBe('in-review');
    const unknown = fresh(filed, `${filed.id}-developer`);
    expect(await faultsOf(submitted(world, filed, unknown))).toEqual(['application.unknown-lead-unit']);
  });

  it('APP-03 lets the authority decide neither before the first review nor before the asked opinion, and keeps each opinion', async () => {
    const authority = world.actor('data-authority', filed.id);
    const decide = (id: string) =>
      faultsOf(
        world.authorization.act(authority, id, {
          step: 'authority_review',
          outcome: 'pass',
          findings: [],
          reasons: [],
        }),
      );
    let view = await submitted(world, filed, fresh(filed, `${filed.id}-transport`));
    for (const step of ['acceptance', 'first_review', 'sector_opinion', 'lead_unit_review']) {
      expect(await decide(view.id)).toEqual(['case.not-current-step']);
      expect(view.case?.next?.step).toBe(step);
      view = await passStep(world, view);
    }
    expect(await decide(view.id)).toEqual([]);
    view = await world.authorization.describe(world.test.db, authority, view.id);
    expect(view.state).toBe('approved');
    expect(view.case?.steps.map((step) => step.opinions.length)).toEqual([1, 1, 1, 1, 1]);
  });

  it('APP-03 is stopped by the lead unit, which decides for its scenario', async () => {
    let view = await submitted(world, filed, fresh(filed));
    view = await passStep(world, await passStep(world, view));
    const lead = world.actor('sector-authority', filed.id, `${filed.id}-health`);
    const refusal = { step: 'lead_unit_review', outcome: 'fail' as const, findings: [], reasons: ['not needed'] };
    expect(
      await faultsOf(
        world.authorization.act(world.actor('sector-authority', filed.id, `${filed.id}-transport`), view.id, refusal),
      ),
    ).toEqual(['case.wrong-body']);
    expect((await world.authorization.act(lead, view.id, refusal)).value).toMatchObject({
      state: 'refused',
      current: null,
    });
  });

  it('APP-04 verifies the purpose and four aspects by a norm whose version is recorded; one fail stops with reasons', async () => {
    const operator = world.actor('operator', twoTier.id);
    const view = await submitted(world, twoTier, fresh(twoTier));
    const aspects = view.case?.steps[0]?.aspects.map((aspect) => aspect.id) ?? [];
    expect(aspects).toHaveLength(5);
    const act = (failed: string | undefined, left: string | undefined, outcome: 'pass' | 'fail', reasons: string[]) =>
      world.authorization.act(operator, view.id, {
        step: 'verification',
        outcome,
        reasons,
        findings: aspects
          .filter((aspect) => aspect !== left)
          .map((aspect) => ({
            aspect,
            result: aspect === failed ? ('fail' as const) : ('pass' as const),
            text: aspect === failed ? 'not shown' : '',
          })),
      });
    for (const aspect of aspects) {
      expect(await faultsOf(act(undefined, aspect, 'pass', []))).toEqual(['case.finding-missing']);
      expect(await faultsOf(act(aspect, undefined, 'pass', []))).toEqual(['case.failed-aspect']);
    }
    expect(await faultsOf(act(aspects[0], undefined, 'fail', []))).toEqual(['case.reason-missing']);
    const { value } = await act(aspects[0], undefined, 'fail', ['no lawful purpose']);
    expect(value.state).toBe('refused');
    expect(value.case?.steps[0]?.opinions[0]).toMatchObject({
      reasons: ['no lawful purpose'],
      normVersion: 'use-application-norm@1.0',
    });
  });

  it('APP-07 lists a step past its limit against the unit', async () => {
    const view = await submitted(world, twoTier, fresh(twoTier));
    const start = world.clock.now();
    world.clock.set(new Date(`${view.case?.next?.dueOn}T16:00:00Z`));
    expect((await world.authorization.sweep(world.clock.now())).overdue).toBeGreaterThan(0);
    const listed = await world.authorization.listOverdue(world.test.db, world.actor('inspection', twoTier.id));
    expect(listed.find((row) => row.subject === view.id)).toMatchObject({
      body: `${twoTier.id}-operator`,
      step: 'verification',
    });
    world.clock.set(start);
  });

  it('APP-10 shows state, handler, limit and reasons through return and supplement to approval, and how to object', async () => {
    const view = await submitted(world, twoTier, fresh(twoTier));
    const me = developer(twoTier);
    expect(view).toMatchObject({
      state: 'in-review',
      current: { step: 'verification', role: 'operator', light: 'green' },
      objection: { to: 'data-authority', withinWorkingDays: 20 },
    });
    expect(view.number).toMatch(/^2026-\d{4}$/);
    const operator = world.actor('operator', twoTier.id);
    const returned = {
      step: 'verification',
      outcome: 'return' as const,
      findings: [],
      reasons: ['say how long data is kept'],
    };
    expect(await faultsOf(world.authorization.act(operator, view.id, { ...returned, reasons: [] }))).toEqual([
      'case.reason-missing',
    ]);
    expect((await world.authorization.act(operator, view.id, returned)).value.state).toBe('supplement');
    const mine = await world.authorization.describe(world.test.db, me, view.id);
    expect(mine.mayDo).toEqual(['supplement', 'withdraw']);
    expect(mine.case?.steps[0]?.opinions[0]?.reasons).toEqual(['say how long data is kept']);
    const other = { contents: { ...mine.contents, ...fresh(twoTier) }, note: 'new scenario' };
    expect(await faultsOf(world.authorization.supplement(me, view.id, other))).toEqual(['application.scenario-fixed']);
    const answer = { contents: { ...mine.contents, safeguards: ['kept for 30 days'] }, note: 'see safeguards' };
    const again = (await world.authorization.supplement(me, view.id, answer)).value;
    expect(again).toMatchObject({ state: 'in-review', contents: { safeguards: ['kept for 30 days'] } });
    expect((await passStep(world, again)).state).toBe('approved');
  });

  it('APP-10 can be withdrawn and applied for again, with a link to the earlier one', async () => {
    const scenario = fresh(twoTier);
    const view = await submitted(world, twoTier, scenario);
    const again = { jurisdiction: twoTier.id, contents: world.contents(twoTier, scenario), previous: view.id };
    expect(await faultsOf(world.authorization.draft(developer(twoTier), again))).toEqual(['application.not-ended']);
    const { value } = await world.authorization.withdraw(developer(twoTier), view.id, 'changed plans');
    expect(value).toMatchObject({ state: 'withdrawn', mayDo: ['apply-again'] });
    const second = (await world.authorization.draft(developer(twoTier), again)).value;
    expect((await world.authorization.submit(developer(twoTier), second.id)).value.state).toBe('in-review');
  });

  it('shows each handler the work that waits for him, and lapses what nobody signs', async () => {
    const view = await submitted(world, filed, fresh(filed));
    const work = async (role: string) =>
      (await world.authorization.list(world.test.db, world.actor(role, filed.id), { mine: 'to-handle' })).items.map(
        (row) => row.id,
      );
    expect(await work('data-authority')).toContain(view.id);
    expect(await work('operator')).not.toContain(view.id);
    const unsigned = await approved(world, twoTier, fresh(twoTier));
    const start = world.clock.now();
    world.clock.set(new Date('2026-06-01T02:00:00Z'));
    await world.authorization.sweep(world.clock.now());
    expect((await world.authorization.describe(world.test.db, developer(twoTier), unsigned.id)).state).toBe('lapsed');
    world.clock.set(start);
  });
});
