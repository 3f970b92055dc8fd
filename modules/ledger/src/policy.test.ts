import { describe, expect, it } from 'vitest';
import { mayExport } from './policy.ts';

const act = { actor: { kind: 'person', person: 'per_a', body: 'bod_a', role: 'buyer' } } as const;

describe('who may export evidence', () => {
  it.each([
    ['a regulator', { person: 'per_r', body: 'bod_r', role: 'security-regulator' }, true],
    ['the body whose act it was', { person: 'per_b', body: 'bod_a', role: 'buyer' }, true],
    ['another buyer', { person: 'per_c', body: 'bod_c', role: 'buyer' }, false],
    ['another developer', { person: 'per_d', body: 'bod_d', role: 'developer' }, false],
  ])('%s: %o → %s', (_, reader, allowed) => {
    expect(mayExport(act, reader).allowed).toBe(allowed);
  });
});
