import type { Db } from '@sluice/database';
import type { CivilDate, Reason } from '@sluice/kernel';
import { readCalendar } from './calendar.ts';
import { currentStep, definitionOf, ofRound, type CaseActor, type CaseRecord } from './case-record.ts';
import { today } from './count-limit.ts';
import { readStandsFor } from './delegation-store.ts';
import { viewOf, type CaseView } from './describe-case.ts';
import { isInformed } from './gathered-store.ts';
import { forecastCase, type ForecastStep } from './forecast-case.ts';
import { ownActs, type CaseActName } from './own-acts.ts';
import { readCase } from './store.ts';

export interface PanelView {
  readonly members: string;
  readonly quorum: number;
  readonly majority: 'simple' | 'two_thirds';
  readonly voted: number;
  readonly scores: { readonly id: string; readonly title: string; readonly titleEn: string; readonly max: number }[];
  /** Of a step that is over, or the reader's own: nobody votes in sight of another's vote. */
  readonly votes: {
    readonly person: string;
    readonly outcome: 'pass' | 'fail';
    readonly scores: Readonly<Record<string, number>>;
    readonly reasons: string[];
  }[];
}

export interface SignerView {
  readonly role: string;
  readonly body: string;
  readonly mode: 'joint' | 'added';
  readonly reason: string;
  readonly outcome: 'pass' | 'fail' | null;
  readonly reasons: string[];
}

/** A case as its page shows it: the view, what comes next day by day, and what the reader may do and why not. */
export interface CasePage extends CaseView {
  readonly jurisdiction: string;
  readonly title: string | null;
  readonly proposer: string;
  readonly forecast: ForecastStep[];
  readonly acts: { readonly act: CaseActName; readonly allowed: boolean; readonly reasons: Reason[] }[];
  readonly panels: (PanelView & { readonly step: string })[];
  readonly signers: (SignerView & { readonly step: string })[];
  /** The hearing before a refusal, the last one. */
  readonly hearing: {
    readonly step: string;
    readonly askedOn: CivilDate;
    readonly until: CivilDate;
    readonly comment: string | null;
  } | null;
  readonly reexaminedOn: CivilDate | null;
}

export async function describePage(db: Db, caseId: string, actor: CaseActor, at: Date): Promise<CasePage> {
  const file = await readCase(db, caseId);
  const calendar = await readCalendar(db);
  const on = today(at);
  const acts = ownActs(file, actor, on, await readStandsFor(db, actor, on));
  const heard = file.pauses.findLast((pause) => pause.kind === 'comment');
  return {
    ...viewOf(file, on, calendar),
    jurisdiction: file.jurisdiction,
    title: file.title,
    proposer: file.proposer.body,
    forecast: [...forecastCase(file, on, calendar)],
    acts: acts.map(({ act, decision }) => ({
      act,
      allowed: decision.allowed,
      reasons: decision.allowed ? [] : [...decision.reasons],
    })),
    panels: panelsOf(file, actor),
    signers: file.signers.map(({ step, role, body, mode, reason, outcome, reasons }) => ({
      ...{ step, role, body, mode, reason, outcome },
      reasons: [...reasons],
    })),
    hearing: heard ? { step: heard.step, askedOn: heard.askedOn, until: heard.dueOn, comment: heard.note } : null,
    reexaminedOn: file.reexaminedOn,
  };
}

function panelsOf(file: CaseRecord, actor: CaseActor): CasePage['panels'] {
  const current = currentStep(file);
  return file.steps.flatMap((step) => {
    const { panel } = definitionOf(file, step);
    if (!panel || step.state === 'skipped') return [];
    const votes = ofRound(file.votes, step);
    const over = step.id !== current?.id;
    return [
      {
        step: step.step,
        members: panel.members,
        quorum: panel.quorum,
        majority: panel.majority,
        voted: votes.length,
        scores: panel.scores.map(({ id, title, title_en: titleEn, max }) => ({ id, title, titleEn, max })),
        votes: votes
          .filter((vote) => over || vote.person === actor.person)
          .map(({ person, outcome, scores, reasons }) => ({ person, outcome, scores, reasons: [...reasons] })),
      },
    ];
  });
}

/**
 * Whether the case is the actor's own matter: opened by the body, with a step, a vote or a signature that it gives or
 * gave, or let read to it.
 */
export async function hasPart(db: Db, caseId: string, actor: CaseActor): Promise<boolean> {
  const file = await readCase(db, caseId);
  if (file.proposer.body === actor.body && file.chain.proposer === actor.role) return true;
  if (file.jurisdiction !== actor.jurisdiction) return false;
  const own = (one: { readonly role: string; readonly body: string | null }): boolean =>
    one.role === actor.role && (one.body === null || one.body === actor.body);
  const steps = file.steps.filter((step) => step.state !== 'skipped');
  return (
    [...steps, ...file.signers, ...file.opinions].some(own) ||
    steps.some((step) => definitionOf(file, step).panel?.members === actor.role) ||
    isInformed(db, caseId, actor)
  );
}
