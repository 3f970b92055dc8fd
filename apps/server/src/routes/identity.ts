import type { identityRoutes } from '@sluice/contract';
import type { Db } from '@sluice/database';
import { assertAllowed, DomainError } from '@sluice/kernel';
import {
  actNames,
  actRule,
  findPeople,
  letterMeanings,
  listMemberships,
  matrix,
  roles,
  type Authenticated,
  type Identity,
} from '@sluice/identity';
import type { Credential } from '@sluice/http';
import type { Handlers } from '../handlers.ts';
import { plain } from '../plain.ts';
import type { Written } from '../written.ts';

interface IdentityServices {
  readonly identity: Identity;
  readonly db: Db;
  readonly written: Written;
}

/** Sessions, bodies, people, and the permission matrix as it is read by those who want to check it. */
export function identityHandlers({ identity, db, written }: IdentityServices): Handlers<typeof identityRoutes> {
  /** The session behind the credential of this request: the session's id is no part of an actor. */
  const sessionOf = async (credential: Credential | undefined): Promise<Authenticated> => {
    const session = credential && (await identity.authenticate(credential.value));
    if (!session) throw new DomainError('http.session-unknown', 'unauthenticated');
    return session;
  };
  return {
    listDemoAccounts: async () => ({ items: plain(identity.demoAccounts) }),
    signIn: async ({ input: { body }, address, local, device: shown, setSession, setDevice }) => {
      const whence = { address, machine: local, browser: body.mode === 'cookie', device: shown };
      const { token, session, device, deviceUntil } = await identity.signIn(body, whence);
      const view = plain(await identity.describeSession(session));
      if (body.mode === 'token') return { session: view, token };
      setSession(token, session.expiresAt);
      setDevice(device, deviceUntil);
      return { session: view };
    },
    beginTotp: async ({ credential, input }) => identity.beginTotp(await sessionOf(credential), input.body.password),
    confirmTotp: async ({ credential, input }) =>
      written(identity.confirmTotp(await sessionOf(credential), input.body.code)),
    removeTotp: async ({ credential, input }) => written(identity.removeTotp(await sessionOf(credential), input.body)),
    getSession: async ({ credential }) => plain(await identity.describeSession(await sessionOf(credential))),
    switchMembership: async ({ credential, input: { body } }) => {
      const session = await identity.switchMembership(await sessionOf(credential), body.membershipId);
      return plain(await identity.describeSession(session));
    },
    signOut: async ({ credential, clearSession }) => {
      await identity.signOut(await sessionOf(credential));
      clearSession();
      return undefined;
    },
    changePassword: async ({ credential, input }) =>
      plain(await written(identity.changePassword(await sessionOf(credential), input.body))),
    createBody: async ({ actor, input }) => plain(await written(identity.registerBody(actor, input.body))),
    reviewBody: async ({ actor, input }) =>
      plain(await written(identity.reviewBody(actor, input.params.id, input.body))),
    listBodies: async ({ actor, input }) => ({ items: plain(await identity.listBodies(actor, input.query)) }),
    findPeople: async ({ actor, input }) => {
      const { jurisdiction } = actor;
      assertAllowed(identity.policy.decide({ actor, act: 'body.read', objectJurisdiction: jurisdiction }));
      return { items: plain(await findPeople(db, actor, input.query.q)) };
    },
    listMemberships: async ({ actor, input }) => {
      const { jurisdiction } = actor;
      assertAllowed(identity.policy.decide({ actor, act: 'body.read', objectJurisdiction: jurisdiction }));
      return { items: plain(await listMemberships(db, actor, input.query)) };
    },
    createPerson: async ({ actor, input }) => plain(await written(identity.registerPerson(actor, input.body))),
    reviewMembership: async ({ actor, input }) =>
      plain(await written(identity.reviewMembership(actor, input.params.id, input.body))),
    endMembership: async ({ actor, input }) => plain(await written(identity.endMembership(actor, input.params.id))),
    getPowers: async ({ actor }) => ({ ...powers, mine: plain(identity.ownPowers(actor)) }),
  };
}

/** The matrix and the acts, as they are in force: the same for everyone. */
const powers = {
  roles: [...roles],
  letters: Object.entries(letterMeanings).map(([letter, meaning]) => ({ letter, meaning })),
  objects: [...matrix].map(([object, cells]) => ({
    object,
    cells: [...cells].map(([role, cell]) => ({
      role,
      letters: cell.letters.join(''),
      ...(cell.limits.size === 0 ? {} : { condition: [...cell.limits.values()].join(' ') }),
      ...(cell.extra.length === 0 ? {} : { extra: [...cell.extra] }),
    })),
  })),
  acts: actNames.map((act) => ({ act, object: actRule(act).object, letter: actRule(act).letter })),
};
