import type { ResolvedChain } from '@sluice/profile';
import type { Outcome, StepRecord } from './case-record.ts';

export type Target =
  | { readonly kind: 'step'; readonly position: number }
  | { readonly kind: 'approved' }
  | { readonly kind: 'refused' }
  | { readonly kind: 'supplement' };

/** Where an outcome of the step at `position` leads; skipped steps are passed over. */
export function findTarget(
  chain: ResolvedChain,
  steps: readonly StepRecord[],
  position: number,
  outcome: Outcome,
  to?: string,
): Target {
  if (to !== undefined) return { kind: 'step', position: steps.find((step) => step.step === to)?.position ?? 0 };
  const target = chain.steps[position]?.on[outcome];
  if (target === 'approved' || target === 'refused' || target === 'supplement') return { kind: target };
  const from = target === 'next' ? position + 1 : chain.steps.findIndex((step) => step.id === target);
  const next = steps.find((step) => step.position >= from && step.state !== 'skipped');
  if (from < 0 || !next) throw new Error('a checked chain always leads on');
  return { kind: 'step', position: next.position };
}
