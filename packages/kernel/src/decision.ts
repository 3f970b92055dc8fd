import { DomainError, type Params } from './error.ts';

/** Why something was allowed or refused: a code with parameters; wording lives in the message catalogues. */
export interface Reason {
  readonly code: string;
  readonly params?: Params;
  /** Clause of the policy text behind the rule, where there is one. */
  readonly clause?: string;
}

/** A refusal is a value with reasons; an exception is a failure. */
export type Decision =
  | { readonly allowed: true; readonly by: readonly Reason[] }
  | { readonly allowed: false; readonly reasons: readonly [Reason, ...Reason[]] };

export const allow = (...by: Reason[]): Decision => ({ allowed: true, by });

export function refuse(first: Reason, ...more: Reason[]): Decision {
  return { allowed: false, reasons: [first, ...more] };
}

/** All must allow; otherwise every reason of every refusal is kept. */
export function every(decisions: readonly Decision[]): Decision {
  const reasons = decisions.flatMap((d) => (d.allowed ? [] : d.reasons));
  const [first, ...more] = reasons;
  return first ? refuse(first, ...more) : allow(...decisions.flatMap((d) => (d.allowed ? d.by : [])));
}

/** Turns a refusal into the error an edge reports: kind `forbidden` unless said otherwise. */
export function assertAllowed(decision: Decision, kind: 'forbidden' | 'precondition' | 'conflict' = 'forbidden'): void {
  if (decision.allowed) return;
  const [first] = decision.reasons;
  throw new DomainError(
    first.code,
    kind,
    first.params ?? {},
    decision.reasons.map((r) => ({ code: r.code, path: '', ...(r.params ? { params: r.params } : {}) })),
  );
}
