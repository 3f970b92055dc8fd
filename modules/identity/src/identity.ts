import { createHash } from 'node:crypto';
import type { Suite } from '@sluice/crypto';
import type { Committed, Db, Transact, Tx } from '@sluice/database';
import { assertAllowed, DomainError, type Clock, type IdSource } from '@sluice/kernel';
import { actNames, actRule, type Act } from './acts.ts';
import { assertLongEnough, changePassword, type PasswordChange } from './change-password.ts';
import { asTrees, type Body, type BodyTree, type NewBody } from './body.ts';
import { createPolicy, type Actor, type Policy, type PolicyOptions } from './decide.ts';
import {
  defaultSessionLimits,
  type IdentityContext,
  type SecretSealer,
  type SessionLimits,
  type Standing,
} from './identity-context.ts';
import type { Membership } from './membership.ts';
import { createCredentials, type Credentials as CarriedCredentials } from './credentials/keep-credentials.ts';
import { createDoors, type Doors } from './doors/doors.ts';
import type { Provider } from './doors/use-providers.ts';
import { createPasswordHasher, defaultPasswordCost, type PasswordCost } from './password.ts';
import type { Role } from './role.ts';
import { registerBody, reviewBody, type Review } from './register-body.ts';
import { endMembership, registerPerson, reviewMembership, type NewPerson, type Person } from './register-person.ts';
import { beginTotp, confirmTotp, removeTotp } from './second-factor.ts';
import { issueSeal, listSeals, revokeSeal, sealTrust, signWithSeals, type SealView } from './seal/keep-seals.ts';
import type { SealedStatement } from './seal/sealed-statement.ts';
import { servicesOf, type ReachedService } from './services.ts';
import type { Whence } from './pace-sign-in.ts';
import {
  authenticate,
  fromNowhere,
  signIn,
  signOut,
  switchMembership,
  type Authenticated,
  type Credentials,
  type SignedIn,
} from './sign-in.ts';
import {
  actsInRole,
  administratorExists,
  findBody,
  membershipsOf,
  personName,
  presentBody,
  selectBodies,
  type BodyFilter,
} from './store.ts';

export interface IdentityOptions {
  readonly db: Db;
  readonly transact: Transact;
  readonly ids: IdSource;
  /** Real time, for sessions and waits; never the clock that a test or a demo sets. */
  readonly sessionClock: Clock;
  readonly randomBytes: (n: number) => Uint8Array;
  readonly policy?: PolicyOptions;
  readonly limits?: Partial<SessionLimits>;
  /** Limits of a jurisdiction's own sessions and passwords; those above unless said. */
  readonly limitsOf?: (jurisdiction: string) => Partial<SessionLimits>;
  readonly passwordCost?: PasswordCost;
  /** What keeps a body from acting in a role now; nothing unless said. */
  readonly standing?: Standing;
  /** Seals second factors; without it they stand in the database as they are. */
  readonly secrets?: SecretSealer;
  /** Keyed digest under which names and addresses are counted; SHA-256 unless said. */
  readonly digest?: (text: string) => string;
  /** Accounts to offer at the door, only where the server was started with the demo city. */
  readonly demoAccounts?: readonly DemoAccount[];
  /** Who else vouches for people: nobody unless said. */
  readonly providers?: readonly Provider[];
}

export interface DemoAccount {
  readonly account: string;
  readonly password: string;
  readonly person: string;
  readonly bodyName: string;
  readonly role: Actor['role'];
  readonly jurisdiction: string;
}

/** What a signed-in person is shown about the session. */
export interface SessionView {
  readonly person: { readonly id: string; readonly name: string };
  readonly active: Membership;
  readonly memberships: readonly Membership[];
  readonly services: readonly ReachedService[];
  readonly expiresAt: string;
  readonly demo: boolean;
}

export interface OwnPower {
  readonly act: Act;
  readonly allowed: boolean;
  readonly reasons: readonly {
    readonly code: string;
    readonly params?: Readonly<Record<string, string | number | boolean | readonly string[]>>;
  }[];
}

/** Version of the matrix and of these use cases, named in the entries that they write. */
const RULE_VERSION = 'identity/1';

export interface Identity {
  readonly policy: Policy;
  /** Only while no administrator exists: the first body and person. @throws `identity.already-set-up` (conflict) */
  setUp(body: NewBody, person: Omit<NewPerson, 'memberships'>): Promise<Committed<{ body: Body; person: Person }>>;
  isSetUp(): Promise<boolean>;
  registerBody(by: Actor, body: NewBody): Promise<Committed<Body>>;
  reviewBody(by: Actor, id: string, review: Review): Promise<Committed<Body>>;
  /** Active bodies by id, for other modules. */
  findBody(db: Db, id: string): Promise<Body | undefined>;
  /** Active bodies of a jurisdiction for which somebody acts in a role, for other modules. */
  bodiesInRole(db: Db, jurisdiction: string, role: Role): Promise<readonly Body[]>;
  /** Whether somebody, or one person, acts for a body in a role, for other modules. */
  actsInRole(
    db: Db,
    asked: {
      readonly jurisdiction: string;
      readonly role: Role;
      readonly body: string;
      readonly person?: string | undefined;
    },
  ): Promise<boolean>;
  listBodies(by: Actor, filter: BodyFilter): Promise<readonly Body[]>;
  bodyTrees(by: Actor, jurisdiction: string): Promise<readonly BodyTree[]>;
  registerPerson(by: Actor, person: NewPerson): Promise<Committed<Person>>;
  reviewMembership(by: Actor, id: string, review: Review): Promise<Committed<Membership>>;
  endMembership(by: Actor, id: string): Promise<Committed<Membership>>;
  /** @param whence where it comes from; a stranger's place unless said */
  signIn(given: Credentials, whence?: Whence): Promise<SignedIn>;
  authenticate(token: string): Promise<Authenticated | undefined>;
  switchMembership(session: Authenticated, membershipId: string): Promise<Authenticated>;
  signOut(session: Authenticated): Promise<void>;
  changePassword(session: Authenticated, given: PasswordChange): Promise<Committed<{ sessionsEnded: number }>>;
  /** A secret for an authenticator; it counts once `confirmTotp` was given its first code. */
  beginTotp(session: Authenticated, password: string): Promise<{ readonly secret: string; readonly uri: string }>;
  confirmTotp(session: Authenticated, code: string): Promise<Committed<{ readonly secondFactor: true }>>;
  removeTotp(
    session: Authenticated,
    given: { readonly password: string; readonly code: string },
  ): Promise<Committed<{ readonly secondFactor: false }>>;
  /** A personal signature, or a seal for the body one acts for (SHR-07). */
  issueSeal(
    by: Actor,
    asked: { readonly owner: 'person' | 'body'; readonly suite: Suite['name'] },
  ): Promise<Committed<SealView>>;
  revokeSeal(by: Actor, id: string, reason: string): Promise<Committed<SealView>>;
  listSeals(by: Actor): Promise<readonly SealView[]>;
  /** Signs a digest with what the actor has, for other modules; nothing where there is neither signature nor seal. */
  signWithSeals(
    tx: Tx,
    by: Pick<Actor, 'person' | 'body'>,
    given: { readonly digest: string; readonly purpose: string },
  ): Promise<readonly SealedStatement[]>;
  /** What a verifier needs to check statements without asking anybody. */
  sealTrust(): ReturnType<typeof sealTrust>;
  readonly doors: Doors;
  readonly credentials: CarriedCredentials;
  describeSession(session: Authenticated): Promise<SessionView>;
  ownPowers(by: Actor): readonly OwnPower[];
  readonly demoAccounts: readonly DemoAccount[];
}

export function createIdentity(options: IdentityOptions): Identity {
  const { db, transact } = options;
  const policy = createPolicy(options.policy);
  const context: IdentityContext = {
    policy,
    ids: options.ids,
    sessionClock: options.sessionClock,
    randomBytes: options.randomBytes,
    passwords: createPasswordHasher(options.randomBytes, options.passwordCost ?? defaultPasswordCost),
    limits: { ...defaultSessionLimits, ...options.limits },
    limitsOf: (jurisdiction) => ({
      ...defaultSessionLimits,
      ...options.limits,
      ...options.limitsOf?.(jurisdiction),
    }),
    digest: options.digest ?? ((text) => createHash('sha256').update(text).digest('base64url')),
    ruleVersion: RULE_VERSION,
    standing: options.standing ?? (async () => undefined),
    secrets: options.secrets,
  };
  return {
    policy,
    demoAccounts: options.demoAccounts ?? [],
    isSetUp: () => administratorExists(db),
    setUp: (body, person) => setUp(context, transact, body, person),
    registerBody: (by, body) => transact((tx) => registerBody(context, tx, by, body)),
    reviewBody: (by, id, review) => transact((tx) => reviewBody(context, tx, by, id, review)),
    findBody: activeBody,
    bodiesInRole: async (on, jurisdiction, role) =>
      (await selectBodies(on, { jurisdiction, role })).filter((row) => row.state === 'active').map(presentBody),
    actsInRole,
    listBodies: (by, filter) => listBodies(context, db, by, filter),
    bodyTrees: async (by, jurisdiction) => asTrees(await listBodies(context, db, by, { jurisdiction })),
    async registerPerson(by, person) {
      for (const { jurisdiction } of person.memberships) assertLongEnough(context, jurisdiction, person.password);
      const hash = await context.passwords.hash(person.password);
      return transact((tx) => registerPerson(context, tx, by, person, hash));
    },
    reviewMembership: (by, id, review) => transact((tx) => reviewMembership(context, tx, by, id, review)),
    endMembership: (by, id) => transact((tx) => endMembership(context, tx, by, id)),
    signIn: (given, whence = fromNowhere) => signIn(context, db, transact, given, whence),
    authenticate: (token) => authenticate(context, db, transact, token),
    switchMembership: async (session, id) => (await transact((tx) => switchMembership(tx, session, id))).value,
    signOut: async (session) => void (await transact((tx) => signOut(tx, session))),
    changePassword: (session, given) => changePassword(context, db, transact, session, given),
    beginTotp: (session, password) => beginTotp(context, db, transact, session, password),
    confirmTotp: (session, code) => confirmTotp(context, db, transact, session, code),
    removeTotp: (session, given) => removeTotp(context, db, transact, session, given),
    issueSeal: (by, asked) => transact((tx) => issueSeal(context, tx, by, asked)),
    revokeSeal: (by, id, reason) => transact((tx) => revokeSeal(context, tx, by, id, reason)),
    listSeals: (by) => listSeals(db, by),
    signWithSeals: (tx, by, given) => signWithSeals(context, tx, by, given),
    sealTrust: () => sealTrust(db),
    credentials: createCredentials(context, db, transact),
    doors: createDoors(context, db, transact, options.providers ?? []),
    describeSession: (session) => describeSession(db, session, (options.demoAccounts ?? []).length > 0),
    ownPowers,
  };
}

async function setUp(
  context: IdentityContext,
  transact: Transact,
  newBody: NewBody,
  newPerson: Omit<NewPerson, 'memberships'>,
): Promise<Committed<{ body: Body; person: Person }>> {
  const hash = await context.passwords.hash(newPerson.password);
  return transact(async (tx) => {
    if (await administratorExists(tx)) throw new DomainError('identity.already-set-up', 'conflict');
    const body = await registerBody(context, tx, undefined, newBody);
    const memberships = [{ bodyId: body.id, role: 'platform-administrator', jurisdiction: body.jurisdiction }] as const;
    const person = await registerPerson(context, tx, undefined, { ...newPerson, memberships }, hash);
    return { body, person };
  });
}

async function activeBody(db: Db, id: string): Promise<Body | undefined> {
  const row = await findBody(db, id);
  return row?.state === 'active' ? presentBody(row) : undefined;
}

/** The administrator sees every jurisdiction; everyone else the own one. */
async function listBodies(context: IdentityContext, db: Db, by: Actor, filter: BodyFilter): Promise<readonly Body[]> {
  const jurisdiction = filter.jurisdiction ?? (by.role === 'platform-administrator' ? undefined : by.jurisdiction);
  assertAllowed(
    context.policy.decide({ actor: by, act: 'body.read', objectJurisdiction: jurisdiction ?? by.jurisdiction }),
  );
  return (await selectBodies(db, { ...filter, jurisdiction })).map(presentBody);
}

async function describeSession(db: Db, session: Authenticated, demo: boolean): Promise<SessionView> {
  const memberships = await membershipsOf(db, session.actor.person);
  const active = memberships.find((one) => one.id === session.actor.membership);
  if (!active) throw new DomainError('session.no-membership', 'forbidden');
  return {
    person: { id: session.actor.person, name: (await personName(db, session.actor.person)) ?? '' },
    active,
    memberships,
    services: servicesOf(session.actor.role),
    expiresAt: session.expiresAt.toISOString(),
    demo,
  };
}

/** What a person may do in the own jurisdiction; asked without telling the security log. */
function ownPowers(by: Actor): readonly OwnPower[] {
  const quiet = createPolicy();
  return actNames.map((act) => {
    const objectJurisdiction = by.jurisdiction;
    const decision = quiet.decide({ actor: by, act, objectJurisdiction, meets: limitsOf(act) });
    return { act, allowed: decision.allowed, reasons: decision.allowed ? decision.by : decision.reasons };
  });
}

const limitsOf = (act: Act): readonly string[] => (actRule(act).letter === 'v' ? ['own', 'purpose'] : ['as-provider']);
