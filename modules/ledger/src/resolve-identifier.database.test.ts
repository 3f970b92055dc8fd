import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLedgeredDatabase, someone, type LedgeredDatabase } from './ledgered-database.ts';
import { record } from './record.ts';
import { resolveIdentifier } from './resolve-identifier.ts';

const ORIGIN = 'example.org/log';
let world: LedgeredDatabase;
beforeAll(async () => {
  world = await createLedgeredDatabase();
});
afterAll(() => world.close());

const resolve = (text: string) => resolveIdentifier(world.db, world.master, ORIGIN, text);
const common = { stream: 'product:prd_a', actor: someone, rows: [], ruleVersion: 't@1' } as const;

describe('identifiers', () => {
  it('PLT-14 resolve to node, owner and state, and after the end to a tombstone with date and reason', async () => {
    expect(await resolve('product:prd_a')).toBeNull();
    await world.transact(async (tx) =>
      record(tx, { ...common, type: 'product.drafted', payload: { grant: 'gra_a', form: 'report' } }),
    );
    const current = await resolve('prd_a');
    expect(current).toMatchObject({
      identifier: `product:prd_a@${ORIGIN}`,
      node: ORIGIN,
      kind: 'product',
      id: 'prd_a',
      owner: 'bod_a',
      state: 'current',
      tombstone: null,
    });
    expect(await resolve(current?.identifier ?? '')).toEqual(current);
    await world.transact(async (tx) =>
      record(tx, { ...common, type: 'product.suspended', payload: { ground: 'grant-ended' } }),
    );
    expect(await resolve('prd_a')).toMatchObject({ state: 'suspended' });
    await world.transact(async (tx) => record(tx, { ...common, type: 'product.resumed', payload: {} }));
    expect(await resolve('prd_a')).toMatchObject({ state: 'current' });
    const { evidence } = await world.transact(async (tx) =>
      record(tx, {
        ...common,
        type: 'product.delisted',
        payload: { ground: 'security-risk', deliveredCopies: 'none' },
      }),
    );
    expect(await resolve('product:prd_a')).toMatchObject({
      state: 'ended',
      tombstone: { act: 'product.delisted', ground: 'security-risk', entryId: evidence[0]?.entryId },
    });
  });

  it('PLT-14 tell a ground only where it is a code, and never a person’s words', async () => {
    await world.transact(async (tx) => {
      const stream = 'grant:gra_w';
      const rest = { stream, actor: someone, rows: [], ruleVersion: 't@1' } as const;
      record(tx, { ...rest, type: 'authorization.grant-ended', payload: { ground: '王某要求终止', cause: 'revoked' } });
    });
    expect(await resolve('grant:gra_w')).toMatchObject({ state: 'ended', tombstone: { ground: null } });
  });

  it('PLT-14 tell the owner of no order, grant or application: nobody has to sign in to ask', async () => {
    const story = { actor: someone, rows: [], ruleVersion: 't@1', type: 'system.clock-moved' } as const;
    const payload = { from: '2026-03-02', to: '2026-03-03' };
    const kinds = ['order', 'grant', 'application', 'resource'];
    await world.transact(async (tx) => {
      for (const kind of kinds) record(tx, { ...story, stream: `${kind}:own_${kind}`, payload });
    });
    const owners = await Promise.all(kinds.map(async (kind) => (await resolve(`${kind}:own_${kind}`))?.owner));
    expect(owners).toEqual([null, null, null, 'bod_a']);
  });

  it('PLT-14 leave those of other nodes, and of kinds that have none, to others', async () => {
    expect(await resolve('product:prd_a@elsewhere.example/log')).toBeNull();
    expect(await resolve('person:per_a')).toBeNull();
  });
});
