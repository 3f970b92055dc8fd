import { createCases } from '@sluice/cases';
import type { Tx } from '@sluice/database';
import { allow, refuse } from '@sluice/kernel';
import { createLedgerWriter, createPayloadMaster } from '@sluice/ledger';
import type { ResolvedChain } from '@sluice/profile';
import { createTestClock, createTestDatabase, createTestIds } from '@sluice/testkit';
import { createProduct } from './create-product.ts';
import type { ProductDraft } from './draft-product.ts';
import type { Actor, FrozenCube, GrantFacts, OutputLineage } from './product.ts';
import type { Policy } from './product-context.ts';
import type { KeyQuestion } from './scan-exposure.ts';

const place = { body: 'bod_x', jurisdiction: 'north' };
export const developer: Actor = { ...place, person: 'per_dev', body: 'bod_dev', role: 'developer' };
export const operator: Actor = { ...place, person: 'per_op', body: 'bod_op', role: 'operator' };
export const sector: Actor = { ...place, person: 'per_sec', body: 'bod_sec', role: 'sector-authority' };

const aspect = (id: string) => ({ id, title: id, title_en: id });
const step = (id: string, actor: Actor['role'], aspects: readonly string[], pass: string) => ({
  id,
  title: id,
  title_en: id,
  kind: 'verification' as const,
  actor: actor as 'operator',
  limit: { working_days: 10, clause: 'test' },
  aspects: aspects.map(aspect),
  on: { pass, fail: 'refused', return: 'supplement' },
  clause: 'test',
});

export const sixChecks = [
  'purpose_and_scope',
  'sources_lawful',
  'no_direct_exposure',
  'no_leak',
  'no_cross_border',
  'other_risks',
];

const chain: ResolvedChain = {
  proposer: 'developer',
  steps: [
    step('release_review', 'operator', sixChecks, 'next'),
    step('sector_compliance', 'sector-authority', ['sector_standard'], 'approved'),
  ],
  supplement_working_days: 10,
  yellow_working_days: 3,
  neglect_reported_to: 'inspection',
};

const letters: Readonly<Record<string, readonly string[]>> = {
  'product.create': ['developer'],
  'product.edit': ['developer'],
  'product.freeze': ['developer'],
  'product.apply': ['developer'],
  'product.list': ['operator'],
  'product.delist': ['operator', 'security-regulator'],
  'product.read': ['operator', 'sector-authority'],
};

export const VISITS = 'res_visits';

export const draft: ProductDraft = {
  form: 'api',
  title: '就诊统计',
  description: { summary: '按县区和月份的就诊人次', example: { district: '320902' } },
  value: { kind: 'economic', statement: '区域就诊负担' },
  sql: 'select month, count(*) from visits where district = :district group by 1',
  parameters: [{ name: 'district', title: '县区' }],
};

export const lineage: readonly OutputLineage[] = [
  { column: 'month', kind: 'dimension', inputs: [{ resourceId: VISITS, field: 'visit_date', use: 'group:month' }] },
  { column: 'visits', kind: 'aggregate', inputs: [{ resourceId: VISITS, field: 'cost', use: 'sum' }] },
  { column: ':district', kind: 'condition', inputs: [{ resourceId: VISITS, field: 'district', use: 'filter:code' }] },
];

export function cubeOf(change: Partial<FrozenCube> = {}): FrozenCube {
  return {
    freezeId: 'rel_1',
    irDigest: 'ab'.repeat(32),
    ruleVersion: 'north@1',
    epochs: [{ resourceId: VISITS, epochId: 'epo_1' }],
    columns: [
      { name: 'month', type: 'date' },
      { name: 'visits', type: 'integer' },
    ],
    domain: [{ name: 'district', title: '县区', values: ['320902', '320903'] }],
    lineage,
    answers: [{ parameters: ['320902'], rows: [['2025-01-01', 140]] }],
    ...change,
  };
}

const policy: Policy = {
  decide: ({ actor, act, ownerBody }) =>
    letters[act]?.includes(actor.role) && (act !== 'product.edit' || ownerBody === actor.body)
      ? allow({ code: 'policy.granted' })
      : refuse({ code: 'policy.no-power', params: { act } }),
};

const newGrant = (): { -readonly [Key in keyof GrantFacts]: GrantFacts[Key] } => ({
  id: 'grt_1',
  applicationId: 'app_1',
  jurisdiction: 'north',
  developer: developer.body,
  scenario: 'insurance',
  purpose: '保险产品设计',
  active: true,
  endsAt: new Date('2027-03-01T00:00:00Z'),
  reviewers: { operator: operator.body, sector_authority: sector.body },
  resources: [
    {
      resourceId: VISITS,
      title: '就诊记录',
      agency: '卫生健康委员会',
      fields: [
        { name: 'visit_date', role: 'quasi-identifier', uses: ['group', 'filter'] },
        { name: 'cost', role: 'other', uses: ['sum'] },
        { name: 'district', role: 'quasi-identifier', uses: ['group', 'filter'] },
        { name: 'citizen', role: 'entity-key', uses: ['count-distinct'] },
        { name: 'diagnosis', role: 'sensitive', uses: ['count-distinct'] },
      ],
    },
  ],
});

/** A migrated database with the module on it; grant, key look-ups and forms can be changed from outside. */
export async function createProductWorld() {
  const test = await createTestDatabase();
  const clock = createTestClock();
  const ids = createTestIds(11);
  const { transact } = createLedgerWriter({
    db: test.db,
    clock,
    ids,
    master: createPayloadMaster(new Uint8Array(32).fill(7)),
  });
  const cases = createCases({ db: test.db, transact, clock, ids });
  await cases.ensureCalendar();
  const grant = newGrant();
  const world = { asked: [] as KeyQuestion[], keysFound: 0 };
  const product = createProduct({
    db: test.db,
    transact,
    clock,
    ids,
    cases,
    policy,
    rules: () => ({
      ruleVersion: 'north@1',
      forms: ['dataset', 'api', 'model', 'report'],
      profile: { id: 'north', version: '1' },
      chain,
    }),
    grant: async () => grant,
    countKeys: async (_epochs, question) => {
      world.asked.push(question);
      return world.keysFound;
    },
  });
  return {
    ...test,
    clock,
    transact,
    product,
    grant,
    world,
    /** Drafts and freezes. @returns id of the product */
    async frozen(change: Partial<ProductDraft> = {}, cube: Partial<FrozenCube> = {}): Promise<string> {
      const { value } = await product.draft(developer, { ...draft, ...change, grantId: grant.id });
      await this.freeze(value.id, cube);
      return value.id;
    },
    async freeze(id: string, cube: Partial<FrozenCube> = {}): Promise<void> {
      const order = await product.prepareFreeze(test.db, developer, id);
      await transact((tx: Tx) => product.storeFreeze(tx, developer, order, grant, cubeOf(cube)));
    },
    async findPersons(id: string, outcome: 'pass' | 'fail' = 'pass'): Promise<void> {
      for (const check of sixChecks.slice(3))
        await product.recordFinding(operator, id, { check, outcome, finding: '未发现问题' });
    },
  };
}

export type ProductWorld = Awaited<ReturnType<typeof createProductWorld>>;
