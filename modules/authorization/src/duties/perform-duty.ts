import type { CaseActor } from '@sluice/cases';
import type { Db, Tx } from '@sluice/database';
import { DomainError, type CivilDate } from '@sluice/kernel';
import { assertPower, dateOf, type Context } from '../context.ts';
import type { OperationAgreement } from '../operation/agreement.ts';
import { findAgreements, readAgreement } from '../operation/agreement-store.ts';
import { enterRegister, registers } from '../registers/register-store.ts';
import { dutyDueOn, planDuties, type DutyKind, type PlannedDuty } from './plan-duties.ts';

export interface DutyView extends PlannedDuty {
  readonly agreement: string;
  readonly operator: string;
  readonly dueOn: CivilDate | null;
  readonly late: boolean;
  readonly last: {
    readonly on: CivilDate;
    readonly body: string;
    readonly jointBody: string | null;
    readonly outcome: 'done' | 'passed' | 'failed';
    readonly finding: string;
    readonly parts: Readonly<Record<string, string>>;
  } | null;
}

export interface DutyPerformed {
  readonly duty: DutyKind;
  readonly outcome: 'done' | 'passed' | 'failed';
  readonly finding: string;
  readonly parts?: Readonly<Record<string, string>> | undefined;
  readonly jointBody?: string | undefined;
}

/** Authorities with which a check is made jointly. */
const AUTHORITIES = ['data-authority', 'sector-authority', 'security-regulator', 'economic-regulator'];
const RUNNING: ReadonlySet<string> = new Set(['in-force', 'correcting', 'suspended']);

/** What has to be done of the operators of a jurisdiction, by when, and how it was done last. */
export async function listDuties(
  context: Context,
  db: Db,
  actor: CaseActor,
  jurisdiction: string,
): Promise<readonly DutyView[]> {
  assertPower(context, actor, 'duty.read', jurisdiction);
  const on = dateOf(context.clock.now());
  const running = (await findAgreements(db, { jurisdiction })).filter(({ state }) => RUNNING.has(state));
  const views = await Promise.all(running.map((agreement) => dutiesOf(context, db, agreement, on)));
  return views.flat();
}

async function dutiesOf(
  context: Context,
  db: Db,
  agreement: OperationAgreement,
  on: CivilDate,
): Promise<readonly DutyView[]> {
  const records = await registers(db)
    .selectFrom('authorization.duty_record')
    .selectAll()
    .where('agreement_id', '=', agreement.id)
    .orderBy('performed_on', 'desc')
    .orderBy('id', 'desc')
    .execute();
  return planDuties(context.profiles.current(agreement.jurisdiction, on)).map((planned) => {
    const last = records.find(({ duty }) => duty === planned.duty);
    const dueOn = dutyDueOn(last?.performed_on ?? agreement.startsOn, planned.everyMonths);
    return {
      ...{ ...planned, agreement: agreement.id, operator: agreement.operator, dueOn },
      late: dueOn !== null && on > dueOn,
      last: last
        ? {
            ...{ on: last.performed_on, body: last.body, jointBody: last.joint_body },
            ...{ outcome: last.outcome, finding: last.finding, parts: last.parts },
          }
        : null,
    };
  });
}

/**
 * Enters that a duty was done, with what was found. An operator reports on itself and is evaluated by others.
 * @throws DomainError `duty.not-asked` (precondition), `duty.not-yours` (forbidden), `duty.joint-missing`,
 *   `duty.part-missing` (invalid), `agreement.not-running` (conflict)
 */
export async function performDuty(
  context: Context,
  tx: Tx,
  agreementId: string,
  given: DutyPerformed,
  actor: CaseActor,
): Promise<DutyView> {
  const agreement = await readAgreement(tx, agreementId);
  const { jurisdiction } = agreement;
  assertPower(context, actor, 'duty.perform', jurisdiction);
  if (!RUNNING.has(agreement.state))
    throw new DomainError('agreement.not-running', 'conflict', { state: agreement.state });
  const on = dateOf(tx.at);
  const planned = planDuties(context.profiles.current(jurisdiction, on)).find(({ duty }) => duty === given.duty);
  if (!planned) throw new DomainError('duty.not-asked', 'precondition', { duty: given.duty });
  const own = actor.body === agreement.operator;
  if (planned.by !== actor.role || own !== (planned.by === 'operator'))
    throw new DomainError('duty.not-yours', 'forbidden', { by: planned.by });
  const missing = planned.parts.find(({ id }) => (given.parts?.[id] ?? '').trim() === '');
  if (missing) throw new DomainError('duty.part-missing', 'invalid', { part: missing.id });
  if (planned.joint) await assertJoint(context, tx, jurisdiction, given.jointBody, actor);
  const id = context.ids.next<'duty'>('dty');
  await registers(tx)
    .insertInto('authorization.duty_record')
    .values({
      ...{ id, jurisdiction, agreement_id: agreementId, duty: given.duty, performed_on: on },
      ...{ person: actor.person, body: actor.body, joint_body: given.jointBody ?? null },
      ...{ outcome: given.outcome, finding: given.finding, parts: JSON.stringify(given.parts ?? {}) },
    })
    .execute();
  enterRegister(context, tx, actor, jurisdiction, {
    ...{ table: 'authorization.duty_record', id, register: given.duty, state: given.outcome, about: agreementId },
  });
  const view = (await dutiesOf(context, tx, agreement, on)).find(({ duty }) => duty === given.duty);
  if (!view) throw new DomainError('duty.not-asked', 'precondition', { duty: given.duty });
  return view;
}

async function assertJoint(
  context: Context,
  db: Db,
  jurisdiction: string,
  body: string | undefined,
  actor: CaseActor,
): Promise<void> {
  for (const role of AUTHORITIES) {
    const bodies = await context.directory.bodiesInRole(db, jurisdiction, role);
    if (body !== actor.body && bodies.some(({ id }) => id === body)) return;
  }
  throw new DomainError('duty.joint-missing', 'invalid');
}
