import { createLedgerWriter, createPayloadMaster } from '@sluice/ledger';
import {
  createTestBytes,
  createTestClock,
  createTestDatabase,
  createTestIds,
  type TestDatabase,
} from '@sluice/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createIdentity, type Identity } from '../identity.ts';
import { fromNowhere, type Authenticated } from '../sign-in.ts';
import { stepAt, totpCode } from '../totp.ts';
import { createSoftPasskey, type SoftPasskey } from './soft-passkey.ts';
import type { ProviderSubject } from './use-providers.ts';

let database: TestDatabase;
let identity: Identity;
let session: Authenticated;
let passkey: SoftPasskey;
let known: ProviderSubject | undefined;
const clock = createTestClock();
const START = clock.now();
const password = 'correct horse battery';
const origin = 'https://data.example.cn';
const site = { domain: 'data.example.cn', accepts: (one: string) => one === origin };
const body = { name: 'p', type: 'individual', level: 'city', jurisdiction: 'here', divisionCode: '320900' } as const;

beforeAll(async () => {
  database = await createTestDatabase();
  const ids = createTestIds();
  const master = createPayloadMaster(createTestBytes(7)(32));
  const { transact } = createLedgerWriter({ db: database.db, clock, ids, master });
  let asked = 0;
  identity = createIdentity({
    ...{ db: database.db, transact, ids, sessionClock: clock, randomBytes: createTestBytes(5) },
    passwordCost: { logN: 4, r: 8, p: 1 },
    providers: [
      {
        ...{ id: 'city', title: 'City' },
        begin: async () => ({ url: 'https://idp.example.cn/auth', kept: { state: `s${(asked += 1)}` } }),
        finish: async (returned, kept) => {
          if (returned !== `state=${kept['state'] as string}` || !known) throw new Error('wrong state');
          return known;
        },
      },
    ],
  });
  await identity.setUp(body, { name: 'a', account: 'admin', password });
  ({ session } = await identity.signIn({ account: 'admin', password }));
  passkey = createSoftPasskey(origin, 'first');
});
afterAll(() => database.close());
beforeEach(() => {
  clock.set(START);
  known = { issuer: 'https://idp.example.cn', subject: 'u-1' };
});

const code = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: { code?: string }) => error.code ?? 'failed',
  );
const challenge = async () => (await identity.doors.askPasskey(site)).challenge;
const enter = (response: ReturnType<SoftPasskey['answer']>) =>
  identity.doors.signInByPasskey({ response: response as never, site }, fromNowhere);
const make = async (one: SoftPasskey, more: Parameters<SoftPasskey['make']>[1] = {}) => {
  const options = await identity.doors.beginPasskey(session, { password, site });
  return identity.doors.makePasskey(session, { response: one.make(options.challenge, more) as never, name: 'k', site });
};

describe('a passkey', () => {
  it('CON-02 is made once the password was given again, signs in by itself, and is entered without a word of it', async () => {
    expect(await code(identity.doors.beginPasskey(session, { password: 'wrong wrong', site }))).toBe(
      'session.wrong-password',
    );
    const made = await make(passkey);
    expect(made.value).toMatchObject({ id: passkey.id, name: 'k', usedAt: null });
    expect(made.evidence).toHaveLength(1);
    expect(await code(make(passkey))).toBe('passkey.known');
    const { session: opened } = await enter(passkey.answer(await challenge()));
    expect(opened.actor.person).toBe(session.actor.person);
    expect((await identity.doors.listPasskeys(session))[0]?.usedAt).not.toBeNull();
    const { rows } = await database.db.pool.query("select convert_from(entry, 'UTF8') as t from ledger.outbox");
    expect(JSON.stringify(rows)).not.toContain(passkey.id);
  });

  it('is refused alike on another page, for another site, unverified, replayed, cloned, unknown, too late', async () => {
    const right = passkey.answer(await challenge());
    await enter(right);
    expect(await code(enter(right))).toBe('passkey.refused');
    expect(await code(enter(passkey.answer(await challenge(), { origin: 'https://evil.example' })))).toBe(
      'passkey.refused',
    );
    expect(await code(enter(passkey.answer(await challenge(), { domain: 'evil.example' })))).toBe('passkey.refused');
    expect(await code(enter(passkey.answer(await challenge(), { verified: false })))).toBe('passkey.refused');
    expect(await code(enter(passkey.answer(await challenge(), { counter: 1 })))).toBe('passkey.refused');
    expect(await code(enter(passkey.answer('bm90IGFza2Vk')))).toBe('passkey.refused');
    expect(await code(enter(createSoftPasskey(origin, 'other').answer(await challenge())))).toBe('passkey.refused');
    const late = await challenge();
    clock.set(new Date(START.getTime() + 6 * 60_000));
    expect(await code(enter(passkey.answer(late)))).toBe('passkey.refused');
    expect(await code(make(createSoftPasskey(origin, 'third'), { origin: 'https://evil.example' }))).toBe(
      'passkey.refused',
    );
  });

  it('CON-02 lets its owner in from a network that nobody knows, at once, while strangers guess his password', async () => {
    const from = (n: number) => ({ address: `203.0.113.${n}`, machine: false, browser: false });
    for (let n = 0; n < 12; n += 1) await code(identity.signIn({ account: 'admin', password: 'wrong' }, from(n)));
    expect(await code(identity.signIn({ account: 'admin', password }, from(200)))).toBe('session.slowed');
    const response = passkey.answer(await challenge()) as never;
    expect(await code(identity.doors.signInByPasskey({ response, site }, from(200)))).toBe('done');
  });

  it('opens nothing once it was taken away, nor where its person has no membership left', async () => {
    const removed = { id: passkey.id, password };
    expect(await code(identity.doors.removePasskey(session, { ...removed, id: 'other' }))).toBe('passkey.unknown');
    expect((await identity.doors.removePasskey(session, removed)).evidence).toHaveLength(1);
    expect(await code(enter(passkey.answer(await challenge())))).toBe('passkey.refused');
  });
});

const begin = (by?: Authenticated) => identity.doors.beginProvider({ provider: 'city', session: by });
let states = 0;
const signInWith = async (flow: string, state: string) =>
  identity.doors.signInByProvider({ flow, returned: `state=${state}` }, fromNowhere);
const through = async (by?: Authenticated) => {
  const { flow } = await begin(by);
  states += 1;
  return { flow, state: `s${states}` };
};

describe('a provider that vouches', () => {
  it('CON-02 signs in only whom an account was linked to, by its own owner with the password', async () => {
    const stranger = await through();
    expect(await code(signInWith(stranger.flow, stranger.state))).toBe('provider.not-linked');
    const link = await through(session);
    const given = { flow: link.flow, returned: `state=${link.state}` };
    expect(await code(identity.doors.linkProvider(session, { ...given, password: 'wrong wrong' }))).toBe(
      'session.wrong-password',
    );
    clock.set(new Date(START.getTime() + 60_000));
    const { evidence } = await identity.doors.linkProvider(session, { ...given, password });
    expect(evidence).toHaveLength(1);
    const back = await through();
    const answer = await signInWith(back.flow, back.state);
    expect('signedIn' in answer && answer.signedIn.session.actor.person).toBe(session.actor.person);
    const { rows } = await database.db.pool.query('select * from identity.provider_link');
    expect(JSON.stringify(rows)).not.toContain('u-1');
  });

  it('is refused with another flow, another state, twice, for somebody else, and when it is silent', async () => {
    const one = await through();
    expect(await code(signInWith('another', one.state))).toBe('provider.refused');
    expect(await code(signInWith(one.flow, 'another'))).toBe('provider.refused');
    expect(await code(signInWith(one.flow, one.state))).toBe('provider.refused');
    const link = await through(session);
    expect(await code(signInWith(link.flow, link.state))).toBe('provider.refused');
    expect(await code(identity.doors.beginProvider({ provider: 'nobody' }))).toBe('provider.unknown');
    known = { issuer: 'https://idp.example.cn', subject: 'u-2' };
    const other = await through();
    expect(await code(signInWith(other.flow, other.state))).toBe('provider.not-linked');
    known = { issuer: 'https://elsewhere.example.cn', subject: 'u-1' };
    const elsewhere = await through();
    expect(await code(signInWith(elsewhere.flow, elsewhere.state))).toBe('provider.not-linked');
  });

  it('stands for the password alone: a second factor is asked for besides, with one try', async () => {
    const { secret } = await identity.beginTotp(session, password);
    const bytes = fromBase32(secret);
    await identity.confirmTotp(session, totpCode(bytes, stepAt(clock.now())));
    clock.set(new Date(START.getTime() + 60_000));
    const codeFlow = async () => {
      const back = await through();
      const answer = await signInWith(back.flow, back.state);
      return 'codeFlow' in answer ? answer.codeFlow : expect.fail('signed in without a code');
    };
    const finish = (flow: string, given: string) =>
      code(identity.doors.finishWithCode({ flow, code: given }, fromNowhere));
    const right = totpCode(bytes, stepAt(clock.now()));
    const first = await codeFlow();
    expect(await finish(first, '000000')).toBe('session.wrong-code');
    expect(await finish(first, right)).toBe('provider.refused');
    expect(await finish(await codeFlow(), right)).toBe('done');
    expect((await identity.doors.unlinkProvider(session, { provider: 'city', password })).evidence).toHaveLength(1);
    const back = await through();
    expect(await code(signInWith(back.flow, back.state))).toBe('provider.not-linked');
  });
});

function fromBase32(text: string): Uint8Array {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const clean = text.replaceAll(/[^A-Z2-7]/g, '');
  const bits = Array.from(clean, (one) => alphabet.indexOf(one).toString(2).padStart(5, '0')).join('');
  return Uint8Array.from(bits.match(/.{8}/g) ?? [], (one) => Number.parseInt(one, 2));
}
