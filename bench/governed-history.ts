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
    if (shape) rows.push(await besideReleases(world, shape, releases, history, say));
  }
  const history = repeated(known, RELEASES);
  for (const shape of shapes.filter(({ name }) => ASKED_NOW.includes(name)))
    rows.push(await besideReleases(world, { ...shape, sql: forTheGate(shape.sql) }, RELEASES, history, say));
  return [...rows, ...(await compareSealed(world, history, say))];
}

async function besideReleases(
  world: World,
  shape: (typeof shapes)[number],
  releases: number,
  history: LocalHistory,
  say: (line: string) => void,
): Promise<Row> {
  const { ratios, plain, governed: own } = await compare(world, shape, history);
  say(`${shape.name} beside ${releases} releases: ${plain.toFixed(0)} ms plain, ${own.toFixed(0)} ms governed`);
  return rowOf(
    {
      id: `governed.history.${releases}.${shape.name}`,
      what: `governed ÷ plain beside ${releases} releases, ${shape.name}`,
      unit: '×',
      better: 'lower',
    },
    ratios,
  );
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
