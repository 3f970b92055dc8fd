import { afterAll, describe, expect, it } from 'vitest';
import { createLocalGate } from '../src/local-gate.ts';
import { createUtilityWorld, readUtility, utilityAreas } from './utility-world.ts';

/** Share of honest analyses that may be refused, or answered with nothing. */
const MOST_LOST = 0.05;
/** Share of the cells of an area that may stay: what a small group costs everybody. */
const MOST_WITHHELD = 0.1;

const files = utilityAreas.map((area) => ({ area, file: readUtility(area) }));

describe('honest analyses', () => {
  const shares: string[] = [];
  const outcomes: { readonly area: string; readonly asks: string; readonly lost: string | null }[] = [];

  it.each(files)(
    'PLT-07 $area: what analysts ask is answered, and little of it stays',
    async ({ area, file }) => {
      const world = await createUtilityWorld(file);
      let [cells, withheld] = [0, 0];
      for (const { asks, sql, parameters } of file.analyses) {
        const outcome = await createLocalGate({ domain: world.domain }).run({
          snapshot: world.snapshot,
          sql,
          parameters: Object.entries(parameters ?? {}).map(([name, value]) => ({ name, value })),
        });
        if (outcome.verdict === 'released') {
          cells += outcome.counts.cells;
          withheld += outcome.counts.withheldAlone;
        }
        const lost =
          outcome.verdict === 'refused'
            ? outcome.diagnostics.map((item) => item.code).join()
            : outcome.rows.length === 0
              ? 'empty'
              : null;
        outcomes.push({ area, asks, lost });
      }
      await world.close();
      shares.push(`${area} ${((100 * withheld) / cells).toFixed(1)} %`);
      const lost = outcomes.filter((item) => item.area === area && item.lost !== null);
      expect(lost.length / file.analyses.length, JSON.stringify(lost)).toBeLessThanOrEqual(2 * MOST_LOST);
      expect(withheld / cells).toBeLessThanOrEqual(MOST_WITHHELD);
    },
    120_000,
  );

  afterAll(() => {
    const lost = outcomes.filter((item) => item.lost !== null);
    process.stdout.write(
      `\nutility: ${outcomes.length} analyses, ${lost.length} refused or empty (${((100 * lost.length) / outcomes.length).toFixed(1)} %); cells that stay: ${shares.join(', ')}\n`,
    );
    for (const item of lost) process.stdout.write(`  ${item.area}: ${item.asks}: ${item.lost ?? ''}\n`);
  });

  it('PLT-07 of a hundred analyses and more at most one in twenty is refused or emptied', () => {
    expect(outcomes.length).toBeGreaterThanOrEqual(100);
    const lost = outcomes.filter((item) => item.lost !== null);
    expect(lost.length / outcomes.length, JSON.stringify(lost)).toBeLessThanOrEqual(MOST_LOST);
  });
});
