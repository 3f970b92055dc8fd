import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGateWorld, developer, rival, type GateWorld } from '../../test/gate-world.ts';
import type { PrivateMode } from './release-mode.ts';

let world: GateWorld;
beforeAll(async () => {
  world = await createGateWorld();
});
afterAll(() => world.close());

const mode: PrivateMode = {
  ...{ kind: 'dp', unit: 'person', rowsPerEntity: 4, budget: 0.3, perQuery: 0.1, delta: 1e-6 },
};
const codeOf = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'answered',
    (error: unknown) => (error as { code?: string }).code,
  );
const questions = ['A', 'B', 'C', 'D', 'E', 'F'].map(
  (district) => `select count(*) from visits where district = '${district}'`,
);

describe('differential privacy', () => {
  it('PLT-07 answers with noise and tells what is left of the epoch’s budget, whoever asks', async () => {
    const { run } = world.fresh({ mode }, undefined, { randomBytes });
    const first = await run('select district, count(*), sum(cost), avg(hours) from visits group by district');
    expect(first).toMatchObject({
      verdict: 'released',
      budget: { total: 0.3, spent: 0.1, remaining: 0.2, unit: 'person' },
    });
    const rows = first.verdict === 'released' ? first.rows : [];
    expect(rows.length).toBeGreaterThanOrEqual(3);
    for (const row of rows) expect(row[3]).toSatisfy((mean: number) => mean >= 0 && mean <= 240);
    const second = await run('select count(*) from visits', rival);
    expect(second).toMatchObject({ verdict: 'released', budget: { spent: 0.2, remaining: 0.1 } });
    const total = second.verdict === 'released' ? Number(second.rows[0]?.[0]) : 0;
    expect(Math.abs(total - 6000)).toBeLessThan(100);
    expect(total).not.toBe(Number.NaN);
    // The same question has its one answer, and costs nothing.
    const again = await run('select count(*) as n from visits');
    expect(again).toMatchObject({ rows: [[total]], budget: { spent: 0.2 } });
    const entries = await world.entries('gate.budget-spent');
    expect(entries.length).toBeGreaterThanOrEqual(2);
  });

  it('PLT-07 ENV-10 questions sent at once cannot spend more than there is', async () => {
    const { run, snapshot } = world.fresh({ mode }, undefined, { randomBytes });
    const outcomes = await Promise.all(questions.map((item) => codeOf(run(item))));
    expect(outcomes.filter((item) => item === 'answered')).toHaveLength(3);
    expect(outcomes.filter((item) => item === 'gate.budget-spent')).toHaveLength(3);
    const epoch = snapshot.tables[0]?.epochId ?? '';
    const { rows } = await sql<{ spent: string }>`
      select sum(rho) as spent from gate.spend where epoch_id = ${epoch}`.execute(world.database.db.q);
    expect(Number(rows[0]?.spent)).toBeCloseTo(0.3, 9);
    // A grant with a larger budget does not widen what the epoch has.
    const wide = await codeOf(
      run('select count(*) from visits where insured', developer, { mode: { ...mode, budget: 9 } }),
    );
    expect(wide).toBe('gate.budget-spent');
  });

  it('PLT-07 one epoch has one mode: exact answers beside noisy ones void what these promise', async () => {
    const noisy = world.fresh({ mode }, undefined, { randomBytes });
    await noisy.run('select count(*) from visits');
    const { mode: _, ...exact } = noisy.snapshot;
    expect(
      await codeOf(
        noisy.gate.run({ actor: developer, snapshot: exact, sql: 'select count(*) from visits', parameters: [] }),
      ),
    ).toBe('gate.mode-differs');
    const plain = world.fresh({}, undefined, { randomBytes });
    await plain.run('select count(*) from visits');
    expect(await codeOf(plain.run('select count(*) from visits where insured', developer, { mode }))).toBe(
      'gate.mode-differs',
    );
  });

  it('PLT-07 what fails after it was paid stays paid, and without randomness nothing is answered', async () => {
    const broken = world.fresh({ mode }, () => ({ open: () => Promise.reject(new Error('no engine')) }), {
      randomBytes,
    });
    expect(await codeOf(broken.run('select count(*) from visits'))).toBe('gate.not-completed');
    const epoch = broken.snapshot.tables[0]?.epochId ?? '';
    const { rows } = await sql`select 1 from gate.spend where epoch_id = ${epoch}`.execute(world.database.db.q);
    expect(rows).toHaveLength(1);
    expect(await codeOf(world.fresh({ mode }).run('select count(*) from visits'))).toBe('gate.no-randomness');
  });

  it.each([
    ['select sum(paid) from visits', 'gate.dp-bounds'],
    ['select variance(cost) from visits', 'gate.dp-aggregate'],
    ['select avg(n) from (select person_id, count(*) as n from visits group by 1) t', 'gate.dp-per-entity'],
    ['select count(*) from places', 'gate.dp-unit'],
  ])('PLT-07 refuses what no noise is known for: %s', async (text, code) => {
    const { run } = world.fresh({ mode }, undefined, { randomBytes });
    expect(await run(text)).toMatchObject({ verdict: 'refused', diagnostics: [{ code }] });
  });

  it('PRD-03 a cube is one noisy release: paid once, whoever freezes it again, and no more when nothing is left', async () => {
    const { gate, snapshot, run } = world.fresh({ mode }, undefined, { randomBytes });
    const freeze = (where: string, actor = developer) =>
      gate.freezeCube({
        ...{ actor, snapshot, sql: `select insured, count(*) as n from visits where ${where} group by 1` },
        parameters: [{ name: 'd' }],
      });
    const first = await freeze('district = :d');
    if (first.verdict !== 'released') throw new Error(first.verdict);
    expect(first.answers.length).toBeGreaterThanOrEqual(3);
    const count = (of: typeof first, key: string): number =>
      of.answers
        .filter((one) => one.key[0] === key)
        .reduce((sum, { rows }) => sum + rows.reduce((n, row) => n + Number(row[1]), 0), 0);
    expect(Math.abs(count(first, 'A') - 2000)).toBeLessThan(100);
    const again = await freeze('district = :d', rival);
    expect(again).toMatchObject({ verdict: 'released', answers: first.answers });
    expect(await run('select count(*) from visits')).toMatchObject({ budget: { spent: 0.2 } });
    await freeze('insured and district = :d');
    expect(await codeOf(freeze('not insured and district = :d'))).toBe('gate.budget-spent');
  });

  it('PLT-07 an epoch with more rows of one entity than the grant bounds cannot be asked', async () => {
    const { run } = world.fresh({ mode: { ...mode, rowsPerEntity: 3 } }, undefined, { randomBytes });
    expect(await run('select count(*) from visits')).toMatchObject({ diagnostics: [{ code: 'gate.dp-rows' }] });
  });
});
