import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGateWorld, developer, rival, type GateWorld } from '../test/gate-world.ts';

let world: GateWorld;
beforeAll(async () => {
  world = await createGateWorld();
});
afterAll(() => world.close());

describe('one answer', () => {
  it('ENV-02 the same question in another form, from another organisation, gets the recorded answer without a run', async () => {
    let runs = 0;
    const { run } = world.fresh({}, (domain) => ({
      open: (...asked) => {
        runs += 1;
        return domain.open(...asked);
      },
    }));
    const first = await run(
      "select district, count(*) as n from visits where district in ('A', 'B') group by 1 order by 1",
    );
    const again = await run(
      "select count(*) as c, v.district as d from visits v where district = 'B' or district = 'A' group by 2 order by 2 desc",
      rival,
      { id: 'gra_rival' },
    );
    expect(first).toMatchObject({
      verdict: 'released',
      rows: [
        ['A', 2000],
        ['B', 1188],
      ],
    });
    expect(again).toMatchObject({
      verdict: 'released',
      rows: [
        [1188, 'B'],
        [2000, 'A'],
      ],
    });
    expect(runs).toBe(1);
    expect(again).toMatchObject({ releaseId: first.verdict === 'released' ? first.releaseId : '' });
  });

  it('ENV-02 asked by many at once it is run and recorded once', async () => {
    const { run } = world.fresh();
    const outcomes = await Promise.all(
      Array.from({ length: 5 }, () => run('select count(*) from visits where insured')),
    );
    expect(new Set(outcomes.map((item) => (item.verdict === 'released' ? item.releaseId : 'none'))).size).toBe(1);
  });

  it('ENV-02 what was withheld stays withheld, and another k is another question', async () => {
    const { run } = world.fresh();
    await run('select district, count(*) from visits group by 1');
    expect(await run('select count(*) from visits')).toMatchObject({ rows: [] });
    expect(await run('select count(*) as again from visits', rival)).toMatchObject({ rows: [] });
    const looser = await run('select count(*) from visits', developer, { k: 3 });
    expect(looser).toMatchObject({ rows: [[6000]] });
  });

  it('PLT-07 one epoch is answered moved by a cell key or exactly, never both', async () => {
    const mode = { kind: 'cell-key', table: [{ from: 0, moves: [{ by: 0, probability: 1 }] }] } as const;
    const cellKey = (): Uint8Array => new Uint8Array(32).fill(7);
    for (const movedFirst of [true, false]) {
      const { run } = world.fresh({}, undefined, { cellKey });
      const ask = (moved: boolean, sql: string) => run(sql, developer, moved ? { mode } : {});
      expect(await ask(movedFirst, 'select count(*) from visits')).toMatchObject({ rows: [[6000]] });
      const other = ask(!movedFirst, 'select insured, count(*) from visits group by 1');
      await expect(other).rejects.toMatchObject({ code: 'gate.mode-differs' });
      const same = await ask(movedFirst, 'select insured, count(*) from visits group by 1');
      expect(same).toMatchObject({ verdict: 'released' });
    }
  });

  it('ENV-05 a grant learns no more from one epoch than its cap; another grant is not touched by it', async () => {
    const { run, gate, snapshot } = world.fresh({ caps: { releases: 2, cells: 100 } });
    await run('select count(*) from visits');
    await run('select insured, count(*) from visits group by 1');
    const refused = run("select count(*) from visits where district = 'A'");
    await expect(refused).rejects.toMatchObject({ code: 'gate.cap-reached', kind: 'limited' });
    // Who supervises the gate is told (R17, ENV-10).
    const { items } = await gate.listOveruse(snapshot.jurisdiction, 1, snapshot.id);
    expect(items).toMatchObject([{ kind: 'volume', code: 'gate.cap-reached' }]);
    expect(await run('select count(*) from visits')).toMatchObject({ rows: [[6000]] });
    expect(await run("select count(*) from visits where district = 'A'", rival, { id: 'gra_more' })).toMatchObject({
      rows: [[2000]],
    });
  });
});

describe('an epoch that follows another by erasures alone', () => {
  it('ENV-02 is answered as before, and what adds up to the earlier answers stays', async () => {
    const before = world.fresh();
    const parts = "select district, count(*) from visits where district in ('A', 'B') group by 1 order by 1";
    const known = await before.run(parts);
    const erased = before.snapshot.tables.find(({ name }) => name === 'visits')?.epochId ?? '';
    const { run, snapshot, gate } = world.fresh();
    const near = snapshot.tables.map((table) => (table.name === 'visits' ? { ...table, near: [erased] } : table));
    const after = (sql: string) => run(sql, rival, { tables: near });
    expect(await after(parts)).toMatchObject({
      ...{ verdict: 'released', rows: known.verdict === 'released' ? known.rows : [] },
      note: { code: 'gate.answer-of-earlier-epoch' },
    });
    expect(await after("select count(*) from visits where district in ('A', 'B')")).toMatchObject({ rows: [] });
    expect(await after('select insured, count(*) from visits group by 1')).toMatchObject({
      rows: [
        [false, 3000],
        [true, 3000],
      ],
    });
    expect((await gate.listDecisions(snapshot.id, 1)).total).toBe(3);
  });
});
