import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Rule } from '../src/diagnostic.ts';
import { createLocalGate } from '../src/local-gate.ts';
import type { DomainAccess } from '../src/index.ts';
import { attackClasses as classes, isStopped, readCase, runCase, type AttackCase } from './attack-corpus.ts';
import { sampleGrant } from './sample-grant.ts';
import { createSampleDomain, MARKER, type SampleDomain } from './sample-domain.ts';

const honest = readCase('utility/honest.json') as readonly string[];

let sample: SampleDomain;
let shared: DomainAccess;
beforeAll(async () => {
  sample = await createSampleDomain();
  const session = await sample.domain.open([]);
  // One process for all cases.
  shared = { open: () => Promise.resolve({ ...session, close: () => Promise.resolve() }) };
});
afterAll(() => sample.close());

const run = (item: AttackCase, sql: string, without?: Rule) => runCase(createLocalGate, shared, item, sql, without);

for (const { name, cases } of classes) {
  describe(`attacks: ${name}`, () => {
    it.each(cases)('PLT-07 stops $id ($rule), and its honest twin passes', async (item) => {
      const outcome = await run(item, item.attack);
      if (item.expect === 'refused') {
        expect(outcome.verdict === 'refused' ? outcome.diagnostics.map((found) => found.rule) : outcome).toContain(
          item.rule,
        );
      } else {
        expect(outcome).toMatchObject({ verdict: 'released', rows: [] });
      }
      expect(JSON.stringify(outcome)).not.toContain(MARKER);
      const twin = await run(item, item.twin);
      expect(twin).toMatchObject({ verdict: 'released' });
      expect(twin.verdict === 'released' ? twin.rows.length : 0).toBeGreaterThan(0);
    });
  });
}

describe('the corpus', () => {
  it('PLT-07 holds at least 120 attacks, every rule that decides a text or a cell several times', () => {
    const cases = classes.flatMap((item) => item.cases);
    expect(cases.length).toBeGreaterThanOrEqual(120);
    const each = Map.groupBy(cases, (item) => item.rule);
    for (const rule of ['R1', 'R2', 'R3', 'R4', 'R5', 'R6', 'R7', 'R8', 'R9', 'R10', 'R12', 'R14', 'R15'] as const)
      expect(each.get(rule)?.length ?? 0, rule).toBeGreaterThanOrEqual(4);
  });

  it('PLT-07 says of every attack where it is known from, and gives it a name of its own', () => {
    for (const { name, cases } of classes) {
      expect(new Set(cases.map((item) => item.id)).size, name).toBe(cases.length);
      for (const item of cases) expect(item.source.length, `${name}: ${item.id}`).toBeGreaterThan(10);
    }
  });

  it.each(honest)('lets an honest analysis through: %s', async (sql) => {
    const outcome = await createLocalGate({ domain: shared }).run({
      snapshot: sampleGrant,
      sql,
      parameters: [],
    });
    expect(outcome.verdict === 'refused' ? outcome.diagnostics : outcome.rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(outcome)).not.toContain(MARKER);
  });
});

describe('every rule is needed', () => {
  const rules: readonly Rule[] = ['R3', 'R5', 'R7', 'R8', 'R9', 'R10', 'R12'];
  it.each(rules)('PLT-07 a case notices when %s is switched off', async (rule) => {
    const cases = classes.flatMap((item) => item.cases).filter((item) => item.rule === rule);
    const noticed: string[] = [];
    for (const item of cases) {
      const outcome = await run(item, item.attack, rule).catch(() => undefined);
      if (!isStopped(item, outcome)) noticed.push(item.id);
    }
    expect(noticed.length).toBeGreaterThan(0);
  });
});
