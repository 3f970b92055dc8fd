import fc from 'fast-check';
import { createHash, randomInt } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createProgramChecker, type Difference } from './program-check.ts';
import { anyProgram } from './program-generator.ts';

const usage = `npm run fuzz -- [--runs 100000] [--seed N] [--state FILE] [--fresh]

  Generated programs against the reference interpreter. What was done is kept in the state file (var/fuzz-gate.json), and
  the next start goes on from there; --fresh, or another seed, begins anew. Ends with 1 at the first program that engine
  and interpreter do not agree on, made as small as it gets.
`;

/** Programs between two notes of what was done. */
const BLOCK = 500;

interface State {
  readonly seed: number;
  blocks: number;
  programs: number;
  cells: number;
  rows: number;
  seconds: number;
  found: Difference | null;
}

const seedOfBlock = (seed: number, block: number): number =>
  createHash('sha256').update(`${seed}:${block}`).digest().readInt32BE(0);

function readState(file: string, seed: number | undefined, fresh: boolean): State {
  const before = existsSync(file) && !fresh ? (JSON.parse(readFileSync(file, 'utf8')) as State) : undefined;
  if (before && before.found === null && (seed === undefined || before.seed === seed)) return before;
  return { seed: seed ?? randomInt(2 ** 31), blocks: 0, programs: 0, cells: 0, rows: 0, seconds: 0, found: null };
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '100000' },
      seed: { type: 'string' },
      state: { type: 'string', default: 'var/fuzz-gate.json' },
      fresh: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  const file = resolve(values.state);
  const wanted = Number(values.runs);
  const state = readState(file, values.seed === undefined ? undefined : Number(values.seed), values.fresh);
  mkdirSync(dirname(file), { recursive: true });
  process.stdout.write(`seed ${state.seed}, ${state.programs} of ${wanted} programs are done\n`);
  let checker = await createProgramChecker();
  try {
    while (state.programs < wanted && state.found === null) {
      const began = performance.now();
      let before = { ...checker.counts };
      const options = {
        seed: seedOfBlock(state.seed, state.blocks),
        numRuns: Math.min(BLOCK, wanted - state.programs),
      };
      let found = await checker.check(fc.sample(anyProgram, options));
      if (found) {
        // An engine that a machine under load had killed is no disagreement: the block counts with engines of its own.
        process.stdout.write(`once more, because of ${found.why.slice(0, 80)}\n`);
        await checker.close();
        checker = await createProgramChecker();
        before = { ...checker.counts };
        found = await checker.check(fc.sample(anyProgram, options));
      }
      state.found = found && (await smallest(checker, options, found));
      state.blocks += 1;
      state.programs += checker.counts.programs - before.programs;
      state.cells += checker.counts.cells - before.cells;
      state.rows += checker.counts.rows - before.rows;
      state.seconds += (performance.now() - began) / 1000;
      writeFileSync(file, `${JSON.stringify(state)}\n`);
      if (state.blocks % 10 === 0) process.stdout.write(`${state.programs} programs, ${Math.round(state.seconds)} s\n`);
    }
  } finally {
    await checker.close();
  }
  process.stdout.write(
    `\n${state.programs} programs with seed ${state.seed} in ${Math.round(state.seconds)} s: ${state.cells} cells, ${state.rows} rows released, ` +
      `${state.found ? `NO AGREEMENT on\n  ${state.found.sql}\n  ${state.found.why}` : 'engine and interpreter agree on all'}\n`,
  );
  return state.found ? 1 : 0;
}

/** The failing block once more, one after the other, so that its program can be made smaller. */
async function smallest(
  checker: Awaited<ReturnType<typeof createProgramChecker>>,
  options: { readonly seed: number; readonly numRuns: number },
  found: Difference,
): Promise<Difference> {
  let last = found;
  await fc.check(
    fc.asyncProperty(anyProgram, async (sql) => {
      const difference = await checker.check([sql]);
      if (difference) last = difference;
      return difference === null;
    }),
    options,
  );
  return last;
}

process.exitCode = await main();
