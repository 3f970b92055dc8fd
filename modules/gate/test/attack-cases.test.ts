import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Rule } from '../src/diagnostic.ts';
import { createLocalGate } from '../src/local-gate.ts';
import { sampleGrant } from './sample-grant.ts';
import { createSampleDomain, MARKER, type SampleDomain } from './sample-domain.ts';

interface Case {
  readonly id: string;
  readonly rule: Rule;
  readonly expect: 'refused' | 'withheld';
  readonly before?: readonly string[];
  readonly attack: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly twin: string;
}

const folder = join(import.meta.dirname, '../cases');
const read = (path: string): unknown => JSON.parse(readFileSync(join(folder, path), 'utf8'));
const classes = readdirSync(join(folder, 'attacks')).map((file) => ({
  name: file.replace('.json', ''),
  cases: read(`attacks/${file}`) as readonly Case[],
}));
const honest = read('utility/honest.json') as readonly string[];

let sample: SampleDomain;
beforeAll(async () => {
  sample = await createSampleDomain();
});
afterAll(() => sample.close());

const parametersOf = (item: Case) => Object.entries(item.parameters ?? {}).map(([name, value]) => ({ name, value }));

async function runCase(item: Case, sql: string, without?: Rule) {
  const gate = createLocalGate({ domain: sample.domain, ...(without ? { without: new Set([without]) } : {}) });
  for (const earlier of item.before ?? []) await gate.run({ snapshot: sampleGrant, sql: earlier, parameters: [] });
  return gate.run({ snapshot: sampleGrant, sql, parameters: parametersOf(item) });
}

for (const { name, cases } of classes) {
  describe(`attacks: ${name}`, () => {
    it.each(cases)('PLT-07 stops $id ($rule), and its honest twin passes', async (item) => {
      const outcome = await runCase(item, item.attack);
      if (item.expect === 'refused') {
        expect(outcome.verdict === 'refused' ? outcome.diagnostics.map((found) => found.rule) : outcome).toContain(
          item.rule,
        );
      } else {
        expect(outcome).toMatchObject({ verdict: 'released', rows: [] });
      }
      expect(JSON.stringify(outcome)).not.toContain(MARKER);
      const twin = await runCase(item, item.twin);
      expect(twin).toMatchObject({ verdict: 'released' });
      expect(twin.verdict === 'released' ? twin.rows.length : 0).toBeGreaterThan(0);
    });
  });
}

describe('the corpus', () => {
  it('PLT-07 holds at least forty attacks', () => {
    expect(classes.flatMap((item) => item.cases).length).toBeGreaterThanOrEqual(40);
  });

  it.each(honest)('lets an honest analysis through: %s', async (sql) => {
    const outcome = await createLocalGate({ domain: sample.domain }).run({
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
      const outcome = await runCase(item, item.attack, rule).catch(() => undefined);
      const stopped =
        item.expect === 'refused'
          ? outcome?.verdict === 'refused' && outcome.diagnostics.some((found) => found.rule === rule)
          : outcome?.verdict === 'released' && outcome.rows.length === 0;
      if (!stopped) noticed.push(item.id);
    }
    expect(noticed.length).toBeGreaterThan(0);
  });
});
