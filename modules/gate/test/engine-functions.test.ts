import { createEngine } from '@sluice/engines';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { compileProgram } from '../src/compile-program.ts';
import { sampleGrant } from './sample-grant.ts';

/** What the engine calls its functions; only a session that may write is told. */
async function functionNames(): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-functions-'));
  const engine = await createEngine({ isolation: 'process' });
  const session = await engine.open({ readOnly: [], writable: folder });
  const { rows } = await session.run(
    { sql: 'select distinct function_name from duckdb_functions()' },
    { deadlineMs: 30_000, maxRows: 10_000 },
  );
  await session.close();
  await engine.close();
  await rm(folder, { recursive: true });
  return rows.map(([name]) => String(name));
}

/** What the language itself has, by the place where it may stand. */
const inSelect = new Set(['count', 'sum', 'avg', 'variance', 'var_samp', 'stddev', 'stddev_samp']);
const overReleased = new Set(['abs', 'ceil', 'ceiling', 'floor', 'round', 'coalesce', 'greatest', 'least', 'nullif']);
const inWhere = new Set(['starts_with']);

const quotedName = (name: string): string => `"${name.replaceAll('"', '""')}"`;

it('ENV-02 refuses every function of the engine’s catalogue that is not the language’s own, wherever it stands', async () => {
  const names = await functionNames();
  expect(names.length).toBeGreaterThan(500);
  const accepted = (sql: string): boolean => {
    const verdict = compileProgram(sql, [], sampleGrant);
    if (verdict.verdict === 'refused')
      for (const { code, place } of verdict.diagnostics.map((item) => ({ code: item.code, place: item.line })))
        expect([code.startsWith('gate.'), place > 0], sql).toEqual([true, true]);
    return verdict.verdict === 'accepted';
  };
  const passed = (shape: (call: string) => string): readonly string[] =>
    names.filter((name) => accepted(shape(quotedName(name)))).toSorted();
  const within = (allowed: ReadonlySet<string>, found: readonly string[]) =>
    expect(found.filter((name) => !allowed.has(name))).toEqual([]);
  within(
    inSelect,
    passed((name) => `select ${name}(cost) from visits`),
  );
  within(
    new Set(),
    passed((name) => `select ${name}(person_name) from visits`),
  );
  within(
    new Set(),
    passed((name) => `select ${name}(person_id), count(*) from visits group by 1`),
  );
  within(
    inWhere,
    passed((name) => `select count(*) from visits where ${name}(district, 'A')`),
  );
  within(
    new Set(),
    passed((name) => `select count(*) from visits where ${name}(disease) = 'B20'`),
  );
  within(
    new Set(),
    passed((name) => `select * from ${name}('select person_name from visits')`),
  );
  within(
    overReleased,
    passed((name) => `select ${name}(count(*)) from visits`),
  );
  within(
    inSelect,
    passed((name) => `select avg(x) from (select person_id, ${name}(cost) as x from visits group by 1) t`),
  );
}, 60_000);
