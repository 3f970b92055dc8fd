import { describe, expect, it } from 'vitest';
import { checkTerm, lastDayOfTerm } from './term.ts';

describe('terms', () => {
  it('counts whole months, also from the end of a month and over leap years', () => {
    expect(lastDayOfTerm('2026-01-01', 36)).toBe('2028-12-31');
    expect(lastDayOfTerm('2026-03-16', 12)).toBe('2027-03-15');
    expect(lastDayOfTerm('2026-01-31', 1)).toBe('2026-02-28');
    expect(lastDayOfTerm('2024-02-29', 12)).toBe('2025-02-28');
    expect(lastDayOfTerm('2026-12-31', 2)).toBe('2027-02-28');
  });

  it('DEV-04 allows three years to the day, and the clause goes with the refusal', () => {
    const limits = { maxMonths: 36, clause: 'Art. 6' };
    expect(checkTerm({ startsOn: '2026-01-01', endsOn: '2028-12-31' }, limits)).toEqual([]);
    expect(checkTerm({ startsOn: '2026-01-01', endsOn: '2029-01-01' }, limits)).toEqual([
      { code: 'term.too-long', params: { maxMonths: 36, last: '2028-12-31' }, clause: 'Art. 6' },
    ]);
    expect(checkTerm({ startsOn: '2026-02-01', endsOn: '2026-01-01' }, limits).map((one) => one.code)).toEqual([
      'term.reversed',
    ]);
  });

  it('keeps a term within the one it rests on, at both ends', () => {
    const within = { of: 'operator' as const, startsOn: '2026-01-01', endsOn: '2026-12-31' };
    const codes = (startsOn: string, endsOn: string) =>
      checkTerm({ startsOn, endsOn }, { maxMonths: 36, clause: '', within }).map((one) => one.code);
    expect(codes('2026-01-01', '2026-12-31')).toEqual([]);
    expect(codes('2025-12-31', '2027-01-01')).toEqual(['term.outlasts', 'term.starts-before']);
  });
});
