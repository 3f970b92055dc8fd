import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createEngine, type Engine, type EngineSession } from '@sluice/engines';
import { createLocalGate, type DomainAccess, type GrantSnapshot, type GrantedField, type Use } from '@sluice/gate';
import { computeStatistics, runner } from '@sluice/vault';
import { rowOf, type Case, type Row } from './row.ts';
import { quoted, visitFields, visitRows } from './visits.ts';

const ROWS = 20_000_000;
const PEOPLE = 2_000_000;
const ROUNDS = 7;
const GOAL_RATIO = 1.15;
const K = 10;
const EPOCH = 'epo_bench';
const limits = { deadlineMs: 600_000, maxRows: 100_000 };

/** Honest analyses, as a developer writes them; the engine alone gets the very same text. */
const questions: Readonly<Record<string, string>> = {
  'by-district': 'select district, count(*) as visits from visits group by district',
  'mean-cost': `select district, sex, avg(cost) as mean_cost from visits group by district, sex`,
  'by-month': `select date_trunc('month', visit_date) as month, district, count(*) as visits, sum(cost) as cost from visits where sex = '1' group by date_trunc('month', visit_date), district`,
};

/** Governed against plain: the same question through the gate (decide, rewrite, run, output control) and by the engine alone. */
export const governed: Case = async (say) => {
  const folder = `/dev/shm/sluice-bench-governed-${process.pid}`;
  mkdirSync(folder, { recursive: true });
  const engine = await createEngine({ sessions: 3 });
  try {
    const file = join(folder, 'visits.parquet');
    const snapshot = await prepare(engine, folder, file);
    say(`${ROWS / 1e6} M rows of ${PEOPLE / 1e6} M persons are ready`);
    const rows: Row[] = [];
    const all: number[] = [];
    for (const [name, sql] of Object.entries(questions)) {
      const measured = await compare(engine, folder, file, snapshot, sql);
      all.push(...measured.ratios);
      say(`${name}: ${measured.plain.toFixed(0)} ms plain, ${measured.governed.toFixed(0)} ms governed`);
      rows.push(
        rowOf(
          {
            id: `governed.${name}`,
            what: `governed ÷ plain, ${name}, ${ROWS / 1e6} M rows`,
            unit: '×',
            better: 'lower',
          },
          measured.ratios,
        ),
      );
    }
    rows.push(
      rowOf(
        {
          id: 'governed.median',
          what: `governed ÷ plain, median over all questions, ${ROWS / 1e6} M rows`,
          unit: '×',
          goal: GOAL_RATIO,
          better: 'lower',
        },
        all,
      ),
    );
    return rows;
  } finally {
    await engine.close();
    rmSync(folder, { recursive: true, force: true });
  }
};

async function prepare(engine: Engine, folder: string, file: string): Promise<GrantSnapshot> {
  const session = await engine.open({ readOnly: [], writable: folder });
  try {
    // The generated keys are numbered already: the ordinal is read back from the key.
    const ordinal = '((pid::bigint - 320000000000000000) // 7919)::uinteger';
    await session.run(
      {
        sql: `copy (select *, ${ordinal} as "__e_pid", (1::ubigint << (hash(pid) % 64)::ubigint) as "__b_pid"
                    from (${visitRows(ROWS, PEOPLE)})) to ${quoted(file)} (format parquet, compression zstd, row_group_size 122880)`,
      },
      limits,
    );
    const statistics = await computeStatistics(runner(session, limits.deadlineMs), [file], visitFields);
    return snapshotOf(statistics);
  } finally {
    await session.close();
  }
}

function snapshotOf(statistics: GrantSnapshot['tables'][number]['statistics']): GrantSnapshot {
  return {
    id: 'gra_bench',
    jurisdiction: 'bench',
    scenario: 'bench',
    purpose: 'bench',
    ruleVersion: 'bench',
    startsAt: '2024-01-01T00:00:00Z',
    endsAt: '2099-01-01T00:00:00Z',
    k: K,
    dominance: { p: 0.1, n: 2, share: 0.85 },
    tables: [
      {
        name: 'visits',
        title: 'visits',
        resourceId: 'res_bench',
        epochId: EPOCH,
        statistics,
        fields: visitFields.map(granted),
      },
    ],
    clauses: { scope: 'bench', purpose: 'bench', disclosure: 'bench' },
  };
}

const granted = (field: (typeof visitFields)[number]): GrantedField =>
  ({ ...field, uses: usesOf(field) }) as GrantedField;

function usesOf({ role, measure, levels }: (typeof visitFields)[number]): readonly Use[] {
  if (role === 'direct-identifier') return [];
  if (role === 'entity-key') return ['join', 'count-distinct'];
  return [...(levels ? (['group', 'filter'] as const) : []), ...(measure ? (['sum', 'moment2'] as const) : [])];
}

interface Compared {
  readonly ratios: readonly number[];
  readonly plain: number;
  readonly governed: number;
}

async function compare(
  engine: Engine,
  folder: string,
  file: string,
  snapshot: GrantSnapshot,
  sql: string,
): Promise<Compared> {
  const domain: DomainAccess = {
    open: async () => {
      const session = await engine.open({ readOnly: [folder] });
      return { engine: session, files: { [EPOCH]: [file] }, close: () => session.close() };
    },
  };
  const plainSql = sql.replace('from visits', `from read_parquet(${quoted(file)})`);
  const plainly = (): Promise<number> =>
    timed(async () => withSession(engine, folder, (session) => session.run({ sql: plainSql }, limits)));
  const throughTheGate = (): Promise<number> =>
    timed(async () => {
      // A gate without history: what repeated releases cost is a figure of its own.
      const outcome = await createLocalGate({ domain }).run({ sql, parameters: [], snapshot });
      if (outcome.verdict === 'refused')
        throw new Error(`refused: ${outcome.diagnostics.map((one) => one.code).join(', ')}`);
      if (outcome.rows.length === 0) throw new Error('everything was withheld');
    });
  await plainly();
  await throughTheGate();
  const plain: number[] = [];
  const own: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    plain.push(await plainly());
    own.push(await throughTheGate());
  }
  return { ratios: own.map((ms, i) => ms / (plain[i] ?? ms)), plain: median(plain), governed: median(own) };
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

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
