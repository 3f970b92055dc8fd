import type { CaseActor } from '@sluice/cases';
import type { Tx } from '@sluice/database';
import { DomainError, type CivilDate, type JsonObject } from '@sluice/kernel';
import type { Profile } from '@sluice/profile';
import { insertAppointment, readAppointments } from '../application-store.ts';
import { digestOf, type DocumentContents } from '../check-document.ts';
import { actorRef, assertPower, dateOf, sealsOver, type Context } from '../context.ts';
import { assertNoIssues } from '../draft-application.ts';
import { resumeGrants } from '../hold-grants.ts';
import { readSelection } from '../selection/selection-store.ts';
import { checkAgreement, operationMode, type OperationAgreement, type OperationLimits } from './agreement.ts';
import {
  insertAgreement,
  insertAgreementSignature,
  lockAgreement,
  readAgreement,
  updateAgreement,
} from './agreement-store.ts';
import { enterAgreement } from './enter-agreement.ts';

export interface NewAgreement {
  readonly jurisdiction: string;
  readonly operator: string;
  readonly field?: string | undefined;
  /** The concluded choice that it follows from. */
  readonly selection?: string | undefined;
  /** The ended agreement whose grants it goes on with. */
  readonly predecessor?: string | undefined;
  readonly basis: string;
  readonly mandate?: string | undefined;
  readonly minutes?: string | undefined;
  readonly startsOn: CivilDate;
  readonly endsOn: CivilDate;
  readonly contents: DocumentContents;
  readonly limits?: OperationLimits | undefined;
}

/**
 * Drafts the agreement between whoever grants the operation and the operator that was chosen for it (AUT-01, AUT-06).
 * @throws DomainError with the faults of `checkAgreement`; `agreement.not-grantor` (forbidden);
 * `agreement.selection-missing`, `agreement.not-chosen`, `agreement.selection-open`, `operator.unknown-body`,
 * `agreement.not-ended` (precondition); `operator.term-overlaps` (conflict)
 */
export async function draftAgreement(
  context: Context,
  tx: Tx,
  input: NewAgreement,
  actor: CaseActor,
): Promise<OperationAgreement> {
  assertPower(context, actor, 'operator-agreement.draft', input.jurisdiction);
  const profile = context.profiles.current(input.jurisdiction, dateOf(tx.at));
  const mode = operationMode(profile);
  if (actor.role !== mode.grantor) throw new DomainError('agreement.not-grantor', 'forbidden', { role: mode.grantor });
  const chosen = await chosenBy(context, tx, profile, input);
  const agreement = await buildAgreement(context, tx, profile, { ...input, ...chosen }, actor, false);
  await insertAgreement(tx, agreement);
  enterDraft(tx, agreement, actor);
  return agreement;
}

/** What the choice says of mandate and minutes, once it has effect. */
async function chosenBy(context: Context, tx: Tx, profile: Profile, input: NewAgreement) {
  const { selection: id, operator, jurisdiction } = input;
  const how = profile.operator.selection;
  if (id === undefined) {
    if (operationMode(profile).choice === 'selection')
      throw new DomainError('agreement.selection-missing', 'precondition', { mode: how.value, clause: how.clause });
    return {};
  }
  const selection = await readSelection(tx, id);
  if (selection.kind !== 'operator' || selection.jurisdiction !== jurisdiction || selection.state !== 'concluded')
    throw new DomainError('agreement.selection-open', 'precondition', { state: selection.state });
  const candidate = selection.candidates.find((one) => one.state === 'chosen');
  if (candidate?.body !== operator) throw new DomainError('agreement.not-chosen', 'precondition', { body: operator });
  return {
    field: input.field ?? selection.field ?? undefined,
    mandate: input.mandate ?? selection.mandate ?? undefined,
    minutes: input.minutes ?? selection.minutes ?? undefined,
  };
}

async function buildAgreement(
  context: Context,
  tx: Tx,
  profile: Profile,
  input: NewAgreement,
  actor: CaseActor,
  takenOver: boolean,
): Promise<OperationAgreement> {
  const { field = null, limits = { fields: null, forms: null } } = input;
  assertNoIssues(checkAgreement(profile, { ...input, field, limits }));
  await assertKnown(context, tx, profile, input);
  await assertFree(tx, input, field);
  const id = context.ids.next<'operation-agreement'>('oag');
  const wording = { agreement: id, revision: 1, operator: input.operator, field, limits, contents: input.contents };
  return {
    ...{ id, jurisdiction: input.jurisdiction, operator: input.operator, field, takenOver, basis: input.basis },
    ...{ selectionId: input.selection ?? null, predecessor: input.predecessor ?? null },
    ...{ mandate: input.mandate ?? null, minutes: input.minutes ?? null },
    profile: { id: profile.id, version: profile.version },
    ...{ revision: 1, contents: input.contents, limits, startsOn: input.startsOn, endsOn: input.endsOn },
    digest: digestOf(JSON.parse(JSON.stringify({ ...wording, term: [input.startsOn, input.endsOn] })) as JsonObject),
    ...{ draftedBy: actor.person, draftedAt: tx.at, state: takenOver ? 'in-force' : 'drafting' },
    ...{ inForceAt: takenOver ? tx.at : null, renewalDueAt: null, endedAt: null, endGround: null, endReasons: [] },
    ...{ handover: null, signatures: [], measures: [] },
  };
}

/** The body acts as operator there, or runs its own data where the text lets enterprises do so (AUT-11). */
async function assertKnown(context: Context, tx: Tx, profile: Profile, input: NewAgreement): Promise<void> {
  const roles = operationMode(profile).selfOperation ? ['operator', 'source-agency'] : ['operator'];
  const known = await Promise.all(roles.map((role) => context.directory.bodiesInRole(tx, input.jurisdiction, role)));
  if (!known.flat().some((body) => body.id === input.operator))
    throw new DomainError('operator.unknown-body', 'precondition', { body: input.operator });
  if (input.predecessor === undefined) return;
  const before = await readAgreement(tx, input.predecessor);
  if (before.state !== 'ended' || before.handover !== 'successor' || before.jurisdiction !== input.jurisdiction)
    throw new DomainError('agreement.not-ended', 'precondition', { agreement: before.id });
}

/** One operator at a time for the whole, and for each field (AUT-10). */
async function assertFree(tx: Tx, input: NewAgreement, field: string | null): Promise<void> {
  const others = await readAppointments(tx, input.jurisdiction);
  const overlapping = others.find(
    (other) =>
      other.field === field && !other.ended && other.startsOn <= input.endsOn && input.startsOn <= other.endsOn,
  );
  if (overlapping) throw new DomainError('operator.term-overlaps', 'conflict', { appointment: overlapping.id });
}

/**
 * A party's signature under the wording it saw. The authority signs only what was decided together and rests on a mandate,
 * where the text asks for either (AUT-05); the second signature puts it into force.
 * @throws DomainError `agreement.not-drafting`, `agreement.minutes-missing`, `agreement.mandate-missing`,
 * `term.past` (precondition), `document.changed`, `document.signed-by-party` (conflict), `document.not-party` (forbidden)
 */
export async function signAgreement(
  context: Context,
  tx: Tx,
  id: string,
  digest: string,
  actor: CaseActor,
): Promise<OperationAgreement> {
  const agreement = await lockAgreement(tx, id);
  const profile = context.profiles.version(agreement.profile.id, agreement.profile.version);
  const { parties } = profile.agreement.operation.value;
  const party = actor.body === agreement.operator ? 'operator' : actor.role;
  // A sector authority signs what it chose; the matrix gives it the decision, not the seal of the data authority.
  const power = actor.role === 'sector-authority' ? 'operator-selection.decide' : 'operator-agreement.sign';
  assertPower(context, actor, power, agreement.jurisdiction);
  if (!parties.includes(party as never) || (party === 'operator') !== (actor.body === agreement.operator))
    throw new DomainError('document.not-party', 'forbidden', { kind: profile.agreement.operation.value.kind });
  assertSignable(profile, agreement, tx.at, digest);
  if (agreement.signatures.some((one) => one.party === party))
    throw new DomainError('document.signed-by-party', 'conflict', { party });
  const signature = {
    ...{ id: context.ids.next<'signature'>('sig'), agreement_id: id, digest },
    ...{ party, person: actor.person, body: actor.body, at: tx.at },
    seals: await sealsOver(context, tx, actor, digest, 'operation-agreement'),
  };
  await insertAgreementSignature(tx, signature);
  enterAgreement(tx, agreement, actorRef(actor), {
    type: 'authorization.agreement-signed',
    rows: [{ table: 'authorization.agreement_signature', id: signature.id }],
    payload: { party, digest },
  });
  const signed = await readAgreement(tx, id);
  const all = parties.every((one) => signed.signatures.some((other) => other.party === one));
  return all ? bringIntoForce(context, tx, signed, actor) : signed;
}

function assertSignable(profile: Profile, agreement: OperationAgreement, at: Date, digest: string): void {
  const refuse = (code: string, clause?: string): never => {
    throw new DomainError(code, 'precondition', clause === undefined ? {} : { clause });
  };
  const { mandate_required: mandate, collective_decision: minutes } = profile.operator;
  if (agreement.state !== 'drafting') refuse('agreement.not-drafting');
  if (agreement.digest !== digest) throw new DomainError('document.changed', 'conflict', { digest: agreement.digest });
  if (minutes.value && (agreement.minutes ?? '').trim() === '') refuse('agreement.minutes-missing', minutes.clause);
  if (mandate.value && (agreement.mandate ?? '').trim() === '') refuse('agreement.mandate-missing', mandate.clause);
  if (agreement.endsOn < dateOf(at)) refuse('term.past');
}

async function bringIntoForce(
  context: Context,
  tx: Tx,
  agreement: OperationAgreement,
  actor: CaseActor,
): Promise<OperationAgreement> {
  await assertFree(tx, agreement as NewAgreement, agreement.field);
  await updateAgreement(tx, agreement.id, { state: 'in-force', in_force_at: tx.at });
  await enterForce(context, tx, agreement, actor);
  if (agreement.predecessor !== null) {
    const before = await readAgreement(tx, agreement.predecessor);
    await resumeGrants(tx, { operator: before.operator, jurisdiction: before.jurisdiction }, 'handover', actor);
  }
  return readAgreement(tx, agreement.id);
}

async function enterForce(context: Context, tx: Tx, agreement: OperationAgreement, actor: CaseActor): Promise<void> {
  const { operator, startsOn, endsOn, takenOver, basis, jurisdiction, field } = agreement;
  const appointment = context.ids.next<'appointment'>('opa');
  await insertAppointment(tx, {
    ...{ id: appointment, jurisdiction, operator, startsOn, endsOn, basis, field, agreement: agreement.id },
  });
  enterAgreement(tx, agreement, actorRef(actor), {
    type: 'authorization.agreement-in-force',
    rows: [{ table: 'authorization.operation_agreement', id: agreement.id }],
    payload: { operator, startsOn, endsOn, takenOver },
  });
  enterAgreement(tx, agreement, actorRef(actor), {
    type: 'authorization.operator-appointed',
    stream: `operator:${jurisdiction}`,
    rows: [{ table: 'authorization.operator_appointment', id: appointment }],
    payload: { operator, startsOn, endsOn },
  });
}

/**
 * Takes over the operator of a jurisdiction that was chosen before the platform stood, with its agreement and the papers
 * behind it. Once a jurisdiction has, or had, an operator on the platform, another comes only by choice and signature.
 * @throws DomainError those of drafting; `operator.agreement-required` (conflict)
 */
export async function takeOverOperator(
  context: Context,
  tx: Tx,
  input: NewAgreement,
  actor: CaseActor,
): Promise<OperationAgreement> {
  assertPower(context, actor, 'operator.appoint', input.jurisdiction);
  const profile = context.profiles.current(input.jurisdiction, dateOf(tx.at));
  const agreement = await buildAgreement(context, tx, profile, input, actor, true);
  const before = (await readAppointments(tx, input.jurisdiction)).filter((one) => one.field === agreement.field);
  if (before.length > 0)
    throw new DomainError('operator.agreement-required', 'conflict', { appointment: before[0]?.id ?? '' });
  await insertAgreement(tx, agreement);
  enterDraft(tx, agreement, actor);
  await enterForce(context, tx, agreement, actor);
  return agreement;
}

function enterDraft(tx: Tx, agreement: OperationAgreement, actor: CaseActor): void {
  const { operator, field, startsOn, endsOn, revision, digest } = agreement;
  enterAgreement(tx, agreement, actorRef(actor), {
    type: 'authorization.agreement-drafted',
    rows: [{ table: 'authorization.operation_agreement', id: agreement.id }],
    payload: { operator, field, startsOn, endsOn, revision, digest },
  });
}
