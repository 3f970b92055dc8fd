import type { Db, Transact, Tx } from '@sluice/database';
import { record } from '@sluice/ledger';
import { readCalendar } from './calendar.ts';
import { currentStep, definitionOf } from './case-record.ts';
import { today } from './count-limit.ts';
import { findTarget } from './find-target.ts';
import { findSilent } from './overdue-store.ts';
import { finishStep, lockCase } from './store.ts';
import { startAt } from './act-on-step.ts';
import { refreshTasks } from './task-store.ts';

const BATCH = 50;

/**
 * Goes on past steps whose limit is over where their text says what silence counts as. Such a step prepares and decides
 * nothing (the profile's checker sees to it), so a case never ends by silence. Safe to repeat.
 * @returns how many steps went on
 */
export async function deemSilence(db: Db, transact: Transact, now: Date): Promise<number> {
  let gone = 0;
  for (;;) {
    const ids = await findSilent(db, today(now), BATCH);
    const { value } = await transact(async (tx) => {
      let count = 0;
      for (const id of ids) if (await goOn(tx, id)) count += 1;
      return count;
    });
    gone += value;
    if (ids.length === 0 || value === 0) return gone;
  }
}

async function goOn(tx: Tx, caseId: string): Promise<boolean> {
  const file = await lockCase(tx, caseId);
  const step = currentStep(file);
  if (!step || file.state !== 'open' || step.dueOn === null || today(tx.at) <= step.dueOn) return false;
  const { deemed, clause } = definitionOf(file, step);
  const target = deemed && findTarget(file.chain, file.steps, step.position, deemed);
  if (!deemed || target?.kind !== 'step') return false;
  await finishStep(tx, step.id, today(tx.at));
  const { next, rows } = await startAt(tx, file, step, target.position, await readCalendar(tx));
  await refreshTasks(tx, file.id);
  record(tx, {
    type: 'cases.silence-deemed',
    stream: file.stream,
    actor: { kind: 'system', part: 'cases' },
    subjects: [{ kind: 'case', id: file.id, rel: 'about' }],
    rows: [{ table: 'cases.step', id: step.id }, ...rows],
    ruleVersion: `${file.profile.id}@${file.profile.version}`,
    payload: { case: file.id, step: step.step, deemed, dueOn: step.dueOn, clause, next },
  });
  return true;
}
