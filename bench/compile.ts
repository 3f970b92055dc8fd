import { createGate, type GrantSnapshot } from '@sluice/gate';
import { forTheGate, shapes } from './governed-shapes.ts';
import { compileSnapshot } from './compile-snapshot.ts';
import { rowOf, type Case } from './row.ts';
import { worstPrograms } from './worst-programs.ts';

const ROUNDS = 40;
const GOAL_P95_MS = 10;
const GOAL_WORST_MS = 100;

/** What deciding a program costs: honest ones, and the worst that is known. */
export const compile: Case = (say) => {
  const { compile: decide } = createGate();
  const snapshot: GrantSnapshot = compileSnapshot;
  const timed = (sql: string): number => {
    const began = performance.now();
    decide(sql, [], snapshot);
    return performance.now() - began;
  };
  for (const { sql } of shapes) for (let i = 0; i < 10; i += 1) timed(forTheGate(sql));
  const honest = shapes.flatMap(({ sql }) => Array.from({ length: ROUNDS }, () => timed(forTheGate(sql))));
  const refused = shapes.filter(({ sql }) => decide(forTheGate(sql), [], snapshot).verdict === 'refused');
  if (refused.length > 0) throw new Error(`refused: ${refused.map((shape) => shape.name).join(', ')}`);
  const worst = Object.entries(worstPrograms).map(([name, sql]) => {
    const times = Array.from({ length: 5 }, () => timed(sql));
    return { name, ms: Math.min(...times) };
  });
  const slowest = worst.toSorted((a, b) => b.ms - a.ms);
  for (const { name, ms } of slowest.slice(0, 5)) say(`${name}: ${ms.toFixed(0)} ms`);
  const sorted = honest.toSorted((a, b) => a - b);
  const figure = { unit: 'ms', better: 'lower' } as const;
  return Promise.resolve([
    rowOf(
      { ...figure, id: 'gate.compile.median', what: `compile and analyse, median over ${shapes.length} programs` },
      sorted,
    ),
    rowOf({ ...figure, id: 'gate.compile.p95', what: 'compile and analyse, p95', goal: GOAL_P95_MS }, [
      sorted[Math.floor(sorted.length * 0.95)] ?? 0,
    ]),
    rowOf(
      {
        ...figure,
        id: 'gate.compile.worst',
        what: `slowest of ${worst.length} hostile programs (${slowest[0]?.name ?? ''}), best of 5`,
        goal: GOAL_WORST_MS,
      },
      [slowest[0]?.ms ?? 0],
    ),
  ]);
};
