import type { Db, Transact, Tx } from '@sluice/database';
import { workingDaysBetween, type CivilDate } from '@sluice/kernel';
import { record } from '@sluice/ledger';
import { readCalendar } from './calendar.ts';
import { currentStep } from './case-record.ts';
import { today } from './count-limit.ts';
import { findNeglected, readOverdue, setEscalated } from './overdue-store.ts';
import { lockCase } from './store.ts';

/** One transaction lists so many steps at most: locks stay short however long the sweep was away. */
const BATCH = 50;

/**
 * Lists every step that is past its limit without a reason against its unit and enters the escalation (APP-07).
 * Safe to repeat and to run in several processes: a step is listed once for a limit.
 * @returns how many steps were listed now
 */
export async function sweepOverdue(db: Db, transact: Transact, now: Date): Promise<number> {
  let listed = 0;
  for (;;) {
    const ids = await findNeglected(db, today(now), BATCH);
    if (ids.length === 0) return listed;
    const { value } = await transact(async (tx) => {
      let count = 0;
      for (const id of ids.toSorted()) if (await escalate(tx, id, today(now))) count += 1;
      return count;
    });
    listed += value;
    // Others took them meanwhile; what is still neglected is found by the next sweep.
    if (value === 0) return listed;
  }
}

async function escalate(tx: Tx, caseId: string, on: CivilDate): Promise<boolean> {
  const file = await lockCase(tx, caseId);
  const step = currentStep(file);
  const neglected =
    step &&
    file.state === 'open' &&
    step.dueOn !== null &&
    on > step.dueOn &&
    step.delayReason === null &&
    step.escalatedAt === null;
  if (!neglected || step.dueOn === null) return false;
  await setEscalated(tx, step.id, tx.at, step.dueOn);
  record(tx, {
    type: 'cases.overdue',
    stream: file.stream,
    actor: { kind: 'system', part: 'cases' },
    subjects: [
      { kind: 'case', id: file.id, rel: 'about' },
      ...(step.body === null ? [] : [{ kind: 'body', id: step.body, rel: 'about' as const }]),
    ],
    rows: [{ table: 'cases.step', id: step.id }],
    ruleVersion: `${file.profile.id}@${file.profile.version}`,
    payload: {
      case: file.id,
      step: step.step,
      role: step.role,
      body: step.body,
      dueOn: step.dueOn,
      reportedTo: file.chain.neglect_reported_to,
    },
  });
  return true;
}

export interface OverdueView {
  readonly id: string;
  readonly kind: string;
  readonly subject: string;
  readonly jurisdiction: string;
  readonly step: string;
  readonly role: string;
  readonly body: string | null;
  readonly dueOn: CivilDate;
  readonly workingDaysOver: number;
  readonly escalatedAt: string | null;
}

/** Steps past their limit without a reason, with the unit and the working days over, the oldest first. */
export async function listOverdue(db: Db, now: Date, jurisdiction?: string): Promise<readonly OverdueView[]> {
  const calendar = await readCalendar(db);
  const last = `${calendar.toYear}-12-31`;
  const known = (date: CivilDate): CivilDate => (date < last ? date : last);
  return (await readOverdue(db, today(now), jurisdiction)).map(({ caseId, doneOn, escalatedAt, ...row }) => ({
    id: caseId,
    ...row,
    workingDaysOver: Math.max(0, workingDaysBetween(known(row.dueOn), known(doneOn ?? today(now)), calendar)),
    escalatedAt: escalatedAt?.toISOString() ?? null,
  }));
}
