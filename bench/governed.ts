import { createEngine, type Engine, type EngineSession } from '@sluice/engines';
import { createLocalGate, type DomainAccess, type GrantSnapshot, type LocalHistory } from '@sluice/gate';
import { mkdirSync, rmSync } from 'node:fs';
import { limits, prepareVisits, type Skew } from './governed-data.ts';
import { forTheGate, shapes, type Shape } from './governed-shapes.ts';
import { rowOf, type Case, type Row } from './row.ts';
import { quoted } from './visits.ts';

/** `SLUICE_BENCH_ROWS=50` measures on 50 M rows. */
const ROWS = Number(process.env['SLUICE_BENCH_ROWS'] ?? 20) * 1_000_000;
const ROWS_PER_PERSON = 10;
const ROUNDS = 3;
const GOAL_MEDIAN = 1.15;
const GOAL_P95 = 2;
/** Rows at which growth is shown, as shares of all; the whole stands among the questions. */
const GROWTH = [0.25, 0.5];
const GROWING = ['groups-16-sum', 'groups-1920', 'filter-10', 'join-list'];

interface World {
  readonly snapshot: GrantSnapshot;
  readonly files: Readonly<Record<string, string>>;
  readonly folder: string;
  readonly engine: Engine;
}

interface Compared {
  readonly ratios: readonly number[];
  readonly plain: number;
  readonly governed: number;
}

/** Governed against plain: the same question through the gate (decide, rewrite, run, output control) and by the engine alone. */
export const governed: Case = async (say) => {
  const folder = `/dev/shm/sluice-bench-governed-${process.pid}`;
  mkdirSync(folder, { recursive: true });
  const engine = await createEngine({ sessions: 3, memoryBytes: 6_000_000_000 });
  const million = ROWS / 1e6;
  try {
    const rows: Row[] = [];
    for (const skew of ['uniform', 'zipf'] as const) {
      const world = await open(engine, folder, ROWS, skew);
      say(
        `${million} M rows, ${skew} entities: at most ${world.snapshot.tables[0]?.statistics.entities[0]?.maxRows ?? 0} rows each`,
      );
      rows.push(...(await compareShapes(world, skew, say)));
      if (skew === 'uniform') rows.push(...(await compareBesideHistory(world, say)));
      for (const file of Object.values(world.files)) rmSync(file);
    }
    rows.push(...(await compareGrowth(engine, folder, say)));
    return rows;
  } finally {
    await engine.close();
    rmSync(folder, { recursive: true, force: true });
  }
};

async function open(engine: Engine, folder: string, rows: number, skew: Skew): Promise<World> {
  return { ...(await prepareVisits(engine, folder, rows, Math.round(rows / ROWS_PER_PERSON), skew)), folder, engine };
}

async function compareShapes(world: World, skew: Skew, say: (line: string) => void): Promise<readonly Row[]> {
  const all: number[] = [];
  const rows: Row[] = [];
  for (const shape of shapes) {
    const { ratios, plain, governed: own } = await compare(world, shape);
    all.push(...ratios);
    say(`${shape.name} (${skew}): ${plain.toFixed(0)} ms plain, ${own.toFixed(0)} ms governed`);
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
    rowOf({ ...figure, id: `governed.${skew}.p95`, what: `governed ÷ plain, p95 ${over}`, goal: GOAL_P95 }, [
      quantile(all, 0.95),
    ]),
  );
  return rows;
}

/** What was asked before: answers that are sums over rows, of up to some hundred cells. */
const ASKED_BEFORE = ['groups-2', 'groups-16', 'groups-16-sum', 'groups-32', 'groups-120', 'sensitive'];
const RELEASES = 10_000;

/**
 * The same beside 10,000 releases of which as many differ as there are questions: answers that follow from others weigh
 * nothing, so that a long history of a few products is what a city has.
 */
async function compareBesideHistory(world: World, say: (line: string) => void): Promise<readonly Row[]> {
  const asked = shapes.filter(({ name }) => ASKED_BEFORE.includes(name));
  const gate = createLocalGate({ domain: domainOf(world) });
  for (const shape of asked) await gate.run({ sql: forTheGate(shape.sql), parameters: [], snapshot: world.snapshot });
  const history = repeated(gate.history(), RELEASES);
  const rows: Row[] = [];
  for (const shape of shapes.filter(({ kind }) => kind === 'filter').slice(0, 4)) {
    const { ratios, plain, governed: own } = await compare(world, shape, history);
    say(`${shape.name} beside ${RELEASES} releases: ${plain.toFixed(0)} ms plain, ${own.toFixed(0)} ms governed`);
    rows.push(
      rowOf(
        {
          id: `governed.history.${shape.name}`,
          what: `governed ÷ plain beside ${RELEASES} releases, ${shape.name}`,
          unit: '×',
          better: 'lower',
        },
        ratios,
      ),
    );
  }
  return rows;
}

function repeated(history: LocalHistory, releases: number): LocalHistory {
  return Object.fromEntries(
    Object.entries(history).map(([id, families]) => [
      id,
      families.length === 0 ? [] : Array.from({ length: Math.ceil(releases / families.length) }, () => families).flat(),
    ]),
  );
}

/** How both grow with the rows: the share that the gate adds should not. */
async function compareGrowth(engine: Engine, folder: string, say: (line: string) => void): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const share of GROWTH) {
    const world = await open(engine, folder, ROWS * share, 'uniform');
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

function domainOf({ engine, folder, files }: World): DomainAccess {
  const byEpoch = Object.fromEntries(Object.entries(files).map(([name, file]) => [`epo_${name}`, [file]]));
  return {
    open: async () => {
      const session = await engine.open({ readOnly: [folder] });
      return { engine: session, files: byEpoch, close: () => session.close() };
    },
  };
}

async function compare(world: World, shape: Shape, history: LocalHistory = {}): Promise<Compared> {
  const { engine, folder, files, snapshot } = world;
  const named = Object.entries(files).map(
    ([name, file]) => `${name} as not materialized (from read_parquet(${quoted(file)}))`,
  );
  const plainSql = `with ${named.join(', ')} ${shape.sql}`;
  const plainly = (): Promise<number> =>
    timed(() => withSession(engine, folder, (session) => session.run({ sql: plainSql }, limits)));
  const throughTheGate = (): Promise<number> =>
    timed(async () => {
      const gate = createLocalGate({ domain: domainOf(world), history });
      const outcome = await gate.run({ sql: forTheGate(shape.sql), parameters: [], snapshot });
      if (outcome.verdict === 'refused')
        throw new Error(`${shape.name} was refused: ${outcome.diagnostics.map((one) => one.code).join(', ')}`);
      if (outcome.rows.length === 0 && Object.keys(history).length === 0)
        throw new Error(`${shape.name}: everything was withheld`);
    });
  await plainly();
  await throughTheGate();
  const plain: number[] = [];
  const own: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    plain.push(await plainly());
    own.push(await throughTheGate());
  }
  return {
    ratios: own.map((ms, i) => ms / (plain[i] ?? ms)),
    plain: quantile(plain, 0.5),
    governed: quantile(own, 0.5),
  };
}

async function withSession(
  engine: Engine,
  folder: string,
  work: (session: EngineSession) => Promise<unknown>,
): Promise<void> {
  const session = await engine.open({ readOnly: [folder] });
  try {
    await work(session);
  } finally {
    await session.close();
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0;
