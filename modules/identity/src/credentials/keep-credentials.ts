import { createHash } from 'node:crypto';
import type { Committed, Db, Transact, Tx } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import { record } from '@sluice/ledger';
import { sql } from 'kysely';
import { actorRef, type Actor } from '../decide.ts';
import type { IdentityContext } from '../identity-context.ts';
import { findIssuer, openIssuer } from '../seal/keep-seals.ts';
import { findMembership, personName } from '../store.ts';
import type { CredentialRow, IdentityTables } from '../tables.ts';
import { issueSdJwt, seconds, type HolderKey } from './sd-jwt.ts';
import { signStatusList } from './status-list.ts';

const q = (db: Db) => db.q.withTables<IdentityTables>();

const DAY_MS = 86_400_000;
const VALID_DAYS = 90;
const MOST_RUNNING = 10;
const SALT_BYTES = 16;

export const STATUS_PATH = '/api/v1/credential-status';
const TYPE_PATH = '/credentials/membership';

export interface CredentialView {
  readonly id: string;
  readonly membershipId: string;
  readonly issuedAt: string;
  readonly validUntil: string;
  readonly revokedAt: string | null;
}

const viewOf = (row: CredentialRow): CredentialView => ({
  ...{ id: row.id, membershipId: row.membership_id, issuedAt: row.issued_at.toISOString() },
  ...{ validUntil: row.valid_until.toISOString(), revokedAt: row.revoked_at?.toISOString() ?? null },
});

/** Credentials that people carry away, and the list by which anybody learns that one counts no more (CON-03). */
export interface Credentials {
  /** That the one who asks acts for a body in a role, bound to a key of his own. It is told once and not kept. */
  issue(
    by: Actor,
    holder: HolderKey,
    address: string,
  ): Promise<Committed<{ readonly credential: CredentialView; readonly sdJwt: string }>>;
  list(by: Actor): Promise<readonly CredentialView[]>;
  revoke(by: Actor, id: string): Promise<Committed<CredentialView>>;
  /** The signed list of states; @throws DomainError `credential.none` (not-found) while none was ever given out */
  statusList(address: string): Promise<string>;
}

export function createCredentials(context: IdentityContext, db: Db, transact: Transact): Credentials {
  return {
    issue: (by, holder, address) => transact((tx) => issue(context, tx, by, holder, address)),
    async list(by) {
      const rows = await own(db, by).orderBy('c.issued_at', 'desc').limit(100).execute();
      return rows.map(viewOf);
    },
    revoke: (by, id) => transact((tx) => revoke(context, tx, by, id)),
    statusList: (address) => statusList(context, db, address),
  };
}

const own = (db: Db, by: Actor) =>
  q(db)
    .selectFrom('identity.credential as c')
    .innerJoin('identity.membership as m', 'm.id', 'c.membership_id')
    .selectAll('c')
    .where('m.person_id', '=', by.person);

async function issue(context: IdentityContext, tx: Tx, by: Actor, holder: HolderKey, address: string) {
  const membership = await findMembership(tx, by.membership);
  if (!membership || membership.state !== 'active') throw new DomainError('session.no-membership', 'forbidden');
  const at = context.sessionClock.now();
  const running = await own(tx, by).where('c.valid_until', '>', at).where('c.revoked_at', 'is', null).execute();
  if (running.length >= MOST_RUNNING)
    throw new DomainError('credential.too-many', 'precondition', { most: MOST_RUNNING });
  const { rows } = await sql<{ place: number }>`select nextval('identity.credential_place')::int as place`.execute(
    tx.q,
  );
  const row: CredentialRow = {
    ...{ id: context.ids.next<'credential'>('crd'), membership_id: membership.id, place: rows[0]?.place ?? 0 },
    ...{ holder: thumbprint(holder), issued_at: at, valid_until: new Date(at.getTime() + VALID_DAYS * DAY_MS) },
    revoked_at: null,
  };
  await q(tx).insertInto('identity.credential').values(row).execute();
  enter(context, tx, row, by, 'identity.credential-issued');
  const name = (await personName(tx, by.person)) ?? '';
  const claims = {
    open: {
      ...{ iss: address, vct: address + TYPE_PATH, iat: seconds(at), nbf: seconds(at), exp: seconds(row.valid_until) },
      status: { status_list: { idx: row.place, uri: address + STATUS_PATH } },
    },
    closed: {
      ...{ role: membership.role, jurisdiction: membership.jurisdiction, body: membership.bodyId },
      ...{ body_name: membership.bodyName, name },
    },
    holder,
  };
  const salt = (): string => Buffer.from(context.randomBytes(SALT_BYTES)).toString('base64url');
  return { credential: viewOf(row), sdJwt: issueSdJwt(claims, await openIssuer(context, tx), salt) };
}

async function revoke(context: IdentityContext, tx: Tx, by: Actor, id: string): Promise<CredentialView> {
  const row = await own(tx, by).where('c.id', '=', id).forUpdate('c').executeTakeFirst();
  if (!row) throw new DomainError('credential.unknown', 'not-found');
  if (row.revoked_at) return viewOf(row);
  const revokedAt = context.sessionClock.now();
  await q(tx).updateTable('identity.credential').set({ revoked_at: revokedAt }).where('id', '=', id).execute();
  enter(context, tx, row, by, 'identity.credential-revoked');
  return viewOf({ ...row, revoked_at: revokedAt });
}

/** What was revoked, and whatever rests on a membership that has ended. */
async function statusList(context: IdentityContext, db: Db, address: string): Promise<string> {
  const signer = await findIssuer(context, db);
  const places = await q(db)
    .selectFrom('identity.credential')
    .select((select) => select.fn.max('place').as('last'))
    .executeTakeFirst();
  if (!signer || !places?.last) throw new DomainError('credential.none', 'not-found');
  const rows = await q(db)
    .selectFrom('identity.credential as c')
    .innerJoin('identity.membership as m', 'm.id', 'c.membership_id')
    .select('c.place')
    .where((where) => where.or([where('c.revoked_at', 'is not', null), where('m.state', '<>', 'active')]))
    .execute();
  const list = { address: address + STATUS_PATH, places: Number(places.last) + 1, at: context.sessionClock.now() };
  return signStatusList({ ...list, revoked: rows.map(({ place }) => place) }, signer);
}

/** RFC 7638: the members of the key in their order. */
function thumbprint(key: HolderKey): string {
  const { kty, crv, x } = key;
  const members = key.kty === 'EC' ? { crv, kty, x, y: key.y } : { crv, kty, x };
  return createHash('sha256').update(JSON.stringify(members)).digest('base64url');
}

function enter(
  { ruleVersion }: IdentityContext,
  tx: Tx,
  row: CredentialRow,
  by: Actor,
  type: 'identity.credential-issued' | 'identity.credential-revoked',
): void {
  record(tx, {
    type,
    stream: `credential:${row.id}`,
    actor: actorRef(by),
    subjects: [],
    rows: [{ table: 'identity.credential', id: row.id }],
    ruleVersion,
    payload: { validUntil: row.valid_until.toISOString() },
  });
}
