import type { CaseActor } from '@sluice/cases';
import type { ActorRef, Db, Tx } from '@sluice/database';
import { DomainError, type CivilDate } from '@sluice/kernel';
import { record } from '@sluice/ledger';
import type { Profile } from '@sluice/profile';
import { readAppointments } from '../application-store.ts';
import { actorRef, assertPower, dateOf, versionOf, type Context } from '../context.ts';
import { assertNoIssues } from '../draft-application.ts';
import { operationMode } from '../operation/agreement.ts';
import { findSelections, type Selection } from '../selection/selection-store.ts';
import { checkTerm, lastDayOfTerm } from '../term.ts';
import { insertAdmission, readAdmissions, readDeveloperMeasures } from './standing-store.ts';
import { standingOf, type Admission, type Partner } from './standing.ts';

export interface NewAdmission {
  readonly jurisdiction: string;
  readonly developer: string;
  readonly district?: string | undefined;
  readonly basis: string;
  readonly startsOn: CivilDate;
  readonly endsOn: CivilDate;
  readonly partner?: Partner | undefined;
}

/**
 * Takes over a developer that was admitted before the platform stood, with the papers behind it. Once a call was opened
 * here, the call is the only way (DEV-01).
 * @throws DomainError `admission.call-required` (conflict), `admission.unknown-body` (precondition),
 * `admission.no-partners` (precondition), `term.*` (invalid)
 */
export async function takeOverDeveloper(
  context: Context,
  tx: Tx,
  input: NewAdmission,
  actor: CaseActor,
): Promise<Admission> {
  assertPower(context, actor, 'developer-call.decide', input.jurisdiction);
  const profile = context.profiles.current(input.jurisdiction, dateOf(tx.at));
  const calls = await findSelections(tx, { jurisdiction: input.jurisdiction, kind: 'developer' });
  if (calls.length > 0) throw new DomainError('admission.call-required', 'conflict', { call: calls[0]?.id ?? '' });
  const known = await context.directory.bodiesInRole(tx, input.jurisdiction, 'developer');
  if (!known.some((body) => body.id === input.developer))
    throw new DomainError('admission.unknown-body', 'precondition', { body: input.developer });
  if (input.partner && !profile.operator.partners.value)
    throw new DomainError('admission.no-partners', 'precondition', { clause: profile.operator.partners.clause });
  const { term } = profile;
  const within = await operatorTerm(tx, input.jurisdiction, dateOf(tx.at));
  const limits = { maxMonths: term.developer.max_months.value, clause: term.developer.max_months.clause };
  assertNoIssues(
    checkTerm(input, within ? { ...limits, within } : limits).map(({ code, params }) => ({
      code,
      path: 'endsOn',
      ...(params ? { params } : {}),
    })),
  );
  const { jurisdiction, developer, basis, startsOn, endsOn, district = null, partner = null } = input;
  const admission: Admission = {
    ...{ id: context.ids.next<'admission'>('adm'), jurisdiction, developer, selectionId: null },
    ...{ admittedBy: actor.body, district, basis, startsOn, endsOn, partner, at: tx.at },
  };
  await enterAdmission(tx, admission, profile, actorRef(actor));
  return admission;
}

async function operatorTerm(tx: Tx, jurisdiction: string, on: CivilDate) {
  const running = (await readAppointments(tx, jurisdiction, on)).find((one) => one.field === null);
  return running && { of: 'operator' as const, startsOn: running.startsOn, endsOn: running.endsOn };
}

/**
 * Admits whoever was chosen in a call, once the result has effect: for the longest term of the text, but no longer than the
 * operator's own (DEV-04).
 */
export async function admitChosen(context: Context, tx: Tx, selection: Selection): Promise<void> {
  const profile = context.profiles.version(selection.profile.id, selection.profile.version);
  const startsOn = dateOf(tx.at);
  const longest = lastDayOfTerm(startsOn, profile.term.developer.max_months.value);
  const within = await operatorTerm(tx, selection.jurisdiction, startsOn);
  const endsOn = within && within.endsOn < longest ? within.endsOn : longest;
  for (const candidate of selection.candidates.filter((one) => one.state === 'chosen'))
    await enterAdmission(
      tx,
      {
        ...{ id: context.ids.next<'admission'>('adm'), jurisdiction: selection.jurisdiction },
        ...{ developer: candidate.body, selectionId: selection.id, admittedBy: selection.openedBody },
        ...{ district: selection.field, basis: selection.title, startsOn, endsOn, at: tx.at },
        partner: candidate.statements.partner ?? null,
      },
      profile,
      { kind: 'system', part: 'authorization' },
    );
}

async function enterAdmission(tx: Tx, one: Admission, profile: Profile, actor: ActorRef): Promise<void> {
  await insertAdmission(tx, one);
  record(tx, {
    type: 'authorization.developer-admitted',
    stream: `admission:${one.id}`,
    actor,
    subjects: [{ kind: 'body', id: one.developer, rel: 'about' }],
    rows: [{ table: 'authorization.admission', id: one.id }],
    ruleVersion: versionOf(profile),
    payload: {
      ...{ developer: one.developer, selection: one.selectionId, district: one.district },
      ...{ startsOn: one.startsOn, endsOn: one.endsOn },
    },
  });
}

/**
 * Whether a developer may apply there: not suspended, not gone, and admitted where the text admits developers by call.
 * @throws DomainError `developer.suspended`, `developer.exited`, `developer.not-admitted` (precondition)
 */
export async function assertAdmitted(
  db: Db,
  profile: Profile,
  of: { readonly jurisdiction: string; readonly developer: string },
  on: CivilDate,
): Promise<void> {
  const admissions = await readAdmissions(db, { ...of, on });
  const measures = await readDeveloperMeasures(db, of);
  const [latest] = admissions;
  // Who left may be admitted anew: what came before the admission is over.
  const after = measures.filter((one) => one.kind !== 'exit' || !latest || one.at > latest.at);
  const standing = standingOf(after);
  if (standing) throw new DomainError(standing.code, 'precondition', standing.params ?? {});
  const { call_required: asked } = profile.developer;
  if (operationMode(profile).developersAdmitted && !latest)
    throw new DomainError('developer.not-admitted', 'precondition', { clause: asked.clause });
}
