import type { ActResult, CaseActor, StepAct } from '@sluice/cases';
import type { Tx } from '@sluice/database';
import { addWorkingDays, DomainError } from '@sluice/kernel';
import { record } from '@sluice/ledger';
import { lockApplication, updateApplication } from './application-store.ts';
import type { Application, ApplicationContents } from './contents.ts';
import {
  actorRef,
  applicationRow,
  assertOwnAct,
  assertPower,
  dateOf,
  profileOf,
  streamOf,
  versionOf,
  type Context,
} from './context.ts';
import { assertAssessed } from './consent-and-risk.ts';
import { storeContents } from './draft-application.ts';
import { appointedOperator, assertComplete } from './submit-application.ts';

/** One act on the current step; an approval opens the time in which the agreements are to be signed. */
export async function actOnApplication(
  context: Context,
  tx: Tx,
  id: string,
  act: StepAct,
  actor: CaseActor,
): Promise<void> {
  const application = await lockApplication(tx, id);
  assertPower(context, actor, powerOf(actor), application.jurisdiction);
  const result = await context.cases.act(tx, caseOf(application), act, actor);
  if (result.state === 'approved') await assertAssessed(tx, profileOf(context, application), application.id);
  await follow(context, tx, application, result);
}

/** Who decides by the matrix reviews; whoever a chain besides gives a step acts by the power to be heard. */
const REVIEWERS: ReadonlySet<string> = new Set(['data-authority', 'county-authority', 'operator']);
const powerOf = (actor: CaseActor): string =>
  REVIEWERS.has(actor.role) ? 'application.review' : 'application.opinion';

/** The applicant's objection to a refusal: the step that refused is done again by another handler, once. */
export async function reexamineApplication(
  context: Context,
  tx: Tx,
  id: string,
  ground: string,
  actor: CaseActor,
): Promise<void> {
  const application = await lockApplication(tx, id);
  assertOwnAct(context, application, actor, 'application.supplement');
  await follow(context, tx, application, await context.cases.reexamine(tx, caseOf(application), ground, actor));
}

/**
 * The applicant's answer to a return, with changed contents where the return asked for them; the scenario stays.
 * @throws DomainError `application.scenario-fixed` (conflict) and those of submission and of `cases.supplement`
 */
export async function supplementApplication(
  context: Context,
  tx: Tx,
  id: string,
  answer: { readonly contents?: ApplicationContents | undefined; readonly note: string },
  actor: CaseActor,
): Promise<void> {
  const application = await lockApplication(tx, id);
  assertOwnAct(context, application, actor, 'application.supplement');
  const result = await context.cases.supplement(tx, caseOf(application), answer.note, actor);
  if (answer.contents) {
    const [before, after] = [application.contents.scenarios?.[0], answer.contents.scenarios?.[0]];
    const same = before?.code === after?.code && before?.field === after?.field && before?.leadUnit === after?.leadUnit;
    if (!same)
      throw new DomainError('application.scenario-fixed', 'conflict', { scenario: application.scenario ?? '' });
    const appointment = await appointedOperator(
      tx,
      application.jurisdiction,
      dateOf(tx.at),
      application.contents.scenarios?.[0]?.field,
    );
    await assertComplete(context, tx, profileOf(context, application), application, answer.contents, appointment);
    await storeContents(tx, application, answer.contents, actor);
  }
  await follow(context, tx, application, result);
}

/** Takes back what is not granted yet. @throws DomainError `application.ended` (conflict) */
export async function withdrawApplication(
  context: Context,
  tx: Tx,
  id: string,
  reason: string,
  actor: CaseActor,
): Promise<void> {
  const application = await lockApplication(tx, id);
  assertOwnAct(context, application, actor, 'application.withdraw');
  if (application.state === 'in-review' || application.state === 'supplement') {
    await follow(context, tx, application, await context.cases.withdraw(tx, caseOf(application), reason, actor));
    return;
  }
  if (application.state !== 'draft' && application.state !== 'approved') {
    throw new DomainError('application.ended', 'conflict', { state: application.state });
  }
  await updateApplication(tx, application.id, { state: 'withdrawn' });
  record(tx, {
    type: 'authorization.application-withdrawn',
    stream: streamOf(application),
    actor: actorRef(actor),
    rows: [applicationRow(application.id)],
    ruleVersion: versionOf(application.profile),
    payload: { reason },
  });
}

export async function explainDelay(
  context: Context,
  tx: Tx,
  id: string,
  step: string,
  reason: string,
  actor: CaseActor,
): Promise<void> {
  const application = await lockApplication(tx, id);
  await context.cases.explainDelay(tx, caseOf(application), step, reason, actor);
}

/** Brings the application to where its case stands. */
async function follow(context: Context, tx: Tx, application: Application, result: ActResult): Promise<void> {
  const state = result.state === 'open' ? 'in-review' : result.state;
  if (state === application.state) return;
  const signing = state === 'approved' ? await signingLimit(context, tx, application) : null;
  await updateApplication(tx, application.id, { state, sign_due_on: signing });
  record(tx, {
    type: 'authorization.application-moved',
    stream: streamOf(application),
    actor: { kind: 'system', part: 'authorization' },
    subjects: [{ kind: 'case', id: result.caseId, rel: 'about' }],
    rows: [applicationRow(application.id)],
    ruleVersion: versionOf(application.profile),
    payload: { state, signDueOn: signing },
  });
}

async function signingLimit(context: Context, tx: Tx, application: Application): Promise<string> {
  const { value } = profileOf(context, application).limits.signing;
  return addWorkingDays(dateOf(tx.at), value, await context.cases.calendar(tx));
}

function caseOf(application: Application): string {
  if (application.caseId === null)
    throw new DomainError('application.not-submitted', 'conflict', { state: application.state });
  return application.caseId;
}
