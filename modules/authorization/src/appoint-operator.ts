import type { CaseActor } from '@sluice/cases';
import type { Tx } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import { record } from '@sluice/ledger';
import { insertAppointment, readAppointments, type Appointment } from './application-store.ts';
import { actorRef, assertPower, dateOf, versionOf, type Context } from './context.ts';
import { assertNoIssues } from './draft-application.ts';
import { checkTerm } from './term.ts';

/**
 * Records the operator that the data authority appointed, with the term that every agreement and grant rests on.
 * @throws DomainError `operator.unknown-body` (precondition), `operator.term-overlaps` (conflict), `term.*` (invalid)
 */
export async function appointOperator(
  context: Context,
  tx: Tx,
  input: Omit<Appointment, 'id'>,
  actor: CaseActor,
): Promise<Appointment> {
  assertPower(context, actor, 'operator.appoint', input.jurisdiction);
  const profile = context.profiles.current(input.jurisdiction, dateOf(tx.at));
  const rule = profile.term.operator.max_months;
  const faults = checkTerm(input, { maxMonths: rule.value, clause: rule.clause });
  assertNoIssues(
    faults.map((fault) => ({ code: fault.code, path: 'endsOn', ...(fault.params ? { params: fault.params } : {}) })),
  );
  const operators = await context.directory.bodiesInRole(tx, input.jurisdiction, 'operator');
  if (!operators.some((body) => body.id === input.operator)) {
    throw new DomainError('operator.unknown-body', 'precondition', { body: input.operator });
  }
  const others = await readAppointments(tx, input.jurisdiction);
  const overlapping = others.find((other) => other.startsOn <= input.endsOn && input.startsOn <= other.endsOn);
  if (overlapping) throw new DomainError('operator.term-overlaps', 'conflict', { appointment: overlapping.id });
  const appointment = { id: context.ids.next<'appointment'>('opa'), ...input };
  await insertAppointment(tx, appointment);
  record(tx, {
    type: 'authorization.operator-appointed',
    stream: `operator:${input.jurisdiction}`,
    actor: actorRef(actor),
    subjects: [{ kind: 'body', id: input.operator, rel: 'about' }],
    rows: [{ table: 'authorization.operator_appointment', id: appointment.id }],
    ruleVersion: versionOf(profile),
    payload: { operator: input.operator, startsOn: input.startsOn, endsOn: input.endsOn },
  });
  return appointment;
}
