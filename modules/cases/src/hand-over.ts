import type { Db, Tx } from '@sluice/database';
import { DomainError, type CivilDate, type IdSource } from '@sluice/kernel';
import { record } from '@sluice/ledger';
import type { CaseActor } from './case-record.ts';
import { endDelegationAt, insertDelegation, lockDelegation, readDelegations } from './delegation-store.ts';
import { enterAct } from './enter-act.ts';
import { handledStep } from './gather-votes.ts';
import { lockCase, setHandler } from './store.ts';
import { refreshTasks } from './task-store.ts';

/** Asked of identity: whether somebody acts for a body in a role. */
export type ActsInRole = (
  db: Db,
  asked: {
    readonly jurisdiction: string;
    readonly role: string;
    readonly body: string;
    readonly person?: string | undefined;
  },
) => Promise<boolean>;

export interface HandOver {
  /** Another body of the same role; the own one unless said. */
  readonly body?: string | undefined;
  /** The one person to do it; anyone of the body unless said. */
  readonly person?: string | undefined;
  readonly reason: string;
}

/**
 * Gives the current step to another body of the role, or to one person (转办); the limit goes on.
 * @throws DomainError refusals of `checkHandler` (forbidden), `case.own-case` (forbidden), `case.no-such-handler` (precondition)
 */
export async function handOverStep(
  tx: Tx,
  actsInRole: ActsInRole,
  caseId: string,
  to: HandOver,
  actor: CaseActor,
): Promise<void> {
  const file = await lockCase(tx, caseId);
  const step = await handledStep(tx, file, actor);
  const body = to.body ?? step.body ?? actor.body;
  if (body === file.proposer.body || to.person === file.proposer.person)
    throw new DomainError('case.own-case', 'forbidden');
  const known = await actsInRole(tx, { jurisdiction: file.jurisdiction, role: step.role, body, person: to.person });
  if (!known) throw new DomainError('case.no-such-handler', 'precondition', { role: step.role, body });
  await setHandler(tx, step.id, body, to.person ?? null);
  await refreshTasks(tx, file.id);
  enterAct(tx, file, actor, {
    type: 'cases.handed-over',
    rows: [{ table: 'cases.step', id: step.id }],
    payload: {
      case: file.id,
      step: step.step,
      fromBody: actor.body,
      body,
      person: to.person ?? null,
      reason: to.reason,
    },
  });
}

export interface DelegationView {
  readonly id: string;
  readonly person: string;
  readonly deputy: string;
  readonly body: string;
  readonly role: string;
  readonly fromOn: CivilDate;
  readonly untilOn: CivilDate;
  readonly reason: string;
  readonly endedAt: string | null;
}

export interface Delegation {
  readonly deputy: string;
  readonly fromOn: CivilDate;
  readonly untilOn: CivilDate;
  readonly reason: string;
}

/**
 * A person's work goes to a deputy of the same body and role for a time (代理).
 * @throws DomainError `case.deputy-self`, `case.period-wrong` (invalid), `case.no-such-handler` (precondition)
 */
export async function delegateWork(
  tx: Tx,
  ids: IdSource,
  actsInRole: ActsInRole,
  input: Delegation,
  actor: CaseActor,
): Promise<string> {
  if (input.deputy === actor.person) throw new DomainError('case.deputy-self', 'invalid');
  if (input.untilOn < input.fromOn) throw new DomainError('case.period-wrong', 'invalid');
  const { jurisdiction, role, body, person } = actor;
  if (!(await actsInRole(tx, { jurisdiction, role, body, person: input.deputy })))
    throw new DomainError('case.no-such-handler', 'precondition', { role, body });
  const id = ids.next<'delegation'>('dlg');
  await insertDelegation(tx, {
    ...{ id, jurisdiction, role, body, person, deputy: input.deputy },
    ...{ from_on: input.fromOn, until_on: input.untilOn, reason: input.reason, ended_at: null },
  });
  enterDelegation(tx, actor, id, 'cases.delegated');
  return id;
}

/** @throws DomainError `case.no-delegation` (not-found) */
export async function endDelegation(tx: Tx, id: string, actor: CaseActor): Promise<void> {
  const row = await lockDelegation(tx, id);
  if (!row || row.person !== actor.person || row.ended_at !== null)
    throw new DomainError('case.no-delegation', 'not-found', { delegation: id });
  await endDelegationAt(tx, id, tx.at);
  enterDelegation(tx, actor, id, 'cases.delegation-ended');
}

function enterDelegation(tx: Tx, actor: CaseActor, id: string, type: 'cases.delegated' | 'cases.delegation-ended') {
  record(tx, {
    type,
    stream: `delegation:${id}`,
    actor: { kind: 'person', person: actor.person, body: actor.body, role: actor.role },
    subjects: [{ kind: 'body', id: actor.body, rel: 'about' }],
    rows: [{ table: 'cases.delegation', id }],
    ruleVersion: 'cases/1',
    payload: { role: actor.role, body: actor.body },
  });
}

export async function listDelegations(db: Db, person: string): Promise<readonly DelegationView[]> {
  return (await readDelegations(db, person)).map((row) => ({
    id: row.id,
    person: row.person,
    deputy: row.deputy,
    body: row.body,
    role: row.role,
    fromOn: row.from_on,
    untilOn: row.until_on,
    reason: row.reason,
    endedAt: row.ended_at?.toISOString() ?? null,
  }));
}
