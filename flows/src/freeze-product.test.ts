import { describe, expect, it } from 'vitest';
import { freezeProduct, type FreezeParts } from './freeze-product.ts';

const actor = { person: 'per_1', body: 'bod_1', role: 'developer', jurisdiction: 'north' } as never;
const order = { productId: 'prd_1', grantId: 'grt_1', sql: 'select 1', parameters: [], state: 'draft' };
const grant = { id: 'grt_1', jurisdiction: 'north', entries: [], tables: [], workspace: {}, gate: {} };

type Answers = readonly { readonly key: readonly string[]; readonly rows: readonly (readonly number[])[] }[];

/** The flow between stand-ins: what the gate releases is given, what is stored and told is kept. */
function world(answers: Answers, state: 'draft' | 'listed' = 'draft') {
  const done: string[] = [];
  const cube = { verdict: 'released', answers, parameters: [], columns: [], lineage: [], epochIds: [], evidence: [] };
  const parts = {
    authorization: {
      grantFacts: async () => ({ ...grant, state: 'active' }),
      importedOf: async () => [],
      grantSnapshot: async () => ({ ...grant, tables: [{ resourceId: 'res_1', fields: [] }] }),
    },
    epochs: { current: async () => ({ epochId: 'epo_1' }) },
    bodyName: async () => 'n',
    gate: {
      freezeCube: async ({ alsoWrite }: { alsoWrite: (tx: unknown, cube: unknown) => Promise<void> }) => {
        await alsoWrite({}, cube);
        done.push('entered by the gate');
        return cube;
      },
    },
    product: {
      prepareFreeze: async () => ({ ...order, state }),
      storeFreeze: async () => (done.push('stored'), 'prl_1'),
      dossier: async () => ({}),
    },
    trading: { changeEdition: async () => void done.push('edition changed') },
    onEdition: () => void done.push('edition told'),
  } as unknown as FreezeParts;
  return { done, freeze: () => freezeProduct(parts, {} as never, actor, order.productId) };
}

describe('freezing a product', () => {
  it('makes no product of a cube of which nothing may leave, and says so by a code of its own', async () => {
    for (const answers of [[], [{ key: ['a'], rows: [] }]]) {
      const { done, freeze } = world(answers);
      await expect(freeze()).rejects.toMatchObject({ code: 'gate.nothing-released', kind: 'precondition' });
      // What was asked and decided stands in the gate's own record all the same.
      expect(done).toEqual(['entered by the gate']);
    }
  });

  it('leaves a product in service on its last answers when the new ones are empty', async () => {
    const { done, freeze } = world([], 'listed');
    await expect(freeze()).rejects.toMatchObject({ code: 'gate.nothing-released' });
    expect(done).toEqual(['entered by the gate']);
  });

  it('stores what may leave, and the new edition of a product in service', async () => {
    const answers = [{ key: [], rows: [[20]] }];
    const draft = world(answers);
    await draft.freeze();
    expect(draft.done).toEqual(['stored', 'entered by the gate']);
    const listed = world(answers, 'listed');
    await listed.freeze();
    expect(listed.done).toEqual(['stored', 'edition changed', 'entered by the gate', 'edition told']);
  });
});
