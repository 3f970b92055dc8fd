import type { SocialData } from '@sluice/authorization';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sweepEndedSocialData } from './bring-in-social-data.ts';
import { createFlowWorld, developer, VISITS, WEATHER, type FlowWorld } from './flow-world.ts';
import { productOrigins } from './tell-origins.ts';

let world: FlowWorld;

beforeAll(async () => {
  world = await createFlowWorld();
});
afterAll(() => world.close());

const own = {
  ...{
    id: WEATHER,
    title: 'own stations',
    jurisdiction: 'north',
    revenue: 'three tenths',
    exit: 'destroy',
    state: 'imported',
  },
  ...{
    rights: { holder: 'the developer', basis: 'own collection' },
    epochId: 'epo_own',
    endGround: 'grant-ended',
    fields: [],
  },
} as unknown as SocialData;

it('SOC-04 tells of a fused product which inputs are public and which are its developer’s, each with its share and its terms', async () => {
  const lineage = [
    { column: 'n', kind: 'aggregate' as const, inputs: [{ resourceId: VISITS, field: 'cost', use: 'sum' }] },
    {
      column: 'rain',
      kind: 'group' as const,
      inputs: [
        { resourceId: WEATHER, field: 'rain', use: 'group' },
        { resourceId: WEATHER, field: 'day', use: 'group' },
        { resourceId: VISITS, field: 'visit_date', use: 'group' },
      ],
    },
  ] as never;
  const sold = await world.sold('grt_fused', lineage, [
    { resourceId: VISITS, epochId: 'epo_visits' },
    { resourceId: WEATHER, epochId: 'epo_own' },
  ]);
  const authorization = {
    ...world.parts.authorization,
    importedOf: async () => [own],
    socialOf: async (_db: unknown, id: string) => (id === WEATHER ? own : undefined),
  };
  const parts = { authorization, product: world.product, bodyName: async () => 'the agency' } as never;
  expect(await productOrigins(parts, world.db, developer, sold.productId)).toMatchObject([
    { resourceId: VISITS, origin: 'public', share: 0.5, fields: ['cost', 'visit_date'], terms: null },
    {
      ...{ resourceId: WEATHER, origin: 'social', holder: 'the developer', share: 0.5, fields: ['day', 'rain'] },
      terms: { basis: 'own collection', revenue: 'three tenths', exit: 'destroy', state: 'imported' },
    },
  ]);
});

it('SOC-04 keeps what has left until nothing is weighed beside answers that it chose, and then destroys it', async () => {
  const done: string[] = [];
  let current = 'epo_visits';
  const leaving = { ...own, state: 'leaving' as const };
  const parts = {
    authorization: {
      endingSocial: async () => [leaving],
      leaveSocial: async () => ({ value: leaving, evidence: [{ entryId: 'ent_end' }] }),
      removeSocial: async () => void done.push('removed'),
    },
    vault: {
      currentEpoch: async () => ({ id: current }),
      epochsBeforeErasures: async () => [],
      endResource: async (ended: { readonly groundEntry: string }) => void done.push(ended.groundEntry),
    },
    joining: async () => [{ resourceId: VISITS, epochId: 'epo_visits' }],
  } as never;
  expect(await sweepEndedSocialData(parts, world.db)).toBe(0);
  expect(done).toEqual([]);
  current = 'epo_next';
  expect(await sweepEndedSocialData(parts, world.db)).toBe(1);
  expect(done).toEqual(['ent_end', 'removed']);
});
