import type { Db, Tx } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import { sql, type Selectable } from 'kysely';
import { patternOf, type WordsFilter } from './application-store.ts';
import type { Grant, GrantState } from './grant.ts';
import type { GrantsOf } from './hold-grants.ts';
import type { AuthorizationTables } from './tables.ts';

type Row = Selectable<AuthorizationTables['authorization.grant_file']>;

/** Grants told of one resource. */
const MOST_NAMING = 500;

const q = (db: Db) => db.q.withTables<AuthorizationTables>();

const toGrant = (row: Row): Grant => ({
  id: row.id,
  applicationId: row.application_id,
  jurisdiction: row.jurisdiction,
  developer: row.developer,
  operator: row.operator,
  profile: { id: row.profile_id, version: row.profile_version },
  terms: row.terms,
  startsAt: row.starts_at,
  endsAt: row.ends_at,
  filingNumber: row.filing_number,
  ended:
    row.ended_at && row.end_cause
      ? { at: row.ended_at, cause: row.end_cause, ground: row.end_ground ?? '', by: row.ended_by }
      : null,
  held: row.held_at ? { at: row.held_at, ground: row.held_ground ?? '', by: row.held_by } : null,
});

/** @throws DomainError `grant.not-found` (not-found) */
export async function readGrant(db: Db, id: string): Promise<Grant> {
  const row = await q(db).selectFrom('authorization.grant_file').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) throw new DomainError('grant.not-found', 'not-found', { grant: id });
  return toGrant(row);
}

export async function lockGrant(tx: Tx, id: string): Promise<Grant> {
  await q(tx).selectFrom('authorization.grant_file').select('id').where('id', '=', id).forUpdate().execute();
  return readGrant(tx, id);
}

export interface GrantFilter {
  readonly jurisdiction?: string | undefined;
  readonly developer?: string | undefined;
  readonly state?: GrantState | undefined;
  readonly words?: WordsFilter | undefined;
  readonly now: Date;
  readonly offset: number;
  readonly limit: number;
}

export async function listGrants(
  db: Db,
  filter: GrantFilter,
): Promise<{ readonly items: readonly Grant[]; readonly total: number }> {
  let query = q(db).selectFrom('authorization.grant_file');
  if (filter.jurisdiction !== undefined) query = query.where('jurisdiction', '=', filter.jurisdiction);
  if (filter.developer !== undefined) query = query.where('developer', '=', filter.developer);
  if (filter.state === 'revoked') query = query.where('end_cause', '=', 'revoked');
  else if (filter.state !== undefined)
    query = query.where((where) => where.or([where('end_cause', 'is', null), where('end_cause', '<>', 'revoked')]));
  if (filter.state === 'expired') query = query.where('ends_at', '<', filter.now);
  if (filter.state === 'prepared') query = query.where('starts_at', '>', filter.now);
  if (filter.state === 'active' || filter.state === 'suspended')
    query = query
      .where('starts_at', '<=', filter.now)
      .where('ends_at', '>=', filter.now)
      .where('held_at', filter.state === 'active' ? 'is' : 'is not', null);
  if (filter.words !== undefined) {
    const { q: words, developers } = filter.words;
    const pattern = patternOf(words);
    query = query.where((where) =>
      where.or([
        where('id', '=', words),
        ...(developers.length > 0 ? [where('developer', 'in', developers)] : []),
        sql<boolean>`terms ->> 'purpose' ilike ${pattern}`,
        sql<boolean>`terms -> 'scenario' ->> 'title' ilike ${pattern}`,
        sql<boolean>`terms -> 'scenario' ->> 'code' ilike ${pattern}`,
      ]),
    );
  }
  const { total } = await query.select((select) => select.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  const rows = await query.selectAll().orderBy('id', 'desc').offset(filter.offset).limit(filter.limit).execute();
  return { items: rows.map(toGrant), total };
}

/** The newest grants whose terms name a resource. */
export async function grantsNaming(db: Db, resourceId: string): Promise<readonly Grant[]> {
  const rows = await q(db)
    .selectFrom('authorization.grant_file')
    .selectAll()
    .where(sql<boolean>`terms @> ${JSON.stringify({ entries: [{ resourceId }] })}::jsonb`)
    .orderBy('id', 'desc')
    .limit(MOST_NAMING)
    .execute();
  return rows.map(toGrant);
}

export async function insertGrant(tx: Tx, grant: Grant): Promise<void> {
  await q(tx)
    .insertInto('authorization.grant_file')
    .values({
      id: grant.id,
      application_id: grant.applicationId,
      jurisdiction: grant.jurisdiction,
      developer: grant.developer,
      operator: grant.operator,
      profile_id: grant.profile.id,
      profile_version: grant.profile.version,
      scenario: grant.terms.scenario.code,
      terms: JSON.stringify(grant.terms),
      starts_at: grant.startsAt,
      ends_at: grant.endsAt,
      filing_number: grant.filingNumber,
    })
    .execute();
}

export async function endGrant(tx: Tx, id: string, ended: NonNullable<Grant['ended']>): Promise<void> {
  await q(tx)
    .updateTable('authorization.grant_file')
    .set({ ended_at: ended.at, end_cause: ended.cause, end_ground: ended.ground, ended_by: ended.by })
    .where('id', '=', id)
    .execute();
}

/** Grants past their end date whose end is not entered yet. */
export async function findExpired(db: Db, now: Date): Promise<readonly string[]> {
  const rows = await q(db)
    .selectFrom('authorization.grant_file')
    .select('id')
    .where('ended_at', 'is', null)
    .where('ends_at', '<', now)
    .orderBy('id')
    .limit(200)
    .execute();
  return rows.map((row) => row.id);
}

/** Grants that have not ended, of an operator or of a developer in a jurisdiction. */
export async function findGrantIds(db: Db, of: GrantsOf): Promise<readonly string[]> {
  let query = q(db)
    .selectFrom('authorization.grant_file')
    .select('id')
    .where('ended_at', 'is', null)
    .where('jurisdiction', '=', of.jurisdiction);
  query = 'operator' in of ? query.where('operator', '=', of.operator) : query.where('developer', '=', of.developer);
  return (await query.orderBy('id').execute()).map((row) => row.id);
}

export async function setHeld(tx: Tx, id: string, held: Grant['held']): Promise<void> {
  await q(tx)
    .updateTable('authorization.grant_file')
    .set({ held_at: held?.at ?? null, held_ground: held?.ground ?? null, held_by: held?.by ?? null })
    .where('id', '=', id)
    .execute();
}
