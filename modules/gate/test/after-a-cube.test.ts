import { afterAll, beforeAll, expect, it } from 'vitest';
import { createLocalGate, type LocalGate } from '../src/index.ts';
import { createSampleDomain, type SampleDomain } from './sample-domain.ts';
import { sampleGrant } from './sample-grant.ts';

let sample: SampleDomain;
let gate: LocalGate;
beforeAll(async () => {
  sample = await createSampleDomain(1_500, 1);
  gate = createLocalGate({ domain: sample.domain });
}, 60_000);
afterAll(() => sample.close());

const ask = async (sql: string) => {
  const outcome = await gate.run({ snapshot: sampleGrant, sql, parameters: [] });
  if (outcome.verdict === 'refused') throw new Error(outcome.diagnostics.map(({ code }) => code).join());
  return outcome;
};

const month = "date_trunc('month', visited_on)";

it('PLT-07 beside thousands of cells that stay, what an analyst counts over all of them is answered', async () => {
  const cube = await ask(`select place, ${month}, district, count(*) from visits group by 1, 2, 3`);
  expect(cube.counts.withheldAlone).toBeGreaterThan(2_000);
  const questions = [
    'select insured, count(*) from visits group by 1',
    `select ${month}, count(*) from visits group by 1`,
  ];
  for (const sql of questions) {
    const { rows, counts } = await ask(sql);
    expect(counts.withheldBesideHistory, sql).toBe(0);
    expect(rows.length, sql).toBe(counts.cells);
  }
}, 60_000);
