import { productRoutes, tradingRoutes, type Answer } from '@sluice/contract';
import { actorOfRole, as, letWorkingDaysPass, type ScenarioContext } from './scenario-context.ts';

type Dossier = Answer<typeof productRoutes.getProductDossier>;

const SQL = (table: string): string => `select date_trunc('month', visit_date) as month,
       count(*) as visits,
       avg(cost) as mean_cost
from ${table}
where district_code = :district and icd10_code = :diagnosis
group by date_trunc('month', visit_date)
order by month`;

const COMPUTED = new Set(['purpose_and_scope', 'sources_lawful', 'no_direct_exposure']);
const MOST_STEPS = 10;

/** The only diagnosis that a small product answers for. */
export const shownDiagnosis = 'I10';

/**
 * Chain f: the query is frozen, its whole cube released jointly, the product checked and listed.
 * @param extent `small` answers for one county and one diagnosis only
 * @returns id of the product
 */
export async function releaseProduct(
  context: ScenarioContext,
  grantId: string,
  extent: 'whole' | 'small' = 'whole',
): Promise<string> {
  const id = await freeze(context, grantId, extent);
  let dossier = await context.step(
    'f',
    ['发布申请与三项计算检查', 'release application, three checks computed'],
    async (facts) => {
      const developer = await as(context, 'developer');
      const { data } = await developer.call(productRoutes.applyForRelease, { params: { id }, query: {} });
      const computed = data.checks.filter(({ by }) => by === 'platform');
      facts['checks'] = computed.length;
      facts['passed'] = computed.filter(({ outcome }) => outcome === 'pass').length;
      return data;
    },
  );
  for (let n = 0; dossier.state === 'checking' && n < MOST_STEPS; n += 1) dossier = await decide(context, dossier);
  await list(context, id);
  return id;
}

/** Counties of the demo for which a call is shown. */
export const shownDistrict = (context: ScenarioContext): string =>
  context.city.id === 'yancheng' ? '320902' : '520402';

async function freeze(context: ScenarioContext, grantId: string, extent: 'whole' | 'small'): Promise<string> {
  const only = (value: string) => (extent === 'small' ? { values: [value] } : {});
  const { scenario } = context.city;
  const developer = await as(context, 'developer');
  return context.step('f', ['冻结查询、整体放行数据立方', 'query frozen, the whole cube released'], async (facts) => {
    // Products of one developer are told apart by their number, as people would.
    const { total } = await developer.call(productRoutes.listProductDossiers, { query: {} });
    const draft = await developer.call(productRoutes.createProduct, {
      query: {},
      body: {
        grantId,
        form: 'api',
        title: `${scenario.product.title} 第 ${total + 1} 期`,
        sql: SQL(scenario.resource),
        description: {
          summary: scenario.product.summary,
          example: { district: shownDistrict(context), diagnosis: shownDiagnosis },
        },
        value: { kind: 'economic', statement: '帮助保险与医疗机构了解区域就诊负担，不涉及任何个人' },
        parameters: [
          { name: 'district', title: '县区代码', ...only(shownDistrict(context)) },
          { name: 'diagnosis', title: '疾病诊断编码', ...only(shownDiagnosis) },
        ],
      },
    });
    const frozen = await developer.call(productRoutes.freezeProduct, { params: { id: draft.data.id }, query: {} });
    facts['answers'] = frozen.data.release?.answers ?? 0;
    facts['rows'] = frozen.data.release?.rows ?? 0;
    facts['cube'] = `${frozen.data.release?.cubeDigest.slice(0, 12) ?? ''}…`;
    return draft.data.id;
  });
}

/** The developer sets the price, the operator publishes. */
async function list(context: ScenarioContext, id: string): Promise<void> {
  const { price } = context.city.scenario.product;
  await context.step('f', ['定价上架', 'priced and listed'], async (facts) => {
    const developer = await as(context, 'developer');
    const operator = await as(context, 'operator');
    await developer.call(tradingRoutes.setPrice, {
      params: { id },
      query: {},
      body: { basis: 'market', amount: price, unit: 'call', adjustment: { noticeDays: 10, maxChangePercent: 20 } },
    });
    const { data } = await operator.call(tradingRoutes.openListing, { params: { id }, query: {} });
    facts['product'] = data.title;
    facts['price'] = { zh: `每次 ${price} 元`, en: `${price} CNY a call` };
  });
}

async function decide(context: ScenarioContext, dossier: Dossier): Promise<Dossier> {
  const next = dossier.review?.next;
  const step = dossier.review?.steps.find((item) => item.id === next?.step);
  if (!next || !step) throw new Error('the product has no next step in its review');
  return context.step('f', [step.title, step.titleEn], async (facts) => {
    await letWorkingDaysPass(context, 1);
    const acting = await as(context, actorOfRole(step.role));
    const params = { id: dossier.id };
    const open = step.aspects.filter(({ id }) => !COMPUTED.has(id));
    for (const { id: check, title } of open) {
      await acting.call(productRoutes.recordCheck, {
        params: { ...params, check },
        query: {},
        body: { outcome: 'pass', finding: `${title}：未发现问题` },
      });
    }
    const { data } = await acting.call(productRoutes.decideProduct, {
      params,
      query: {},
      body: { outcome: 'approve', reasons: ['检查通过'] },
    });
    facts['by'] = step.role;
    facts['checks'] = open.length;
    facts['state'] = data.state;
    return data;
  });
}
