import { afterAll, beforeAll, expect, it } from 'vitest';
import { buyer, createFlowWorld, VISITS, WEATHER, type FlowWorld } from './flow-world.ts';
import { traceBack, traceForward, type LineageParts } from './trace-lineage.ts';

let world: FlowWorld;
let parts: LineageParts;

beforeAll(async () => {
  world = await createFlowWorld();
  parts = {
    ...world.parts,
    product: world.product,
    trading: world.trading,
    epochs: {
      origin: async (_db, epochId) => ({
        resourceId: '',
        batchIds: [`${epochId}_batch_1`, `${epochId}_batch_2`],
        systemId: `system_of_${epochId}`,
      }),
    },
  };
});
afterAll(() => world.close());

const use = (resourceId: string, field: string) => ({ resourceId, field, use: 'sum' });
const column = (name: string, ...inputs: readonly ReturnType<typeof use>[]) => ({
  column: name,
  kind: 'aggregate' as const,
  inputs,
});

async function seed() {
  const both = await world.sold(
    'grt_1',
    [column('cost', use(VISITS, 'cost')), column('wet', use(WEATHER, 'rain'), use(VISITS, 'visit_date'))],
    [
      { resourceId: VISITS, epochId: 'epo_v' },
      { resourceId: WEATHER, epochId: 'epo_w' },
    ],
  );
  const one = await world.sold(
    'grt_2',
    [column('cost', use(VISITS, 'cost'))],
    [{ resourceId: VISITS, epochId: 'epo_v' }],
  );
  return { both, one };
}

const ids = (nodes: readonly { kind: string; id: string }[], kind: string) =>
  nodes
    .filter((node) => node.kind === kind)
    .map((node) => node.id)
    .toSorted();

it('AUD-01 answers from a product back to its sources, and from a source forward to all buyers, as seeded', async () => {
  const { both, one } = await seed();
  const back = await traceBack(parts, world.db, both.productId);
  expect(ids(back.nodes, 'resource')).toEqual([VISITS, WEATHER]);
  expect(ids(back.nodes, 'batch')).toEqual(['epo_v_batch_1', 'epo_v_batch_2', 'epo_w_batch_1', 'epo_w_batch_2']);
  expect(ids(back.nodes, 'system')).toEqual(['system_of_epo_v', 'system_of_epo_w']);
  expect(ids(back.nodes, 'application')).toEqual(['app_of_grt_1']);
  expect(back.nodes.find((node) => node.id === VISITS)?.fields).toEqual(['cost', 'visit_date']);

  const wet = await traceBack(parts, world.db, both.productId, 'wet');
  expect(wet.nodes.filter((node) => node.kind === 'resource').map((node) => [node.id, node.fields])).toEqual([
    [VISITS, ['visit_date']],
    [WEATHER, ['rain']],
  ]);
  expect(ids((await traceBack(parts, world.db, both.productId, 'cost')).nodes, 'resource')).toEqual([VISITS]);

  const forward = await traceForward(parts, world.db, VISITS);
  expect(ids(forward.nodes, 'product')).toEqual([both.productId, one.productId].toSorted());
  expect(ids(forward.nodes, 'order')).toEqual([both.orderId, one.orderId].toSorted());
  expect(ids(forward.nodes, 'buyer')).toEqual([buyer.body]);
  expect(ids((await traceForward(parts, world.db, WEATHER, 'rain')).nodes, 'product')).toEqual([both.productId]);
  expect(ids((await traceForward(parts, world.db, VISITS, 'district')).nodes, 'product')).toEqual([]);
});
