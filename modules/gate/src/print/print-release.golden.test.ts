import { join } from 'node:path';
import { expect, it } from 'vitest';
import { goldenPrograms } from '../../test/golden-programs.ts';
import { sampleGrant } from '../../test/sample-grant.ts';
import { compileProgram } from '../compile-program.ts';
import { dialects } from './dialect.ts';
import { printRelease } from './print-release.ts';
import { toPositional } from './trino.ts';

it.each(Object.entries(goldenPrograms))('prints %s for each engine', async (name, sql) => {
  const verdict = compileProgram(sql, [], sampleGrant);
  if (verdict.verdict === 'refused') throw new Error(verdict.diagnostics.map((item) => item.code).join());
  // Trino has no exact quantile: what an engine cannot do is not printed for it.
  const trino = /percentile/.test(sql) ? {} : { trino: toPositional(printRelease(verdict.ir.input, dialects.trino)) };
  const printed = { ...verdict.printed, ...trino };
  const lines = Object.entries(printed).map(
    ([engine, statement]) => `-- ${engine} ${JSON.stringify(statement.params)}\n${statement.sql};\n`,
  );
  await expect(`-- ${sql}\n\n${lines.join('\n')}`).toMatchFileSnapshot(
    join(import.meta.dirname, '../../cases/golden', `${name}.sql`),
  );
});
