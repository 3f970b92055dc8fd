import { actNames, type Actor, type Policy, type Question } from '@sluice/identity';
import type { CaseActor } from '@sluice/cases';
import { DomainError, type Decision } from '@sluice/kernel';

/** The question as modules put it: they name acts, the list of which is identity's. */
export interface ModulePolicy {
  decide(question: {
    readonly actor: CaseActor;
    readonly act: string;
    readonly objectJurisdiction: string;
    readonly ownerBody?: string | undefined;
    readonly openedBy?: string | undefined;
  }): Decision;
}

const known: ReadonlySet<string> = new Set(actNames);

/**
 * One decision function for all modules. An act that the matrix does not know is a fault of ours, not a refusal.
 * @throws DomainError `policy.unknown-act` (internal)
 */
export function modulePolicy(policy: Policy): ModulePolicy {
  return {
    decide(question) {
      if (!known.has(question.act)) throw new DomainError('policy.unknown-act', 'internal', { act: question.act });
      return policy.decide({ ...question, actor: question.actor as Actor } as Question);
    },
  };
}
