import { createHash } from 'node:crypto';
import type { CaseActor } from '@sluice/cases';
import type { Tx } from '@sluice/database';
import { addDays, DomainError, type JsonObject } from '@sluice/kernel';
import { readAppointments } from '../application-store.ts';
import { actorRef, assertPower, dateOf, type Context } from '../context.ts';
import { assertNoIssues } from '../draft-application.ts';
import { putOut } from '../publicity/run-notices.ts';
import { admitChosen } from '../standing/admit-developer.ts';
import { failedLast } from '../standing/standing.ts';
import { readEvaluations } from '../standing/standing-store.ts';
import { checkCandidate, totalOf, type Application, type SelectionKind } from './candidate.ts';
import { enterSelection } from './enter-selection.ts';
import {
  findListed,
  insertCandidate,
  insertListEntry,
  insertScore,
  insertSelection,
  insertSelectionInterest,
  lockSelection,
  setCandidate,
  setDecided,
  type Candidate,
  type Selection,
} from './selection-store.ts';

export interface NewSelection {
  readonly jurisdiction: string;
  readonly kind: SelectionKind;
  readonly title: string;
  readonly conditions: string;
  readonly field?: string | undefined;
  readonly opensAt: Date;
  readonly closesAt: Date;
  readonly mandate?: string | undefined;
}

const powerOf = (kind: SelectionKind, act: string): string =>
  `${kind === 'operator' ? 'operator-selection' : 'developer-call'}.${act}`;

/**
 * Opens the choice of an operator, or a call to developers, as the profile has it.
 * @throws DomainError `selection.not-chooser`, `selection.county-not-allowed` (forbidden), `selection.mandate-missing`,
 * `selection.field-missing`, `selection.exclusive` (precondition), `selection.period-wrong` (invalid)
 */
export async function openSelection(context: Context, tx: Tx, input: NewSelection, actor: CaseActor): Promise<string> {
  assertPower(context, actor, powerOf(input.kind, 'open'), input.jurisdiction);
  if (input.closesAt <= input.opensAt || input.closesAt <= tx.at)
    throw new DomainError('selection.period-wrong', 'invalid');
  const profile = context.profiles.current(input.jurisdiction, dateOf(tx.at));
  if (input.kind === 'operator') await assertMayChoose(context, tx, input, actor);
  else if (actor.role === 'operator') await assertOperates(tx, actor, input.jurisdiction);
  else if (actor.role === 'county-authority' && !profile.developer.county_admission.value)
    throw new DomainError('selection.county-not-allowed', 'forbidden');
  const selection: Selection = {
    ...input,
    id: context.ids.next<'selection'>('sel'),
    field: input.field ?? null,
    mandate: input.mandate ?? null,
    profile: { id: profile.id, version: profile.version },
    ...{ openedBy: actor.person, openedBody: actor.body, openedAt: tx.at, state: 'open' },
    ...{ minutes: null, reasons: [], decidedAt: null, noticeId: null, candidates: [], interested: [] },
  };
  await insertSelection(tx, selection);
  enterSelection(tx, selection, actorRef(actor), {
    type: 'authorization.selection-opened',
    rows: [{ table: 'authorization.selection', id: selection.id }],
    payload: { kind: input.kind, opensAt: input.opensAt.toISOString(), closesAt: input.closesAt.toISOString() },
  });
  return selection.id;
}

/** A body without a running agreement is no operator. @throws DomainError `operator.no-agreement` (forbidden) */
async function assertOperates(tx: Tx, actor: CaseActor, jurisdiction: string): Promise<void> {
  const running = await readAppointments(tx, jurisdiction, dateOf(tx.at));
  if (!running.some((one) => one.operator === actor.body && !one.suspended))
    throw new DomainError('operator.no-agreement', 'forbidden', { jurisdiction });
}

async function assertMayChoose(context: Context, tx: Tx, input: NewSelection, actor: CaseActor): Promise<void> {
  const { operator, term } = context.profiles.current(input.jurisdiction, dateOf(tx.at));
  if (actor.role !== operator.chosen_by.value)
    throw new DomainError('selection.not-chooser', 'forbidden', { role: operator.chosen_by.value });
  if (operator.mandate_required.value && (input.mandate ?? '').trim() === '')
    throw new DomainError('selection.mandate-missing', 'precondition', { clause: operator.mandate_required.clause });
  if (operator.exclusive.value === 'field' && input.field === undefined)
    throw new DomainError('selection.field-missing', 'precondition', { clause: operator.exclusive.clause });
  if (operator.exclusive.value !== 'jurisdiction') return;
  const from = addDays(dateOf(tx.at), term.operator.renewal_days.value);
  const running = (await readAppointments(tx, input.jurisdiction)).find((one) => one.endsOn > from);
  if (running)
    throw new DomainError('selection.exclusive', 'precondition', {
      appointment: running.id,
      until: running.endsOn,
      clause: operator.exclusive.clause,
    });
}

/** @throws DomainError `selection.not-open` (precondition), `selection.applied` (conflict) */
export async function applyForSelection(
  context: Context,
  tx: Tx,
  id: string,
  application: Application,
  actor: CaseActor,
): Promise<void> {
  const selection = await lockSelection(tx, id);
  assertPower(context, actor, powerOf(selection.kind, 'apply'), selection.jurisdiction);
  const { opensAt, closesAt } = selection;
  if (selection.state !== 'open' || tx.at < opensAt || tx.at >= closesAt)
    throw new DomainError('selection.not-open', 'precondition', {
      opensAt: opensAt.toISOString(),
      closesAt: closesAt.toISOString(),
    });
  const { partners } = context.profiles.version(selection.profile.id, selection.profile.version).operator;
  if (application.statements.partner && !partners.value)
    throw new DomainError('admission.no-partners', 'precondition', { clause: partners.clause });
  if (selection.candidates.some((one) => one.body === actor.body))
    throw new DomainError('selection.applied', 'conflict');
  const candidate = {
    ...application,
    id: context.ids.next<'candidate'>('cnd'),
    ...{ body: actor.body, applicant: actor.person, submittedAt: tx.at, state: 'submitted' as const },
  };
  await insertCandidate(tx, selection.id, candidate);
  enterSelection(tx, selection, actorRef(actor), {
    type: 'authorization.candidate-applied',
    rows: [{ table: 'authorization.candidate', id: candidate.id }],
    payload: { candidate: candidate.id, proofs: application.proofs.map((proof) => proof.id) },
  });
}

/**
 * Holds every candidate against the conditions once the time is over; who falls short is rejected with every reason.
 * `identifiers` are names and numbers by candidate, its legal representative's among them, to be looked up on the lists.
 * @throws DomainError `selection.not-over`, `selection.closed` (precondition)
 */
export async function examineCandidates(
  context: Context,
  tx: Tx,
  id: string,
  identifiers: Readonly<Record<string, readonly string[]>>,
  actor: CaseActor,
): Promise<void> {
  const selection = await lockSelection(tx, id);
  assertPower(context, actor, powerOf(selection.kind, 'decide'), selection.jurisdiction);
  assertOver(selection, tx.at);
  const profile = context.profiles.version(selection.profile.id, selection.profile.version);
  const on = dateOf(tx.at);
  for (const candidate of selection.candidates.filter((one) => one.state === 'submitted')) {
    const digests = (identifiers[candidate.id] ?? []).map(digestOfName);
    const listed = await findListed(tx, digests, on);
    const reasons = checkCandidate(profile, selection.kind, candidate, listed, on);
    const state = reasons.length === 0 ? 'eligible' : 'rejected';
    await setCandidate(tx, candidate.id, state, reasons);
    enterSelection(tx, selection, actorRef(actor), {
      type: 'authorization.candidate-examined',
      rows: [{ table: 'authorization.candidate', id: candidate.id }],
      payload: { candidate: candidate.id, state, reasons: reasons.map((reason) => reason.code) },
    });
  }
}

/** A reviewer of a selection says that it touches an interest of his own. */
export async function declareSelectionInterest(context: Context, tx: Tx, id: string, actor: CaseActor): Promise<void> {
  const selection = await lockSelection(tx, id);
  assertReviewer(context, selection, actor);
  if (selection.interested.includes(actor.person)) return;
  const row = { id: context.ids.next<'interest'>('int'), selection_id: id, reviewer: actor.person, at: tx.at };
  await insertSelectionInterest(tx, row);
  enterSelection(tx, selection, actorRef(actor), {
    type: 'authorization.interest-declared',
    rows: [{ table: 'authorization.selection_interest', id: row.id }],
    payload: {},
  });
}

/**
 * A reviewer's points for a candidate on every criterion of the profile, once.
 * @throws DomainError `selection.interested`, `selection.own-body` (forbidden), `selection.scored` (conflict),
 * `selection.no-candidate` (not-found), `selection.not-eligible` (precondition), `score.missing`, `score.out-of-range`
 */
export async function scoreCandidate(
  context: Context,
  tx: Tx,
  id: string,
  given: { readonly candidate: string; readonly points: Readonly<Record<string, number>> },
  actor: CaseActor,
): Promise<void> {
  const selection = await lockSelection(tx, id);
  assertReviewer(context, selection, actor);
  if (selection.interested.includes(actor.person)) throw new DomainError('selection.interested', 'forbidden');
  const candidate = candidateOf(selection, given.candidate);
  if (candidate.body === actor.body) throw new DomainError('selection.own-body', 'forbidden');
  if (candidate.state !== 'eligible')
    throw new DomainError('selection.not-eligible', 'precondition', { state: candidate.state });
  if (candidate.scores.some((score) => score.reviewer === actor.person))
    throw new DomainError('selection.scored', 'conflict');
  const criteria = criteriaOf(context, selection);
  assertNoIssues([
    ...criteria
      .filter((criterion) => given.points[criterion.id] === undefined)
      .map((criterion) => ({ code: 'score.missing', path: `points.${criterion.id}` })),
    ...Object.entries(given.points)
      .filter(([name, points]) => !(points >= 0 && points <= (criteria.find((one) => one.id === name)?.max ?? -1)))
      .map(([name]) => ({ code: 'score.out-of-range', path: `points.${name}` })),
  ]);
  const score = { ...given, id: context.ids.next<'score'>('scr'), candidateId: candidate.id, reviewer: actor.person };
  await insertScore(tx, { ...score, at: tx.at });
  enterSelection(tx, selection, actorRef(actor), {
    type: 'authorization.candidate-scored',
    rows: [{ table: 'authorization.score', id: score.id }],
    payload: { candidate: candidate.id, points: { ...given.points } },
  });
}

export interface SelectionDecision {
  readonly chosen: readonly string[];
  readonly reasons: readonly string[];
  readonly minutes?: string | undefined;
}

/**
 * Decides, and puts the result out where the profile asks for it: what is put out is the decision itself.
 * @throws DomainError `selection.own-case` (forbidden); `selection.not-examined`, `selection.score-missing`,
 * `selection.not-eligible`, `selection.minutes-missing`, `selection.reasons-missing`, `selection.one-operator` (precondition)
 */
export async function decideSelection(
  context: Context,
  tx: Tx,
  id: string,
  decision: SelectionDecision,
  actor: CaseActor,
): Promise<void> {
  const selection = await lockSelection(tx, id);
  assertPower(context, actor, powerOf(selection.kind, 'decide'), selection.jurisdiction);
  assertOver(selection, tx.at);
  if (actor.person === selection.openedBy) throw new DomainError('selection.own-case', 'forbidden');
  assertDecidable(context, selection, decision);
  await assertEarlierWeighed(tx, selection, decision);
  const chosen = new Set(decision.chosen);
  for (const candidate of selection.candidates.filter((one) => one.state === 'eligible'))
    await setCandidate(tx, candidate.id, chosen.has(candidate.id) ? 'chosen' : 'not-chosen');
  const profile = context.profiles.version(selection.profile.id, selection.profile.version);
  const publishes = profile.publicity.subjects.value.includes(selection.kind);
  const notice = publishes
    ? await putOut(context, tx, resultOf(selection, decision), actorRef(actor), actor.person)
    : null;
  const failed = decision.chosen.length === 0;
  const state = failed ? 'failed' : notice ? 'decided' : 'concluded';
  const { reasons, minutes = null } = decision;
  await setDecided(tx, id, { state, reasons, minutes, at: tx.at, noticeId: notice?.id ?? null });
  enterSelection(tx, selection, actorRef(actor), {
    type: 'authorization.selection-decided',
    rows: [
      { table: 'authorization.selection', id },
      ...selection.candidates
        .filter((one) => one.state === 'eligible')
        .map((one) => ({ table: 'authorization.candidate', id: one.id })),
    ],
    payload: { chosen: [...decision.chosen], reasons: [...reasons], state, notice: notice?.id ?? null },
  });
  if (state === 'concluded' && selection.kind === 'developer')
    await admitChosen(context, tx, await lockSelection(tx, id));
}

/** Who failed its last evaluation is chosen again only with words (DEV-07). */
async function assertEarlierWeighed(tx: Tx, selection: Selection, decision: SelectionDecision): Promise<void> {
  if (decision.reasons.some((reason) => reason.trim() !== '')) return;
  for (const { id, body } of selection.candidates.filter((one) => decision.chosen.includes(one.id)))
    if (failedLast(await readEvaluations(tx, selection.jurisdiction, body)))
      throw new DomainError('selection.failed-before', 'precondition', { candidate: id });
}

function assertDecidable(context: Context, selection: Selection, decision: SelectionDecision): void {
  const { operator } = context.profiles.version(selection.profile.id, selection.profile.version);
  const refuse = (code: string, params = {}): never => {
    throw new DomainError(code, 'precondition', params);
  };
  if (selection.candidates.some((one) => one.state === 'submitted')) refuse('selection.not-examined');
  const eligible = selection.candidates.filter((one) => one.state === 'eligible');
  const chosen = decision.chosen.map((one) => candidateOf(selection, one));
  if (chosen.some((one) => one.state !== 'eligible')) refuse('selection.not-eligible');
  if (selection.kind === 'operator' && chosen.length > 1) refuse('selection.one-operator');
  const unscored = isScored(context, selection) ? eligible.filter((one) => one.scores.length === 0) : [];
  if (unscored.length > 0) refuse('selection.score-missing', { candidates: unscored.map((one) => one.id) });
  const minutes = selection.kind === 'operator' && operator.collective_decision.value;
  if (minutes && (decision.minutes ?? '').trim() === '')
    refuse('selection.minutes-missing', { clause: operator.collective_decision.clause });
  const worst = Math.min(...chosen.map((one) => totalOf(one.scores)));
  const passedOver = eligible.some((one) => !chosen.includes(one) && totalOf(one.scores) > worst);
  const mute = decision.reasons.every((reason) => reason.trim() === '');
  if (mute && (chosen.length === 0 || passedOver)) refuse('selection.reasons-missing');
}

/** Developers are chosen by merit everywhere; an operator where the profile lets several compete. */
const isScored = (context: Context, selection: Selection): boolean =>
  selection.kind === 'developer' ||
  ['competition', 'tender'].includes(
    context.profiles.version(selection.profile.id, selection.profile.version).operator.selection.value,
  );

function criteriaOf(context: Context, selection: Selection) {
  const profile = context.profiles.version(selection.profile.id, selection.profile.version);
  return (selection.kind === 'operator' ? profile.operator : profile.developer).criteria.value;
}

function resultOf(selection: Selection, decision: SelectionDecision) {
  const outcome = (one: Candidate): string =>
    one.state === 'rejected' ? 'rejected' : decision.chosen.includes(one.id) ? 'chosen' : 'not-chosen';
  const contents: JsonObject = {
    candidates: selection.candidates
      .map((one) => ({
        body: one.body,
        outcome: outcome(one),
        total: totalOf(one.scores),
        reasons: one.reasons.map((reason) => reason.code),
      }))
      .toSorted((a, b) => b.total - a.total || a.body.localeCompare(b.body)),
    reasons: [...decision.reasons],
  };
  const { jurisdiction, kind, id, title } = selection;
  return { jurisdiction, kind, subject: id, title, contents };
}

function assertReviewer(context: Context, selection: Selection, actor: CaseActor): void {
  const act = (name: string) => ({
    actor,
    act: powerOf(selection.kind, name),
    objectJurisdiction: selection.jurisdiction,
  });
  if (!context.policy.decide(act('decide')).allowed)
    assertPower(context, actor, powerOf(selection.kind, 'score'), selection.jurisdiction);
}

function assertOver(selection: Selection, at: Date): void {
  if (selection.state !== 'open') throw new DomainError('selection.closed', 'precondition', { state: selection.state });
  if (at < selection.closesAt)
    throw new DomainError('selection.not-over', 'precondition', { closesAt: selection.closesAt.toISOString() });
}

function candidateOf(selection: Selection, id: string): Candidate {
  const candidate = selection.candidates.find((one) => one.id === id);
  if (!candidate) throw new DomainError('selection.no-candidate', 'not-found', { candidate: id });
  return candidate;
}

/** A name or number as the lists keep it: no list of persons lies about in the open. */
export const digestOfName = (name: string): string =>
  createHash('sha256').update(name.normalize('NFKC').replaceAll(/\s/g, '').toUpperCase()).digest('hex');

export interface NewListEntry {
  readonly list: string;
  readonly subject: string;
  readonly source: string;
  readonly since: string;
  readonly until?: string | undefined;
}

/** Imports what a list says. @throws DomainError a refusal of the power to conduct selections */
export async function importList(
  context: Context,
  tx: Tx,
  entries: readonly NewListEntry[],
  actor: CaseActor,
): Promise<number> {
  assertPower(context, actor, 'developer-call.decide', actor.jurisdiction);
  const profile = context.profiles.current(actor.jurisdiction, dateOf(tx.at));
  for (const entry of entries) {
    const id = context.ids.next<'list-entry'>('lst');
    const { list, source, since, until = null } = entry;
    await insertListEntry(tx, { id, list, source, since, until, subject_digest: digestOfName(entry.subject) });
    enterSelection(tx, { id: entry.list, profile }, actorRef(actor), {
      type: 'authorization.list-entered',
      rows: [{ table: 'authorization.list_entry', id }],
      payload: { list, source },
    });
  }
  return entries.length;
}
