import { assertAllowed, DomainError } from '@sluice/kernel';
import type { Tx } from '@sluice/database';
import { record } from '@sluice/ledger';
import { isPublicBodyType } from './body.ts';
import { actorRef, type Actor } from './decide.ts';
import type { IdentityContext } from './identity-context.ts';
import type { Membership } from './membership.ts';
import { assertReasoned, entersAsActive, registrarRef, type Registrar, type Review } from './register-body.ts';
import { needsPublicBody, type Role } from './role.ts';
import {
  accountExists,
  findBody,
  findMembership,
  insertMembership,
  insertPerson,
  membershipsOf,
  setMembershipState,
} from './store.ts';
import { endSessionsOfMembership } from './store-session.ts';

export interface NewMembership {
  readonly bodyId: string;
  readonly role: Role;
  readonly jurisdiction: string;
}

export interface NewPerson {
  readonly name: string;
  /** Lower case, 3 to 64 characters. */
  readonly account: string;
  readonly password: string;
  readonly memberships: readonly NewMembership[];
}

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly account: string;
  readonly memberships: readonly Membership[];
}

const SALT_BYTES = 32;

/**
 * Registers a person with an account and memberships. A body may enter its own people, who wait for the data authority;
 * only the administrator enters anyone as active. The entry holds ids and roles, never the name.
 * @throws DomainError `account.taken` (conflict), `membership.not-own-body` (forbidden), `body.unknown`,
 *   `membership.role-needs-public-body` (invalid)
 */
export async function registerPerson(
  context: IdentityContext,
  tx: Tx,
  by: Registrar,
  person: NewPerson,
  passwordHash: string,
): Promise<Person> {
  if (await accountExists(tx, person.account)) throw new DomainError('account.taken', 'conflict');
  for (const one of person.memberships) await assertMembership(context, tx, by, one);
  const id = context.ids.next<'person'>('person');
  await insertPerson(tx, {
    id,
    name: person.name,
    accountId: context.ids.next<'account'>('account'),
    account: person.account,
    passwordHash,
    salt: Buffer.from(context.randomBytes(SALT_BYTES)).toString('hex'),
  });
  const state = entersAsActive(by) ? 'active' : 'submitted';
  const rows = person.memberships.map(
    (one) =>
      ({
        id: context.ids.next<'membership'>('member'),
        person_id: id,
        body_id: one.bodyId,
        role: one.role,
        jurisdiction: one.jurisdiction,
        state,
        submitted_by: by?.person ?? null,
        created_at: tx.at,
      }) as const,
  );
  for (const row of rows) await insertMembership(tx, row);
  record(tx, {
    type: 'identity.person-registered',
    stream: `person:${id}`,
    actor: registrarRef(by),
    subjects: rows.map((row) => ({ kind: 'body', id: row.body_id, rel: 'about' })),
    rows: [{ table: 'identity.person', id }, ...rows.map((row) => ({ table: 'identity.membership', id: row.id }))],
    ruleVersion: context.ruleVersion,
    payload: {
      memberships: rows.map((row) => ({ body: row.body_id, role: row.role, jurisdiction: row.jurisdiction, state })),
    },
  });
  return { id, name: person.name, account: person.account, memberships: await membershipsOf(tx, id) };
}

async function assertMembership(context: IdentityContext, tx: Tx, by: Registrar, one: NewMembership): Promise<void> {
  if (by) {
    assertAllowed(context.policy.decide({ actor: by, act: 'person.create', objectJurisdiction: one.jurisdiction }));
    if (!entersAsActive(by) && one.bodyId !== by.body) {
      throw new DomainError('membership.not-own-body', 'forbidden', { bodyId: one.bodyId });
    }
    if (!entersAsActive(by) && one.role === 'platform-administrator') {
      throw new DomainError('membership.role-not-grantable', 'forbidden', { role: one.role });
    }
  }
  const body = await findBody(tx, one.bodyId);
  if (!body || body.state !== 'active') throw new DomainError('body.unknown', 'invalid', { id: one.bodyId });
  if (needsPublicBody(one.role) && !isPublicBodyType(body.type)) {
    throw new DomainError('membership.role-needs-public-body', 'invalid', { role: one.role, bodyType: body.type });
  }
}

async function loadMembership(tx: Tx, id: string): Promise<Membership> {
  const membership = await findMembership(tx, id);
  if (!membership) throw new DomainError('membership.unknown', 'not-found', { id });
  return membership;
}

/** @throws DomainError `membership.unknown` (not-found), `membership.not-submitted` (conflict) */
export async function reviewMembership(
  context: IdentityContext,
  tx: Tx,
  by: Actor,
  id: string,
  review: Review,
): Promise<Membership> {
  const membership = await loadMembership(tx, id);
  assertAllowed(
    context.policy.decide({
      actor: by,
      act: 'membership.review',
      objectJurisdiction: membership.jurisdiction,
      ...(membership.submittedBy === undefined ? {} : { openedBy: membership.submittedBy }),
    }),
  );
  if (membership.state !== 'submitted')
    throw new DomainError('membership.not-submitted', 'conflict', { state: membership.state });
  const reasons = assertReasoned(review);
  const state = review.decision === 'approve' ? 'active' : 'refused';
  await setMembershipState(tx, id, state);
  record(tx, {
    type: 'identity.membership-reviewed',
    stream: `person:${membership.person}`,
    actor: actorRef(by),
    subjects: [{ kind: 'body', id: membership.bodyId, rel: 'about' }],
    rows: [{ table: 'identity.membership', id }],
    ruleVersion: context.ruleVersion,
    payload: {
      person: membership.person,
      body: membership.bodyId,
      role: membership.role,
      state,
      reasons: [...reasons],
    },
  });
  return { ...membership, state };
}

/** Ends a membership and every session that acts in it. @throws DomainError `membership.unknown`, `membership.not-active` */
export async function endMembership(context: IdentityContext, tx: Tx, by: Actor, id: string): Promise<Membership> {
  const membership = await loadMembership(tx, id);
  assertAllowed(
    context.policy.decide({ actor: by, act: 'membership.end', objectJurisdiction: membership.jurisdiction }),
  );
  if (membership.state !== 'active')
    throw new DomainError('membership.not-active', 'conflict', { state: membership.state });
  await setMembershipState(tx, id, 'ended');
  await endSessionsOfMembership(tx, id);
  record(tx, {
    type: 'identity.membership-ended',
    stream: `person:${membership.person}`,
    actor: actorRef(by),
    subjects: [{ kind: 'body', id: membership.bodyId, rel: 'about' }],
    rows: [{ table: 'identity.membership', id }],
    ruleVersion: context.ruleVersion,
    payload: { person: membership.person, body: membership.bodyId, role: membership.role },
  });
  return { ...membership, state: 'ended' };
}
