import type { CivilDate, Reason } from '@sluice/kernel';

/** Grounds on which a developer leaves (F1a Art.23). */
export type ExitGround = 'expiry' | 'own-request' | 'breach' | 'evaluation' | 'incident' | 'policy-change';

export type DeveloperMeasureKind = 'reminder' | 'interview' | 'suspension' | 'lift' | 'exit';
export type EvaluationOutcome = 'passed' | 'not-passed';

/** The three parts of an evaluation, each with its finding (EVA-01). */
export const evaluationParts = ['use_of_data', 'security_measures', 'results'] as const;

export interface EvaluationFinding {
  readonly part: (typeof evaluationParts)[number];
  readonly result: 'passed' | 'not-passed';
  readonly text: string;
}

export interface Evaluation {
  readonly id: string;
  readonly jurisdiction: string;
  readonly subject: string;
  readonly kind: 'developer' | 'operator';
  readonly periodFrom: CivilDate;
  readonly periodTo: CivilDate;
  readonly findings: readonly EvaluationFinding[];
  readonly outcome: EvaluationOutcome;
  readonly at: Date;
}

/** What a partner brings, what it is to do, and its share (DEV-06). */
export interface Partner {
  readonly contribution: string;
  readonly tasks: readonly string[];
  /** Of the revenue, in hundredths of a percent. */
  readonly shareBasisPoints: number;
}

export interface Admission {
  readonly id: string;
  readonly jurisdiction: string;
  readonly developer: string;
  readonly selectionId: string | null;
  readonly admittedBy: string;
  readonly district: string | null;
  readonly basis: string;
  readonly startsOn: CivilDate;
  readonly endsOn: CivilDate;
  readonly partner: Partner | null;
  readonly at: Date;
}

export interface DeveloperMeasure {
  readonly id: string;
  readonly jurisdiction: string;
  readonly developer: string;
  readonly kind: DeveloperMeasureKind;
  readonly ground: ExitGround | null;
  readonly reasons: readonly string[];
  readonly body: string;
  readonly role: string;
  readonly at: Date;
}

/** What the measures so far come to; `measures` in the order they were taken. */
export function standingOf(measures: readonly Pick<DeveloperMeasure, 'kind' | 'ground'>[]): Reason | undefined {
  const last = measures.findLast((one) => one.kind === 'suspension' || one.kind === 'lift' || one.kind === 'exit');
  if (last?.kind === 'suspension') return { code: 'developer.suspended' };
  return last?.kind === 'exit' ? { code: 'developer.exited', params: { ground: last.ground ?? '' } } : undefined;
}

/** An evaluation that was not passed, and after which no other was passed. */
export const failedLast = (evaluations: readonly Pick<Evaluation, 'outcome'>[]): boolean =>
  evaluations.at(-1)?.outcome === 'not-passed';

/**
 * Whether an evaluation carries an exit: one not passed, then a reminder or an interview, then another not passed (SVN-05).
 */
export function evaluationCarriesExit(
  evaluations: readonly Pick<Evaluation, 'outcome' | 'at'>[],
  measures: readonly Pick<DeveloperMeasure, 'kind' | 'at'>[],
): boolean {
  const last = evaluations.at(-1);
  if (last?.outcome !== 'not-passed') return false;
  const warned = measures.findLast((one) => one.kind === 'reminder' || one.kind === 'interview');
  return (
    warned !== undefined &&
    warned.at <= last.at &&
    evaluations.some((one) => one !== last && one.outcome === 'not-passed' && one.at <= warned.at)
  );
}
