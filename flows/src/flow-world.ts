import { randomBytes } from 'node:crypto';
import { createCases } from '@sluice/cases';
import type { Db, Transact } from '@sluice/database';
import { allow, fen, type Clock } from '@sluice/kernel';
import { createLedgerWriter, createPayloadMaster } from '@sluice/ledger';
import { createProduct, type FrozenCube, type GrantFacts, type Product } from '@sluice/product';
import { createTestClock, createTestDatabase, createTestIds } from '@sluice/testkit';
import { createCallGateway, createTrading, type Trading } from '@sluice/trading';
import { loadCube } from './serve-call.ts';
import { listProduct, priceProduct, type TradeParts } from './trade-product.ts';
import type { EndParts } from './end-grant.ts';

const place = { jurisdiction: 'north' };
export const developer = { ...place, person: 'per_dev', body: 'bod_dev', role: 'developer' };
export const operator = { ...place, person: 'per_op', body: 'bod_op', role: 'operator' };
export const buyer = { ...place, person: 'per_buy', body: 'bod_buy', role: 'buyer' };

export const VISITS = 'res_visits';
export const WEATHER = 'res_weather';

const resource = (resourceId: string, fields: readonly string[]) => ({
  resourceId,
  title: resourceId,
  agency: 'agency',
  fields: fields.map((name) => ({ name, role: 'other' as const, uses: ['group', 'filter', 'sum'] })),
});

const step = {
  id: 'review',
  title: 'review',
  title_en: 'review',
  kind: 'verification' as const,
  actor: 'operator' as const,
  limit: { working_days: 10, clause: 'test' },
  aspects: [],
  on: { pass: 'approved', fail: 'refused', return: 'supplement' },
  clause: 'test',
};

const chain = {
  proposer: 'developer' as const,
  steps: [step],
  supplement_working_days: 10,
  yellow_working_days: 3,
  neglect_reported_to: 'inspection' as const,
};

const rules = () => ({ ruleVersion: 'north@1', pricing: [{ purposes: ['any'], rule: 'market' as const }] });

/** Grants that are active until a test says otherwise. */
function createGrants(clock: Clock) {
  const states = new Map<string, 'active' | 'expired' | 'revoked'>();
  const facts = (id: string): GrantFacts => ({
    id,
    applicationId: `app_of_${id}`,
    jurisdiction: 'north',
    developer: developer.body,
    scenario: 'insurance',
    purpose: 'p',
    active: (states.get(id) ?? 'active') === 'active',
    endsAt: new Date('2027-03-01T00:00:00Z'),
    reviewers: {},
    resources: [resource(VISITS, ['visit_date', 'cost', 'district']), resource(WEATHER, ['day', 'rain'])],
  });
  const authorization = {
    grantFacts: async (_db: unknown, id: string) => ({
      ...facts(id),
      state: states.get(id) ?? 'active',
      scenarioTitle: 'Scenario',
      startsAt: clock.now(),
      entries: [],
      gate: { minGroupSize: 10, dominance: { p: 0.1, n: 2, share: 0.85 }, rounding: { base: 1 } },
    }),
    revokeGrantIn: async (_tx: unknown, _actor: unknown, id: string) => {
      states.set(id, 'revoked');
      return { id } as never;
    },
  };
  return { states, facts, authorization };
}

interface Shop {
  readonly db: Db;
  readonly transact: Transact;
  readonly parts: TradeParts;
  readonly product: Product;
  readonly trading: Trading;
  readonly facts: (id: string) => GrantFacts;
}

interface Wanted {
  readonly grantId: string;
  readonly lineage: FrozenCube['lineage'];
  readonly epochs: FrozenCube['epochs'];
}

async function sell({ db, transact, parts, product, trading, facts }: Shop, { grantId, lineage, epochs }: Wanted) {
  const { value } = await product.draft(developer, {
    grantId,
    form: 'api',
    title: 't',
    description: { summary: 's', example: {} },
    value: { kind: 'economic', statement: 's' },
    sql: 'select 1',
    parameters: [],
  });
  const order = await product.prepareFreeze(db, developer, value.id);
  const cube: FrozenCube = {
    freezeId: `rel_of_${value.id}`,
    irDigest: '',
    ruleVersion: 'north@1',
    epochs,
    columns: [{ name: 'n', type: 'integer' }],
    domain: [{ name: 'district', title: 'd', values: ['a', 'b'] }],
    lineage,
    answers: [{ parameters: ['a'], rows: [[20]] }],
  };
  await transact((tx) => product.storeFreeze(tx, developer, order, facts(grantId), cube));
  await product.applyForRelease(developer, value.id);
  await product.decideStep(operator, value.id, { outcome: 'approve', reasons: [] });
  await priceProduct(parts, developer, value.id, {
    basis: 'market',
    amount: fen(100n),
    unit: 'call',
    adjustment: { noticeDays: 0 },
  });
  await listProduct(parts, operator, value.id);
  const { value: bought } = await trading.placeOrder(buyer, { productId: value.id, use: 'u' });
  const { value: key } = await trading.issueKey(buyer, bought.id);
  return { productId: value.id, orderId: bought.id, key: key.key };
}

/** Product, trading and a gateway on a migrated database; the grants' states can be changed from outside. */
export async function createFlowWorld() {
  const test = await createTestDatabase();
  const clock = createTestClock();
  const base = { db: test.db, clock, ids: createTestIds(17) };
  const { transact } = createLedgerWriter({ ...base, master: createPayloadMaster(new Uint8Array(32).fill(7)) });
  const cases = createCases({ ...base, transact });
  await cases.ensureCalendar();
  const { states, facts, authorization } = createGrants(clock);
  const policy = { decide: () => allow({ code: 'policy.granted' }) };
  const product = createProduct({
    ...base,
    transact,
    cases,
    policy,
    rules: () => ({ ruleVersion: 'north@1', forms: ['api'], profile: { id: 'north', version: '1' }, chain }),
    grant: async (_db, id) => facts(id),
    countKeys: async () => 0,
  });
  const trading = createTrading({ ...base, transact, policy, rules, randomBytes });
  const gateway = createCallGateway({
    ...base,
    transact,
    rules,
    process: 'test',
    loadCube: (db, productId, releaseId) => loadCube(product, db, productId, releaseId),
    groupCommit: { collectMs: 1, lanes: 1, groupSize: 100, queueLength: 100 },
    cacheBytes: 1_000_000,
  });
  const parts: TradeParts & EndParts = {
    transact,
    authorization,
    product,
    trading,
    onChange: (id) => gateway.invalidate(id),
  };
  return {
    ...test,
    clock,
    transact,
    states,
    product,
    trading,
    gateway,
    parts,
    /** A product in service on a grant, with answers drawn from the given fields, an order and a key. */
    sold: (grantId: string, lineage: FrozenCube['lineage'], epochs: FrozenCube['epochs']) =>
      sell({ db: test.db, transact, parts, product, trading, facts }, { grantId, lineage, epochs }),
    async close() {
      await gateway.close();
      await test.close();
    },
  };
}

export type FlowWorld = Awaited<ReturnType<typeof createFlowWorld>>;
