import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLocalGate, type DomainAccess, type GrantSnapshot, type LocalHistory } from '../src/index.ts';
import { createSampleDomain, type SampleDomain } from './sample-domain.ts';
import { sampleGrant } from './sample-grant.ts';

let sample: SampleDomain;
let domain: DomainAccess;
beforeAll(async () => {
  sample = await createSampleDomain();
  const session = await sample.domain.open([]);
  // The later epoch has the same rows: what may leave does not depend on who was erased.
  const files = { ...session.files, epo_later: session.files['epo_visits'] ?? [] };
  domain = { open: () => Promise.resolve({ ...session, files, close: () => Promise.resolve() }) };
});
afterAll(() => sample.close());

const later = (near?: readonly string[]): GrantSnapshot => ({
  ...sampleGrant,
  tables: sampleGrant.tables.map((table) =>
    table.name === 'visits' ? { ...table, epochId: 'epo_later', ...(near ? { near } : {}) } : table,
  ),
});

/** Asks the earlier epoch, then the later one; @returns rows of each answer of the later one. */
async function answered(before: readonly string[], after: readonly string[], near?: readonly string[]) {
  const first = createLocalGate({ domain });
  for (const sql of before) await first.run({ snapshot: sampleGrant, sql, parameters: [] });
  const history: LocalHistory = first.history();
  const gate = createLocalGate({ domain, history });
  const found: number[] = [];
  for (const sql of after) {
    const outcome = await gate.run({ snapshot: later(near), sql, parameters: [] });
    found.push(outcome.verdict === 'released' ? outcome.rows.length : -1);
  }
  return found;
}

const total = "select count(*), sum(hours) from visits where district in ('A', 'B')";
const parts = "select district, count(*), sum(hours) from visits where district in ('A', 'B') group by 1";
const other = 'select insured, count(*) from visits group by 1';

describe('an epoch that differs by a few from one that was answered', () => {
  it('ENV-02 answers nothing again that would tell what the few have added', async () => {
    expect(await answered([total], [total], ['epo_visits'])).toEqual([0]);
    expect(await answered([parts], [total], ['epo_visits'])).toEqual([0]);
    // Of the parts of a total that is out one stays, as if both were of one epoch.
    expect(await answered([total], [parts], ['epo_visits'])).toEqual([1]);
  });

  it('ENV-02 answers what is new beside the earlier answers, and then what follows from this alone', async () => {
    expect(await answered([total], [other, other], ['epo_visits'])).toEqual([2, 2]);
  });

  it('ENV-02 is an epoch of its own where it is not said to be near', async () => {
    expect(await answered([total], [total])).toEqual([1]);
  });
});
