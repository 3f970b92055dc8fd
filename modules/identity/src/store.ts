import type { Db, Tx } from '@sluice/database';
import type { Body, BodyType } from './body.ts';
import { isPublicBodyType } from './body.ts';
import type { Membership } from './membership.ts';
import { namedDigest } from './named-digest.ts';
import type { Role } from './role.ts';
import type { BodyRow, IdentityTables, MembershipRow } from './tables.ts';

const tables = (db: Db) => db.q.withTables<IdentityTables>();

export function presentBody(row: BodyRow): Body {
  return {
    id: row.id,
    name: row.name,
    ...(row.name_en === null ? {} : { nameEn: row.name_en }),
    type: row.type,
    publicBody: isPublicBodyType(row.type),
    level: row.level,
    jurisdiction: row.jurisdiction,
    divisionCode: row.division_code,
    ...(row.sector === null ? {} : { sector: row.sector }),
    ...(row.credit_code === null ? {} : { creditCode: row.credit_code }),
    ...(row.parent_id === null ? {} : { parentId: row.parent_id }),
    state: row.state,
  };
}

export async function insertBody(tx: Tx, row: BodyRow): Promise<void> {
  await tables(tx).insertInto('identity.body').values(row).execute();
}

export async function findBody(db: Db, id: string): Promise<BodyRow | undefined> {
  return tables(db).selectFrom('identity.body').selectAll().where('id', '=', id).executeTakeFirst();
}

/** A body whose registration stands (submitted or active) under this credit code. */
export async function findBodyByCreditCode(db: Db, creditCode: string): Promise<BodyRow | undefined> {
  return tables(db)
    .selectFrom('identity.body')
    .selectAll()
    .where('credit_code', '=', creditCode)
    .where('state', 'in', ['submitted', 'active'])
    .executeTakeFirst();
}

export async function setBodyState(tx: Tx, id: string, state: BodyRow['state']): Promise<void> {
  await tables(tx).updateTable('identity.body').set({ state }).where('id', '=', id).execute();
}

export interface BodyFilter {
  readonly jurisdiction?: string | undefined;
  readonly type?: BodyType | undefined;
  /** Bodies for which somebody acts in this role. */
  readonly role?: Role | undefined;
}

export async function selectBodies(db: Db, filter: BodyFilter): Promise<readonly BodyRow[]> {
  let query = tables(db).selectFrom('identity.body').selectAll().orderBy('division_code').orderBy('id');
  if (filter.jurisdiction !== undefined) query = query.where('jurisdiction', '=', filter.jurisdiction);
  if (filter.type !== undefined) query = query.where('type', '=', filter.type);
  const { role } = filter;
  if (role !== undefined) {
    query = query.where((eb) =>
      eb.exists(
        eb
          .selectFrom('identity.membership as m')
          .select('m.id')
          .whereRef('m.body_id', '=', 'identity.body.id')
          .where('m.role', '=', role)
          .where('m.state', '=', 'active'),
      ),
    );
  }
  return query.execute();
}

/** Whether somebody, or one person, acts for a body in a role in a jurisdiction. */
export async function actsInRole(
  db: Db,
  asked: {
    readonly jurisdiction: string;
    readonly role: Role;
    readonly body: string;
    readonly person?: string | undefined;
  },
): Promise<boolean> {
  let query = tables(db)
    .selectFrom('identity.membership')
    .select('id')
    .where('jurisdiction', '=', asked.jurisdiction)
    .where('role', '=', asked.role)
    .where('body_id', '=', asked.body)
    .where('state', '=', 'active');
  if (asked.person !== undefined) query = query.where('person_id', '=', asked.person);
  return (await query.limit(1).executeTakeFirst()) !== undefined;
}

/** People who act for a body in a role now, who came first before the others. */
export async function peopleInRole(
  db: Db,
  asked: { readonly jurisdiction: string; readonly role: Role; readonly body: string },
): Promise<readonly { readonly id: string; readonly name: string }[]> {
  return tables(db)
    .selectFrom('identity.membership as m')
    .innerJoin('identity.person_name as n', 'n.id', 'm.person_id')
    .select(['m.person_id as id', 'n.name'])
    .where('m.jurisdiction', '=', asked.jurisdiction)
    .where('m.role', '=', asked.role)
    .where('m.body_id', '=', asked.body)
    .where('m.state', '=', 'active')
    .orderBy('m.created_at')
    .orderBy('m.id')
    .limit(MOST_PEOPLE)
    .execute();
}

const MOST_PEOPLE = 20;

export async function insertPerson(
  tx: Tx,
  person: { id: string; name: string; accountId: string; account: string; passwordHash: string; salt: string },
): Promise<void> {
  const q = tables(tx);
  const { id, name, salt } = person;
  await q
    .insertInto('identity.person')
    .values({ id, created_at: tx.at, named_digest: namedDigest(salt, person) })
    .execute();
  await q.insertInto('identity.person_name').values({ id, name, salt }).execute();
  await q
    .insertInto('identity.account')
    .values({
      id: person.accountId,
      person_id: person.id,
      account: person.account,
      password_hash: person.passwordHash,
      created_at: tx.at,
    })
    .execute();
}

export async function insertMembership(tx: Tx, row: MembershipRow): Promise<void> {
  await tables(tx).insertInto('identity.membership').values(row).execute();
}

export async function setMembershipState(tx: Tx, id: string, state: MembershipRow['state']): Promise<void> {
  await tables(tx).updateTable('identity.membership').set({ state }).where('id', '=', id).execute();
}

export async function findMembership(db: Db, id: string): Promise<Membership | undefined> {
  const row = await membershipQuery(db).where('m.id', '=', id).executeTakeFirst();
  return row && presentMembership(row);
}

export async function membershipsOf(db: Db, person: string): Promise<readonly Membership[]> {
  const rows = await membershipQuery(db).where('m.person_id', '=', person).orderBy('m.id').execute();
  return rows.map(presentMembership);
}

function membershipQuery(db: Db) {
  return tables(db)
    .selectFrom('identity.membership as m')
    .innerJoin('identity.body as b', 'b.id', 'm.body_id')
    .select([
      'm.id',
      'm.person_id',
      'm.body_id',
      'm.role',
      'm.jurisdiction',
      'm.state',
      'm.submitted_by',
      'b.name as body_name',
      'b.type as body_type',
      'b.state as body_state',
    ]);
}

type JoinedMembership = Awaited<ReturnType<ReturnType<typeof membershipQuery>['executeTakeFirstOrThrow']>>;

function presentMembership(row: JoinedMembership): Membership {
  return {
    id: row.id,
    person: row.person_id,
    bodyId: row.body_id,
    bodyName: row.body_name,
    bodyType: row.body_type,
    role: row.role,
    jurisdiction: row.jurisdiction,
    // A membership is worth no more than the body it belongs to.
    state: row.body_state === 'active' ? row.state : row.state === 'active' ? row.body_state : row.state,
    ...(row.submitted_by === null ? {} : { submittedBy: row.submitted_by }),
  };
}

export async function personName(db: Db, id: string): Promise<string | undefined> {
  return (await tables(db).selectFrom('identity.person_name').select('name').where('id', '=', id).executeTakeFirst())
    ?.name;
}

export async function accountExists(db: Db, account: string): Promise<boolean> {
  return (await findAccount(db, account)) !== undefined;
}

export async function findAccount(
  db: Db,
  account: string,
): Promise<{ id: string; person_id: string; password_hash: string } | undefined> {
  return tables(db)
    .selectFrom('identity.account')
    .select(['id', 'person_id', 'password_hash'])
    .where('account', '=', account)
    .executeTakeFirst();
}

/** The account of a person who is signed in. */
export async function findAccountOf(
  db: Db,
  person: string,
): Promise<{ id: string; account: string; password_hash: string }> {
  return tables(db)
    .selectFrom('identity.account')
    .select(['id', 'account', 'password_hash'])
    .where('person_id', '=', person)
    .executeTakeFirstOrThrow();
}

/** Replaces a password hash, unless somebody else did meanwhile. @returns whether it was replaced */
export async function replacePasswordHash(tx: Tx, id: string, before: string, after: string): Promise<boolean> {
  const result = await tables(tx)
    .updateTable('identity.account')
    .set({ password_hash: after })
    .where('id', '=', id)
    .where('password_hash', '=', before)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Whether the platform has been set up: an active administrator exists. */
export async function administratorExists(db: Db): Promise<boolean> {
  const row = await tables(db)
    .selectFrom('identity.membership')
    .select('id')
    .where('role', '=', 'platform-administrator')
    .where('state', '=', 'active')
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
