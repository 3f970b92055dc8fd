import { connect, type Connection } from '@sluice/database';
import { createTestDatabase, type TestDatabase } from '@sluice/testkit';
import { CompiledQuery } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { goldenPrograms } from '../../test/golden-programs.ts';
import { createSampleDomain, type SampleDomain } from '../../test/sample-domain.ts';
import { sampleGrant } from '../../test/sample-grant.ts';
import { compileProgram } from '../compile-program.ts';
import type { Program } from '../ir/relation.ts';
import { readCells } from '../release/cells.ts';
import { dialects } from './dialect.ts';
import { printDominanceProbe, printEntityProbe } from './print-probe.ts';
import { printRelease } from './print-release.ts';
import type { PrintedSql } from '../program-types.ts';

let database: TestDatabase;
let owner: Connection;
let sample: SampleDomain;

const types = {
  text: 'text',
  integer: 'bigint',
  decimal: 'double precision',
  boolean: 'boolean',
  date: 'date',
  timestamp: 'timestamp',
};

beforeAll(async () => {
  [database, sample] = await Promise.all([createTestDatabase(), createSampleDomain(300)]);
  owner = connect({ url: database.ownerUrl, max: 2 });
  for (const table of sampleGrant.tables) {
    const keys = table.statistics.entities.flatMap((key) => [key.ordinal, key.bucket]);
    const columns = [
      ...table.fields.map((field) => ({ name: field.name, type: types[field.type] })),
      ...keys.map((name) => ({ name, type: 'bigint' })),
    ];
    const list = columns.map(({ name }) => name).join(', ');
    const rows = await sample.reference(`select ${list} from ${table.name}`);
    await onPostgres({
      sql: `create table public.${table.name} (${columns.map(({ name, type }) => `${name} ${type}`).join(', ')})`,
      params: [],
    });
    const json = rows.map((row) => Object.fromEntries(columns.map(({ name }, i) => [name, plain(row[i])])));
    await onPostgres({
      sql: `insert into public.${table.name} select * from json_populate_recordset(null::public.${table.name}, $1::json)`,
      params: [JSON.stringify(json)],
    });
  }
});
afterAll(async () => {
  await owner.close();
  await Promise.all([database.close(), sample.close()]);
});

/** PostgreSQL has no unsigned integers: a mask keeps its bits. */
const plain = (value: unknown): unknown => (typeof value === 'bigint' ? BigInt.asIntN(64, value).toString() : value);

/** The driver gives values by name, and several columns of a probe may have one. */
async function byPosition(printed: PrintedSql, width: number): Promise<readonly (readonly unknown[])[]> {
  const names = Array.from({ length: width }, (_, i) => `v${i}`).join(', ');
  return onPostgres({ ...printed, sql: `select * from (${printed.sql}) as probe(${names})` });
}

async function onPostgres(printed: PrintedSql): Promise<readonly (readonly unknown[])[]> {
  const { rows } = await owner.q.executeQuery(CompiledQuery.raw(printed.sql, [...printed.params]));
  return rows.map((row) => Object.values(row as Record<string, unknown>));
}

async function onDuckdb(printed: PrintedSql): Promise<readonly (readonly unknown[])[]> {
  const session = await sample.domain.open([]);
  try {
    const names = sampleGrant.tables.map(
      (table) => `${table.name} as (select * from read_parquet('${session.files[table.epochId]?.[0] ?? ''}'))`,
    );
    const limits = { deadlineMs: 30_000, maxRows: 100_000 };
    const result = await session.engine.run(
      { sql: `with ${names.join(', ')} ${printed.sql}`, params: printed.params },
      limits,
    );
    return result.rows;
  } finally {
    await session.close();
  }
}

/** What cells say, whatever engine computed them: dates as texts, figures to nine digits. */
function said(program: Program, rows: readonly (readonly unknown[])[]): readonly string[] {
  const release = program.input;
  const printed = printRelease(release, dialects.duckdb);
  const cells = readCells(release, printed, {
    columns: [],
    rows: rows.map((row) => row.map((value) => (value instanceof Date ? localDay(value) : value)) as never),
    truncated: false,
  });
  return cells
    .map((cell) => {
      const figures = printed.columns.flatMap(({ at: _at, ...column }) =>
        column.kind === 'dimension' || column.kind === 'aggregate' ? [] : [cell.figure(column)],
      );
      return JSON.stringify([cell.key, ...[...cell.aggregates.values(), ...figures].map(rounded)]);
    })
    .toSorted();
}

const localDay = (date: Date): string =>
  [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
const rounded = (value: unknown): unknown => (typeof value === 'number' ? Number(value.toPrecision(9)) : value);
const numbers = (rows: readonly (readonly unknown[])[]): readonly string[] =>
  rows
    .map((row) => JSON.stringify(row.map((value) => (value instanceof Date ? localDay(value) : roundedText(value)))))
    .toSorted();
const roundedText = (value: unknown): unknown => {
  const number = typeof value === 'bigint' || typeof value === 'string' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? rounded(number) : value;
};

describe.each(Object.entries(goldenPrograms))('%s', (_name, sql) => {
  const verdict = compileProgram(sql, [], sampleGrant);
  if (verdict.verdict === 'refused') throw new Error(verdict.diagnostics.map((item) => item.code).join());
  const release = verdict.ir.input;

  it('ENV-02 gives the same cells on both engines', async () => {
    const duckdb = said(verdict.ir, await onDuckdb(verdict.printed.duckdb));
    expect(said(verdict.ir, await onPostgres(verdict.printed.postgres))).toEqual(duckdb);
    expect(duckdb.length).toBeGreaterThan(0);
  });

  it('ENV-05 counts and weighs entities alike on both engines', async () => {
    const counted = release.checks.filter((check) => check.check === 'entities' || check.check === 'difference');
    const [duckdb, postgres] = [dialects.duckdb, dialects.postgres].map((dialect) => [
      printEntityProbe(release, counted, null, dialect),
      ...release.checks.flatMap((check) =>
        check.check === 'dominance' ? [printDominanceProbe(release, check, null, dialect)] : [],
      ),
    ]);
    for (const [i, statement] of (duckdb ?? []).entries()) {
      const other = postgres?.[i];
      const rows = await onDuckdb(statement);
      expect(other && numbers(await byPosition(other, rows[0]?.length ?? 0))).toEqual(numbers(rows));
    }
  });
});
