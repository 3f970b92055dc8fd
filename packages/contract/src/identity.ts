import { z } from 'zod';
import { id, idParams, jurisdiction, reason, text, written } from './common.ts';
import { route } from './route.ts';

/** Roles of part 2 of the requirements, and the system administrator who sets the platform up. */
export const role = z.enum([
  'data-authority',
  'county-authority',
  'custodian',
  'source-agency',
  'sector-authority',
  'operator',
  'developer',
  'security-regulator',
  'economic-regulator',
  'registration-body',
  'exchange',
  'inspection',
  'leading-group',
  'third-party',
  'data-subject',
  'buyer',
  'public',
  'platform-administrator',
]);

/** Closed list of body types; all but the last five are public bodies (JUR-03). */
export const bodyType = z.enum([
  'state-organ',
  'statutory-organisation',
  'undertaking-education',
  'undertaking-health',
  'undertaking-water',
  'undertaking-power',
  'undertaking-gas',
  'undertaking-heat',
  'undertaking-telecom',
  'undertaking-broadcasting',
  'undertaking-culture-tourism',
  'undertaking-sport',
  'undertaking-transport',
  'undertaking-environment',
  'firm',
  'association',
  'research-institute',
  'social-organisation',
  'individual',
]);

export const bodyLevel = z.enum(['nation', 'province', 'city', 'county']);
export const registrationState = z.enum(['submitted', 'active', 'refused', 'ended']);
/** Code of a sector: lower-case words, `health`, `urban-management`. */
export const sector = z.string().regex(/^[a-z][a-z0-9-]{1,40}$/);
/** Administrative division, 6 to 12 digits (GB/T 2260 and the statistical codes below it). */
export const divisionCode = z.string().regex(/^\d{6}(\d{3}){0,2}$/);

export const body = z.object({
  id,
  name: z.string(),
  nameEn: z.string().optional(),
  type: bodyType,
  publicBody: z.boolean(),
  level: bodyLevel,
  jurisdiction,
  divisionCode,
  sector: sector.optional(),
  creditCode: z.string().optional(),
  parentId: id.optional(),
  state: registrationState,
});

export const membership = z.object({
  id,
  bodyId: id,
  bodyName: z.string(),
  bodyType,
  role,
  jurisdiction,
  state: registrationState,
});

/** A place of the platform that a role reaches (PLT-01) or one of the four modules of the operation platform (PLT-04). */
export const service = z.object({
  service: z.enum([
    'catalogue',
    'gathering',
    'sharing',
    'opening',
    'authorization',
    'processing',
    'development',
    'supervision',
    'trading',
    'evidence',
    'administration',
  ]),
  /** Which letters of the matrix the role holds on the objects of this service, e.g. `ceiv`. */
  letters: z.string(),
});

export const session = z.object({
  person: z.object({ id, name: z.string() }),
  active: membership,
  memberships: z.array(membership),
  services: z.array(service),
  expiresAt: z.string(),
  demo: z.boolean(),
});

export const demoAccount = z.object({
  account: z.string(),
  password: z.string(),
  person: z.string(),
  bodyName: z.string(),
  role,
  jurisdiction,
});

export const newBody = z.object({
  name: text(120),
  nameEn: text(160).optional(),
  type: bodyType,
  level: bodyLevel,
  jurisdiction,
  divisionCode,
  sector: sector.optional(),
  /** 统一社会信用代码, 18 characters with check character (GB 32100). Individuals have none. */
  creditCode: z.string().trim().max(18).optional(),
  parentId: id.optional(),
});

const newMembership = z.object({ bodyId: id, role, jurisdiction });

export const newPerson = z.object({
  name: text(80),
  account: z.string().regex(/^[a-z0-9][a-z0-9._-]{2,63}$/),
  password: z.string().min(12).max(200),
  memberships: z.array(newMembership).min(1).max(20),
});

export const person = z.object({ id, name: z.string(), account: z.string(), memberships: z.array(membership) });

const review = z.object({ decision: z.enum(['approve', 'refuse']), reasons: z.array(text(500)).max(20).optional() });

const powers = z.object({
  roles: z.array(role),
  letters: z.array(z.object({ letter: z.string(), meaning: z.string() })),
  objects: z.array(
    z.object({
      object: z.string(),
      cells: z.array(
        z.object({
          role,
          letters: z.string(),
          condition: z.string().optional(),
          extra: z.array(z.string()).optional(),
        }),
      ),
    }),
  ),
  acts: z.array(z.object({ act: z.string(), object: z.string(), letter: z.string() })),
  /** What the asking person's active membership may do, with the cell or the reasons. */
  mine: z.array(z.object({ act: z.string(), allowed: z.boolean(), reasons: z.array(reason) })),
});

export const identityRoutes = {
  listDemoAccounts: route({
    name: 'listDemoAccounts',
    method: 'GET',
    path: '/api/v1/session/demo-accounts',
    access: 'none',
    summary: 'Accounts of the demo city, only where the server was started with it',
    ok: z.object({ items: z.array(demoAccount) }),
  }),
  signIn: route({
    name: 'signIn',
    method: 'POST',
    path: '/api/v1/session',
    access: 'none',
    summary: 'Sign in with a local account; the answer sets a cookie or carries a bearer token',
    body: z.object({
      account: z.string().max(64),
      password: z.string().max(200),
      mode: z.enum(['cookie', 'token']).default('cookie'),
      /** Which membership to act in; the first active one unless said. */
      membershipId: id.optional(),
      /** Six digits of the authenticator; asked for by `session.code-required`. */
      code: z.string().trim().max(12).optional(),
    }),
    ok: z.object({ session, token: z.string().optional() }),
    status: 201,
  }),
  beginTotp: route({
    name: 'beginTotp',
    method: 'POST',
    path: '/api/v1/session/totp',
    access: 'session',
    summary: 'A secret for an authenticator (RFC 6238); it counts once its first code was given',
    body: z.object({ password: z.string().max(200) }),
    ok: z.object({ secret: z.string(), uri: z.string() }),
  }),
  confirmTotp: route({
    name: 'confirmTotp',
    method: 'POST',
    path: '/api/v1/session/totp/confirm',
    access: 'session',
    summary: 'The first code of the authenticator: from now on sign-in asks for one',
    body: z.object({ code: z.string().trim().min(6).max(12) }),
    ok: written(z.object({ secondFactor: z.literal(true) })),
  }),
  removeTotp: route({
    name: 'removeTotp',
    method: 'POST',
    path: '/api/v1/session/totp/remove',
    access: 'session',
    summary: 'Sign in without an authenticator again',
    body: z.object({ password: z.string().max(200), code: z.string().trim().min(6).max(12) }),
    ok: written(z.object({ secondFactor: z.literal(false) })),
  }),
  getSession: route({
    name: 'getSession',
    method: 'GET',
    path: '/api/v1/session',
    access: 'session',
    summary: 'Who is signed in, in which role, and which services that role reaches',
    ok: session,
  }),
  switchMembership: route({
    name: 'switchMembership',
    method: 'PUT',
    path: '/api/v1/session/membership',
    access: 'session',
    summary: 'Act in another of the own memberships',
    body: z.object({ membershipId: id }),
    ok: session,
  }),
  signOut: route({
    name: 'signOut',
    method: 'DELETE',
    path: '/api/v1/session',
    access: 'session',
    summary: 'End the session',
    status: 204,
  }),
  changePassword: route({
    name: 'changePassword',
    method: 'POST',
    path: '/api/v1/session/password',
    access: 'session',
    summary: 'Give the own account another password; the other sessions of the person end',
    body: z.strictObject({ oldPassword: z.string().max(200), newPassword: z.string().min(12).max(200) }),
    ok: written(z.object({ sessionsEnded: z.number().int() })),
  }),
  createBody: route({
    name: 'createBody',
    method: 'POST',
    path: '/api/v1/bodies',
    access: 'session',
    summary: 'Register a body; one that the administrator did not enter waits for the data authority',
    body: newBody,
    ok: written(body),
    status: 201,
  }),
  reviewBody: route({
    name: 'reviewBody',
    method: 'POST',
    path: '/api/v1/bodies/:id/review',
    access: 'session',
    summary: 'Approve or refuse the registration of a body',
    params: idParams,
    body: review,
    ok: written(body),
  }),
  listBodies: route({
    name: 'listBodies',
    method: 'GET',
    path: '/api/v1/bodies',
    access: 'session',
    summary: 'Bodies of a jurisdiction as a flat list with parents: the tree of province, city and county',
    query: z.object({ jurisdiction: jurisdiction.optional(), type: bodyType.optional(), role: role.optional() }),
    ok: z.object({ items: z.array(body) }),
  }),
  findPeople: route({
    name: 'findPeople',
    method: 'GET',
    path: '/api/v1/people',
    access: 'session',
    summary: 'People in office in the own jurisdiction by words of their name, at most 20',
    query: z.object({ q: z.string().trim().min(1).max(80) }),
    ok: z.object({
      items: z.array(z.object({ id, name: z.string(), bodyId: id, bodyName: z.string(), role })),
    }),
  }),
  createPerson: route({
    name: 'createPerson',
    method: 'POST',
    path: '/api/v1/people',
    access: 'session',
    summary: 'Register a person with an account and memberships',
    body: newPerson,
    ok: written(person),
    status: 201,
  }),
  listMemberships: route({
    name: 'listMemberships',
    method: 'GET',
    path: '/api/v1/memberships',
    access: 'session',
    summary: 'Who acts for which body: of the own one, and for those who review them of every body of the jurisdiction',
    query: z.object({ state: registrationState.optional() }),
    ok: z.object({
      items: z.array(
        z.object({
          ...{ id, personId: id, personName: z.string(), bodyId: id, bodyName: z.string() },
          ...{ role, state: registrationState },
        }),
      ),
    }),
  }),
  reviewMembership: route({
    name: 'reviewMembership',
    method: 'POST',
    path: '/api/v1/memberships/:id/review',
    access: 'session',
    summary: 'Approve or refuse a membership that a body entered for its own people',
    params: idParams,
    body: review,
    ok: written(membership),
  }),
  endMembership: route({
    name: 'endMembership',
    method: 'POST',
    path: '/api/v1/memberships/:id/end',
    access: 'session',
    summary: 'End a membership at once; sessions that act in it end with it',
    params: idParams,
    ok: written(membership),
  }),
  getPowers: route({
    name: 'getPowers',
    method: 'GET',
    path: '/api/v1/powers',
    access: 'session',
    summary: 'The permission matrix, the acts that exist, and what the asking person may do',
    ok: powers,
  }),
};
