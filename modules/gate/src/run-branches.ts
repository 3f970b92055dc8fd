import { unionRows } from './join-branches.ts';
import type { Accepted, UnionPlan } from './program-types.ts';
import type { ReleasedRun, RunOutcome } from './service-types.ts';

/**
 * Runs the branches of UNION ALL one after the other, each recorded, admitted and weighed as a query of its own. Where one
 * is held the whole waits with it: asked again, what is out already is recalled.
 */
export async function runBranches(
  union: UnionPlan,
  irDigest: string,
  run: (branch: Accepted) => Promise<RunOutcome>,
): Promise<RunOutcome> {
  const parts: ReleasedRun[] = [];
  let last: ReleasedRun | null = null;
  for (const branch of union.branches) {
    const outcome = await run(branch);
    if (outcome.verdict !== 'released') return outcome;
    last = outcome;
    parts.push(outcome);
  }
  if (!last) throw new Error('a union has no branch');
  const rows = unionRows(
    union,
    parts.map((part) => part.rows),
  );
  return { ...last, columns: union.columns, rows, irDigest, evidence: parts.flatMap((part) => part.evidence) };
}
