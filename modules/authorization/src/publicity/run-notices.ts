import type { CaseActor } from '@sluice/cases';
import type { ActorRef, ChangedRow, Tx } from '@sluice/database';
import { addWorkingDays, DomainError, type JsonObject } from '@sluice/kernel';
import { record, type ActPayload, type ActType } from '@sluice/ledger';
import { digestOf } from '../check-document.ts';
import { actorRef, assertPower, dateOf, versionOf, type Context } from '../context.ts';
import { findSelections } from '../selection/selection-store.ts';
import type { NewNotice, PublicNotice } from './notice.ts';
import {
  findOver,
  insertNotice,
  insertObjection,
  lockNotice,
  nextNoticeNumber,
  setAnswer,
  setNoticeState,
} from './notice-store.ts';

/** Objections to one notice; more are a matter for the authority's own desk. */
const MOST_OBJECTIONS = 10_000;

/**
 * Puts something out for the working days of the profile. What is put out is never changed: a correction is a new notice.
 * @throws DomainError `notice.not-asked` (precondition) where the profile asks for none of the kind
 */
export async function publishNotice(
  context: Context,
  tx: Tx,
  input: NewNotice,
  actor: CaseActor,
): Promise<PublicNotice> {
  assertPower(context, actor, 'notice.publish', input.jurisdiction);
  await assertSubject(context, tx, input);
  return putOut(context, tx, input, actorRef(actor), actor.person);
}

/**
 * What is put out is of the place that puts it out: a choice of an operator or a call to developers by its own id, a
 * registration by that of its resource. A draft has the name that its authority gives it.
 */
async function assertSubject(context: Context, tx: Tx, { kind, subject, jurisdiction }: NewNotice): Promise<void> {
  const unknown = new DomainError('notice.unknown-subject', 'precondition', { kind });
  const { subjects } = context.profiles.current(jurisdiction, dateOf(tx.at)).publicity;
  if (kind === 'draft' || !subjects.value.includes(kind)) return;
  if (kind === 'registration') {
    const place = await context.placeOfResource?.(tx, subject);
    if (place !== jurisdiction) throw unknown;
    return;
  }
  const known = await findSelections(tx, { jurisdiction, kind });
  if (!known.some(({ id }) => id === subject)) throw unknown;
}

/** The same for what other use cases put out of themselves. */
export async function putOut(
  context: Context,
  tx: Tx,
  input: NewNotice,
  by: ActorRef,
  person: string,
): Promise<PublicNotice> {
  const on = dateOf(tx.at);
  const profile = context.profiles.current(input.jurisdiction, on);
  const { days, subjects } = profile.publicity;
  if (!subjects.value.includes(input.kind))
    throw new DomainError('notice.not-asked', 'precondition', { kind: input.kind });
  const notice: PublicNotice = {
    ...input,
    id: context.ids.next<'public-notice'>('pnt'),
    number: await nextNoticeNumber(tx, input.jurisdiction, on.slice(0, 4)),
    digest: digestOf({ title: input.title, contents: input.contents }),
    clause: days.clause,
    publishedAt: tx.at,
    closesOn: addWorkingDays(on, days.value, await context.cases.calendar(tx)),
    state: 'open',
    closedAt: null,
    archiveDigest: null,
    objections: [],
  };
  await insertNotice(tx, notice, person);
  enter(tx, notice, by, versionOf(profile), {
    type: 'authorization.notice-published',
    rows: [{ table: 'authorization.public_notice', id: notice.id }],
    payload: { kind: notice.kind, number: notice.number, digest: notice.digest, closesOn: notice.closesOn },
  });
  return notice;
}

/**
 * Receives an objection, or a comment on a draft, up to the end of the last day, and numbers it.
 * @throws DomainError `notice.closed` (precondition), `notice.too-many-objections` (limited)
 */
export async function raiseObjection(
  context: Context,
  tx: Tx,
  id: string,
  raised: { readonly text: string; readonly contact?: string | undefined },
  body: string | null,
): Promise<{ readonly number: number }> {
  const notice = await lockNotice(tx, id);
  if (notice.state !== 'open' || dateOf(tx.at) > notice.closesOn)
    throw new DomainError('notice.closed', 'precondition', { closesOn: notice.closesOn });
  const number = notice.objections.length + 1;
  if (number > MOST_OBJECTIONS) throw new DomainError('notice.too-many-objections', 'limited');
  const objection = context.ids.next<'objection'>('obj');
  await insertObjection(
    tx,
    { id: objection, notice_id: id, number, body, text: raised.text, raised_at: tx.at },
    raised.contact,
  );
  enter(tx, notice, { kind: 'system', part: 'public-door' }, currentRules(context, notice, tx.at), {
    type: 'authorization.objection-received',
    rows: [{ table: 'authorization.objection', id: objection }],
    payload: { number, byBody: body !== null },
  });
  return { number };
}

/**
 * Says what became of an objection. When the last one of a notice that is over is answered, the notice closes.
 * @throws DomainError `notice.no-objection` (not-found), `notice.answered` (conflict)
 */
export async function answerObjection(
  context: Context,
  tx: Tx,
  id: string,
  given: { readonly number: number; readonly outcome: 'founded' | 'unfounded'; readonly answer: string },
  actor: CaseActor,
): Promise<void> {
  const notice = await lockNotice(tx, id);
  assertPower(context, actor, 'notice.answer', notice.jurisdiction);
  const objection = notice.objections.find((one) => one.number === given.number);
  if (!objection) throw new DomainError('notice.no-objection', 'not-found', { number: given.number });
  if (objection.outcome !== null) throw new DomainError('notice.answered', 'conflict', { number: given.number });
  const { outcome, answer } = given;
  await setAnswer(tx, objection.id, { outcome, answer, answered_by: actor.person, answered_at: tx.at });
  const rules = currentRules(context, notice, tx.at);
  enter(tx, notice, actorRef(actor), rules, {
    type: 'authorization.objection-answered',
    rows: [{ table: 'authorization.objection', id: objection.id }],
    payload: { number: given.number, outcome, answer },
  });
  const after = await lockNotice(tx, id);
  if (after.state === 'answering' && isAnswered(after)) await close(tx, after, rules);
}

/** Closes what is over; where objections wait for their answer, the notice waits for them. @returns how many were over */
export async function sweepNotices(context: Context, now: Date): Promise<number> {
  const { value } = await context.transact(async (tx) => {
    const ids = await findOver(tx, dateOf(now));
    for (const id of ids) {
      const notice = await lockNotice(tx, id);
      if (notice.state === 'open') await close(tx, notice, currentRules(context, notice, now));
    }
    return ids.length;
  });
  return value;
}

async function close(tx: Tx, notice: PublicNotice, rules: string): Promise<void> {
  const state = isAnswered(notice) ? 'closed' : 'answering';
  const digest = archiveDigest(notice);
  await setNoticeState(tx, notice.id, state, state === 'closed' ? { at: tx.at, digest } : undefined);
  enter(tx, notice, { kind: 'system', part: 'authorization' }, rules, {
    type: 'authorization.notice-closed',
    rows: [{ table: 'authorization.public_notice', id: notice.id }],
    payload: {
      state,
      objections: notice.objections.length,
      founded: notice.objections.filter((one) => one.outcome === 'founded').length,
      archive: state === 'closed' ? digest : null,
    },
  });
}

const isAnswered = (notice: PublicNotice): boolean => notice.objections.every((one) => one.outcome !== null);

/** Digest of the notice as it goes to the archive: what was put out, every objection and what became of it. */
export function archiveDigest(notice: PublicNotice): string {
  const { number, kind, title, contents, closesOn } = notice;
  const objections = notice.objections.map(({ number: no, text, outcome, answer }) => ({
    number: no,
    text,
    outcome,
    answer,
  }));
  return digestOf({ number, kind, title, contents, closesOn, objections } as JsonObject);
}

const currentRules = (context: Context, notice: PublicNotice, at: Date): string =>
  versionOf(context.profiles.current(notice.jurisdiction, dateOf(at)));

function enter<T extends ActType>(
  tx: Tx,
  notice: PublicNotice,
  actor: ActorRef,
  ruleVersion: string,
  act: { readonly type: T; readonly rows: readonly ChangedRow[]; readonly payload: ActPayload<T> },
): void {
  record<T>(tx, { ...act, stream: `public-notice:${notice.id}`, actor, subjects: [], ruleVersion });
}
