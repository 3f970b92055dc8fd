import type { Profile } from '@sluice/profile';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  appoint,
  approved,
  createWorld,
  entries,
  faultsOf,
  fullDocument,
  granted,
  sign,
  signAll,
  type World,
} from './authorization-world.ts';

let world: World;
let twoTier: Profile;
let filed: Profile;

beforeAll(async () => {
  world = await createWorld(23);
  const profiles = world.profiles.list('2026-03-02');
  twoTier = profiles.find(({ agreement }) => agreement.documents.value[0]?.items.length === 11) as Profile;
  filed = profiles.find((profile) => profile.agreement.filing.value.required) as Profile;
  await appoint(world, twoTier);
  await appoint(world, filed);
});
afterAll(() => world.test.close());

let scenarios = 0;
const fresh = () => {
  scenarios += 1;
  return { scenarios: [{ code: `scenario-${scenarios}`, title: 'a scenario', field: 'health' }] };
};
const operator = (profile: Profile) => world.actor('operator', profile.id);
const developer = (profile: Profile) => world.actor('developer', profile.id);

describe('agreements', () => {
  it('DEV-04 asks for each of the eleven items of the development agreement, in its shape', async () => {
    const view = await approved(world, twoTier, fresh());
    const full = fullDocument(twoTier, 'development_agreement');
    expect(Object.keys(full)).toHaveLength(11);
    const put = (contents: typeof full) =>
      faultsOf(world.authorization.draftDocument(operator(twoTier), view.id, 'development_agreement', contents));
    for (const item of Object.keys(full)) {
      const { [item]: _left, ...rest } = full;
      expect(await put(rest)).toEqual([`document.item-missing contents.${item}`]);
    }
    expect(await put({ ...full, security: { text: 'not a list' } })).toEqual([
      'document.item-malformed contents.security',
    ]);
    expect(await put({ ...full, gifts: { text: 'none' } })).toEqual(['document.unknown-item contents.gifts']);
    expect(await put(full)).toEqual([]);
  });

  it('DEV-04 refuses a term of three years and a day, one beyond the operator’s own, and one shorter than applied for', async () => {
    const view = await approved(world, twoTier, fresh());
    const put = (startsOn: string, endsOn: string) =>
      faultsOf(
        world.authorization.draftDocument(
          operator(twoTier),
          view.id,
          'development_agreement',
          fullDocument(twoTier, 'development_agreement', { startsOn, endsOn }),
        ),
      );
    expect(await put('2026-01-01', '2028-12-31')).toEqual([]);
    expect(await put('2026-01-01', '2029-01-01')).toEqual([
      'term.too-long contents.service_period',
      'term.outlasts contents.service_period',
    ]);
    expect(await put('2026-03-01', '2029-01-15')).toEqual(['term.outlasts contents.service_period']);
    expect(await put('2026-03-01', '2026-12-31')).toEqual(['document.period-short contents.service_period']);
    const long = { ...fresh(), period: { startsOn: '2026-03-16', endsOn: '2029-03-16' } };
    expect(await faultsOf(approved(world, twoTier, long))).toEqual(['term.too-long period', 'term.outlasts period']);
  });

  it('signs a wording by its digest, once a party, and by no stranger; new words need new signatures', async () => {
    const view = await approved(world, twoTier, fresh());
    const kind = 'development_agreement';
    const put = async (period?: { startsOn: string; endsOn: string }) =>
      (await world.authorization.draftDocument(operator(twoTier), view.id, kind, fullDocument(twoTier, kind, period)))
        .value;
    expect(await faultsOf(sign(world, view, kind, 'developer'))).toEqual(['document.not-drafted']);
    const first = await sign(world, await put(), kind, 'operator');
    expect(await faultsOf(sign(world, first, kind, 'operator'))).toEqual(['document.signed-by-party']);
    const rival = world.actor('developer', twoTier.id, 'rival');
    expect(
      await faultsOf(world.authorization.signDocument(rival, view.id, kind, first.documents[0]?.digest ?? '')),
    ).toEqual(['document.not-party']);
    const second = await put({ startsOn: '2026-03-01', endsOn: '2027-06-30' });
    expect(second.documents[0]?.signatures).toEqual([]);
    expect(await faultsOf(sign(world, first, kind, 'developer'))).toEqual(['document.changed']);
    const half = await sign(world, second, kind, 'developer');
    expect(half.state).toBe('approved');
    expect((await sign(world, half, kind, 'operator')).state).toBe('granted');
  });

  it('lets no person sign for both parties', async () => {
    const view = await approved(world, twoTier, fresh());
    const kind = 'development_agreement';
    const drafted = (
      await world.authorization.draftDocument(operator(twoTier), view.id, kind, fullDocument(twoTier, kind))
    ).value;
    await sign(world, drafted, kind, 'operator');
    const both = { ...developer(twoTier), person: operator(twoTier).person };
    const digest = drafted.documents[0]?.digest ?? '';
    expect(await faultsOf(world.authorization.signDocument(both, view.id, kind, digest))).toEqual([
      'document.one-person',
    ]);
  });

  it('lapses what is not signed in time, but not a signed set that waits for the authority', async () => {
    const open = await approved(world, filed, fresh());
    const waiting = await signAll(world, await approved(world, filed, fresh()), filed);
    const start = world.clock.now();
    world.clock.set(new Date('2026-06-01T02:00:00Z'));
    const [service] = open.documents;
    const late = world.authorization.draftDocument(
      operator(filed),
      open.id,
      service?.kind ?? '',
      fullDocument(filed, service?.kind ?? ''),
    );
    expect(await faultsOf(late)).toEqual(['application.lapsed']);
    await world.authorization.sweep(world.clock.now());
    const state = async (id: string) => (await world.authorization.describe(world.test.db, developer(filed), id)).state;
    expect([await state(open.id), await state(waiting.id)]).toEqual(['lapsed', 'approved']);
    const authority = world.actor('data-authority', filed.id);
    expect((await world.authorization.fileDocuments(authority, waiting.id)).value.state).toBe('granted');
    world.clock.set(start);
  });

  it('DEV-05 starts no grant before both documents are signed and the filing number is given', async () => {
    const view = await approved(world, filed, fresh());
    const authority = world.actor('data-authority', filed.id);
    expect(view.documents.map((document) => document.kind)).toEqual(['service_agreement', 'confidentiality_agreement']);
    expect(await faultsOf(world.authorization.fileDocuments(authority, view.id))).toEqual([
      'filing.documents-unsigned',
    ]);
    const [service] = view.documents;
    const kind = service?.kind ?? '';
    let one = (await world.authorization.draftDocument(operator(filed), view.id, kind, fullDocument(filed, kind)))
      .value;
    for (const role of ['operator', 'developer']) one = await sign(world, one, kind, role);
    expect(await faultsOf(world.authorization.fileDocuments(authority, view.id))).toEqual([
      'filing.documents-unsigned',
    ]);
    const other = 'confidentiality_agreement';
    let both = (await world.authorization.draftDocument(operator(filed), view.id, other, fullDocument(filed, other)))
      .value;
    for (const role of ['operator', 'developer']) both = await sign(world, both, other, role);
    expect(both).toMatchObject({ state: 'approved', grantId: null, filing: { required: true, number: null } });
    expect(both.filing).toMatchObject({ dueOn: expect.stringMatching(/^2026-/), late: false });
    expect(await faultsOf(world.authorization.fileDocuments(operator(filed), view.id))).toEqual(['policy.no-power']);
    const { value } = await world.authorization.fileDocuments(authority, view.id);
    expect(value).toMatchObject({ state: 'granted', filing: { number: expect.stringMatching(/^F-2026-\d{4}$/) } });
    expect(
      (await world.authorization.describeGrant(world.test.db, developer(filed), value.grantId ?? '')).filingNumber,
    ).toBe(value.filing.number);
  });
});

describe('a grant', () => {
  const snapshot = (id: string, body: string, scenario?: string) =>
    world.authorization.grantSnapshot(world.test.db, id, { body, scenario });
  const inForce = async () => {
    const view = await granted(world, twoTier, fresh());
    return { id: view.grantId ?? '', scenario: view.scenario ?? '', body: `${twoTier.id}-developer` };
  };
  /** Runs a test at another time and comes back. */
  const at = async <T>(time: string, work: () => Promise<T>): Promise<T> => {
    const start = world.clock.now();
    world.clock.set(new Date(time));
    try {
      return await work();
    } finally {
      world.clock.set(start);
    }
  };

  it('APP-08 fixes developer, scenario, purpose, entries, fields with their uses, rows, techniques, period and safeguards', async () => {
    const rows = [{ field: 'sex', in: ['F'] }];
    const view = await granted(world, twoTier, {
      ...fresh(),
      entries: [{ resourceId: 'res_visits', fields: ['citizen', 'name', 'sex', 'cost'], rows }],
    });
    const grant = await world.authorization.describeGrant(world.test.db, developer(twoTier), view.grantId ?? '');
    expect(grant).toMatchObject({
      developer: `${twoTier.id}-developer`,
      operator: `${twoTier.id}-operator`,
      scenario: view.scenario,
      purpose: view.contents.purpose,
      techniques: ['controlled_query'],
      safeguards: view.contents.safeguards,
      state: 'prepared',
      startsAt: '2026-03-15T16:00:00.000Z',
      endsAt: '2027-03-15T15:59:59.999Z',
    });
    expect(grant.entries).toMatchObject([{ resourceId: 'res_visits', name: 'visits', rows }]);
    const uses = Object.fromEntries(grant.entries[0]?.fields.map((field) => [field.name, field.uses]) ?? []);
    expect(uses).toEqual({
      citizen: ['join', 'count-distinct'],
      name: [],
      sex: ['group', 'filter', 'count-distinct'],
      cost: ['sum', 'moment2', 'quantile', 'count-distinct'],
    });
    const withheld = grant.entries[0]?.fields.find((field) => field.name === 'cost')?.reasons;
    expect(withheld).toEqual([{ code: 'grant.not-declared', params: { uses: ['group', 'filter'] } }]);
  });

  it('APP-08 starts by itself and stops by itself at its end date', async () => {
    const { id, body } = await inForce();
    expect(await faultsOf(snapshot(id, body))).toEqual(['grant.not-started']);
    const open = await at('2026-03-15T16:00:00Z', () => snapshot(id, body));
    expect(open).toMatchObject({
      id,
      k: 10,
      tables: [{ name: 'visits', fields: [{ name: 'citizen' }, { name: 'name' }, { name: 'sex' }, { name: 'cost' }] }],
    });
    expect(await at('2027-03-15T15:59:59Z', () => faultsOf(snapshot(id, body)))).toEqual([]);
    expect(await at('2027-03-15T16:00:00Z', () => faultsOf(snapshot(id, body)))).toEqual(['grant.expired']);
    await at('2027-03-15T16:00:00Z', async () => {
      expect((await world.authorization.sweep(world.clock.now())).expired).toBeGreaterThan(0);
      expect((await world.authorization.sweep(world.clock.now())).expired).toBe(0);
    });
  });

  it('APP-01 serves no other scenario and no other developer, and its scenario takes no second application', async () => {
    const { id, body, scenario } = await inForce();
    await at('2026-04-01T02:00:00Z', async () => {
      expect(await faultsOf(snapshot(id, body, scenario))).toEqual([]);
      expect(await faultsOf(snapshot(id, body, 'another-scenario'))).toEqual(['grant.other-scenario']);
      expect(await faultsOf(snapshot(id, 'rival', scenario))).toEqual(['grant.other-developer']);
    });
    const same = { scenarios: [{ code: scenario, title: 'again', field: 'health' }] };
    expect(await faultsOf(approved(world, twoTier, same))).toEqual(['application.scenario-taken']);
  });

  it('APP-08 ends at once when it is revoked, with its ground, and only by those who may', async () => {
    const { id, body } = await inForce();
    const revoke = (by = operator(twoTier)) =>
      world.transact((tx) => world.authorization.revokeGrantIn(tx, by, id, 'breach of the agreement'));
    expect(await faultsOf(revoke(developer(twoTier)))).toEqual(['policy.no-power']);
    expect(await faultsOf(revoke(world.actor('operator', twoTier.id, 'rival')))).toEqual(['grant.not-operator']);
    expect((await revoke()).value).toMatchObject({
      state: 'revoked',
      revocation: { ground: 'breach of the agreement' },
    });
    expect(await at('2026-04-01T02:00:00Z', () => faultsOf(snapshot(id, body)))).toEqual(['grant.revoked']);
    expect(await faultsOf(revoke())).toEqual(['grant.ended']);
  });

  it('APP-08 cannot be edited, not even by the server itself', async () => {
    const { id } = await inForce();
    await expect(
      world.test.db.pool.query(`update "authorization".grant_file set scenario = 'other' where id = $1`, [id]),
    ).rejects.toThrow('permission denied');
    await expect(
      world.test.db.pool.query(`delete from "authorization".grant_file where id = $1`, [id]),
    ).rejects.toThrow('permission denied');
  });

  it('ENV-01 has a workspace of its own with the quota of the profile', async () => {
    const one = await world.authorization.describeGrant(world.test.db, developer(twoTier), (await inForce()).id);
    const two = await world.authorization.describeGrant(world.test.db, developer(twoTier), (await inForce()).id);
    expect(one.workspace.id).not.toBe(two.workspace.id);
    expect(one.workspace).toMatchObject({
      memoryMegabytes: twoTier.workspace.memory_megabytes.value,
      queriesPerDay: twoTier.workspace.queries_per_day.value,
    });
  });

  it('is not given on an entry that left the catalogue before the last signature', async () => {
    const view = await approved(world, twoTier, fresh());
    world.listed.delete('res_visits');
    expect(await faultsOf(signAll(world, view, twoTier))).toEqual(['application.unlisted-entry entries.0']);
    for (const entry of entries) world.listed.set(entry.resourceId, entry);
  });

  it('tells later chains of its scenario whom they are assigned to, whatever state it is in', async () => {
    const scenario = {
      scenarios: [{ code: 'led-scenario', title: 'led', field: 'transport', leadUnit: `${filed.id}-health` }],
    };
    const view = await granted(world, filed, scenario);
    const facts = await world.authorization.grantFacts(world.test.db, view.grantId ?? '');
    expect(facts).toMatchObject({ state: 'prepared', scenario: 'led-scenario', developer: `${filed.id}-developer` });
    expect(facts.reviewers).toEqual({
      field: 'transport',
      operator: `${filed.id}-operator`,
      data_authority: `${filed.id}-data-authority`,
      lead_unit: `${filed.id}-health`,
      sector_authority: `${filed.id}-transport`,
    });
  });

  it('leaves a trace from grant to application to resource', async () => {
    const { id } = await inForce();
    const { rows } = await world.test.db.pool.query<{ entry: string }>(
      "select convert_from(entry, 'UTF8') as entry from ledger.outbox where stream = $1 order by stream_seq",
      [`grant:${id}`],
    );
    const entry = JSON.parse(rows[0]?.entry ?? '{}') as { type: string; subjects: { kind: string; rel: string }[] };
    expect(entry.type).toBe('authorization.grant-started');
    expect(entry.subjects.filter((subject) => subject.rel === 'uses').map((subject) => subject.kind)).toEqual([
      'application',
      'resource',
    ]);
  });
});
