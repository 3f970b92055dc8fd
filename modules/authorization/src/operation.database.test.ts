import type { Profile } from '@sluice/profile';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  appoint,
  createWorld,
  faultsOf,
  fieldOf,
  fullAgreement,
  submitted,
  type World,
} from './authorization-world.ts';
import { checkAgreement, operationMode } from './operation/agreement.ts';

let world: World;
/** Texts that differ: the operator is given, is chosen under a mandate, bids, or is the company of one sector. */
let given: Profile;
let mandated: Profile;
let competing: Profile;
let tendering: Profile;

beforeAll(async () => {
  world = await createWorld(72);
  const by = (how: string) =>
    world.profiles.list('2026-03-02').find((one) => one.operator.selection.value === how) as Profile;
  [given, mandated, competing, tendering] = [by('given'), by('designation'), by('competition'), by('tender')];
});
afterAll(() => world.test.close());
beforeEach(() => at('2026-03-02T02:00:00Z'));

const at = (time: string) => world.clock.set(new Date(time));
const TERM = { startsOn: '2026-03-02', endsOn: '2028-03-01' };

const draftOf = (profile: Profile, more: Record<string, unknown> = {}) => ({
  ...{ jurisdiction: profile.id, operator: `${profile.id}-operator`, basis: 'by law', ...TERM },
  contents: fullAgreement(profile, TERM.startsOn, TERM.endsOn),
  ...more,
});
const grantor = (profile: Profile) => world.actor(operationMode(profile).grantor, profile.id);
const operator = (profile: Profile, body = `${profile.id}-operator`) => world.actor('operator', profile.id, body);
const draft = async (profile: Profile, more = {}) =>
  (await world.authorization.draftAgreement(grantor(profile), draftOf(profile, more))).value;
const standing = (profile: Profile, body = `${profile.id}-operator`) =>
  world.authorization.standing(world.test.db, { body, role: 'operator', jurisdiction: profile.id });

/** A concluded choice of the operator of a jurisdiction. */
async function choose(profile: Profile, body: string): Promise<string> {
  const opener = { ...world.actor(profile.operator.chosen_by.value, profile.id), person: 'opener' };
  const { value: choice } = await world.authorization.openSelection(opener, {
    ...{ jurisdiction: profile.id, kind: 'operator', title: 'a choice', conditions: 'c', mandate: 'no. 18' },
    ...{ opensAt: world.clock.now(), closesAt: new Date(world.clock.now().getTime() + 3_600_000) },
    ...(profile.operator.exclusive.value === 'field' ? { field: fieldOf(profile) } : {}),
  });
  await world.authorization.applyForSelection(operator(profile, body), choice.id, {
    proofs: profile.operator.proofs.value.map(({ id }) => ({ id, reference: 'no. 1', expiresOn: '2029-01-01' })),
    statements: { mlpsLevel: 3, mlpsExpiresOn: '2029-01-01', cryptoExpiresOn: '2029-01-01' },
  });
  world.clock.set(new Date(world.clock.now().getTime() + 3_600_000));
  const decider = world.actor(profile.operator.chosen_by.value, profile.id);
  const { value } = await world.authorization.examineCandidates(decider, choice.id, {});
  const chosen = value.candidates.map((one) => one.id);
  const points = Object.fromEntries(profile.operator.criteria.value.map((one) => [one.id, 1]));
  await world.authorization.scoreCandidate({ ...world.actor('third-party', profile.id), person: 'expert' }, choice.id, {
    candidate: chosen[0] ?? '',
    points,
  });
  await world.authorization.decideSelection(decider, choice.id, { chosen, reasons: [], minutes: 'minutes no. 3' });
  if (profile.publicity.subjects.value.includes('operator')) {
    world.clock.set(new Date(world.clock.now().getTime() + 30 * 86_400_000));
    await world.authorization.sweep(world.clock.now());
  }
  return choice.id;
}

describe('the mode of operation', () => {
  it('AUT-01 follows from two values: who grants, to whom, by choice or not, for a field or the whole', () => {
    expect(operationMode(given)).toMatchObject({ grantor: 'data-authority', field: 'none', choice: 'none' });
    expect(operationMode(mandated)).toMatchObject({ choice: 'selection', field: 'none', developersAdmitted: true });
    expect(operationMode(tendering)).toMatchObject({ grantor: 'sector-authority', field: 'required' });
    const switched = structuredClone(given) as Profile;
    switched.authorization.scope.value = 'sector_company';
    const asked = { ...TERM, limits: { fields: null, forms: null }, contents: draftOf(given).contents, field: null };
    expect(checkAgreement(given, asked)).toEqual([]);
    expect(checkAgreement(switched, asked).map((one) => one.code)).toEqual(['agreement.field-missing']);
    expect(checkAgreement(given, { ...asked, field: 'health' }).map((one) => one.code)).toContain(
      'agreement.field-not-asked',
    );
    const tiers = structuredClone(mandated) as Profile;
    tiers.authorization.tiers.value = 'single_tier';
    expect(operationMode(tiers).developersAdmitted).toBe(false);
  });

  it('AUT-11 lets an enterprise run its own data only where the text says so', () => {
    const own = world.profiles.list('2026-03-02').filter((one) => operationMode(one).selfOperation);
    expect(own.map((one) => one.authorization.scope.value)).toEqual(['level']);
    expect(operationMode(given).selfOperation).toBe(false);
  });
});

describe('an operation agreement', () => {
  it('AUT-06 lacks no item: each is named, and the term is the one stated', async () => {
    const { contents } = draftOf(given);
    for (const item of Object.keys(contents)) {
      const { [item]: _, ...less } = contents;
      expect(await faultsOf(draft(given, { contents: less }))).toEqual([`document.item-missing contents.${item}`]);
    }
    expect(Object.keys(contents)).toHaveLength(10);
    expect(await faultsOf(draft(given, { contents: { ...contents, term: { text: 'long' } } }))).toEqual([
      'document.item-malformed contents.term',
    ]);
    expect(await faultsOf(draft(given, { endsOn: '2027-03-01' }))).toEqual(['agreement.term-differs contents']);
  });

  it('AUT-07 is no longer than the text allows, to the day', () => {
    const ask = (endsOn: string) => {
      const contents = fullAgreement(mandated, TERM.startsOn, endsOn);
      return checkAgreement(mandated, {
        ...TERM,
        endsOn,
        contents,
        field: null,
        limits: { fields: null, forms: null },
      });
    };
    expect(ask('2029-03-02').map((one) => [one.code, one.path])).toEqual([['term.too-long', 'endsOn']]);
    expect(ask('2029-03-01')).toEqual([]);
  });

  it('AUT-02 follows from a concluded choice of that body, where the text has one', async () => {
    expect(await faultsOf(draft(competing))).toEqual(['agreement.selection-missing']);
    const selection = await choose(competing, `${competing.id}-operator`);
    expect(await faultsOf(draft(competing, { selection, operator: 'successor' }))).toEqual(['agreement.not-chosen']);
    const agreement = await draft(competing, { selection });
    expect(agreement.state).toBe('drafting');
    expect(await faultsOf(world.authorization.draftAgreement(operator(competing), draftOf(competing)))).toEqual([
      'policy.no-power',
    ]);
  });

  it('AUT-05 is signed only with minutes and mandate on file, where the text asks for them', async () => {
    const selection = await choose(mandated, `${mandated.id}-operator`);
    const bare = structuredClone(mandated) as Profile;
    expect(bare.operator.collective_decision.value && bare.operator.mandate_required.value).toBe(true);
    const kept = await draft(mandated, { selection });
    expect([kept.minutes, kept.mandate]).toEqual(['minutes no. 3', 'no. 18']);
    const sign = (id: string, digest: string) =>
      faultsOf(world.authorization.signAgreement(grantor(mandated), id, digest));
    const blank = await draft(mandated, { selection, minutes: ' ' });
    expect(await sign(blank.id, blank.digest)).toEqual(['agreement.minutes-missing']);
    const without = await draft(mandated, { selection, mandate: ' ' });
    expect(await sign(without.id, without.digest)).toEqual(['agreement.mandate-missing']);
    expect(await sign(kept.id, '0'.repeat(64))).toEqual(['document.changed']);
    expect(await sign(kept.id, kept.digest)).toEqual([]);
  });

  it('AUT-06 comes into force with the second signature; before it the body is no operator, nor after its end', async () => {
    expect(await standing(given)).toMatchObject({ code: 'operator.no-agreement' });
    expect(await faultsOf(submitted(world, given))).toEqual(['operator.not-appointed']);
    const { id, digest } = await draft(given);
    const sign = (by: ReturnType<typeof operator>) => world.authorization.signAgreement(by, id, digest);
    expect((await sign(grantor(given))).value.state).toBe('drafting');
    expect(await faultsOf(sign(grantor(given)))).toEqual(['document.signed-by-party']);
    expect(await faultsOf(sign(operator(given, 'rival')))).toEqual(['document.not-party']);
    expect(await standing(given)).toMatchObject({ code: 'operator.no-agreement' });
    expect((await sign(operator(given))).value.state).toBe('in-force');
    expect(await standing(given)).toBeUndefined();
    expect(await faultsOf(draft(given))).toEqual(['operator.term-overlaps']);
    at('2028-03-02T02:00:00Z');
    expect(await standing(given)).toMatchObject({ code: 'operator.no-agreement' });
  });

  it('AUT-01 limits its operator to fields where it names some', async () => {
    const other = tendering.fields.value.find((one) => one.code !== fieldOf(tendering))?.code ?? '';
    await appoint(world, tendering);
    expect(
      await faultsOf(submitted(world, tendering, { scenarios: [{ code: 's', title: 's', field: other }] })),
    ).toEqual(['operator.not-appointed']);
  });
});

describe('an operator in default', () => {
  const authority = () => world.actor('data-authority', given.id);
  const measure = (id: string, kind: 'order' | 'corrected' | 'failed' | 'suspension' | 'lift', by = authority()) =>
    faultsOf(
      world.transact((tx) =>
        world.authorization.measureAgreementIn(tx, by, id, { kind, reasons: ['found'], dueOn: '2026-06-01' }),
      ),
    );
  const end = (id: string, ground: 'breach' | 'illegality' | 'own-request', more = {}, by = authority()) =>
    faultsOf(
      world.transact((tx) =>
        world.authorization.endAgreementIn(tx, by, id, { ground, reasons: ['r'], handover: 'successor', ...more }),
      ),
    );
  const current = async () =>
    (await world.authorization.listAgreements(world.test.db, authority(), { jurisdiction: given.id })).find(
      (one) => one.state !== 'drafting' && one.state !== 'ended',
    ) ?? expect.fail('no agreement runs');

  it('SVN-04 AUT-08 is ordered to correct, and suspended by those whom the text names: then nothing goes on', async () => {
    const { id } = await current();
    expect(await measure(id, 'corrected')).toEqual(['agreement.wrong-state']);
    expect(await measure(id, 'order')).toEqual([]);
    expect(await standing(given)).toBeUndefined();
    expect(await measure(id, 'suspension', world.actor('security-regulator', given.id))).toEqual([]);
    expect(await standing(given)).toMatchObject({ code: 'operator.suspended' });
    expect(await faultsOf(submitted(world, given))).toEqual(['operator.suspended']);
    expect(await measure(id, 'lift')).toEqual([]);
    expect(await standing(given)).toBeUndefined();
  });

  it('AUT-08 is not ended for a breach without an order that failed, unless it is serious', async () => {
    const { id } = await current();
    expect(await end(id, 'breach')).toEqual(['agreement.order-missing']);
    expect(await end(id, 'own-request')).toEqual(['agreement.request-missing']);
    expect(await measure(id, 'order')).toEqual([]);
    expect(await measure(id, 'failed')).toEqual([]);
    expect(await end(id, 'breach')).toEqual([]);
    expect(await standing(given)).toMatchObject({ code: 'operator.no-agreement' });
    expect(await end(id, 'illegality')).toEqual(['agreement.wrong-state']);
  });

  it('AUT-09 is followed by another under an agreement of its own, with whom held grants go on', async () => {
    const ended = (await world.authorization.listAgreements(world.test.db, authority(), {})).find(
      (one) => one.state === 'ended',
    );
    const next = await draft(given, { operator: 'successor', predecessor: ended?.id });
    await world.authorization.signAgreement(grantor(given), next.id, next.digest);
    await world.authorization.signAgreement(operator(given, 'successor'), next.id, next.digest);
    expect(await standing(given, 'successor')).toBeUndefined();
    expect(await end(next.id, 'own-request', {}, operator(given, 'successor'))).toEqual([]);
  });
});

it('AUT-07 falls due anew some days before its end, and ends by itself', async () => {
  const fresh = await createWorld(73);
  const text = fresh.profiles.list('2026-03-02').find((one) => one.id === mandated.id) as Profile;
  await appoint(fresh, text, '2028-12-31');
  const read = async () =>
    (await fresh.authorization.listAgreements(fresh.test.db, fresh.actor('data-authority', text.id), {}))[0];
  const sweepAt = async (time: string) => {
    fresh.clock.set(new Date(time));
    await fresh.authorization.sweep(fresh.clock.now());
    return read();
  };
  expect(text.term.operator.renewal_days.value).toBe(90);
  expect(await sweepAt('2028-10-01T02:00:00Z')).toMatchObject({ state: 'in-force', renewalDue: false });
  expect(await sweepAt('2028-10-02T02:00:00Z')).toMatchObject({ state: 'in-force', renewalDue: true });
  expect(await sweepAt('2029-01-01T02:00:00Z')).toMatchObject({ state: 'ended', ended: { ground: 'expiry' } });
  await fresh.test.close();
});
