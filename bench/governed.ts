import { createEngine, type Engine } from '@sluice/engines';
import { mkdirSync, rmSync } from 'node:fs';
import { peakOfEngines } from './engine-usage.ts';
import { compareBesideHistory } from './governed-history.ts';
import { compare, openWorld, quantile, type World } from './governed-compare.ts';
import type { Skew } from './governed-data.ts';
import { shapes as everyShape } from './governed-shapes.ts';
import { rowOf, type Case, type Row } from './row.ts';

/** `SLUICE_BENCH_ROWS=50` measures on 50 M rows. */
const ROWS = Number(process.env['SLUICE_BENCH_ROWS'] ?? 20) * 1_000_000;
/** Keeps the generated tables for the next run: `SLUICE_BENCH_DATA=/somewhere`. */
const KEPT = process.env['SLUICE_BENCH_DATA'];
/** Less than all of it: `SLUICE_BENCH_PARTS=uniform,zipf,entity,history,growth`, `SLUICE_BENCH_SHAPES=groups-2,…`. */
const PARTS = process.env['SLUICE_BENCH_PARTS']?.split(',') ?? ['uniform', 'zipf', 'entity', 'history', 'growth'];
const SHAPES = process.env['SLUICE_BENCH_SHAPES']?.split(',');
const shapes = everyShape.filter(({ name }) => SHAPES === undefined || SHAPES.includes(name));
/** What an engine may have at most. */
const MEMORY = 6_000_000_000;
const WATCHED_MS = 500;
const GOAL_MEDIAN = 1.15;
const GOAL_P95 = 2;
const GOAL_ENTITY = 1.05;
/** Rows at which growth is shown, as shares of all; the whole stands among the questions. */
const GROWTH = [0.25, 0.5];
const GROWING = ['groups-16-sum', 'groups-1920', 'filter-10', 'join-list'];
/** Where each row is an entity: no count of entities, no two levels. */
const OF_ENTITIES = ['whole-table', 'groups-2', 'groups-16', 'groups-16-sum', 'groups-32', 'groups-1920', 'filter-10'];

/** Governed against plain: the same question through the gate (decide, rewrite, run, output control) and by the engine alone. */
export const governed: Case = async (say) => {
  const folder = KEPT ?? `/dev/shm/sluice-bench-governed-${process.pid}`;
  mkdirSync(folder, { recursive: true });
  const engine = await createEngine({ sessions: 3, memoryBytes: MEMORY });
  const rows: Row[] = [];
  let peak = 0;
  const watching = setInterval(() => {
    peak = Math.max(peak, peakOfEngines());
  }, WATCHED_MS);
  const within = async (world: World, work: () => Promise<readonly Row[]>): Promise<void> => {
    rows.push(...(await work()));
    if (KEPT === undefined) for (const file of Object.values(world.files)) rmSync(file);
  };
  try {
    for (const skew of ['uniform', 'zipf'] as const) {
      if (!PARTS.includes(skew)) continue;
      const world = await openWorld(engine, folder, ROWS, skew);
      say(
        `${ROWS / 1e6} M rows, ${skew} entities: at most ${world.snapshot.tables[0]?.statistics.entities[0]?.maxRows ?? 0} rows each`,
      );
      await within(world, () => compareShapes(world, skew, say));
    }
    if (PARTS.includes('entity')) {
      const world = await openWorld(engine, folder, ROWS, 'single', 1);
      await within(world, () => compareEntities(world, say));
    }
    if (PARTS.includes('history')) {
      const world = await openWorld(engine, folder, ROWS, 'uniform');
      await within(world, () => compareBesideHistory(world, say));
    }
    if (PARTS.includes('growth')) rows.push(...(await compareGrowth(engine, folder, say)));
    const memory = { id: 'governed.memory', unit: 'MB', better: 'lower' } as const;
    const what = `most memory of an engine, ${ROWS / 1e6} M rows`;
    return [...rows, rowOf({ ...memory, what, goal: MEMORY / 1e6 }, [peak])];
  } finally {
    clearInterval(watching);
    await engine.close();
    if (KEPT === undefined) rmSync(folder, { recursive: true, force: true });
  }
};

async function compareShapes(world: World, skew: Skew, say: (line: string) => void): Promise<readonly Row[]> {
  const all: number[] = [];
  const worked: number[] = [];
  const rows: Row[] = [];
  for (const shape of shapes) {
    const { ratios, processor, plain, governed: own } = await compare(world, shape);
    all.push(...ratios);
    worked.push(...processor);
    const cpu = quantile(processor, 0.5).toFixed(2);
    say(`${shape.name} (${skew}): ${plain.toFixed(0)} ms plain, ${own.toFixed(0)} ms governed, processor ${cpu} ×`);
    const what = `governed ÷ plain, ${shape.name}, ${ROWS / 1e6} M rows, ${skew}`;
    rows.push(rowOf({ id: `governed.${skew}.${shape.name}`, what, unit: '×', better: 'lower' }, ratios));
  }
  const over = `over ${shapes.length} questions, ${ROWS / 1e6} M rows, ${skew}`;
  const figure = { unit: '×', better: 'lower' } as const;
  rows.push(
    rowOf(
      { ...figure, id: `governed.${skew}.median`, what: `governed ÷ plain, median ${over}`, goal: GOAL_MEDIAN },
      all,
    ),
    rowOf({ ...figure, id: `governed.${skew}.processor.median`, what: `processor time, median ${over}` }, worked),
    rowOf({ ...figure, id: `governed.${skew}.processor.p95`, what: `processor time, p95 ${over}` }, [
      quantile(worked, 0.95),
    ]),
    rowOf({ ...figure, id: `governed.${skew}.p95`, what: `governed ÷ plain, p95 ${over}`, goal: GOAL_P95 }, [
      quantile(all, 0.95),
    ]),
  );
  return rows;
}

/** Where the catalogue proves that each row is an entity of its own. */
async function compareEntities(world: World, say: (line: string) => void): Promise<readonly Row[]> {
  const all: number[] = [];
  for (const shape of everyShape.filter(({ name }) => OF_ENTITIES.includes(name))) {
    const { ratios, plain, governed: own } = await compare(world, shape);
    all.push(...ratios);
    say(`${shape.name}, row = entity: ${plain.toFixed(0)} ms plain, ${own.toFixed(0)} ms governed`);
  }
  const what = `governed ÷ plain where each row is an entity, median over ${OF_ENTITIES.length} questions`;
  return [rowOf({ id: 'governed.entity.median', what, unit: '×', better: 'lower', goal: GOAL_ENTITY }, all)];
}

/** How both grow with the rows: the share that the gate adds should not. */
async function compareGrowth(engine: Engine, folder: string, say: (line: string) => void): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const share of GROWTH) {
    const world = await openWorld(engine, folder, ROWS * share, 'uniform');
    for (const shape of shapes.filter(({ name }) => GROWING.includes(name))) {
      const { ratios, plain, governed: own } = await compare(world, shape);
      const million = (ROWS * share) / 1e6;
      say(`${million} M rows, ${shape.name}: ${plain.toFixed(0)} ms plain, ${own.toFixed(0)} ms governed`);
      const what = `governed ÷ plain, ${shape.name}, ${million} M rows`;
      rows.push(rowOf({ id: `governed.growth.${million}m.${shape.name}`, what, unit: '×', better: 'lower' }, ratios));
    }
  }
  return rows;
}
