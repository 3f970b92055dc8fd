import type { Db, Tx } from '@sluice/database';
import type { CasesTables, NoticeRow, SignerRow } from './tables.ts';

const q = (db: Db) => db.q.withTables<CasesTables>();

export interface NewVote {
  readonly id: string;
  readonly case_id: string;
  readonly step: string;
  readonly round: number;
  readonly person: string;
  readonly body: string;
  readonly outcome: 'pass' | 'fail';
  readonly scores: Readonly<Record<string, number>>;
  readonly reasons: readonly string[];
  readonly at: Date;
}

export async function insertVote(tx: Tx, vote: NewVote): Promise<void> {
  const { id, case_id, step, round, person, body, outcome, at } = vote;
  await q(tx)
    .insertInto('cases.vote')
    .values({
      ...{ id, case_id, step, round, person, body, outcome, at },
      scores: JSON.stringify(vote.scores),
      reasons: JSON.stringify(vote.reasons),
    })
    .execute();
}

export async function insertSigner(
  tx: Tx,
  signer: Omit<SignerRow, 'reasons'> & { readonly reasons: null },
): Promise<void> {
  await q(tx).insertInto('cases.signer').values(signer).execute();
}

export async function setSigned(
  tx: Tx,
  id: string,
  signed: {
    readonly person: string;
    readonly outcome: 'pass' | 'fail';
    readonly reasons: readonly string[];
    readonly at: Date;
  },
): Promise<void> {
  await q(tx)
    .updateTable('cases.signer')
    .set({ ...signed, reasons: JSON.stringify(signed.reasons) })
    .where('id', '=', id)
    .execute();
}

export async function insertInterest(
  tx: Tx,
  interest: {
    readonly id: string;
    readonly case_id: string;
    readonly person: string;
    readonly body: string;
    readonly reason: string;
    readonly at: Date;
  },
): Promise<void> {
  await q(tx).insertInto('cases.interest').values(interest).execute();
}

export async function insertNotice(tx: Tx, notice: NoticeRow): Promise<void> {
  await q(tx).insertInto('cases.notice').values(notice).execute();
}

/** When the last reminder of a case was sent. */
export async function lastReminder(db: Db, caseId: string): Promise<Date | undefined> {
  const row = await q(db)
    .selectFrom('cases.notice')
    .select('at')
    .where('case_id', '=', caseId)
    .where('kind', '=', 'reminder')
    .orderBy('at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.at;
}

/** Notices to an actor's body, role or person, the latest first. */
export async function readNotices(
  db: Db,
  actor: { readonly person: string; readonly body: string; readonly role: string; readonly jurisdiction: string },
  unread: boolean,
) {
  let query = q(db)
    .selectFrom('cases.notice as n')
    .innerJoin('cases.case_file as f', 'f.id', 'n.case_id')
    .selectAll('n')
    .select(['f.kind as case_kind', 'f.subject', 'f.title'])
    .where('n.jurisdiction', '=', actor.jurisdiction)
    .where('n.role', '=', actor.role)
    .where('n.body', 'in', [actor.body, ''])
    .where('n.person', 'in', [actor.person, '']);
  if (unread) query = query.where('n.read_at', 'is', null);
  return query.orderBy('n.at', 'desc').orderBy('n.id', 'desc').limit(200).execute();
}

/** Whether a case was let read to an actor's role, body or person. */
export async function isInformed(
  db: Db,
  caseId: string,
  actor: { readonly person: string; readonly body: string; readonly role: string; readonly jurisdiction: string },
): Promise<boolean> {
  const row = await q(db)
    .selectFrom('cases.notice')
    .select('id')
    .where('case_id', '=', caseId)
    .where('jurisdiction', '=', actor.jurisdiction)
    .where('role', '=', actor.role)
    .where('body', 'in', [actor.body, ''])
    .where('person', 'in', [actor.person, ''])
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

export async function lockNotice(tx: Tx, id: string): Promise<NoticeRow | undefined> {
  return q(tx).selectFrom('cases.notice').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
}

export async function setRead(tx: Tx, id: string, by: string, at: Date): Promise<void> {
  await q(tx).updateTable('cases.notice').set({ read_by: by, read_at: at }).where('id', '=', id).execute();
}
