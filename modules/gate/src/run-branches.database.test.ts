import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGateWorld, developer, rival, type GateWorld } from '../test/gate-world.ts';

let world: GateWorld;
beforeAll(async () => {
  world = await createGateWorld();
});
afterAll(() => world.close());

const both =
  "select 'visits' as what, count(*) as n from visits where district = 'A' union all select 'persons', count(distinct person_id) from visits where district = 'A' order by n";

describe('a union in the service', () => {
  it('ENV-02 records each branch as a decision of its own, and answers with the rows of both', async () => {
    const { gate, snapshot, run } = world.fresh();
    const outcome = await run(both);
    expect(outcome).toMatchObject({ verdict: 'released', columns: [{ name: 'what' }, { name: 'n' }] });
    const rows = outcome.verdict === 'released' ? outcome.rows : [];
    expect(rows.map(([what]) => what)).toEqual(['persons', 'visits']);
    expect(outcome.evidence.length).toBe(2);
    const { items } = await gate.listDecisions(snapshot.id, 1);
    expect(items.map((item) => item.kind)).toEqual(['query', 'query']);
    expect(new Set(items.map((item) => item.irDigest)).size).toBe(2);
  });

  it('ENV-05 holds a branch against the branches before it, and against what others were told', async () => {
    const { run } = world.fresh();
    const parts = "select count(*) from visits where district in ('E', 'F')";
    const few = "select count(*) from visits where district = 'E'";
    const outcome = await run(`${parts} union all ${few}`);
    expect(outcome.verdict === 'released' ? outcome.rows.length : outcome).toBe(1);
    expect(await run(`${few} union all ${few}`, rival)).toMatchObject({ verdict: 'released', rows: [] });
  });

  it('ENV-05 waits as a whole where a branch is held', async () => {
    const { run } = world.fresh({ review: 'always' });
    expect(await run(both)).toMatchObject({ verdict: 'held' });
  });

  it('PRD-03 freezes no union: each branch is a product', async () => {
    const { gate, snapshot } = world.fresh();
    expect(await gate.freezeCube({ actor: developer, snapshot, sql: both, parameters: [] })).toMatchObject({
      verdict: 'refused',
      diagnostics: [{ code: 'gate.set-operation' }],
    });
  });
});
