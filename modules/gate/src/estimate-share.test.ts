import { expect, it } from 'vitest';
import { sampleGrant } from '../test/sample-grant.ts';
import { compileProgram } from './compile-program.ts';
import { estimateShare } from './estimate-share.ts';
import { relationState } from './relation-state.ts';

const shareOf = (where: string): number => {
  const verdict = compileProgram(`select count(*) from visits where ${where}`, [], sampleGrant);
  if (verdict.verdict === 'refused') throw new Error(where);
  const relation = verdict.ir.input.input.input.input;
  return estimateShare(relationState(sampleGrant, relation), relation);
};

it('ENV-02 expects of a condition the rows that the catalogue counted, and half of those of which nothing is known', () => {
  expect(shareOf("district = 'A'")).toBeCloseTo(1 / 6);
  expect(shareOf("district in ('A', 'B') and district <> 'A'")).toBeCloseTo((2 / 6) * (5 / 6));
  expect(shareOf("district = 'A' or district = 'B'")).toBeCloseTo(2 / 6);
  expect(shareOf("date_trunc('year', visited_on) = '2024-01-01'")).toBeCloseTo(1 / 2);
  expect(shareOf('insured')).toBeCloseTo(1 / 2);
  expect(shareOf('district is not null')).toBeCloseTo(0.95);
});
