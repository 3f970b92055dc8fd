import { describe, expect, it } from 'vitest';
import { compileProgram } from '../compile-program.ts';
import { sampleGrant } from '../../test/sample-grant.ts';

function hashOf(sql: string): string {
  const verdict = compileProgram(sql, [], sampleGrant);
  if (verdict.verdict === 'refused') throw new Error(sql);
  return verdict.hash;
}

const same: readonly (readonly [string, string])[] = [
  [
    'select district, count(*) from visits group by district',
    'select count(*) as n, district as d from visits v group by 2',
  ],
  [
    "select count(*) from visits where district in ('A', 'B')",
    "select count(*) from visits where district = 'B' or district = 'A'",
  ],
  ['select count(*) from visits where not (not insured)', 'select count(*) from visits where insured'],
  [
    "select count(*) from visits where not (district = 'A' or insured)",
    "select count(*) from visits where not district = 'A' and not insured",
  ],
  [
    'select district, count(*) from visits group by 1 having count(*) > 9',
    'select district, count(*) from visits group by 1 limit 3',
  ],
  [
    'select insured, district, count(*) from visits group by 1, 2',
    'select district, insured, count(*) from visits group by 1, 2',
  ],
];

describe('one question in many forms', () => {
  it.each(same)('ENV-02 has one digest: %s', (a, b) => {
    expect(hashOf(a)).toBe(hashOf(b));
  });

  it('ENV-02 tells different questions apart', () => {
    const different = [
      'select count(*) from visits',
      'select count(*) from visits where insured',
      'select count(*) from visits where not insured',
      "select count(*) from visits where district = 'A'",
      "select count(*) from visits where not district = 'A'",
      'select district, count(*) from visits group by 1',
      'select district, sum(cost) from visits group by 1',
      'select district, count(*) filter (where insured) from visits group by 1',
    ];
    expect(new Set(different.map(hashOf)).size).toBe(different.length);
  });
});
