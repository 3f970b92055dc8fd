import type { Engine, EngineSession } from '@sluice/engines';
import { createLocalGate, type DomainAccess, type LocalHistory } from '@sluice/gate';
import { processorTime } from './engine-usage.ts';
import { limits, prepareVisits, type Skew, type VisitData } from './governed-data.ts';
import { forTheGate, type Shape } from './governed-shapes.ts';
import { quoted } from './visits.ts';

/** `SLUICE_BENCH_ROUNDS=1` for a first look. */
const ROUNDS = Number(process.env['SLUICE_BENCH_ROUNDS'] ?? 3);
const ROWS_PER_PERSON = 10;

export interface World extends VisitData {
  readonly folder: string;
  readonly engine: Engine;
  /** What is done before the engine may read, in both: files are unsealed. */
  readonly before?: () => Promise<void>;
}

interface Compared {
  readonly ratios: readonly number[];
  /** The same of the processor's time. */
  readonly processor: readonly number[];
  readonly plain: number;
  readonly governed: number;
  /** Statements on data in one governed run, and what weighing beside the history took of it, in milliseconds. */
  readonly statements: number;
  readonly weighing: number;
}

/** @param perPerson rows of each entity on average; 1 makes each row an entity of its own. */
export async function openWorld(
  engine: Engine,
  folder: string,
  rows: number,
  skew: Skew,
  perPerson = ROWS_PER_PERSON,
): Promise<World> {
  return { ...(await prepareVisits(engine, folder, rows, Math.round(rows / perPerson), skew)), folder, engine };
}

export function domainOf({ engine, folder, files, before }: World, onStatement = (): void => undefined): DomainAccess {
  const byEpoch = Object.fromEntries(Object.entries(files).map(([name, file]) => [`epo_${name}`, [file]]));
  return {
    open: async () => {
      await before?.();
      const session = await engine.open({ readOnly: [folder] });
      const run: EngineSession['run'] = (statement, most) => {
        if (!statement.sql.includes('json_serialize_sql')) onStatement();
        return session.run(statement, most);
      };
      return { engine: { ...session, run }, files: byEpoch, close: () => session.close() };
    },
  };
}

/** The same question through the gate and by the engine alone, turn about, in one process on the same files. */
export async function compare(world: World, shape: Shape, history: LocalHistory = {}): Promise<Compared> {
  const { engine, folder, files, snapshot } = world;
  const named = Object.entries(files).map(
    ([name, file]) => `${name} as not materialized (from read_parquet(${quoted(file)}))`,
  );
  const plainSql = `with ${named.join(', ')} ${shape.sql}`;
  const plainly = (): Promise<number> =>
    timed(() => withSession(engine, folder, (session) => session.run({ sql: plainSql }, limits)));
  let statements = 0;
  let weighing = 0;
  const domain = domainOf(world, () => void (statements += 1));
  const throughTheGate = (): Promise<number> =>
    timed(async () => {
      statements = 0;
      const gate = createLocalGate({ domain, history, elapsed: () => performance.now() });
      const outcome = await gate.run({ sql: forTheGate(shape.sql), parameters: [], snapshot });
      if (outcome.verdict === 'refused')
        throw new Error(`${shape.name} was refused: ${outcome.diagnostics.map((one) => one.code).join(', ')}`);
      if (outcome.rows.length === 0 && Object.keys(history).length === 0)
        throw new Error(`${shape.name}: everything was withheld`);
      weighing = outcome.times.history;
    });
  const worked: { readonly plain: number; readonly own: number }[] = [];
  await plainly();
  await throughTheGate();
  const plain: number[] = [];
  const own: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const began = processorTime();
    plain.push(await plainly());
    const between = processorTime();
    own.push(await throughTheGate());
    worked.push({ plain: between - began, own: processorTime() - between });
  }
  return {
    ratios: own.map((ms, i) => ms / (plain[i] ?? ms)),
    processor: worked.map((one) => one.own / Math.max(1, one.plain)),
    plain: quantile(plain, 0.5),
    governed: quantile(own, 0.5),
    statements,
    weighing,
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

export const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0;
