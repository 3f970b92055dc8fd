import { createLocalGate, type LocalHistory } from '@sluice/gate';
import { compareSealed } from './governed-sealed.ts';
import { compare, domainOf, type World } from './governed-compare.ts';
import { forTheGate, shapes } from './governed-shapes.ts';
import { rowOf, type Row } from './row.ts';

const RELEASES = 10_000;
const month = "date_trunc('month', visit_date)";
const by = (...columns: readonly string[]): string =>
  `select ${columns.map((column, i) => `${column} as d${i}`).join(', ')}, count(*) as n from visits group by ${columns.join(', ')}`;

/**
 * What was asked before: tables of the offices that use the data, of up to some thousand cells. Answers that follow from
 * others weigh nothing, so that a long history of a few products is what a city has.
 */
const ASKED_BEFORE = [
  by('sex'),
  by('district'),
  by('district', 'sex'),
  by('hospital'),
  by('hospital', 'district'),
  by('floor(age / 10) * 10', 'sex'),
  by('left(icd, 1)', 'district'),
  by(month, 'district'),
];
/** Questions that meet it: parts of tables that are out, and tables that nobody has asked for. */
const ASKED_NOW = ['filter-1', 'filter-5', 'filter-10', 'filter-50', 'groups-32', 'groups-120', 'groups-2880'];

/** The same beside 10,000 releases, and what an answer takes as they grow. */
export async function compareBesideHistory(world: World, say: (line: string) => void): Promise<readonly Row[]> {
  const gate = createLocalGate({ domain: domainOf(world) });
  const rows: Row[] = [];
  for (const sql of ASKED_BEFORE) {
    const began = performance.now();
    const outcome = await gate.run({ sql, parameters: [], snapshot: world.snapshot });
    const cells = outcome.verdict === 'released' ? outcome.counts : null;
    say(
      `${(performance.now() - began).toFixed(0)} ms for ${cells?.cells ?? 0} cells beside ${supports(gate.history())} supports, ${cells?.withheldBesideHistory ?? 0} of them stay`,
    );
  }
  const known = gate.history();
  for (const releases of [0, 100, RELEASES]) {
    const history = releases === 0 ? {} : repeated(known, releases);
    const [shape] = shapes.filter(({ name }) => name === 'filter-10');
    if (shape) rows.push((await compareBeside(world, shape, releases, history, say)).row);
  }
  const history = repeated(known, RELEASES);
  const scans: number[] = [];
  const shares: number[] = [];
  for (const shape of shapes.filter(({ name }) => ASKED_NOW.includes(name))) {
    const asked = { ...shape, sql: forTheGate(shape.sql) };
    const alone = await statementsAlone(world, asked.sql);
    const beside = await compareBeside(world, asked, RELEASES, history, say);
    rows.push(beside.row);
    scans.push(Math.max(0, beside.statements - alone));
    if (beside.statements > alone) shares.push(beside.weighing / (beside.statements - alone) / beside.plain);
  }
  const figure = { unit: '', better: 'lower' } as const;
  const over = `beside ${RELEASES} releases, ${ASKED_NOW.length} questions`;
  rows.push(
    rowOf(
      { ...figure, id: 'governed.history.candidates', what: `scans for candidates ${over}, most of one`, goal: 5 },
      [Math.max(...scans)],
    ),
    rowOf({ ...figure, id: 'governed.history.candidates.median', what: `scans for candidates ${over}, median` }, scans),
    rowOf(
      { ...figure, id: 'governed.history.scan', what: `weighing ÷ (scans × plain query) ${over}, median`, goal: 1 },
      shares.length === 0 ? [0] : shares,
    ),
  );
  return [...rows, ...(await compareSealed(world, history, say))];
}

/** Statements that the question takes by itself. */
async function statementsAlone(world: World, sql: string): Promise<number> {
  let statements = 0;
  const gate = createLocalGate({ domain: domainOf(world, () => void (statements += 1)) });
  await gate.run({ sql, parameters: [], snapshot: world.snapshot });
  return statements;
}

async function compareBeside(
  world: World,
  shape: (typeof shapes)[number],
  releases: number,
  history: LocalHistory,
  say: (line: string) => void,
): Promise<{ readonly row: Row; readonly statements: number; readonly weighing: number; readonly plain: number }> {
  const { ratios, plain, governed: own, statements, weighing } = await compare(world, shape, history);
  say(
    `${shape.name} beside ${releases} releases: ${plain.toFixed(0)} ms plain, ${own.toFixed(0)} ms governed, ${weighing.toFixed(0)} ms of it weighing, ${statements} statements`,
  );
  const row = rowOf(
    {
      id: `governed.history.${releases}.${shape.name}`,
      what: `governed ÷ plain beside ${releases} releases, ${shape.name}`,
      unit: '×',
      better: 'lower',
    },
    ratios,
  );
  return { row, statements, weighing, plain };
}

const supports = (history: LocalHistory): number =>
  Object.values(history)
    .flat()
    .reduce((sum, family) => sum + family.cells.length, 0);

function repeated(history: LocalHistory, releases: number): LocalHistory {
  return Object.fromEntries(
    Object.entries(history).map(([id, families]) => [
      id,
      families.length === 0 ? [] : Array.from({ length: Math.ceil(releases / families.length) }, () => families).flat(),
    ]),
  );
}
