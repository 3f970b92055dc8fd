import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { stray } from './mutant.ts';

it('PLT-07 every mutant of `npm run mutate:gate` still fits its source', () => {
  expect(stray()).toEqual([]);
});

it('PLT-07 each rule that is broken in the source is noticed by a case', () => {
  const run = spawnSync(process.execPath, [join(import.meta.dirname, 'mutate-rules.ts'), '--quick'], {
    encoding: 'utf8',
    timeout: 120_000,
  });
  expect(run.status, run.stdout + run.stderr).toBe(0);
  expect(run.stdout).toMatch(/^1[5-9] rules, 0 mutants survived$/m);
}, 150_000);
