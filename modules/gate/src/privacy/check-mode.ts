import type { GrantSnapshot } from '../grant-snapshot.ts';
import type { Release } from '../ir/relation.ts';
import type { Verdict } from '../program-types.ts';
import { planPrivately } from './plan-privately.ts';
import type { PrivateMode } from './release-mode.ts';

/** The mode of a release that asks for noise and a budget, if it does. */
export const privateMode = ({ mode }: Pick<Release, 'mode'>): PrivateMode | null => (mode?.kind === 'dp' ? mode : null);

/** What a mode asks of a program besides the rules of exact answers; decided before anything runs. */
export function checkMode(snapshot: GrantSnapshot, verdict: Verdict): Verdict {
  if (verdict.verdict === 'refused') return verdict;
  const mode = privateMode(verdict.ir.input);
  if (!mode) return verdict;
  const planned = planPrivately(snapshot, verdict.ir.input, mode);
  return planned.ok ? verdict : { verdict: 'refused', diagnostics: planned.diagnostics };
}
