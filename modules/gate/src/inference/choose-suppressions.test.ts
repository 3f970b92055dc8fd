import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attackInterval } from '../../test/lp-auditor.ts';
import { auditTargets } from './audit-targets.ts';
import { chooseSuppressions, type SuppressionInput } from './choose-suppressions.ts';
import type { Equation, Target } from './linear-system.ts';

const K = 10;
const SMALL = K - 1;

/** A table of so many columns, its rows' totals and its columns' totals; small cells are withheld. */
function crossTable(rows: readonly number[], columns: number, totalsFirst: boolean): SuppressionInput {
  const height = rows.length / columns;
  const lines = Array.from({ length: height }, (_, i) =>
    rows.flatMap((_row, at) => (Math.floor(at / columns) === i ? [at] : [])),
  );
  const posts = Array.from({ length: columns }, (_, j) => rows.flatMap((_row, at) => (at % columns === j ? [at] : [])));
  const sum = (classes: readonly number[]): number => classes.reduce((total, at) => total + (rows[at] ?? 0), 0);
  const totals = [...lines, ...posts].filter((classes) => sum(classes) >= K);
  const cells = rows.flatMap((value, at) => (value >= K ? [[at]] : []));
  const name =
    (kind: string, fresh: boolean) =>
    (classes: readonly number[], i: number): Equation => ({
      classes,
      cell: fresh ? `${kind}${i}` : null,
    });
  return {
    rows,
    equations: [...totals.map(name('t', !totalsFirst)), ...cells.map(name('c', totalsFirst))],
    targets: rows.flatMap((value, at): readonly Target[] =>
      value > 0 && value < K ? [{ classes: [at], most: SMALL, need: 3 }] : [],
    ),
  };
}

/** What the attacker, written apart, knows of each target. */
function intervals({ rows, targets }: SuppressionInput, equations: readonly Equation[]) {
  const total = (classes: readonly number[]): number => classes.reduce((sum, at) => sum + (rows[at] ?? 0), 0);
  const known = [
    ...equations.map(({ classes }) => ({ members: classes, total: total(classes) })),
    ...targets.flatMap(({ classes, most }) =>
      most === null ? [] : [{ members: classes, total: most, most: true as const }],
    ),
  ];
  return targets.map((target) => attackInterval(rows.length, known, target.classes));
}

const tables = fc
  .tuple(fc.integer({ min: 2, max: 4 }), fc.integer({ min: 2, max: 4 }), fc.boolean())
  .chain(([columns, height, totalsFirst]) =>
    fc
      .array(fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 80 })), {
        minLength: columns * height,
        maxLength: columns * height,
      })
      .map((rows) => crossTable(rows, columns, totalsFirst)),
  );

describe('complementary suppression', () => {
  it('PLT-07 two withheld cells whose rest is as large as two small ones can be are known: a third stays', async () => {
    const table: SuppressionInput = {
      rows: [9, 9, 40, 60],
      equations: [
        { classes: [0, 1, 2, 3], cell: null },
        { classes: [2], cell: 'a' },
        { classes: [3], cell: 'b' },
      ],
      targets: [
        { classes: [0], most: SMALL, need: 3 },
        { classes: [1], most: SMALL, need: 3 },
      ],
    };
    expect([...(await chooseSuppressions(table))]).toEqual(['a']);
    expect([...(await chooseSuppressions({ ...table, rows: [6, 5, 40, 60] }))]).toEqual([]);
  });

  it('PLT-07 ENV-05 no attacker by linear programming, written apart, bounds a withheld cell within its interval', async () => {
    await fc.assert(
      fc.asyncProperty(tables, async (table) => {
        const staying = await chooseSuppressions(table);
        const out = table.equations.filter(({ cell }) => cell === null || !staying.has(cell));
        const before = intervals(
          table,
          table.equations.filter(({ cell }) => cell === null),
        );
        intervals(table, out).forEach(({ lo, hi }, i) => {
          const need = table.targets[i]?.need ?? 0;
          const knownBefore = (before[i]?.hi ?? 0) - (before[i]?.lo ?? 0) < need;
          expect(hi - lo >= need || knownBefore).toBe(true);
        });
      }),
      { numRuns: 300, seed: 20261122 },
    );
  });

  it('the audit calls nothing unsafe that the attacker cannot bound', async () => {
    await fc.assert(
      fc.asyncProperty(tables, async (table) => {
        const unsafe = new Set(await auditTargets(table.rows, table.equations, table.targets));
        intervals(table, table.equations).forEach(({ lo, hi }, i) => {
          expect(unsafe.has(i)).toBe(hi - lo < (table.targets[i]?.need ?? 0));
        });
      }),
      { numRuns: 300, seed: 7 },
    );
  });

  it('weighs a table of thousands of cells with hundreds withheld in seconds', async () => {
    let seed = 5;
    const next = (): number => (seed = (seed * 48_271) % 2_147_483_647);
    const rows = Array.from({ length: 3000 }, () => (next() % 10 === 0 ? 1 + (next() % 9) : 20 + (next() % 100)));
    const table = crossTable(rows, 30, true);
    expect(table.targets.length).toBeGreaterThan(200);
    const began = performance.now();
    await chooseSuppressions(table);
    expect(performance.now() - began).toBeLessThan(20_000);
  });

  it('PLT-07 ends where nothing new could be taken out, however much of it cannot be weighed', async () => {
    const rows = Array.from({ length: 2_100 }, () => 5);
    const targets = rows.map((_, at): Target => ({ classes: [at], most: SMALL, need: 100 }));
    const total = { classes: [...rows.keys()], cell: null };
    expect(await chooseSuppressions({ rows, equations: [total], targets })).toEqual(new Set());
  });
});
