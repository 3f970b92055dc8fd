import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { compileProgram } from '../src/compile-program.ts';
import type { GrantSnapshot, Use } from '../src/grant-snapshot.ts';
import { createProgramChecker, type ProgramChecker } from './program-check.ts';
import { anyProgram, parametersOf, program, twoLevels } from './program-generator.ts';
import { sampleGrant, visits } from './sample-grant.ts';

/** `npm run fuzz` takes many more in the sandbox, with a fresh seed. */
const RUNS = 2_000;
const IN_THE_SANDBOX = 150;
const SEED = 20261122;

const programs = fc.sample(anyProgram, { numRuns: RUNS, seed: SEED });
const checkers: ProgramChecker[] = [];
afterAll(() => Promise.all(checkers.map((checker) => checker.close())));

/** What gate and interpreter do not agree on; null where they agree on all. */
async function differenceIn(engine: 'sandboxed' | 'bare', some: readonly string[]) {
  const checker = await createProgramChecker(engine);
  checkers.push(checker);
  const found = await checker.check(some);
  return { found, compared: checker.counts.programs };
}

describe('generated programs', () => {
  it('PLT-07 the sandboxed engine answers what the reference interpreter says, withheld cells included', async () => {
    const some = programs.slice(0, IN_THE_SANDBOX);
    expect(await differenceIn('sandboxed', some)).toEqual({ found: null, compared: IN_THE_SANDBOX });
  }, 120_000);

  it('PLT-07 so do all others, on the same engine without its sandbox', async () => {
    const others = programs.slice(IN_THE_SANDBOX);
    expect(await differenceIn('bare', others)).toEqual({ found: null, compared: RUNS - IN_THE_SANDBOX });
  }, 300_000);

  it('PLT-07 taking a right away never makes a refused program acceptable', () => {
    const uses = visits.fields.flatMap((field) => field.uses.map((use) => ({ field: field.name, use: use as Use })));
    const found = fc.check(
      fc.property(fc.oneof(program, twoLevels), fc.subarray(uses), fc.subarray(uses), (sql, first, second) => {
        const less = without(sampleGrant, first);
        const least = without(less, second);
        const verdict = (grant: GrantSnapshot) => compileProgram(sql, parametersOf(sql), grant).verdict;
        return verdict(less) === 'accepted' || verdict(least) === 'refused';
      }),
      { numRuns: 300, seed: 20261122 },
    );
    expect(found).toMatchObject({ failed: false });
  }, 60_000);

  it('PLT-07 refuses or fails on arbitrary text without repeating a value of the data', () => {
    const words = fc.constantFrom(
      'select',
      'from',
      'visits',
      'where',
      'group by',
      'person_id',
      'cost',
      'count(*)',
      '(',
      ')',
      "'x'",
      '=',
      ',',
      'and',
      'case',
      'over',
      '*',
      '1',
      ':p',
      '中文',
      '"',
      '$1',
      'join',
      'union',
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 14 }), (parts) => {
        expect(['accepted', 'refused']).toContain(compileProgram(parts.join(' '), [], sampleGrant).verdict);
      }),
      { numRuns: 1000, seed: 20261122 },
    );
  });
});

function without(
  snapshot: GrantSnapshot,
  taken: readonly { readonly field: string; readonly use: Use }[],
): GrantSnapshot {
  const tablesLeft = snapshot.tables.map((table) => ({
    ...table,
    fields: table.fields.map((field) => ({
      ...field,
      uses: field.uses.filter((use) => !taken.some((item) => item.field === field.name && item.use === use)),
    })),
  }));
  return { ...snapshot, tables: tablesLeft };
}
