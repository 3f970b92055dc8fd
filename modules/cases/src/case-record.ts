import type { CivilDate } from '@sluice/kernel';
import type { ResolvedChain, ResolvedStep } from '@sluice/profile';

/** What the conditions of a chain and its assignments ask for: `lead_unit`, `field`, `operator` … */
export type Facts = { readonly [name: string]: string };

export type CaseState = 'open' | 'supplement' | 'approved' | 'refused' | 'withdrawn';
export type StepState = 'waiting' | 'current' | 'done' | 'skipped';
export type Outcome = 'pass' | 'fail' | 'return';

export interface Finding {
  readonly aspect: string;
  readonly result: 'pass' | 'fail';
  readonly text: string;
}

/** A person acting for a body in a role; structurally what identity hands to every use case. */
export interface CaseActor {
  readonly person: string;
  readonly body: string;
  readonly role: string;
  readonly jurisdiction: string;
}

export interface StepRecord {
  readonly id: string;
  readonly position: number;
  readonly step: string;
  readonly role: string;
  readonly body: string | null;
  /** The one person it is given to; any of the body where nobody is named. */
  readonly person: string | null;
  /** How often it was begun anew after a return. */
  readonly round: number;
  readonly state: StepState;
  readonly startedOn: CivilDate | null;
  readonly dueOn: CivilDate | null;
  readonly doneOn: CivilDate | null;
  readonly delayReason: string | null;
  readonly escalatedAt: Date | null;
}

export interface OpinionRecord {
  readonly step: string;
  readonly person: string;
  readonly body: string;
  readonly role: string;
  readonly outcome: Outcome;
  readonly findings: readonly Finding[];
  readonly reasons: readonly string[];
  readonly normVersion: string | null;
  readonly at: Date;
}

export interface PauseRecord {
  readonly id: string;
  readonly step: string;
  readonly askedOn: CivilDate;
  readonly dueOn: CivilDate;
  readonly answeredOn: CivilDate | null;
  /** A supplement that was asked for, or the hearing before a refusal. */
  readonly kind: 'supplement' | 'comment';
  readonly note: string | null;
}

/** A panel member's vote; of one round of a step. */
export interface VoteRecord {
  readonly step: string;
  readonly round: number;
  readonly person: string;
  readonly outcome: 'pass' | 'fail';
  readonly scores: Readonly<Record<string, number>>;
  readonly reasons: readonly string[];
  readonly at: Date;
}

/** A body whose signature a step waits for: jointly (会签), or as an opinion that was added (加签). */
export interface SignerRecord {
  readonly id: string;
  readonly step: string;
  readonly round: number;
  readonly role: string;
  readonly body: string;
  readonly mode: 'joint' | 'added';
  readonly reason: string;
  readonly person: string | null;
  readonly outcome: 'pass' | 'fail' | null;
  readonly reasons: readonly string[];
}

export interface CaseRecord {
  readonly id: string;
  readonly kind: string;
  readonly subject: string;
  /** What to call it in a list; null where the object has no name of its own. */
  readonly title: string | null;
  readonly stream: string;
  readonly jurisdiction: string;
  readonly profile: { readonly id: string; readonly version: string };
  readonly chain: ResolvedChain;
  readonly facts: Facts;
  readonly proposer: { readonly person: string; readonly body: string };
  readonly state: CaseState;
  readonly openedAt: Date;
  readonly closedAt: Date | null;
  readonly steps: readonly StepRecord[];
  readonly opinions: readonly OpinionRecord[];
  readonly pauses: readonly PauseRecord[];
  readonly votes: readonly VoteRecord[];
  readonly signers: readonly SignerRecord[];
  /** Persons who declared an interest of their own in it. */
  readonly interested: readonly string[];
  readonly reexaminedOn: CivilDate | null;
}

export const currentStep = (file: CaseRecord): StepRecord | undefined =>
  file.steps.find((step) => step.state === 'current');

/** What is gathered for the round of a step that runs now. */
export const ofRound = <T extends { readonly step: string; readonly round: number }>(
  all: readonly T[],
  step: StepRecord,
): readonly T[] => all.filter((one) => one.step === step.step && one.round === step.round);

/** Definition of a step in the chain that the case keeps. */
export function definitionOf(file: CaseRecord, step: StepRecord): ResolvedStep {
  const definition = file.chain.steps[step.position];
  if (!definition) throw new Error(`case ${file.id} has a step its chain does not know`);
  return definition;
}
