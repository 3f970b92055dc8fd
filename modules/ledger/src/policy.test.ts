import { describe, expect, it } from 'vitest';
import { mayExport } from './policy.ts';

const act = {
  actor: { kind: 'person', person: 'per_a', body: 'bod_a', role: 'buyer' },
  ruleVersion: 'here@1.0',
} as const;
const reader = (role: string, body: string, jurisdiction = 'here') => ({ person: 'per_x', body, role, jurisdiction });

describe('who may export evidence', () => {
  it.each([
    ['a regulator', reader('security-regulator', 'bod_r'), true],
    ['the body whose act it was', reader('buyer', 'bod_a'), true],
    ['another buyer', reader('buyer', 'bod_c'), false],
    ['another developer', reader('developer', 'bod_d'), false],
    ['a regulator of another jurisdiction', reader('security-regulator', 'bod_r', 'elsewhere'), false],
    ['the data authority of another jurisdiction', reader('data-authority', 'bod_r', 'elsewhere'), false],
  ])('%s: %o → %s', (_, asking, allowed) => {
    expect(mayExport(act, asking).allowed).toBe(allowed);
  });

  it('lets overseers of every jurisdiction open acts of the platform itself', () => {
    const entry = { ...act, ruleVersion: 'identity/1' };
    expect(mayExport(entry, reader('inspection', 'bod_i', 'elsewhere')).allowed).toBe(true);
  });
});
