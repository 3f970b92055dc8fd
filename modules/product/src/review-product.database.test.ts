import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from 'kysely';
import {
  createProductWorld,
  cubeOf,
  developer,
  draft,
  lineage,
  operator,
  sector,
  VISITS,
  type ProductWorld,
} from './product-world.ts';

let world: ProductWorld;

beforeAll(async () => {
  world = await createProductWorld();
});
afterAll(() => world.close());

const code = (expected: string) => expect.objectContaining({ code: expected });

describe('forms', () => {
  it('PRD-01 takes each admitted form with what it must say of itself, and refuses one that lacks it', async () => {
    const descriptions = {
      dataset: { summary: 's', updateCycle: 'month', derivation: '按月汇总' },
      api: { summary: 's', example: { district: '320902' } },
      model: { summary: 's', modelCard: '线性' },
      report: { summary: 's', period: '2025' },
    } as const;
    for (const [form, description] of Object.entries(descriptions)) {
      const { value } = await world.product.draft(developer, {
        ...draft,
        form: form as 'api',
        description,
        grantId: 'grt_1',
      });
      expect(value).toMatchObject({ form, state: 'draft' });
      await expect(
        world.product.draft(developer, {
          ...draft,
          form: form as 'api',
          description: { summary: 's' },
          grantId: 'grt_1',
        }),
      ).rejects.toThrow(code('product.description-incomplete'));
    }
    await expect(world.product.draft(developer, { ...draft, form: 'other', grantId: 'grt_1' })).rejects.toThrow(
      code('product.form-not-admitted'),
    );
  });

  it('PRD-01 refuses a data set that is not derived, and any form that shows single records', async () => {
    const dataset = {
      form: 'dataset',
      description: { summary: 's', updateCycle: 'once', derivation: '汇总' },
    } as const;
    const onlyLevels = lineage.filter((one) => one.kind !== 'aggregate');
    await expect(world.frozen(dataset, { lineage: onlyLevels })).rejects.toThrow(code('product.not-derived'));
    const raw = [...lineage, { column: 'visit', kind: 'row-value', inputs: [] } as const];
    await expect(world.frozen({}, { lineage: raw })).rejects.toThrow(code('product.not-derived'));
    await expect(world.frozen(dataset)).resolves.toMatch(/^prd_/);
  });
});

describe('release application', () => {
  it('PRD-02 lists nothing without a decided application', async () => {
    const id = await world.frozen();
    await expect(world.transact((tx) => world.product.publish(tx, operator, id))).rejects.toThrow(
      code('product.wrong-state'),
    );
    await world.product.applyForRelease(developer, id);
    await expect(world.transact((tx) => world.product.publish(tx, operator, id))).rejects.toThrow(
      code('product.wrong-state'),
    );
  });

  it('PRD-02 passes a clean product through the chain of the profile, each by his own office', async () => {
    const id = await world.frozen();
    const { value: applied } = await world.product.applyForRelease(developer, id);
    expect(applied.state).toBe('checking');
    expect(applied.checks.map((one) => [one.check, one.by, one.outcome])).toEqual([
      ['purpose_and_scope', 'platform', 'pass'],
      ['sources_lawful', 'platform', 'pass'],
      ['no_direct_exposure', 'platform', 'pass'],
    ]);
    await expect(
      world.product.recordFinding(developer, id, { check: 'no_leak', outcome: 'pass', finding: 'x' }),
    ).rejects.toMatchObject({ kind: 'forbidden' });
    await world.findPersons(id);
    await world.product.decideStep(operator, id, { outcome: 'approve', reasons: [] });
    await expect(world.product.decideStep(operator, id, { outcome: 'approve', reasons: [] })).rejects.toMatchObject({
      kind: 'forbidden',
    });
    await world.product.recordFinding(sector, id, { check: 'sector_standard', outcome: 'pass', finding: '符合' });
    const { value } = await world.product.decideStep(sector, id, { outcome: 'approve', reasons: [] });
    expect(value.state).toBe('approved');
    const listed = await world.transact((tx) => world.product.publish(tx, operator, id));
    expect(listed.value.state).toBe('listed');
  });

  it('PRD-02 keeps the reasons of a return and a refusal, and goes on with the same case after a return', async () => {
    const id = await world.frozen();
    const first = await world.product.applyForRelease(developer, id);
    await expect(world.product.decideStep(operator, id, { outcome: 'return', reasons: [] })).rejects.toThrow(
      code('case.reason-missing'),
    );
    const { value: returned } = await world.product.decideStep(operator, id, {
      outcome: 'return',
      reasons: ['说明不清'],
    });
    expect(returned).toMatchObject({ state: 'returned', reasons: [{ params: { text: '说明不清' } }] });
    await world.product.edit(developer, id, { ...draft, title: '就诊统计（修订）' });
    await world.freeze(id);
    const { value: again } = await world.product.applyForRelease(developer, id);
    expect(again).toMatchObject({ state: 'checking', round: 2, review: { id: first.value.review?.id } });
    await world.product.recordFinding(operator, id, { check: 'no_leak', outcome: 'fail', finding: '有泄露风险' });
    const { value: refused } = await world.product.decideStep(operator, id, {
      outcome: 'refuse',
      reasons: ['泄露风险'],
    });
    expect(refused).toMatchObject({ state: 'refused', reasons: [{ params: { text: '泄露风险' } }] });
    await expect(world.product.applyForRelease(developer, id)).rejects.toThrow(code('product.wrong-state'));
  });

  it('PRD-02 cannot be decided while a check of a person lacks its finding, nor approved where one failed', async () => {
    const id = await world.frozen();
    await world.product.applyForRelease(developer, id);
    await expect(world.product.decideStep(operator, id, { outcome: 'approve', reasons: [] })).rejects.toThrow(
      code('case.finding-missing'),
    );
    await world.findPersons(id, 'fail');
    await expect(world.product.decideStep(operator, id, { outcome: 'approve', reasons: [] })).rejects.toThrow(
      code('case.failed-aspect'),
    );
    await expect(
      world.product.recordFinding(operator, id, { check: 'no_direct_exposure', outcome: 'pass', finding: 'x' }),
    ).rejects.toThrow(code('product.check-computed'));
  });
});

describe('computed checks', () => {
  it('PRD-03 stops a product whose inputs include a field outside the grant, with the field named', async () => {
    const outside = [
      ...lineage,
      {
        column: 'n',
        kind: 'aggregate',
        inputs: [{ resourceId: VISITS, field: 'phone', use: 'count-distinct' }],
      } as const,
    ];
    const id = await world.frozen({}, { lineage: outside });
    const { value } = await world.product.applyForRelease(developer, id);
    expect(value.state).toBe('returned');
    expect(value.reasons).toContainEqual({
      code: 'product.input-outside-grant',
      params: { resource: VISITS, field: 'phone' },
    });
    expect(value.review).toBeNull();
  });

  it('PRD-04 generates the source statement from lineage and stops a hand-edited one that differs', async () => {
    const id = await world.frozen();
    const { value: frozen } = { value: await world.product.dossier(world.db, developer, id) };
    expect(frozen.sourceStatement).toEqual([
      {
        resourceId: VISITS,
        resourceTitle: '就诊记录',
        agency: '卫生健康委员会',
        epochId: 'epo_1',
        grantId: 'grt_1',
        applicationId: 'app_1',
        fields: ['cost', 'district', 'visit_date'],
      },
    ]);
    const same = frozen.sourceStatement.map((line) => ({ ...line, fields: line.fields.toReversed() }));
    await world.product.edit(developer, id, { ...draft, sourceStatement: same });
    const other = frozen.sourceStatement.map((line) => ({ ...line, agency: '自有数据' }));
    const second = await world.frozen();
    await world.product.edit(developer, second, { ...draft, sourceStatement: other });
    expect((await world.product.applyForRelease(developer, id)).value.state).toBe('checking');
    expect((await world.product.applyForRelease(developer, second)).value).toMatchObject({
      state: 'returned',
      reasons: [{ code: 'product.source-differs', params: { resource: VISITS } }],
    });
  });

  it('PRD-05 finds seeded raw rows and keys of the sources in the answers', async () => {
    const seeded = cubeOf({
      columns: [
        { name: 'month', type: 'text' },
        { name: 'visits', type: 'integer' },
      ],
      answers: [{ parameters: ['320902'], rows: [['11010519491231002X', 140]] }],
    });
    const id = await world.frozen({}, seeded);
    const { value } = await world.product.applyForRelease(developer, id);
    expect(value).toMatchObject({
      state: 'returned',
      reasons: [{ code: 'product.identifier-in-answers', params: { column: 'month', kinds: ['citizen-id'] } }],
    });
    world.world.keysFound = 2;
    const other = await world.frozen();
    const found = await world.product.applyForRelease(developer, other);
    world.world.keysFound = 0;
    expect(found.value.reasons).toContainEqual({
      code: 'product.source-key-in-answers',
      params: { resource: VISITS, field: 'citizen', values: 2 },
    });
    expect(world.world.asked.at(-1)).toMatchObject({ field: 'citizen', values: ['320902', '320903', '2025-01-01'] });
  });
});

describe('evidence', () => {
  it('refuses a change of a product behind the back of the ledger', async () => {
    const id = await world.frozen();
    await expect(
      sql`update product.product set state = 'listed' where id = ${id}`.execute(world.db.q),
    ).rejects.toMatchObject({ code: 'SL001' });
  });

  it('enters the freeze with its release, and the release commits to every answer', async () => {
    const one = await world.product.dossier(world.db, developer, await world.frozen());
    const other = await world.product.dossier(
      world.db,
      developer,
      await world.frozen({}, { answers: [{ parameters: ['320902'], rows: [['2025-01-01', 141]] }] }),
    );
    expect(one.release?.cubeDigest).toMatch(/^[0-9a-f]{64}$/);
    expect(one.release?.cubeDigest).not.toBe(other.release?.cubeDigest);
  });
});
