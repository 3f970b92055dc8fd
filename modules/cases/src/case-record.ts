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
}

export const currentStep = (file: CaseRecord): StepRecord | undefined =>
  file.steps.find((step) => step.state === 'current');

/** Definition of a step in the chain that the case keeps. */
export function definitionOf(file: CaseRecord, step: StepRecord): ResolvedStep {
  const definition = file.chain.steps[step.position];
  if (!definition) throw new Error(`case ${file.id} has a step its chain does not know`);
  return definition;
}
