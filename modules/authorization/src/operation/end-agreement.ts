import type { CaseActor } from '@sluice/cases';
import type { ActorRef, Tx } from '@sluice/database';
import { addDays, DomainError, type CivilDate } from '@sluice/kernel';
import { actorRef, assertPower, dateOf, type Context } from '../context.ts';
import { findRunning, holdGrants, resumeGrants } from '../hold-grants.ts';
import type { EndGround, Handover, MeasureKind, OperationAgreement } from './agreement.ts';
import { findRunningOut, insertMeasure, lockAgreement, readAgreement, updateAgreement } from './agreement-store.ts';
import { enterAgreement } from './enter-agreement.ts';

export interface NewMeasure {
  readonly kind: MeasureKind;
  readonly reasons: readonly string[];
  /** Until when an order is to be answered. */
  readonly dueOn?: CivilDate | undefined;
}

const NEXT: Readonly<Record<MeasureKind, readonly [from: readonly string[], to: OperationAgreement['state']]>> = {
  order: [['in-force'], 'correcting'],
  corrected: [['correcting'], 'in-force'],
  failed: [['correcting', 'suspended'], 'suspended'],
  suspension: [['in-force', 'correcting'], 'suspended'],
  lift: [['suspended'], 'in-force'],
};

/**
 * Orders an operator to correct, suspends it, or takes either back (AUT-08, SVN-04). While it is suspended nothing that
 * rests on its agreement goes on: its acts are refused, its grants are held.
 * @throws DomainError `agreement.may-not-suspend` (forbidden), `agreement.wrong-state` (conflict),
 * `agreement.due-missing`, `agreement.reason-missing` (invalid)
 */
export async function measureAgreement(
  context: Context,
  tx: Tx,
  id: string,
  measure: NewMeasure,
  actor: CaseActor,
): Promise<OperationAgreement> {
  const agreement = await lockAgreement(tx, id);
  const stops = measure.kind === 'suspension';
  assertPower(
    context,
    actor,
    stops ? 'operator-agreement.suspend' : 'operator-agreement.order',
    agreement.jurisdiction,
  );
  const profile = context.profiles.version(agreement.profile.id, agreement.profile.version);
  const { suspension_by: by } = profile.supervision;
  if (stops && !by.value.includes(actor.role as never))
    throw new DomainError('agreement.may-not-suspend', 'forbidden', { by: by.value, clause: by.clause });
  const [from, to] = NEXT[measure.kind];
  if (!from.includes(agreement.state))
    throw new DomainError('agreement.wrong-state', 'conflict', { state: agreement.state });
  if (measure.reasons.every((reason) => reason.trim() === ''))
    throw new DomainError('agreement.reason-missing', 'invalid');
  if (measure.kind === 'order' && (measure.dueOn ?? '') <= dateOf(tx.at))
    throw new DomainError('agreement.due-missing', 'invalid');
  const row = {
    ...{ id: context.ids.next<'agreement-measure'>('oam'), agreement_id: id, kind: measure.kind },
    ...{ reasons: measure.reasons, due_on: measure.dueOn ?? null },
    ...{ person: actor.person, body: actor.body, role: actor.role, at: tx.at },
  };
  await insertMeasure(tx, row);
  await updateAgreement(tx, id, { state: to });
  enterAgreement(tx, agreement, actorRef(actor), {
    type: 'authorization.agreement-measure',
    rows: [
      { table: 'authorization.agreement_measure', id: row.id },
      { table: 'authorization.operation_agreement', id },
    ],
    payload: { kind: measure.kind, state: to, dueOn: row.due_on, reasons: [...measure.reasons] },
  });
  const served = { operator: agreement.operator, jurisdiction: agreement.jurisdiction };
  if (to === 'suspended' && agreement.state !== 'suspended')
    await holdGrants(tx, served, 'operator-suspended', actorRef(actor));
  if (measure.kind === 'lift') await resumeGrants(tx, served, 'operator-suspended', actor);
  return readAgreement(tx, id);
}

export interface AgreementEnd {
  readonly ground: Exclude<EndGround, 'expiry'>;
  readonly reasons: readonly string[];
  readonly handover: Handover;
  /** A breach that is ended without an order, with reasons. */
  readonly serious?: boolean | undefined;
}

/**
 * Ends an agreement on its ground, each by its own path: on the operator's request by the operator or with it, on a breach
 * after an order that was not followed, unless it is serious (AUT-08). From then on its operator may do nothing more.
 * @throws DomainError `agreement.wrong-state` (conflict), `agreement.order-missing`, `agreement.reason-missing`,
 * `agreement.request-missing` (precondition)
 */
export async function endAgreement(
  context: Context,
  tx: Tx,
  id: string,
  end: AgreementEnd,
  actor: CaseActor,
): Promise<OperationAgreement> {
  const agreement = await lockAgreement(tx, id);
  const own = end.ground === 'own-request';
  assertPower(context, actor, own ? 'operator-agreement.sign' : 'operator-agreement.end', agreement.jurisdiction);
  if (own && actor.role === 'operator' && actor.body !== agreement.operator)
    throw new DomainError('document.not-party', 'forbidden', {});
  if (own && actor.body !== agreement.operator) throw new DomainError('agreement.request-missing', 'precondition', {});
  if (agreement.state === 'drafting' || agreement.state === 'ended')
    throw new DomainError('agreement.wrong-state', 'conflict', { state: agreement.state });
  if (end.reasons.every((reason) => reason.trim() === ''))
    throw new DomainError('agreement.reason-missing', 'precondition');
  const failed = agreement.measures.some((one) => one.kind === 'failed');
  if (end.ground === 'breach' && !failed && end.serious !== true)
    throw new DomainError('agreement.order-missing', 'precondition');
  await enterAgreementEnd(context, tx, agreement, end, actorRef(actor));
  return readAgreement(tx, id);
}

async function enterAgreementEnd(
  context: Context,
  tx: Tx,
  agreement: OperationAgreement,
  end: { readonly ground: EndGround; readonly reasons: readonly string[]; readonly handover: Handover },
  actor: ActorRef,
): Promise<void> {
  await updateAgreement(tx, agreement.id, {
    ...{ state: 'ended', ended_at: tx.at, end_ground: end.ground, handover: end.handover },
    end_reasons: JSON.stringify(end.reasons),
  });
  enterAgreement(tx, agreement, actor, {
    type: 'authorization.agreement-ended',
    rows: [{ table: 'authorization.operation_agreement', id: agreement.id }],
    payload: { ground: end.ground, reasons: [...end.reasons], handover: end.handover },
  });
  const served = { operator: agreement.operator, jurisdiction: agreement.jurisdiction };
  await holdGrants(tx, served, 'operator-ended', actor);
}

/** Grants that end with their operator: the caller ends each with what rests on it. */
export async function grantsToEnd(tx: Tx, agreement: OperationAgreement): Promise<readonly string[]> {
  if (agreement.state !== 'ended' || agreement.handover !== 'end') return [];
  return findRunning(tx, { operator: agreement.operator, jurisdiction: agreement.jurisdiction });
}

/**
 * What the clock has brought about: agreements past their last day have ended, and some days before it the choice falls due
 * anew (AUT-07). @returns how many ended
 */
export async function sweepAgreements(context: Context, now: Date): Promise<number> {
  const { value } = await context.transact(async (tx) => {
    let ended = 0;
    for (const { id, endsOn } of await findRunningOut(tx, dateOf(now))) {
      const agreement = await lockAgreement(tx, id);
      const { renewal_days: renewal } = context.profiles.version(agreement.profile.id, agreement.profile.version).term
        .operator;
      if (endsOn < dateOf(now)) {
        const end = { ground: 'expiry', reasons: [], handover: 'successor' } as const;
        await enterAgreementEnd(context, tx, agreement, end, { kind: 'system', part: 'authorization' });
        ended += 1;
      } else if (agreement.renewalDueAt === null && dateOf(now) >= addDays(endsOn, -renewal.value)) {
        await updateAgreement(tx, id, { renewal_due_at: tx.at });
        enterAgreement(
          tx,
          agreement,
          { kind: 'system', part: 'authorization' },
          {
            type: 'authorization.renewal-due',
            rows: [{ table: 'authorization.operation_agreement', id }],
            payload: { endsOn },
          },
        );
      }
    }
    return ended;
  });
  return value;
}
