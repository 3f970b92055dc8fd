import type { Db } from '@sluice/database';
import type { Reason } from '@sluice/kernel';
import { readCalendar } from './calendar.ts';
import type { CaseActor } from './case-record.ts';
import { today } from './count-limit.ts';
import { viewOf, type CaseView } from './describe-case.ts';
import { forecastCase, type ForecastStep } from './forecast-case.ts';
import { ownActs, type CaseActName } from './own-acts.ts';
import { readCase } from './store.ts';

/** A case as its page shows it: the view, what comes next day by day, and what the reader may do and why not. */
export interface CasePage extends CaseView {
  readonly jurisdiction: string;
  readonly title: string | null;
  readonly proposer: string;
  readonly forecast: ForecastStep[];
  readonly acts: { readonly act: CaseActName; readonly allowed: boolean; readonly reasons: Reason[] }[];
}

export async function describePage(db: Db, caseId: string, actor: CaseActor, at: Date): Promise<CasePage> {
  const file = await readCase(db, caseId);
  const calendar = await readCalendar(db);
  return {
    ...viewOf(file, today(at), calendar),
    jurisdiction: file.jurisdiction,
    title: file.title,
    proposer: file.proposer.body,
    forecast: [...forecastCase(file, today(at), calendar)],
    acts: ownActs(file, actor).map(({ act, decision }) => ({
      act,
      allowed: decision.allowed,
      reasons: decision.allowed ? [] : [...decision.reasons],
    })),
  };
}

/** Whether the case is the actor's own matter: opened by the body, or with a step that is given to it. */
export async function hasPart(db: Db, caseId: string, actor: CaseActor): Promise<boolean> {
  const file = await readCase(db, caseId);
  if (file.proposer.body === actor.body && file.chain.proposer === actor.role) return true;
  return (
    file.jurisdiction === actor.jurisdiction &&
    file.steps.some(
      (step) =>
        step.state !== 'skipped' && step.role === actor.role && (step.body === null || step.body === actor.body),
    )
  );
}
