import { describe, expect, it } from 'vitest';
import { sampleGrant, visits } from '../../test/sample-grant.ts';
import { compileProgram } from '../compile-program.ts';
import type { GrantedField, GrantSnapshot } from '../grant-snapshot.ts';
import { lintPolicy } from './lint-policy.ts';

const withField = (name: string, change: Partial<GrantedField> & { readonly maxLength?: number }): GrantSnapshot => ({
  ...sampleGrant,
  tables: [
    { ...visits, fields: visits.fields.map((field) => (field.name === name ? { ...field, ...change } : field)) },
  ],
});
const codes = (policy: Parameters<typeof lintPolicy>[0]): readonly string[] =>
  lintPolicy(policy).map(({ code }) => code);

describe('policy lint', () => {
  it('PLT-07 a policy that can protect is found good', () => {
    expect(lintPolicy(sampleGrant)).toEqual([]);
  });

  const dp = { kind: 'dp', unit: 'person', rowsPerEntity: 4, budget: 1, perQuery: 0.1, delta: 1e-6 } as const;
  it.each<[string, Parameters<typeof lintPolicy>[0], string]>([
    ['a group of two', { ...sampleGrant, k: 2 }, 'gate.policy-k'],
    ['rounding that shows small groups', { ...sampleGrant, k: 5, rounding: { base: 5 } }, 'gate.policy-rounding'],
    ['no dominance rule', { ...sampleGrant, dominance: { p: 0, n: 2, share: 0.85 } }, 'gate.policy-dominance'],
    ['intervals of a single value', { ...sampleGrant, inference: { width: 0 } }, 'gate.policy-inference'],
    ['a price above the budget', { ...sampleGrant, mode: { ...dp, perQuery: 2 } }, 'gate.policy-budget'],
    ['a large δ', { ...sampleGrant, mode: { ...dp, delta: 0.1 } }, 'gate.policy-budget'],
    [
      'a biased table',
      { ...sampleGrant, mode: { kind: 'cell-key', table: [{ from: 0, moves: [{ by: 1, probability: 1 }] }] } },
      'gate.policy-table',
    ],
    ['names to group by', withField('person_name', { uses: ['group'] }), 'gate.policy-identifier'],
    ['keys to filter by', withField('person_id', { uses: ['filter'] }), 'gate.policy-key-use'],
    ['free text as a dimension', withField('district', { maxLength: 500 }), 'gate.policy-free-text'],
    ['a dimension that is unique', withField('district', { unique: true }), 'gate.policy-near-unique'],
  ])('PLT-07 R11 finds %s', (_, policy, code) => {
    expect(codes(policy)).toContain(code);
  });

  it('PLT-07 finds sensitive columns of a table without an entity key', () => {
    const fields = visits.fields.filter((field) => field.role !== 'entity-key');
    const statistics = { ...visits.statistics, entities: [] };
    expect(codes({ ...sampleGrant, tables: [{ ...visits, fields, statistics }] })).toContain('gate.policy-no-key');
  });

  it('PLT-07 no program is accepted under such a policy', () => {
    const verdict = compileProgram('select count(*) from visits', [], { ...sampleGrant, k: 2 });
    expect(verdict).toMatchObject({ verdict: 'refused', diagnostics: [{ code: 'gate.policy-unsafe', rule: 'R11' }] });
  });
});
