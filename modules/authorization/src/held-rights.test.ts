import { describe, expect, it } from 'vitest';
import type { Grant } from './grant.ts';
import { rightsOn, type HeldThing } from './held-rights.ts';
import type { OperationAgreement } from './operation/agreement.ts';

const NOW = new Date('2026-06-01T00:00:00Z');
const thing: HeldThing = {
  ...{ resourceId: 'res_1', jurisdiction: 'here', owner: 'agency', sector: 'health' },
  since: new Date('2026-01-01T00:00:00Z'),
};

const agreement = (more: Partial<OperationAgreement> = {}): OperationAgreement =>
  ({
    ...{ id: 'agr_1', operator: 'operator', field: null, mandate: 'decree 3', state: 'in-force', endedAt: null },
    ...{ startsOn: '2026-01-05', endsOn: '2026-12-31', inForceAt: new Date('2026-01-04T00:00:00Z') },
    ...more,
  }) as OperationAgreement;

const grant = (more: Partial<Grant> = {}): Grant =>
  ({
    ...{ id: 'grt_1', developer: 'firm', operator: 'operator', ended: null, held: null },
    ...{ startsAt: new Date('2026-02-01T00:00:00Z'), endsAt: new Date('2026-11-30T00:00:00Z') },
    ...more,
  }) as Grant;

describe('AUT-12 the three rights over a resource', () => {
  it('are held apart, each with holder, basis and time', () => {
    const [holding, operation, use] = rightsOn(thing, [agreement()], [grant()], NOW);
    expect(holding).toMatchObject({ right: 'holding', holder: 'agency', via: 'duty', until: null, state: 'running' });
    expect(operation).toMatchObject({
      ...{ right: 'operation', holder: 'operator', via: 'mandate', state: 'running' },
      basis: { kind: 'operation-agreement', id: 'agr_1' },
      ...{ from: '2026-01-04T16:00:00.000Z', until: '2026-12-31T15:59:59.999Z' },
    });
    expect(use).toMatchObject({
      ...{ right: 'use', holder: 'firm', via: 'grant', state: 'running', beyond: false },
      basis: { kind: 'grant', id: 'grt_1' },
    });
  });

  it.each([
    ['ends after the agreement', grant({ endsAt: new Date('2027-01-01T00:00:00Z') }), [agreement()]],
    ['starts before it', grant({ startsAt: new Date('2026-01-01T00:00:00Z') }), [agreement()]],
    ['outlives its early end', grant(), [agreement({ endedAt: new Date('2026-05-01T00:00:00Z'), state: 'ended' })]],
    ['rests on another operator’s', grant({ operator: 'somebody else' }), [agreement()]],
    ['rests on one of another field', grant(), [agreement({ field: 'transport' })]],
    ['rests on one that never came into force', grant(), [agreement({ inForceAt: null })]],
  ])('shows a use that goes beyond the right it rests on: it %s', (_how, given, agreements) => {
    expect(rightsOn(thing, agreements, [given], NOW).find(({ right }) => right === 'use')?.beyond).toBe(true);
  });

  it('are coming, suspended and over by the clock', () => {
    const states = (at: string, one = grant(), over = agreement()) =>
      rightsOn(thing, [over], [one], new Date(at)).map(({ state }) => state);
    expect(states('2026-01-03T00:00:00Z')).toEqual(['running', 'coming', 'coming']);
    expect(states('2026-12-01T00:00:00Z')).toEqual(['running', 'running', 'over']);
    const held = { at: NOW, ground: 'incident', by: null };
    expect(states('2026-06-01T00:00:00Z', grant({ held }), agreement({ state: 'suspended' }))).toEqual([
      'running',
      'suspended',
      'suspended',
    ]);
  });
});
