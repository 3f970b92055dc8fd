import { tradingRoutes } from '@sluice/contract';
import { ApiProblem } from '../client.ts';
import { shownDistrict } from './release-product.ts';
import { as, type ScenarioContext } from './scenario-context.ts';
import { toShort } from './short-number.ts';

/** The buyer orders a product and has a key issued. */
export async function orderKey(context: ScenarioContext, productId: string): Promise<{ key: string; prefix: string }> {
  const buyer = await as(context, 'buyer');
  const body = { productId, use: '健康保险产品设计参考' };
  const order = await buyer.call(tradingRoutes.placeOrder, { query: {}, body });
  return (await buyer.call(tradingRoutes.createKey, { params: { id: order.data.id }, query: {} })).data;
}

/** Chain g: a buyer orders, gets a key and calls; suspension stops the calls at once. @returns entry of the last call, rows of the first */
export async function trade(context: ScenarioContext, productId: string): Promise<{ entryId: string; rows: number }> {
  const buyer = await as(context, 'buyer');
  const district = shownDistrict(context);
  const key = await context.step('g', ['下单取得密钥', 'ordered, key issued'], async (facts) => {
    const made = await orderKey(context, productId);
    facts['key'] = `${made.prefix}…`;
    return made.key;
  });
  const client = buyer.as(key);
  const called = await context.step('g', ['调用产品', 'called, metered, priced'], async (facts) => {
    const first = await client.call(tradingRoutes.callProduct, {
      params: { id: productId },
      body: { district, diagnosis: 'I10' },
    });
    const second = await client.call(tradingRoutes.callProduct, {
      params: { id: productId },
      body: { district, diagnosis: 'E11' },
    });
    facts['rows'] = first.rows.length;
    facts['first'] = (first.rows[0] ?? []).map(toShort).join(' ');
    facts['price'] = { zh: `${first.price} 元`, en: `${first.price} CNY` };
    facts['calls'] = 2;
    return { entryId: second.evidence.entryId, rows: first.rows.length };
  });
  await context.step('g', ['暂停即刻停止调用，恢复后继续', 'suspension stops calls at once'], async (facts) => {
    const operator = await as(context, 'operator');
    const params = { id: productId };
    await operator.call(tradingRoutes.suspendProduct, {
      params,
      query: {},
      body: { ground: 'incident', reason: '演示：核查期间暂停服务' },
    });
    try {
      await client.call(tradingRoutes.callProduct, { params, body: { district, diagnosis: 'I10' } });
      throw new Error('a suspended product answered');
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      facts['refused'] = { zh: `产品已停止服务（${error.code}）`, en: `not in service (${error.code})` };
    }
    await operator.call(tradingRoutes.resumeProduct, { params, query: {}, body: { reason: '核查完毕' } });
  });
  return called;
}
