import { describe, expect, it } from 'vitest';
import { lookAround, seriousFindings } from './look-at-page.ts';
import { sitInCity } from './sit-in-city.ts';

const WAIT = { timeout: 60_000 };
const BUYER = 'anshun.buyer';
const SUPERVISOR = 'anshun.supervisor';

const desk = sitInCity();

const { open } = desk;

describe('the public pages', () => {
  it.each(['/', '/operators', '/products', '/me'])(
    'DIS-01 tell without a sign-in who is authorized, and pass axe in every look: %s',
    async (path) => {
      const page = await open(null, path);
      await page.getByRole('heading', { level: 1 }).waitFor(WAIT);
      expect(await lookAround(page)).toEqual([]);
      await page.context().close();
    },
  );

  it('PLT-01 take the look and the language that the reader has', async () => {
    const page = await open(null, '/', { colorScheme: 'dark', locale: 'en-US' });
    await page.locator('html[data-theme="dark"][lang="en"]').waitFor(WAIT);
    await page.context().close();
  });

  it('DIS-01 discloses object, content, scope and period of each grant', async () => {
    const page = await open(null, '/operators');
    const grant = page.getByTestId('disclosed-grant').first();
    await grant.waitFor(WAIT);
    for (const part of ['开发主体', '数据资源', '使用范围', '期限'])
      await grant.getByText(part, { exact: true }).waitFor(WAIT);
    await page.context().close();
  });

  it('PLT-01 find a resource by a Chinese word from the first page', async () => {
    const page = await open(null, '/');
    await page.getByRole('searchbox').fill('空气');
    await page.keyboard.press('Enter');
    await page.getByTestId('found-resources').getByText(/空气/).first().waitFor(WAIT);
    expect(page.url()).toContain('q=');
    await page.goBack();
    await page.getByTestId('portal-resources').waitFor(WAIT);
    await page.context().close();
  });

  it('CON-01 show a data subject the kinds of personal data, their use and its entries', async () => {
    const page = await open(null, '/me');
    const kind = page.getByTestId('personal-kind').first();
    await kind.waitFor(WAIT);
    await kind.getByRole('button', { name: '查看存证中的使用记录' }).first().click();
    await kind.getByText('授权生效').first().waitFor(WAIT);
    await page.context().close();
  });

  it('PRD-11 list each product with value statement, source, price and state', async () => {
    const page = await open(null, '/products');
    await page.getByTestId('market-product').first().click();
    for (const part of ['来源说明', '价格沿革', '产品信息'])
      await page.getByRole('heading', { name: part }).waitFor(WAIT);
    await page.getByText(/价值$/).first().waitFor(WAIT);
    await page.context().close();
  });
});

describe('the market', () => {
  it('AUD-01 a buyer makes a key, calls once and follows the call to its source', async () => {
    const page = await open(BUYER, '/console/orders');
    await page.getByRole('row').filter({ hasText: '在售' }).getByRole('link').first().click(WAIT);
    await page.getByTestId('make-key').click(WAIT);
    await page.getByTestId('fresh-key').waitFor(WAIT);
    await page.getByTestId('use-key').click();
    await page.getByTestId('call').click(WAIT);
    await page.getByTestId('call-answer').waitFor(WAIT);
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('link', { name: '查看这次调用的存证' }).click();
    await page.locator('[data-testid="chain-node"][data-kind="system"]').first().waitFor(WAIT);
    await page.context().close();
  });

  it('PRD-11 a delisting shows in the public catalogue at once', async () => {
    const operator = await open('anshun.operator', '/console/products?state=listed');
    await operator.getByRole('region').getByRole('link').first().click(WAIT);
    await operator.getByRole('button', { name: '下架' }).click(WAIT);
    await operator.getByLabel('原因').fill('测试下架');
    await operator.getByRole('button', { name: '下架' }).click();
    await operator.getByText('产品已下架。').waitFor(WAIT);
    const id = operator.url().split('/').at(-1)?.split('?')[0] ?? '';
    await operator.context().close();
    const page = await open(null, `/products/${id}`);
    await page.getByText('已下架').first().waitFor(WAIT);
    await page.context().close();
  });

  it('ENV-11 the product page answers where the data is, what proves it, who can stop it, on what grant', async () => {
    const page = await open('anshun.developer', '/console/products');
    await page.getByRole('region').getByRole('link').first().click(WAIT);
    const card = page.getByTestId('flow-card');
    await card.waitFor(WAIT);
    const links = await card.getByRole('link').evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''));
    expect(links).toHaveLength(4);
    expect(links.every((href) => href.startsWith('/console/evidence?story='))).toBe(true);
    await page.context().close();
  });
});

describe('supervision', () => {
  it('SVN-11 shows the flows of the day and what is overdue, and passes axe in every look', async () => {
    const page = await open(SUPERVISOR, '/console/supervision');
    await page.getByRole('heading', { name: '今日流向' }).waitFor(WAIT);
    expect(await lookAround(page)).toEqual([]);
    await page.context().close();
  });

  it('AUD-01 the story of a product names its grant, its release and its orders, not their numbers', async () => {
    const page = await open(SUPERVISOR, '/console/market');
    const product = await page.evaluate<string>(
      `fetch('/api/v1/products?jurisdiction=anshun').then((answer) => answer.json()).then(({ items }) => items[0].id)`,
    );
    await page.goto(`${desk.url}/console/evidence?story=${encodeURIComponent(`product:${product}`)}`);
    for (const kind of ['授权', '冻结放行', '订单']) {
      const neighbour = page.getByRole('button', { name: new RegExp(`^${kind} `) }).first();
      await neighbour.waitFor(WAIT);
      expect(await neighbour.textContent()).not.toMatch(/_[0-9a-z]{4}/);
    }
    await page.context().close();
  });

  it('AUD-01 follows any call to its source from the list of calls', async () => {
    const page = await open(SUPERVISOR, '/console/supervision?tab=calls');
    await page.getByTestId('call-chain').first().click(WAIT);
    await page.locator('[data-testid="chain-node"][data-kind="system"]').first().waitFor(WAIT);
    await page.context().close();
  });
});
