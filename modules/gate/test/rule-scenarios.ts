import type { compileProgram } from '../src/compile-program.ts';
import type { Rule } from '../src/diagnostic.ts';
import type { DomainAccess, GrantSnapshot } from '../src/index.ts';
import type { createLocalGate } from '../src/local-gate.ts';
import type { checkGrantedRows } from '../src/quota/check-rows.ts';
import { sampleGrant } from './sample-grant.ts';

/** The gate as the mutation run loads it: whole, or with one rule broken. */
export interface GateUnderTest {
  readonly compileProgram: typeof compileProgram;
  readonly createLocalGate: typeof createLocalGate;
  readonly checkGrantedRows: typeof checkGrantedRows;
}

/** What a rule promises that is no matter of one program's text and its cells. */
export interface Scenario {
  readonly id: string;
  readonly rule: Rule;
  holds(gate: GateUnderTest, domain: DomainAccess): Promise<boolean> | boolean;
}

const [visits, ...others] = sampleGrant.tables;
const visitsWith = (change: object): GrantSnapshot => ({
  ...sampleGrant,
  tables: visits ? [{ ...visits, ...change }, ...others] : [],
});

/** Rows of one person, of a table's thousands: no group is large enough for them to prove anything. */
const BUSIEST = 2_000;

const hashOf = (gate: GateUnderTest, sql: string, snapshot = sampleGrant): string => {
  const verdict = gate.compileProgram(sql, [], snapshot);
  return verdict.verdict === 'accepted' ? verdict.hash : 'refused';
};

/** An engine that fails as engines do: with a value of the data in its words. */
const WORDS = 'Conversion Error: could not convert P-4711 to INT32';
const failing: DomainAccess = {
  open: () =>
    Promise.resolve({
      files: {},
      engine: { run: () => Promise.reject(new Error(WORDS)), close: () => Promise.resolve() },
      close: () => Promise.resolve(),
    }),
};

const at = new Date('2026-06-01T00:00:00Z');
const codesOf = (gate: GateUnderTest, context: Parameters<typeof compileProgram>[3]): readonly string[] => {
  const verdict = gate.compileProgram('select count(*) from visits', [], sampleGrant, context);
  return verdict.verdict === 'refused' ? verdict.diagnostics.map((item) => item.code) : [];
};

export const scenarios: readonly Scenario[] = [
  {
    id: 'rows outside of the grant, named in a condition',
    rule: 'R3',
    holds(gate) {
      const snapshot = visitsWith({ rows: [{ field: 'district', in: ['A'] }] });
      const sql = "select count(*) from visits where district = 'B'";
      return gate.checkGrantedRows(gate.compileProgram(sql, [], snapshot), snapshot).verdict === 'refused';
    },
  },
  {
    id: 'one person pays nearly all where rows of the busiest prove nothing',
    rule: 'R8',
    async holds(gate, domain) {
      const [key, ...keys] = visits?.statistics.entities ?? [];
      const entities = key ? [{ ...key, maxRows: BUSIEST }, ...keys] : [];
      const snapshot = visitsWith({ statistics: { ...visits?.statistics, entities } });
      const sql = 'select district, sum(cost) from visits group by district';
      const outcome = await gate.createLocalGate({ domain }).run({ snapshot, sql, parameters: [] });
      const shown = outcome.verdict === 'released' ? outcome.rows.map(([district]) => district) : [];
      return shown.includes('A') && !shown.includes('E');
    },
  },
  {
    id: 'a grant by whose columns persons are found',
    rule: 'R11',
    holds(gate) {
      const key = { name: 'person_id', title: 'key', type: 'text', required: false, uses: ['join'] } as const;
      const listed: GrantSnapshot = {
        ...sampleGrant,
        tables: sampleGrant.tables.map((table) =>
          table.name === 'places'
            ? { ...table, fields: [...table.fields, { ...key, role: 'entity-key', entity: 'person' }] }
            : table,
        ),
      };
      const verdict = gate.compileProgram('select count(*) from visits', [], listed);
      return verdict.verdict === 'refused' && verdict.diagnostics.some((item) => item.rule === 'R11');
    },
  },
  {
    id: 'the same question of another epoch',
    rule: 'R13',
    holds: (gate) =>
      hashOf(gate, 'select count(*) from visits') !==
      hashOf(gate, 'select count(*) from visits', visitsWith({ epochId: 'epo_later' })),
  },
  ...['select count(*), sum(hours) from visits', 'select insured, count(*), sum(hours) from visits group by 1'].map(
    (before): Scenario => ({
      id: `a total of an epoch that a few have left, after: ${before}`,
      rule: 'R13',
      async holds(gate, domain) {
        const sql = 'select count(*), sum(hours) from visits';
        const first = gate.createLocalGate({ domain });
        await first.run({ snapshot: sampleGrant, sql: before, parameters: [] });
        const both: DomainAccess = {
          open: async (...asked) => {
            const session = await domain.open(...asked);
            return { ...session, files: { ...session.files, epo_later: session.files['epo_visits'] ?? [] } };
          },
        };
        const snapshot = visitsWith({ epochId: 'epo_later', near: ['epo_visits'] });
        const outcome = await gate
          .createLocalGate({ domain: both, history: first.history() })
          .run({ snapshot, sql, parameters: [] });
        return outcome.verdict === 'released' && outcome.rows.length === 0;
      },
    }),
  ),
  {
    id: 'an engine that fails with a value in its words',
    rule: 'R14',
    async holds(gate) {
      const run = gate.createLocalGate({ domain: failing }).run;
      const error = await run({ snapshot: sampleGrant, sql: 'select count(*) from visits', parameters: [] }).then(
        () => null,
        (reason: unknown) => reason,
      );
      return error instanceof Error && !JSON.stringify([error.message, error]).includes('4711');
    },
  },
  {
    id: 'a question in another order',
    rule: 'R16',
    holds: (gate) =>
      hashOf(gate, "select district, sum(cost) from visits where insured and district in ('A', 'B') group by 1") ===
      hashOf(gate, "select sum(cost), district from visits where district in ('B', 'A') and insured group by 2"),
  },
  {
    id: 'a question in other words',
    rule: 'R16',
    holds: (gate) =>
      hashOf(gate, 'select sum(cost) as total from visits') ===
      hashOf(gate, 'select sum(v.cost) as s from visits as v'),
  },
  {
    id: 'a grant whose time is over',
    rule: 'R20',
    holds: (gate) => codesOf(gate, { at: new Date('2028-01-01T00:00:00Z') }).includes('gate.grant-not-in-force'),
  },
  {
    id: 'a grant for another purpose',
    rule: 'R20',
    holds: (gate) => codesOf(gate, { at, purpose: 'marketing' }).includes('gate.purpose-differs'),
  },
];
