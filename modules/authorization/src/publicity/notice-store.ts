import type { Db, Tx } from '@sluice/database';
import { DomainError, type CivilDate } from '@sluice/kernel';
import { sql, type Selectable } from 'kysely';
import type { AuthorizationTables } from '../tables.ts';
import type { NoticeKind, NoticeState, PublicNotice } from './notice.ts';

const q = (db: Db) => db.q.withTables<AuthorizationTables>();

type Row = Selectable<AuthorizationTables['authorization.public_notice']>;

/** @throws DomainError `notice.not-found` (not-found) */
export async function readNotice(db: Db, id: string): Promise<PublicNotice> {
  const row = await q(db).selectFrom('authorization.public_notice').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) throw new DomainError('notice.not-found', 'not-found', { notice: id });
  const objections = await q(db)
    .selectFrom('authorization.objection')
    .selectAll()
    .where('notice_id', '=', id)
    .orderBy('number')
    .execute();
  return {
    ...toNotice(row),
    objections: objections.map((one) => ({
      id: one.id,
      number: one.number,
      body: one.body,
      text: one.text,
      raisedAt: one.raised_at,
      outcome: one.outcome,
      answer: one.answer,
      answeredAt: one.answered_at,
    })),
  };
}

const toNotice = (row: Row): PublicNotice => ({
  id: row.id,
  jurisdiction: row.jurisdiction,
  number: row.number,
  kind: row.kind,
  subject: row.subject,
  title: row.title,
  contents: row.contents,
  digest: row.digest,
  clause: row.clause,
  publishedAt: row.published_at,
  closesOn: row.closes_on,
  state: row.state,
  closedAt: row.closed_at,
  archiveDigest: row.archive_digest,
  objections: [],
});

/** Reads a notice and keeps others from changing it until the transaction ends. */
export async function lockNotice(tx: Tx, id: string): Promise<PublicNotice> {
  await q(tx).selectFrom('authorization.public_notice').select('id').where('id', '=', id).forUpdate().execute();
  return readNotice(tx, id);
}

const NUMBER_LOCK = 7_258_472;

/** The next number of a jurisdiction's notices in a year, without gaps. */
export async function nextNoticeNumber(tx: Tx, jurisdiction: string, year: string): Promise<string> {
  await sql`select pg_advisory_xact_lock(${NUMBER_LOCK}, hashtext(${jurisdiction}))`.execute(tx.q);
  const { count } = await q(tx)
    .selectFrom('authorization.public_notice')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('jurisdiction', '=', jurisdiction)
    .where('number', 'like', `${year}-%`)
    .executeTakeFirstOrThrow();
  return `${year}-${String(Number(count) + 1).padStart(4, '0')}`;
}

export async function insertNotice(tx: Tx, notice: PublicNotice, by: string): Promise<void> {
  await q(tx)
    .insertInto('authorization.public_notice')
    .values({
      id: notice.id,
      jurisdiction: notice.jurisdiction,
      number: notice.number,
      kind: notice.kind,
      subject: notice.subject,
      title: notice.title,
      contents: JSON.stringify(notice.contents),
      digest: notice.digest,
      clause: notice.clause,
      published_by: by,
      published_at: notice.publishedAt,
      closes_on: notice.closesOn,
      state: notice.state,
    })
    .execute();
}

export async function insertObjection(
  tx: Tx,
  objection: {
    readonly id: string;
    readonly notice_id: string;
    readonly number: number;
    readonly body: string | null;
    readonly text: string;
    readonly raised_at: Date;
  },
  contact: string | undefined,
): Promise<void> {
  await q(tx).insertInto('authorization.objection').values(objection).execute();
  if (contact !== undefined)
    await q(tx).insertInto('authorization.objection_contact').values({ id: objection.id, contact }).execute();
}

export async function setAnswer(
  tx: Tx,
  id: string,
  answer: {
    readonly outcome: 'founded' | 'unfounded';
    readonly answer: string;
    readonly answered_by: string;
    readonly answered_at: Date;
  },
): Promise<void> {
  await q(tx).updateTable('authorization.objection').set(answer).where('id', '=', id).execute();
}

export async function setNoticeState(
  tx: Tx,
  id: string,
  state: NoticeState,
  closed?: { readonly at: Date; readonly digest: string },
): Promise<void> {
  await q(tx)
    .updateTable('authorization.public_notice')
    .set({ state, ...(closed ? { closed_at: closed.at, archive_digest: closed.digest } : {}) })
    .where('id', '=', id)
    .execute();
}

/** Open notices whose last day is over. */
export async function findOver(db: Db, today: CivilDate): Promise<readonly string[]> {
  const rows = await q(db)
    .selectFrom('authorization.public_notice')
    .select('id')
    .where('state', '=', 'open')
    .where('closes_on', '<', today)
    .orderBy('id')
    .limit(100)
    .execute();
  return rows.map((row) => row.id);
}

export interface NoticeFilter {
  readonly jurisdiction?: string | undefined;
  readonly kind?: NoticeKind | undefined;
  readonly state?: NoticeState | undefined;
  readonly subject?: string | undefined;
  readonly page?: number | undefined;
}

const PAGE = 50;

/** Notices without their objections, the latest first. */
export async function findNotices(
  db: Db,
  filter: NoticeFilter,
): Promise<{ readonly items: readonly PublicNotice[]; readonly total: number }> {
  let query = q(db).selectFrom('authorization.public_notice');
  if (filter.jurisdiction !== undefined) query = query.where('jurisdiction', '=', filter.jurisdiction);
  if (filter.kind !== undefined) query = query.where('kind', '=', filter.kind);
  if (filter.state !== undefined) query = query.where('state', '=', filter.state);
  if (filter.subject !== undefined) query = query.where('subject', '=', filter.subject);
  const { total } = await query.select(sql<number>`count(*)::int`.as('total')).executeTakeFirstOrThrow();
  const rows = await query
    .selectAll()
    .orderBy('published_at', 'desc')
    .orderBy('id', 'desc')
    .offset(((filter.page ?? 1) - 1) * PAGE)
    .limit(PAGE)
    .execute();
  return { items: rows.map(toNotice), total };
}
