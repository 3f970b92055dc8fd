import { tradingRoutes } from '@sluice/contract';
import { ApiProblem } from '../client.ts';
import { releaseProduct, shownDiagnosis, shownDistrict } from './release-product.ts';
import { as, type ScenarioContext } from './scenario-context.ts';
import { orderKey } from './trade.ts';

/** Chain g: a product that is taken off the shelf answers no more, from the same moment. It is one of its own. */
export async function delist(context: ScenarioContext, grantId: string): Promise<void> {
  await context.step('g', ['下架即刻停止调用', 'delisting stops calls at once'], async (facts) => {
    const aside = { ...context, run: `${context.run}x`, step: quietly };
    const id = await releaseProduct(aside, grantId, 'small');
    const key = await orderKey(aside, id);
    const buyer = await as(context, 'buyer');
    const client = buyer.as(key.key);
    const call = { params: { id }, body: { district: shownDistrict(context), diagnosis: shownDiagnosis } };
    await client.call(tradingRoutes.callProduct, call);
    const operator = await as(context, 'operator');
    const { data } = await operator.call(tradingRoutes.delistProduct, {
      params: { id },
      query: {},
      body: { ground: 'developer-request', reason: '演示：产品下架' },
    });
    try {
      await client.call(tradingRoutes.callProduct, call);
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      facts['state'] = data.state;
      facts['refused'] = { zh: `产品已停止服务（${error.code}）`, en: `no longer in service (${error.code})` };
      return;
    }
    throw new Error('a delisted product answered');
  });
}

const quietly: ScenarioContext['step'] = async (_step, _title, work) => work({});
