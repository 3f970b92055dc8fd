import { afterAll, beforeAll, expect, it } from 'vitest';
import { stopForDestruction, sweepEndedWorkspaces } from './destroy-data.ts';
import { createFlowWorld, operator, VISITS, type FlowWorld } from './flow-world.ts';
import { resumeProduct } from './trade-product.ts';

let world: FlowWorld;

beforeAll(async () => {
  world = await createFlowWorld();
});
afterAll(() => world.close());

const lineage = [
  { column: 'n', kind: 'aggregate' as const, inputs: [{ resourceId: VISITS, field: 'cost', use: 'sum' }] },
];

const call = async (sold: { productId: string; key: string }) => {
  const holder = await world.gateway.authenticate(sold.key, sold.productId);
  return world.gateway.call(holder, { district: 'a' });
};

it('ENV-08 suspends the products whose answers were made of the data, and no others, in the transaction that destroys', async () => {
  const [epochs, others] = ['epo_gone', 'epo_kept'].map((epochId) => [{ resourceId: VISITS, epochId }]);
  const resting = await world.sold('grt_x', lineage, epochs ?? []);
  const other = await world.sold('grt_y', lineage, others ?? []);
  const ended = await world.sold('grt_z', lineage, others ?? []);
  await call(resting);
  const { value: tell } = await world.parts.transact((tx) =>
    stopForDestruction({ product: world.product, trading: world.trading, onChange: world.parts.onChange }, tx, {
      id: 'des_1',
      epochIds: ['epo_gone'],
      grantId: 'grt_z',
    }),
  );
  tell();
  for (const sold of [resting, ended]) {
    await expect(call(sold)).rejects.toMatchObject({
      code: 'trading.service-stopped',
      params: { state: 'suspended', ground: 'data-destroyed' },
    });
  }
  await expect(call(other)).resolves.toMatchObject({ rows: '[[20]]' });
  const live = { ...world.parts, assertLive: () => Promise.reject(new Error('the data is gone')) };
  await expect(resumeProduct(live, operator, resting.productId)).rejects.toThrow('the data is gone');
  expect(await world.product.facts(world.db, resting.productId)).toMatchObject({ state: 'suspended' });
});

it('AUT-09 deletes the workspaces of grants that have ended, once their end is entered', async () => {
  const open = new Set(['grt_1', 'grt_2', 'grt_3']);
  const parts = {
    authorization: world.parts.authorization,
    vault: {
      grantsWithWorkspace: () => Promise.resolve([...open]),
      endWorkspace: (grantId: string) => {
        open.delete(grantId);
        return Promise.resolve({ value: {} as never, evidence: [] });
      },
    },
    endOf: (grantId: string) => Promise.resolve(grantId === 'grt_3' ? null : 'ent_1'),
  };
  world.states.set('grt_2', 'expired');
  world.states.set('grt_3', 'revoked');
  expect(await sweepEndedWorkspaces(parts, world.db)).toBe(1);
  expect([...open]).toEqual(['grt_1', 'grt_3']);
});
