import { afterAll, beforeAll, expect, it } from 'vitest';
import { createLocalGate, type LocalGate } from '../src/index.ts';
import { sampleGrant } from './sample-grant.ts';
import { createSampleDomain, type SampleDomain } from './sample-domain.ts';

let sample: SampleDomain;
let gate: LocalGate;
beforeAll(async () => {
  sample = await createSampleDomain(40_000);
  gate = createLocalGate({ domain: sample.domain });
}, 60_000);
afterAll(() => sample.close());

const ask = async (sql: string) => {
  const outcome = await gate.run({ snapshot: sampleGrant, sql, parameters: [] });
  if (outcome.verdict === 'refused') throw new Error(outcome.diagnostics.map(({ code }) => code).join());
  return outcome.rows;
};

const month = "date_trunc('month', visited_on)";
const among = "from visits where district in ('A', 'B', 'C')";
const years = `${among} and visited_on >= '2024-01-01' and visited_on < '2026-01-01'`;
const few = `place = 'H3' and ${month} = '2024-05-01' and district = 'C' and bin(age, 10) = 40 and left(disease, 1) = 'J'`;

it('ENV-02 of a question that leaves a few people out beside thousands of answers, only their own row stays', async () => {
  const cube = await ask(`select place, district, ${month}, count(*) ${among} group by 1, 2, 3`);
  expect(cube.length).toBeGreaterThan(2_500);
  const places = (await ask(`select place, count(*) ${years} group by 1`)).map(([one]) => one);
  expect(places.length).toBe(40);
  const left = await ask(`select place, count(*) ${years} and not (${few}) group by 1`);
  expect(new Set(left.map(([place]) => place))).toEqual(new Set(places.filter((place) => place !== 'H3')));
}, 60_000);
