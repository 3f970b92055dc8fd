import type { Profile } from '@sluice/profile';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appoint, createWorld, faultsOf, granted, type World } from '../authorization-world.ts';
import type { SocialContents } from './social-data.ts';

let world: World;
let asks: Profile;
let open: Profile;
const grants = new Map<string, string>();

beforeAll(async () => {
  world = await createWorld(91);
  const profiles = world.profiles.list('2026-03-02');
  asks = profiles.find((one) => one.social_data.catalogue_required.value) as Profile;
  open = profiles.find((one) => !one.social_data.catalogue_required.value) as Profile;
  for (const profile of [asks, open]) {
    await appoint(world, profile);
    const { grantId } = await granted(world, profile);
    grants.set(profile.id, grantId ?? '');
  }
  world.clock.set(new Date('2026-03-17T02:00:00Z'));
});
afterAll(() => world.test.close());

const developer = (at: Profile) => world.actor('developer', at.id);
const operator = (at: Profile) => world.actor('operator', at.id);
const digest = 'ab'.repeat(32);

const contents = (name: string, more: Partial<SocialContents> = {}): SocialContents => ({
  ...{
    name,
    title: 'members',
    source: 'own shops',
    acquisition: 'agreed to by each member',
    content: 'who is a member',
  },
  ...{ purpose: 'compare members', rights: { holder: 'the developer', basis: 'own collection' }, revenue: 'by use' },
  proof: { title: 'consents', sha256: digest },
  exit: 'destroy',
  sha256: digest,
  fields: [
    { name: 'citizen', title: 'c', role: 'entity-key', grade: 3 },
    { name: 'class', title: 'c', role: 'other', grade: 1, levels: [{ name: 'class', kind: 'identity' }] },
    { name: 'spent', title: 's', role: 'other', grade: 1, measure: true },
  ],
  ...more,
});

const apply = async (at: Profile, name: string, more: Partial<SocialContents> = {}) =>
  (
    await world.authorization.applySocial(developer(at), {
      grantId: grants.get(at.id) ?? '',
      ...contents(name, more),
    })
  ).value;
const agree = (at: Profile, id: string) =>
  world.authorization.decideSocial(operator(at), id, { outcome: 'agree', reasons: [] });
const seal = (id: string) =>
  world.transact((tx) =>
    world.authorization.noteSocialEpoch(tx, { resourceId: id, epochId: `epo_of_${id}`, rows: 12 }),
  );
const tables = async (at: Profile) =>
  (
    await world.authorization.grantSnapshot(world.test.db, grants.get(at.id) ?? '', { body: developer(at).body })
  ).tables.flatMap((table) => (table.own ? [table] : []));

describe('social data', () => {
  it('SOC-01 is applied for with its source, lawfulness, content and purpose; without proof nobody agrees, and it is completed', async () => {
    const { proof: _none, ...bare } = contents('bare');
    const { value } = await world.authorization.applySocial(developer(asks), {
      grantId: grants.get(asks.id) ?? '',
      ...bare,
    });
    expect(value).toMatchObject({ state: 'applied', scenario: 'hospital-load', acquisition: bare.acquisition });
    expect(await faultsOf(agree(asks, value.id))).toEqual(['social.proof-missing']);
    expect(
      await faultsOf(world.authorization.decideSocial(developer(asks), value.id, { outcome: 'agree', reasons: [] })),
    ).toEqual(['policy.no-power']);
    await world.authorization.decideSocial(operator(asks), value.id, { outcome: 'return', reasons: ['no proof'] });
    await world.authorization.amendSocial(developer(asks), value.id, contents('bare'));
    expect((await agree(asks, value.id)).value.state).toBe('agreed');
  });

  it('SOC-01 is bound to one grant of its own developer, under a name that no other table has', async () => {
    const rival = { ...developer(asks), body: 'rival', person: 'someone' };
    const input = { grantId: grants.get(asks.id) ?? '', ...contents('rivals') };
    expect(await faultsOf(world.authorization.applySocial(rival, input))).toEqual(['grant.other-developer']);
    for (const name of ['visits', 'bare']) expect(await faultsOf(apply(asks, name))).toEqual(['social.name-taken']);
    const { id } = await apply(asks, 'mine');
    expect(await faultsOf(world.authorization.readSocial(world.test.db, rival, id))).toEqual(['social.not-found']);
    expect(await world.authorization.listSocial(world.test.db, rival, { jurisdiction: asks.id })).toEqual([]);
  });

  it('SOC-02 each published entry refers to its approval, and goes with it', async () => {
    const { id } = await apply(asks, 'listed');
    const listed = async () =>
      (await world.authorization.listFusionCatalogue(world.test.db, asks.id)).filter((one) => one.id === id);
    expect(await faultsOf(world.authorization.compileSocial(developer(asks), id, 's'))).toEqual(['social.wrong-state']);
    const { value: agreed } = await agree(asks, id);
    await world.authorization.compileSocial(developer(asks), id, 'members by class');
    expect(await listed()).toEqual([]);
    await world.authorization.publishSocial(operator(asks), id);
    expect(await listed()).toMatchObject([{ summary: 'members by class', approvedAt: agreed.decidedAt }]);
    const { value } = await world.authorization.withdrawSocial(operator(asks), id, ['the proof was forged']);
    expect(value.state).toBe('removed');
    expect(await listed()).toEqual([]);
  });

  it('SOC-03 only what was reviewed, and published where the text asks for it, may come; the rest opens a report', async () => {
    const { id } = await apply(asks, 'gated');
    const may = (at: Profile, of: string) =>
      faultsOf(world.authorization.assertImportable(world.test.db, developer(at), of));
    expect(await may(asks, id)).toEqual(['social.wrong-state']);
    await agree(asks, id);
    expect(await may(asks, id)).toEqual(['social.wrong-state']);
    const elsewhere = await apply(open, 'gated');
    await agree(open, elsewhere.id);
    expect(await may(open, elsewhere.id)).toEqual([]);
    await world.authorization.compileSocial(developer(asks), id, 's');
    await world.authorization.publishSocial(operator(asks), id);
    expect(await may(asks, id)).toEqual([]);
    await world.authorization.reportSocialRefusal(developer(asks), id, {
      code: 'vault.digest-differs',
      sha256: digest,
    });
    const read = () => world.authorization.readSocial(world.test.db, operator(asks), id);
    const [report] = (await read()).reports;
    expect(report).toMatchObject({ code: 'vault.digest-differs', sha256: digest, closedAt: null });
    await world.authorization.closeSocialReport(operator(asks), {
      id,
      report: report?.id ?? '',
      finding: 'an old file',
    });
    expect((await read()).reports).toMatchObject([{ finding: 'an old file', closedAt: expect.any(String) }]);
  });

  it('SOC-04 is a table of the grant while it is in force: it joins, groups and chooses, and is never added up', async () => {
    const { id } = await apply(open, 'fused');
    await agree(open, id);
    expect(await tables(open)).toEqual([]);
    await seal(id);
    expect(await tables(open)).toMatchObject([
      {
        ...{ name: 'fused', resourceId: id, own: true },
        fields: [{ uses: ['join'] }, { uses: ['group', 'filter'] }, { uses: [] }],
      },
    ]);
    expect(await faultsOf(world.authorization.assertImportable(world.test.db, developer(open), id))).toEqual([
      'social.wrong-state',
    ]);
    expect((await world.authorization.withdrawSocial(operator(open), id, ['x'])).value.state).toBe('blocked');
    expect(await tables(open)).toEqual([]);
    expect((await world.authorization.endingSocial(world.test.db)).map((one) => one.id)).toEqual([id]);
  });

  it('SOC-04 leaves with the grant, goes back to its owner where those are its terms, and is removed', async () => {
    const { id } = await apply(open, 'leaving', { exit: 'return' });
    await agree(open, id);
    await seal(id);
    const ending = async () => (await world.authorization.endingSocial(world.test.db)).map((one) => one.id);
    expect(await ending()).not.toContain(id);
    const back = () => faultsOf(world.authorization.assertReturnable(world.test.db, developer(open), id));
    expect(await back()).toEqual(['social.wrong-state']);
    world.clock.set(new Date('2027-03-16T02:00:00Z'));
    expect(await ending()).toContain(id);
    expect((await world.authorization.leaveSocial(id)).value).toMatchObject({
      state: 'leaving',
      endGround: 'grant-ended',
    });
    expect(await back()).toEqual([]);
    expect((await world.authorization.takeBackSocial(developer(open), id)).value.takenBack).toBe(true);
    expect((await world.authorization.removeSocial(id)).value.state).toBe('removed');
    expect(await ending()).not.toContain(id);
  });
});
