import { createPayloadMaster, createLedgerWriter } from '@sluice/ledger';
import {
  createTestBytes,
  createTestClock,
  createTestDatabase,
  createTestIds,
  type TestDatabase,
} from '@sluice/testkit';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { creditCodeCheckCharacter } from './credit-code.ts';
import { bodyTypes, type BodyType, type NewBody } from './body.ts';
import type { Actor } from './decide.ts';
import { findPeople } from './find-people.ts';
import { createIdentity, type Identity } from './identity.ts';
import { listMemberships } from './list-memberships.ts';
import type { Role } from './role.ts';

let database: TestDatabase;
let identity: Identity;
let admin: Actor;
const clock = createTestClock();
const sessionClock = createTestClock();
const ids = createTestIds();
const password = 'correct horse battery';

let serial = 0;
function creditCode(): string {
  const first = `11320900${String((serial += 1)).padStart(9, '0')}`;
  return first + creditCodeCheckCharacter(first);
}

const aBody = (type: BodyType, more: Partial<NewBody> = {}): NewBody => ({
  name: `机构 ${type}`,
  type,
  level: 'city',
  jurisdiction: 'east',
  divisionCode: '320900',
  ...(type === 'individual' ? {} : { creditCode: creditCode() }),
  ...more,
});

const code = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: { code?: string; message?: string }) => error.code ?? error.message ?? 'failed',
  );

beforeAll(async () => {
  database = await createTestDatabase();
  const { transact } = createLedgerWriter({
    db: database.db,
    clock,
    ids,
    master: createPayloadMaster(createTestBytes(7)(32)),
  });
  identity = createIdentity({
    db: database.db,
    transact,
    ids,
    sessionClock,
    randomBytes: createTestBytes(5),
    passwordCost: { logN: 4, r: 8, p: 1 },
  });
  await identity.setUp(aBody('statutory-organisation', { name: '平台' }), {
    name: '管理员',
    account: 'admin',
    password,
  });
  admin = (await identity.signIn({ account: 'admin', password })).session.actor;
});

afterAll(() => database.close());

it('sets up once: a second first administrator is refused', async () => {
  expect(await code(identity.setUp(aBody('firm'), { name: 'x', account: 'second', password }))).toBe(
    'identity.already-set-up',
  );
});

it('ORG-01 registers one body of each type with type, level, district, sector, credit code and parent', async () => {
  for (const type of bodyTypes) {
    const { value, evidence } = await identity.registerBody(admin, aBody(type, { sector: 'health' }));
    expect(value).toMatchObject({ type, state: 'active', level: 'city', divisionCode: '320900', sector: 'health' });
    expect(value.publicBody).toBe(bodyTypes.indexOf(type) < 14);
    expect(evidence[0]).toMatchObject({ stream: `body:${value.id}`, streamSeq: 0 });
  }
});

it('ORG-01 refuses a duplicate, missing or miswritten credit code', async () => {
  const body = aBody('firm');
  await identity.registerBody(admin, body);
  expect(await code(identity.registerBody(admin, { ...body, name: '另一家' }))).toBe('body.credit-code-taken');
  expect(await code(identity.registerBody(admin, { ...aBody('firm'), creditCode: undefined }))).toBe('body.invalid');
  expect(await code(identity.registerBody(admin, { ...aBody('firm'), creditCode: '113209000000000001' }))).toBe(
    'body.invalid',
  );
  expect(await code(identity.registerBody(admin, { ...aBody('individual'), creditCode: creditCode() }))).toBe(
    'body.invalid',
  );
});

it('ORG-01 shows the tree of province, city and county, and refuses a parent below its child', async () => {
  const west = { jurisdiction: 'west' } as const;
  const make = async (level: NewBody['level'], parentId?: string) =>
    (
      await identity.registerBody(
        admin,
        aBody('state-organ', { ...west, level, name: level, ...(parentId ? { parentId } : {}) }),
      )
    ).value;
  const province = await make('province');
  const city = await make('city', province.id);
  const county = await make('county', city.id);
  const [root] = await identity.bodyTrees(admin, 'west');
  expect(root?.body.id).toBe(province.id);
  expect(root?.children[0]?.body.id).toBe(city.id);
  expect(root?.children[0]?.children[0]?.body.id).toBe(county.id);
  expect(await code(make('city', county.id))).toBe('body.parent-below');
  expect(await code(make('city', 'body_unknown'))).toBe('body.parent-unknown');
});

it('ORG-01 lets a body enter others only as submissions that the data authority approves, never its own', async () => {
  const bureau = (await identity.registerBody(admin, aBody('state-organ'))).value;
  const firm = (await identity.registerBody(admin, aBody('firm'))).value;
  const enter = (account: string, bodyId: string, role: Actor['role']) =>
    identity.registerPerson(admin, {
      name: account,
      account,
      password,
      memberships: [{ bodyId, role, jurisdiction: 'east' }],
    });
  await enter('authority-1', bureau.id, 'data-authority');
  await enter('developer-1', firm.id, 'developer');
  const authority = (await identity.signIn({ account: 'authority-1', password })).session.actor;
  const developer = (await identity.signIn({ account: 'developer-1', password })).session.actor;

  const { value: submitted } = await identity.registerBody(developer, aBody('firm', { name: '新企业' }));
  expect(submitted.state).toBe('submitted');
  expect(await identity.findBody(database.db, submitted.id)).toBeUndefined();
  expect(await code(identity.reviewBody(developer, submitted.id, { decision: 'approve' }))).toBe('policy.no-power');
  expect(await code(identity.reviewBody(authority, submitted.id, { decision: 'refuse' }))).toBe(
    'review.reasons-missing',
  );
  expect((await identity.reviewBody(authority, submitted.id, { decision: 'approve' })).value.state).toBe('active');
  expect(await code(identity.registerBody(developer, aBody('firm', { jurisdiction: 'west' })))).toBe(
    'policy.other-jurisdiction',
  );

  const colleague = {
    name: '同事',
    account: 'developer-2',
    password,
    memberships: [{ bodyId: firm.id, role: 'developer', jurisdiction: 'east' }],
  } as const;
  const { value: person } = await identity.registerPerson(developer, colleague);
  expect(await code(identity.signIn({ account: 'developer-2', password }))).toBe('session.no-membership');
  await identity.reviewMembership(authority, person.memberships[0]?.id ?? '', { decision: 'approve' });
  expect((await identity.signIn({ account: 'developer-2', password })).session.actor.role).toBe('developer');
  const elsewhere = {
    ...colleague,
    account: 'developer-3',
    memberships: [{ bodyId: bureau.id, role: 'data-authority', jurisdiction: 'east' }],
  } as const;
  expect(await code(identity.registerPerson(developer, elsewhere))).toBe('membership.not-own-body');
  const office = {
    ...colleague,
    account: 'developer-4',
    memberships: [{ bodyId: firm.id, role: 'data-authority', jurisdiction: 'east' }],
  } as const;
  expect(await code(identity.registerPerson(admin, office))).toBe('membership.role-needs-public-body');
});

it('PLT-01 signs each person in once with the services of the role; ending a membership ends the session', async () => {
  const bureau = (await identity.registerBody(admin, aBody('state-organ'))).value;
  const two = [
    { bodyId: bureau.id, role: 'source-agency', jurisdiction: 'east' },
    { bodyId: bureau.id, role: 'inspection', jurisdiction: 'east' },
  ] as const;
  const { value: person } = await identity.registerPerson(admin, {
    name: '双岗',
    account: 'two-posts',
    password,
    memberships: two,
  });
  const { token } = await identity.signIn({ account: 'TWO-POSTS ', password });
  const session = (await identity.authenticate(token)) ?? expect.fail('not signed in');
  expect(session.actor).toMatchObject({ person: person.id, role: 'source-agency', body: bureau.id });
  const view = await identity.describeSession(session);
  expect(view.person.name).toBe('双岗');
  expect(view.services.map((one) => one.service)).toContain('gathering');
  expect(view.memberships).toHaveLength(2);

  const inspection = view.memberships.find((one) => one.role === 'inspection') ?? expect.fail('no membership');
  const switched = await identity.switchMembership(session, inspection.id);
  expect(switched.actor.role).toBe('inspection');
  expect((await identity.authenticate(token))?.actor.role).toBe('inspection');
  expect(await code(identity.switchMembership(session, admin.membership))).toBe('session.no-membership');
  await identity.endMembership(admin, inspection.id);
  expect(await identity.authenticate(token)).toBeUndefined();
});

it('ends a session by sign-out, idleness and age, and keeps only the digest of its token', async () => {
  const first = await identity.signIn({ account: 'admin', password });
  await identity.signOut(first.session);
  expect(await identity.authenticate(first.token)).toBeUndefined();
  const second = await identity.signIn({ account: 'admin', password });
  const stored = await sql<{ all: string }>`select string_agg(s::text, ' ') as all from identity.session s`.execute(
    database.db.q,
  );
  expect(stored.rows[0]?.all).not.toContain(second.token);
  for (let hour = 0; hour < 11; hour += 1) {
    sessionClock.advance(59 * 60_000);
    expect(await identity.authenticate(second.token)).toBeDefined();
  }
  sessionClock.advance(61 * 60_000);
  expect(await identity.authenticate(second.token)).toBeUndefined();
  const third = await identity.signIn({ account: 'admin', password });
  for (let step = 0; step < 13; step += 1) {
    sessionClock.advance(55 * 60_000);
    await identity.authenticate(third.token);
  }
  sessionClock.advance(10 * 60_000);
  expect(await identity.authenticate(third.token)).toBeUndefined();
});

it('names a person in no entry: the evidence holds ids only', async () => {
  const outbox = await sql<{ n: number }>`
    select count(*)::int as n from ledger.outbox where convert_from(entry, 'UTF8') like '%管理员%' or convert_from(entry, 'UTF8') like '%双岗%'
  `.execute(database.db.q);
  expect(outbox.rows[0]?.n).toBe(0);
  const all = await sql<{ n: number }>`select count(*)::int as n from ledger.outbox`.execute(database.db.q);
  expect(all.rows[0]?.n).toBeGreaterThan(20);
});

it('AUD-01 refuses a change of a body behind the back of the ledger', async () => {
  await expect(
    sql`update identity.body set name = 'x' where state = 'active'`.execute(database.db.q),
  ).rejects.toMatchObject({ code: 'SL001' });
});

it('PLT-08 finds colleagues by name, and who comes from outside finds those of its own body only', async () => {
  const join = async (type: BodyType, role: Role, name: string, account: string): Promise<Actor> => {
    const { value: body } = await identity.registerBody(admin, aBody(type));
    await identity.registerPerson(admin, {
      ...{ name, account, password },
      memberships: [{ bodyId: body.id, role, jurisdiction: 'east' }],
    });
    return (await identity.signIn({ account, password })).session.actor;
  };
  const official = await join('state-organ', 'data-authority', '寻人甲', 'seek-a');
  const developer = await join('firm', 'developer', '寻人乙', 'seek-b');
  const found = async (by: Actor): Promise<readonly string[]> =>
    (await findPeople(database.db, by, '寻人')).map(({ name }) => name);
  expect(await found(official)).toEqual(['寻人乙', '寻人甲']);
  expect(await found(developer)).toEqual(['寻人乙']);
  expect(await found({ ...official, jurisdiction: 'west' })).toEqual([]);
  const listed = async (by: Actor) =>
    (await listMemberships(database.db, by, { state: 'active' })).map(({ personName }) => personName);
  expect(await listed(official)).toEqual(expect.arrayContaining(['寻人甲', '寻人乙']));
  expect(await listed(developer)).toEqual(['寻人乙']);
  expect(await listed({ ...official, jurisdiction: 'west' })).toEqual([]);
});
