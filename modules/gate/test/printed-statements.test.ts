import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileProgram } from '../src/compile-program.ts';
import type { DomainSession } from '../src/domain-access.ts';
import type { Release } from '../src/ir/relation.ts';
import { dialects } from '../src/print/dialect.ts';
import { printAtoms } from '../src/print/print-atoms.ts';
import type { Accepted } from '../src/program-types.ts';
import { familiesOf } from '../src/release/families-of.ts';
import { spineRows } from '../src/release/support-family.ts';
import { namedIn, serializeStatement } from '../src/run/check-printed.ts';
import { columnsOfRelease } from '../src/run/columns-of-family.ts';
import { tablesOf } from '../src/run/domain-tables.ts';
import { attackClasses } from './attack-corpus.ts';
import { goldenPrograms } from './golden-programs.ts';
import { anyProgram, parametersOf } from './program-generator.ts';
import { createSampleDomain, type SampleDomain } from './sample-domain.ts';
import { sampleGrant } from './sample-grant.ts';

const RUNS = 100;
const limits = { deadlineMs: 30_000, maxRows: 10 };

let sample: SampleDomain;
let session: DomainSession;
beforeAll(async () => {
  sample = await createSampleDomain(10, 1);
  session = await sample.domain.open([]);
});
afterAll(async () => {
  await session.close();
  await sample.close();
});

type Tree = Readonly<Record<string, unknown>>;
const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);

function* nodes(value: unknown): Generator<Tree> {
  if (Array.isArray(value)) for (const item of value) yield* nodes(item);
  if (!isTree(value)) return;
  yield value;
  yield* nodes(Object.values(value));
}

/** Constants that the printer itself writes: units of dates. Everything that a program or the data says is a parameter. */
const OWN_TEXTS = new Set(['month', 'quarter', 'year', 'day']);

function textsIn(tree: unknown): readonly string[] {
  return [...nodes(tree)]
    .filter((item) => item['class'] === 'CONSTANT' && isTree(item['value']))
    .map((item) => (item['value'] as Tree)['value'])
    .filter((value) => typeof value === 'string');
}

async function compare(sql: string, program: Accepted): Promise<void> {
  const { printed, ir } = program;
  const release: Release = ir.input;
  const answer = await session.engine.run(serializeStatement(printed.duckdb), limits);
  const serialized = String(answer.rows[0]?.[0]);
  const named = namedIn(serialized);
  const tree = JSON.parse(serialized) as Tree;
  const { dimensions, input } = release.input.input;
  expect([...(named?.tables ?? [])].toSorted(), sql).toEqual([...tablesOf(input).keys()].toSorted());
  const physical = (name: string): boolean =>
    name.includes('.__') || /^(?:@\.)?[a-z]\d*$|\.x[0-9a-f]{10}$|^x[0-9a-f]{10}$/.test(name);
  const read = [...(named?.columns ?? [])].filter((name) => !physical(name));
  const known = new Set(columnsOfRelease(release));
  expect(
    read.filter((name) => !known.has(name)),
    sql,
  ).toEqual([]);
  const [select] = [...nodes(tree)].filter((item) => item['type'] === 'SELECT_NODE');
  expect(select?.['group_expressions'], sql).toHaveLength(dimensions.length);
  const joins = [...nodes(tree)].filter((item) => item['type'] === 'JOIN' && typeof item['join_type'] === 'string');
  if (!release.input.per)
    expect(joins.map((item) => String(item['join_type']).toLowerCase()).toSorted(), sql).toEqual(
      spineRows(input)
        .sides.map((side) => side.kind)
        .toSorted(),
    );
  expect(
    textsIn(tree).filter((text) => !OWN_TEXTS.has(text)),
    sql,
  ).toEqual([]);
  const parameters = [...nodes(tree)].filter((item) => item['class'] === 'PARAMETER');
  const numbers = new Set(parameters.map((item) => Number(item['identifier'])));
  expect(
    [...numbers].toSorted((a, b) => a - b),
    sql,
  ).toEqual(printed.duckdb.params.map((_, i) => i + 1));
}

const branchesOf = (program: Accepted): readonly Accepted[] => program.union?.branches ?? [program];

describe('what the engine’s own parser reads from a printed statement', () => {
  it('ENV-02 is the tree: its tables, columns, groups and joins, every value a parameter', async () => {
    const twins = attackClasses.flatMap((item) => item.cases.map((one) => one.twin));
    const texts = [...Object.values(goldenPrograms), ...twins, ...fc.sample(anyProgram, { numRuns: RUNS, seed: 11 })];
    let compared = 0;
    for (const sql of texts) {
      const verdict = compileProgram(sql, parametersOf(sql), sampleGrant);
      if (verdict.verdict === 'refused') throw new Error(`${sql}: ${verdict.diagnostics[0]?.code ?? ''}`);
      for (const branch of branchesOf(verdict)) {
        await compare(sql, branch);
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(280);
  }, 60_000);

  it('ENV-02 is read where a history asks about thousands of cells at once', async () => {
    const verdict = compileProgram('select district, count(*) from visits group by 1', [], sampleGrant);
    if (verdict.verdict === 'refused') throw new Error('refused');
    const [family] = familiesOf(verdict.ir.input, []);
    const [key] = family?.keys ?? [];
    if (!family || !key) throw new Error('a release shows no support');
    const terms = Array.from({ length: 3_000 }, (_, i) => ({ family: 0, key: [`d${i}`], factor: 1 }));
    for (const where of [[terms], terms.map((term) => [term])]) {
      const printed = printAtoms({ families: [family], key, sample: 1, where, most: 10 }, dialects.duckdb);
      const answer = await session.engine.run(serializeStatement(printed ?? { sql: '', params: [] }), limits);
      expect(namedIn(String(answer.rows[0]?.[0]))?.tables).toEqual(new Set(['visits']));
    }
  });
});
