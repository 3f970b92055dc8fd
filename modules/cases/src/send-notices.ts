import type { Db, Tx } from '@sluice/database';
import { DomainError, refuse, assertAllowed, type IdSource } from '@sluice/kernel';
import { currentStep, type CaseActor, type CaseRecord } from './case-record.ts';
import { today } from './count-limit.ts';
import { enterAct } from './enter-act.ts';
import { insertNotice, lastReminder, lockNotice, readNotices, setRead } from './gathered-store.ts';
import { isProposer, isRunning } from './own-acts.ts';
import { lockCase, readCase } from './store.ts';
import type { NoticeRow } from './tables.ts';

export interface NoticeView {
  readonly id: string;
  readonly caseId: string;
  readonly caseKind: string;
  readonly subject: string;
  readonly title: string | null;
  readonly kind: NoticeRow['kind'];
  readonly text: string;
  readonly fromBody: string;
  readonly at: string;
  readonly readAt: string | null;
}

/** A notice that was written, without what it says: enough to tell its addressee that it is there. */
export interface SentNotice {
  readonly id: string;
  readonly caseId: string;
  readonly kind: NoticeRow['kind'] | 'work';
  readonly jurisdiction: string;
  readonly role: string;
  /** '' for every body of the role. */
  readonly body: string;
  /** '' for everybody of the body. */
  readonly person: string;
}

/** Who a notice goes to: a role, one body of it, one person of the body. */
export interface Addressee {
  readonly role: string;
  readonly body?: string | undefined;
  readonly person?: string | undefined;
}

/**
 * Reminds whoever has the next act to do (催办), once a day: the proposer, or anyone who handled a step before.
 * @throws DomainError `case.not-involved` (forbidden), `case.closed` (conflict), `case.reminded-today` (limited)
 */
export async function remindHandler(
  tx: Tx,
  ids: IdSource,
  caseId: string,
  text: string,
  actor: CaseActor,
): Promise<SentNotice> {
  const file = await lockCase(tx, caseId);
  assertInvolved(file, actor);
  const step = currentStep(file);
  if (!step || !isRunning(file)) throw new DomainError('case.closed', 'conflict', { state: file.state });
  const last = await lastReminder(tx, file.id);
  if (last && today(last) === today(tx.at)) throw new DomainError('case.reminded-today', 'limited');
  const to: Addressee =
    file.state === 'supplement'
      ? { role: file.chain.proposer, body: file.proposer.body }
      : { role: step.role, body: step.body ?? undefined, person: step.person ?? undefined };
  return sendNotice(tx, ids, file, { kind: 'reminder', text, to }, actor);
}

/** Lets a body read a case's outcome or course (阅知). @throws DomainError `case.not-involved` (forbidden) */
export async function informBody(
  tx: Tx,
  ids: IdSource,
  caseId: string,
  notice: { readonly to: Addressee; readonly text: string },
  actor: CaseActor,
): Promise<SentNotice> {
  const file = await lockCase(tx, caseId);
  if (isProposer(file, actor)) assertAllowed(refuse({ code: 'case.not-involved' }));
  assertInvolved(file, actor);
  return sendNotice(tx, ids, file, { kind: 'for-information', ...notice }, actor);
}

export async function sendNotice(
  tx: Tx,
  ids: IdSource,
  file: CaseRecord,
  notice: { readonly kind: NoticeRow['kind']; readonly to: Addressee; readonly text: string },
  actor: CaseActor,
): Promise<SentNotice> {
  const id = ids.next<'notice'>('ntc');
  const { role, body = '', person = '' } = notice.to;
  await insertNotice(tx, {
    ...{ id, case_id: file.id, kind: notice.kind, jurisdiction: file.jurisdiction, role, body, person },
    ...{ text: notice.text, from_person: actor.person, from_body: actor.body, at: tx.at, read_by: null, read_at: null },
  });
  enterAct(tx, file, actor, {
    type: 'cases.notified',
    rows: [{ table: 'cases.notice', id }],
    payload: { case: file.id, notice: notice.kind, role, body, text: notice.text },
  });
  return { id, caseId: file.id, kind: notice.kind, jurisdiction: file.jurisdiction, role, body, person };
}

/** @throws DomainError `case.no-notice` (not-found) */
export async function readNotice(tx: Tx, id: string, actor: CaseActor): Promise<void> {
  const notice = await lockNotice(tx, id);
  const mine =
    notice?.jurisdiction === actor.jurisdiction &&
    notice.role === actor.role &&
    ['', actor.body].includes(notice.body) &&
    ['', actor.person].includes(notice.person);
  if (!notice || !mine) throw new DomainError('case.no-notice', 'not-found', { notice: id });
  if (notice.read_at !== null) return;
  await setRead(tx, id, actor.person, tx.at);
  enterAct(tx, await readCase(tx, notice.case_id), actor, {
    type: 'cases.notice-read',
    rows: [{ table: 'cases.notice', id }],
    payload: { case: notice.case_id, notice: notice.kind },
  });
}

export async function listNotices(db: Db, actor: CaseActor, unread: boolean): Promise<readonly NoticeView[]> {
  return (await readNotices(db, actor, unread)).map((row) => ({
    id: row.id,
    caseId: row.case_id,
    caseKind: row.case_kind,
    subject: row.subject,
    title: row.title,
    kind: row.kind,
    text: row.text,
    fromBody: row.from_body,
    at: row.at.toISOString(),
    readAt: row.read_at?.toISOString() ?? null,
  }));
}

/** The proposer, and whoever has or had a step: nobody else writes into a case. */
function assertInvolved(file: CaseRecord, actor: CaseActor): void {
  const handles = file.steps.some(
    (step) =>
      step.state !== 'skipped' &&
      step.state !== 'waiting' &&
      step.role === actor.role &&
      (step.body === null || step.body === actor.body),
  );
  const involved = actor.jurisdiction === file.jurisdiction && (isProposer(file, actor) || handles);
  if (!involved) assertAllowed(refuse({ code: 'case.not-involved' }));
}
