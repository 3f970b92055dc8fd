import { dialects } from '../print/dialect.ts';
import type { Release } from '../ir/relation.ts';
import { DomainError } from '@sluice/kernel';
import type { Cell } from '../release/cells.ts';
import { namesFor, openDomain, type DomainRun } from '../run/run-release.ts';
import { addNoise } from './add-noise.ts';
import type { PrivatePlan } from './plan-privately.ts';
import { printPrivately } from './print-privately.ts';
import { createNoiseSource } from './sample-noise.ts';

/**
 * Runs the pass and adds the noise; what is exact ends here.
 * @throws DomainError `gate.no-randomness` (unavailable) · `gate.too-many-cells` (limited) · `gate.not-completed` (unavailable)
 */
export async function measurePrivately(run: DomainRun, release: Release, plan: PrivatePlan): Promise<readonly Cell[]> {
  if (!run.randomBytes) throw new DomainError('gate.no-randomness', 'unavailable');
  const names = namesFor(release, []);
  const domain = await openDomain(run, names.tables, names.columns);
  try {
    const result = await domain.query(printPrivately(release, plan, dialects.duckdb));
    if (result.truncated || result.rows.length > run.limits.maxCells)
      throw new DomainError('gate.too-many-cells', 'limited', { most: run.limits.maxCells });
    return addNoise(release, plan, result, createNoiseSource(run.randomBytes));
  } finally {
    await domain.close();
  }
}
