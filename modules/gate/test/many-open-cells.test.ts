import { afterAll, beforeAll, expect, it } from 'vitest';
import { createLocalGate } from '../src/local-gate.ts';
import { CELLS_PER_PROBE } from '../src/print/print-probe.ts';
import { sampleGrant } from './sample-grant.ts';
import { createSampleDomain, type SampleDomain } from './sample-domain.ts';

let sample: SampleDomain;
beforeAll(async () => {
  sample = await createSampleDomain();
});
afterAll(() => sample.close());

/** Straight from the rules: at least k persons, and neither the p% nor the (n,k) rule broken. */
const REFERENCE = `
  select place, a, m, count(*), sum(x), max(x), sum(x) filter (where n <= 2)
  from (
    select *, row_number() over (partition by place, a, m order by x desc) as n
    from (
      select place, age // 10 as a, date_trunc('month', visited_on) as m, person_id, sum(cost) as x
      from visits group by all
    )
  ) group by place, a, m`;

it('PLT-07 decides every cell exactly, however many the cheap tiers leave open', async () => {
  const snapshot = { ...sampleGrant, k: 2 };
  const cells = await sample.reference(REFERENCE);
  const { p, share } = snapshot.dominance;
  const lawful = cells.filter(([, , , persons, total, first, two]) => {
    const [sum, one, both] = [Number(total), Number(first), Number(two)];
    return Number(persons) >= snapshot.k && sum - both >= p * one && both <= share * sum;
  });
  // Two are few enough for many open cells, and too few for a grant: R11 would refuse it.
  const gate = createLocalGate({ domain: sample.domain, without: new Set(['R11']) });
  const outcome = await gate.run({
    snapshot,
    sql: `select place, bin(age, 10) as a, date_trunc('month', visited_on) as m, sum(cost) as total from visits
      group by place, bin(age, 10), date_trunc('month', visited_on)`,
    parameters: [],
  });
  expect(lawful.length).toBeGreaterThan(CELLS_PER_PROBE);
  expect(outcome.verdict === 'released' ? outcome.rows.length : outcome).toBe(lawful.length);
});
