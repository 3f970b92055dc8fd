import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { goldenPrograms } from '../../test/golden-programs.ts';
import { createSampleDomain, type SampleDomain } from '../../test/sample-domain.ts';
import { sampleGrant } from '../../test/sample-grant.ts';
import { askTrino, literal, withParameters } from '../../test/trino-client.ts';
import { compileProgram } from '../compile-program.ts';
import { dialects } from './dialect.ts';
import { printRelease } from './print-release.ts';
import { toPositional } from './trino.ts';

/** A Trino server with the connector `memory`; without one statements for Trino are printed, and this says so. */
const url = process.env['TRINO_URL'];

const types = {
  text: 'varchar',
  integer: 'bigint',
  decimal: 'double',
  boolean: 'boolean',
  date: 'date',
  timestamp: 'timestamp',
} as const;

describe('Trino over HTTP', () => {
  it('ENV-02 pages are read to the end, and an error is said', async () => {
    const pages: Record<string, object> = {
      '/v1/statement': { data: [[1]], nextUri: '/2' },
      '/2': { data: [[2], [3]], nextUri: '/3' },
      '/3': {},
    };
    const server = await serve((path, body) =>
      body === 'bad' ? { error: { message: 'line 1: bad' } } : (pages[path] ?? {}),
    );
    const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect(await askTrino(at, 'select 1')).toEqual([[1], [2], [3]]);
    await expect(askTrino(at, 'bad')).rejects.toThrow('line 1: bad');
    server.close();
  });

  it('ENV-02 values are bound apart from the text', () => {
    const printed = toPositional({ sql: 'select $2, $1', params: ["it's", 3] });
    expect(withParameters(printed)).toBe("execute immediate 'select ?, ?' using 3, 'it''s'");
  });
});

function serve(answer: (path: string, body: string) => object): Promise<Server> {
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const page = answer(request.url ?? '', Buffer.concat(parts).toString()) as { nextUri?: string };
      const host = `http://${request.headers.host ?? ''}`;
      response.end(JSON.stringify(page.nextUri === undefined ? page : { ...page, nextUri: host + page.nextUri }));
    });
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

const printable = Object.entries(goldenPrograms).filter(([, sql]) => !/percentile/.test(sql));

const standing = url === undefined ? 'TRINO_URL is not set: printed only' : `TRINO_URL is set: run on ${url}`;

it('every program is printed for Trino; whether they ran is said', () => {
  process.stdout.write(`\nTrino: ${printable.length} programs, ${standing}\n`);
  for (const [name, sql] of printable) expect(trinoSql(sql).sql, name).not.toContain('$');
});
for (const server of url === undefined ? [] : [url]) runOnTrino(server);

function trinoSql(sql: string) {
  const verdict = compileProgram(sql, [], sampleGrant);
  if (verdict.verdict === 'refused') throw new Error(verdict.diagnostics.map((item) => item.code).join());
  return toPositional(printRelease(verdict.ir.input, dialects.trino));
}

/** The golden programs on a real server, beside the answers of DuckDB to the same rows. */
function runOnTrino(server: string): void {
  let sample: SampleDomain;
  beforeAll(async () => {
    sample = await createSampleDomain(100);
    for (const table of sampleGrant.tables) {
      const columns = [
        ...table.fields.map((field) => ({ name: field.name, type: types[field.type] as string })),
        ...table.statistics.entities.flatMap((key) =>
          [key.ordinal, key.bucket].map((name) => ({ name, type: 'bigint' })),
        ),
      ];
      const rows = await sample.reference(`select ${columns.map(({ name }) => name).join(', ')} from ${table.name}`);
      const cast = columns.map(({ name, type }) => `cast(${name} as ${type}) as ${name}`);
      const values = rows.map((row) => `(${row.map((value) => literal(signed(value))).join(', ')})`);
      const names = columns.map(({ name }) => name);
      await askTrino(server, `drop table if exists ${table.name}`);
      await askTrino(
        server,
        `create table ${table.name} as select ${cast.join(', ')} from (values ${values.join(', ')}) as t(${names.join(', ')})`,
      );
    }
  }, 120_000);
  afterAll(() => sample.close());

  it.each(printable)('ENV-02 gives the same cells on Trino: %s', async (_name, sql) => {
    const verdict = compileProgram(sql, [], sampleGrant);
    if (verdict.verdict === 'refused') throw new Error('refused');
    const session = await sample.domain.open([]);
    const names = sampleGrant.tables.map(
      (table) => `${table.name} as (select * from read_parquet('${session.files[table.epochId]?.[0] ?? ''}'))`,
    );
    const { printed } = verdict;
    const expected = await session.engine.run(
      { sql: `with ${names.join(', ')} ${printed.duckdb.sql}`, params: printed.duckdb.params },
      { deadlineMs: 30_000, maxRows: 100_000 },
    );
    await session.close();
    expect(said(await askTrino(server, withParameters(trinoSql(sql))))).toEqual(said(expected.rows));
  });
}

/** Masks are unsigned in the files and keep their bits. */
const signed = (value: unknown) =>
  typeof value === 'bigint' ? BigInt.asIntN(64, value) : (value as string | number | boolean | null);

const said = (rows: readonly (readonly unknown[])[]): readonly string[] =>
  rows
    .map((row) =>
      JSON.stringify(
        row.map((value) => {
          const number = typeof value === 'bigint' || typeof value === 'string' ? Number(value) : value;
          return typeof number === 'number' && Number.isFinite(number) ? Number(number.toPrecision(9)) : value;
        }),
      ),
    )
    .toSorted();
