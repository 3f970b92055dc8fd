import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { compileProgram } from '../src/compile-program.ts';
import { createLocalGate } from '../src/local-gate.ts';
import type { ReleaseMode } from '../src/privacy/release-mode.ts';
import { checkGrantedRows } from '../src/quota/check-rows.ts';
import { scenarios } from './rule-scenarios.ts';
import { sampleGrant } from './sample-grant.ts';
import { createSampleDomain, type SampleDomain } from './sample-domain.ts';

let sample: SampleDomain;
beforeAll(async () => {
  sample = await createSampleDomain();
});
afterAll(() => sample.close());

const moved: ReleaseMode = {
  kind: 'cell-key',
  table: [
    { from: 0, moves: [{ by: 0, probability: 1 }] },
    { from: 10, moves: [-1, 1].map((by) => ({ by, probability: 0.5 })) },
  ],
};
const noisy: ReleaseMode = { kind: 'dp', unit: 'person', rowsPerEntity: 4, budget: 1, perQuery: 0.5, delta: 1e-6 };

it('ENV-06 one job runs by the technique that its grant names, with equal results within tolerance', async () => {
  const sql = "select district, count(*) from visits where district in ('A', 'B', 'C') group by district order by 1";
  let drawn = 0;
  const run = async (mode?: ReleaseMode): Promise<readonly (readonly unknown[])[]> => {
    const gate = createLocalGate({
      domain: sample.domain,
      cellKey: (epoch) => createHash('sha256').update(epoch).digest(),
      // The same noise in every run: a test is no place for chance.
      randomBytes: (count) => {
        drawn += 1;
        return createHash('shake256', { outputLength: count }).update(`draw ${drawn}`).digest();
      },
    });
    const outcome = await gate.run({ snapshot: { ...sampleGrant, ...(mode ? { mode } : {}) }, sql, parameters: [] });
    expect(outcome.verdict).toBe('released');
    return outcome.verdict === 'released' ? outcome.rows : [];
  };
  const exact = await run();
  expect(exact).toHaveLength(3);
  for (const mode of [moved, noisy]) {
    const rows = await run(mode);
    expect(rows.map(([district]) => district)).toEqual(exact.map(([district]) => district));
    expect(rows).not.toEqual(exact);
    rows.forEach(([, count], i) => expect(Math.abs(Number(count) - Number(exact[i]?.[1]))).toBeLessThan(60));
  }
});

it.each(scenarios.filter(({ rule }) => rule === 'R8'))('PLT-07 R8 stops $id', async ({ holds }) => {
  expect(await holds({ compileProgram, createLocalGate, checkGrantedRows }, sample.domain)).toBe(true);
});
