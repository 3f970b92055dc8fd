import { randomInt } from 'node:crypto';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));

/** Programs of a long run; `npm test` takes 2,000 with a fixed seed. */
const RUNS = 100_000;

/**
 * Generated programs against the reference interpreter, many and with a fresh seed: `npm run fuzz [runs] [seed]`. The
 * seed is printed first, and the program that fails with it last.
 */
const [runs = String(RUNS), seed = String(randomInt(2 ** 31))] = process.argv.slice(2);
process.stdout.write(`${runs} programs, seed ${seed}\n`);
const child = spawn(
  process.execPath,
  ['node_modules/vitest/vitest.mjs', 'run', '--project', 'unit', 'modules/gate/test/generated-programs.test.ts'],
  { cwd: root, stdio: 'inherit', env: { ...process.env, SLUICE_FUZZ_RUNS: runs, SLUICE_FUZZ_SEED: seed } },
);
child.on('close', (code) => {
  process.exitCode = code ?? 1;
});
