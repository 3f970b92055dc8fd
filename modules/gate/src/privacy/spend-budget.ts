import type { PrivateMode } from './release-mode.ts';

/** What an epoch's answers cost so far, and what is left; ε is for whoever thinks in it. */
export interface BudgetView {
  readonly unit: string;
  readonly total: number;
  readonly spent: number;
  readonly remaining: number;
  /** Of this answer. */
  readonly cost: number;
  /** What has been spent as (ε, δ). */
  readonly epsilon: number;
  readonly delta: number;
}

const PLACES = 1e9;
const tidy = (value: number): number => Math.round(value * PLACES) / PLACES;

/** Whether a question can still be paid: costs are compared in whole billionths. */
export const canSpend = (total: number, spent: number, cost: number): boolean =>
  Math.round(spent * PLACES) + Math.round(cost * PLACES) <= Math.round(total * PLACES);

export function budgetView(mode: PrivateMode, total: number, spent: number): BudgetView {
  const { unit, perQuery, delta } = mode;
  // ρ-zCDP gives (ρ + 2√(ρ ln 1/δ), δ)-DP (Bun, Steinke 2016).
  const epsilon = spent + 2 * Math.sqrt(spent * Math.log(1 / delta));
  return {
    ...{ unit, total, spent: tidy(spent), remaining: tidy(total - spent), cost: perQuery },
    ...{ epsilon: Math.round(epsilon * 1e4) / 1e4, delta },
  };
}
