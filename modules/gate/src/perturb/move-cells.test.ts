import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSampleDomain, type SampleDomain } from '../../test/sample-domain.ts';
import { sampleGrant } from '../../test/sample-grant.ts';
import { createLocalGate } from '../local-gate.ts';
import type { CellKeyMode } from '../privacy/release-mode.ts';
import { checkTable, varianceAt } from './check-table.ts';
import { lookUp } from './move-cells.ts';

const mode: CellKeyMode = {
  kind: 'cell-key',
  table: [
    { from: 0, moves: [{ by: 0, probability: 1 }] },
    {
      from: 10,
      moves: [
        { by: -2, probability: 0.1 },
        { by: -1, probability: 0.2 },
        { by: 0, probability: 0.4 },
        { by: 1, probability: 0.2 },
        { by: 2, probability: 0.1 },
      ],
    },
  ],
};

let sample: SampleDomain;
beforeAll(async () => {
  sample = await createSampleDomain();
});
afterAll(() => sample.close());

const secret = (epoch: string): Uint8Array => createHash('sha256').update(`secret of ${epoch}`).digest();

async function ask(sql: string, cellKey = secret) {
  const gate = createLocalGate({ domain: sample.domain, cellKey });
  const outcome = await gate.run({ snapshot: { ...sampleGrant, mode }, sql, parameters: [] });
  return outcome.verdict === 'released' ? outcome.rows : outcome;
}

describe('the cell-key method', () => {
  it('PLT-07 ENV-05 the same rows are moved the same way, in whatever table and words', async () => {
    const table = (await ask('select district, count(*) from visits group by 1')) as readonly (readonly unknown[])[];
    for (const [district, count] of table) {
      expect(await ask(`select count(*) from visits where district = '${String(district)}'`)).toEqual([[count]]);
      expect(await ask(`select count(*) from visits where not (district <> '${String(district)}')`)).toEqual([[count]]);
    }
    const exact = await sample.reference(
      'select district, count(*) from visits group by 1 having count(*) > 20 order by 1',
    );
    expect(table.map(([district]) => district)).toEqual(exact.map(([district]) => district));
    const moves = table.map(([, count], i) => Number(count) - Number(exact[i]?.[1]));
    expect(moves.every((move) => Math.abs(move) <= 2)).toBe(true);
    expect(moves.some((move) => move !== 0)).toBe(true);
  });

  it('PLT-07 PRD-03 the answers of a frozen product are moved as those of a question are', async () => {
    const gate = createLocalGate({ domain: sample.domain, cellKey: secret });
    const cube = await gate.freezeCube({
      snapshot: { ...sampleGrant, mode },
      sql: 'select insured, count(*) as n, sum(cost) as cost from visits where district = :district group by 1',
      parameters: [{ name: 'district' }],
    });
    if (cube.verdict === 'refused') throw new Error('refused');
    expect(cube.answers.length).toBeGreaterThan(2);
    for (const { key, rows } of cube.answers)
      expect(
        await ask(
          `select insured, count(*) as n, sum(cost) as cost from visits where district = '${String(key[0])}' group by 1`,
        ),
      ).toEqual(expect.arrayContaining([...rows]));
  });

  it('PLT-07 another epoch’s secret moves them another way, and a mean is the moved sum by the moved count', async () => {
    const question = 'select place, count(*), sum(cost), avg(cost) from visits group by 1';
    const one = (await ask(question)) as readonly (readonly number[])[];
    const other = (await ask(question, (epoch) => secret(`${epoch} later`))) as readonly (readonly number[])[];
    expect(one.map((row) => row[1])).not.toEqual(other.map((row) => row[1]));
    // A mean as it is would undo what moved the others: the fraction says how many they are.
    for (const [, count, sum, mean] of [...one, ...other]) expect(mean).toBeCloseTo((sum ?? 0) / (count ?? 1), 9);
    expect(one.map((row) => row[3])).not.toEqual(other.map((row) => row[3]));
    const exact = await sample.reference('select place, sum(cost) from visits group by 1');
    const sums = new Map(exact.map(([place, sum]) => [place, Number(sum)]));
    for (const [place, , sum] of one) expect(Math.abs((sum ?? 0) / (sums.get(place) ?? 1) - 1)).toBeLessThan(0.02);
  });

  it('PLT-07 R21 one epoch is answered moved or exactly, never both', async () => {
    for (const [first, second] of [
      [sampleGrant, { ...sampleGrant, mode }],
      [{ ...sampleGrant, mode }, sampleGrant],
    ] as const) {
      const gate = createLocalGate({ domain: sample.domain, cellKey: secret });
      const sql = 'select district, count(*) from visits group by 1';
      await gate.run({ snapshot: first, sql, parameters: [] });
      await expect(gate.run({ snapshot: second, sql, parameters: [] })).rejects.toMatchObject({
        code: 'gate.mode-differs',
      });
    }
  });

  it('PLT-07 moves are without bias and have the variance of the table', async () => {
    const rows = await Promise.all(
      Array.from({ length: 12 }, (_, i) =>
        ask('select place, count(*) from visits group by 1', (epoch) => secret(`${epoch} ${i}`)),
      ),
    );
    const exact = new Map(
      (await sample.reference('select place, count(*) from visits group by 1')).map(([place, n]) => [place, Number(n)]),
    );
    const moves = rows.flatMap((table) =>
      (table as readonly (readonly unknown[])[]).map(([place, n]) => Number(n) - (exact.get(place) ?? 0)),
    );
    const mean = moves.reduce((a, b) => a + b, 0) / moves.length;
    const spread = moves.reduce((sum, move) => sum + (move - mean) ** 2, 0) / moves.length;
    expect(moves.length).toBe(480);
    // Four standard errors.
    expect(Math.abs(mean)).toBeLessThan(4 * Math.sqrt(1.2 / 480));
    expect(Math.abs(spread - varianceAt(mode.table, 150))).toBeLessThan(0.35);
  });

  it('a table is checked: sum, mean, order, counts below zero', () => {
    expect(checkTable(mode.table)).toEqual([]);
    const row = (from: number, ...moves: readonly (readonly [number, number])[]) => ({
      from,
      moves: moves.map(([by, probability]) => ({ by, probability })),
    });
    expect(checkTable([row(0, [0, 1]), row(5, [1, 1])])).toEqual([{ from: 5, fault: 'bias' }]);
    expect(checkTable([row(0, [-1, 0.5], [1, 0.5])])).toEqual([{ from: 0, fault: 'negative' }]);
    expect(checkTable([row(0, [0, 0.5])])).toEqual([{ from: 0, fault: 'sum' }]);
    expect(checkTable([row(3, [0, 1])])).toEqual([{ from: 0, fault: 'order' }]);
    expect([0, 0.1, 0.5, 0.95].map((at) => lookUp(mode.table, 30, at))).toEqual([-2, -1, 0, 2]);
  });

  it('without the epoch’s secret nothing is answered', async () => {
    const gate = createLocalGate({ domain: sample.domain });
    await expect(
      gate.run({ snapshot: { ...sampleGrant, mode }, sql: 'select count(*) from visits', parameters: [] }),
    ).rejects.toMatchObject({ code: 'gate.no-cell-key' });
  });
});
