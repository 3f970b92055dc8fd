import { DomainError } from '@sluice/kernel';
import type { GrantSnapshot } from '../grant-snapshot.ts';
import type { Release } from '../ir/relation.ts';
import type { Cell } from '../release/cells.ts';
import type { DomainRun } from '../run/run-release.ts';
import { measurePrivately } from './measure-privately.ts';
import { planPrivately } from './plan-privately.ts';
import type { PrivateMode } from './release-mode.ts';
import { budgetView, canSpend, type BudgetView } from './spend-budget.ts';

export interface LocalNoise {
  readonly run: DomainRun;
  readonly snapshot: GrantSnapshot;
  readonly mode: PrivateMode;
  /** What has been spent by data set; added to before anything runs. */
  readonly spending: Map<string, number>;
  readonly dataSet: string;
  readonly elapsed: () => number;
}

/**
 * A noisy answer without a server; the price is kept by whoever holds the files.
 * @throws DomainError `gate.budget-spent` (limited) with what is left · as a run
 */
export async function releaseWithNoise(
  { run, snapshot, mode, spending, dataSet, elapsed }: LocalNoise,
  release: Release,
): Promise<{
  readonly kept: readonly Cell[];
  readonly counts: { readonly cells: number; readonly withheldAlone: number; readonly withheldBesideHistory: number };
  readonly run: number;
  readonly history: number;
  readonly budget: BudgetView;
}> {
  const planned = planPrivately(snapshot, release, mode);
  if (!planned.ok) throw new Error('a private program was accepted that cannot be planned');
  const spent = spending.get(dataSet) ?? 0;
  if (!canSpend(mode.budget, spent, mode.perQuery)) {
    const { remaining, cost, total } = budgetView(mode, mode.budget, spent);
    throw new DomainError('gate.budget-spent', 'limited', { remaining, cost, total });
  }
  spending.set(dataSet, spent + mode.perQuery);
  const began = elapsed();
  const kept = await measurePrivately(run, release, planned.plan);
  return {
    kept,
    counts: { cells: kept.length, withheldAlone: 0, withheldBesideHistory: 0 },
    ...{ run: elapsed() - began, history: 0 },
    budget: budgetView(mode, mode.budget, spent + mode.perQuery),
  };
}
