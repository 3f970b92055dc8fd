import { describe, expect, it } from 'vitest';
import { lintTerms } from './lint-terms.ts';

type Terms = Parameters<typeof lintTerms>[0];

const gate = { minGroupSize: 10, dominance: { p: 0.1, n: 2, share: 0.85 }, rounding: { base: 1 } };
const entry = (role: string, uses: readonly string[]): Terms['entries'] =>
  [
    {
      ...{ resourceId: 'res_1', resourceVersion: 1, name: 'visits', title: 'visits', ownerId: 'bod_1', rows: [] },
      fields: [{ definition: { name: 'x', title: 'x', type: 'text', role, grade: 3 }, uses, reasons: [] }],
    },
  ] as unknown as Terms['entries'];

describe('terms of a grant', () => {
  it('PLT-07 R11 that cannot protect are found before the grant is made, each with its place', () => {
    expect(lintTerms({ gate, entries: entry('other', ['group']) })).toEqual([]);
    expect(lintTerms({ gate: { ...gate, minGroupSize: 2 }, entries: [] })).toMatchObject([
      { code: 'gate.policy-k', path: 'gate' },
    ]);
    expect(lintTerms({ gate, entries: entry('direct-identifier', ['group']) })).toMatchObject([
      { code: 'gate.policy-identifier', path: 'entries', params: { column: 'visits.x' } },
    ]);
    expect(lintTerms({ gate, entries: entry('sensitive', ['sum']) })).toMatchObject([{ code: 'gate.policy-no-key' }]);
  });
});
