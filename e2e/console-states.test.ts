import type { Page, Route } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { addressOf, consolePages, findThings } from './console-pages.ts';
import { sitInCity } from './sit-in-city.ts';
import { overflow } from './take-pictures.ts';

const SETUP_MS = 240_000;
const WAIT = { timeout: 30_000 };
const PLACE = 'anshun';
const MILLION = 1_000_000;
/** What the frame itself needs, so that it is the page whose answers fail. */
const OF_THE_FRAME = /\/api\/v1\/(session|clock|jurisdictions|notices)\b/;

const desk = sitInCity();
let things: Awaited<ReturnType<typeof findThings>>;

beforeAll(async () => {
  things = await findThings(desk.url, PLACE);
}, SETUP_MS);

const problem = (status: number, code: string) => (route: Route) =>
  route.fulfill({
    status,
    contentType: 'application/problem+json',
    body: JSON.stringify({ type: `urn:sluice:problem:${code}`, title: code, status, code, requestId: 'req_test' }),
  });

/** Takes everything out of an answer that could be there many times. */
function emptied(value: unknown): unknown {
  if (Array.isArray(value)) return [];
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, name === 'total' || name === 'unread' ? 0 : emptied(one)]),
  );
}

async function answerEmpty(route: Route): Promise<void> {
  const answer = await route.fetch();
  if (!answer.ok() || !(answer.headers()['content-type'] ?? '').includes('json'))
    return route.fulfill({ response: answer });
  return route.fulfill({ response: answer, json: emptied(await answer.json()) });
}

const faults = {
  /** Every answer fails: what happened, the number to name, and a way on. */
  'a server that fails': {
    answer: problem(500, 'server.failed'),
    shown: (page: Page) => page.locator('[role="alert"]').first(),
  },
  'no answer': {
    answer: () => undefined,
    shown: (page: Page) => page.locator('[role="status"], [class*="skeleton"]').first(),
  },
  'an empty city': { answer: answerEmpty, shown: (page: Page) => page.getByRole('heading', { level: 1 }).first() },
} as const;

const AT_ONCE = 3;

/** Pages of one fault, some at once: most of the time they wait to ask again. @returns what broke, in words */
async function visit(name: keyof typeof faults): Promise<readonly string[]> {
  const left = [...consolePages];
  const broken: string[] = [];
  const desk = async (): Promise<void> => {
    for (let next = left.shift(); next; next = left.shift()) {
      const said = await visitOne(faults[name], ...next);
      if (said) broken.push(`${next[1]}: ${said}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, desk));
  return broken;
}

async function visitOne(
  fault: (typeof faults)[keyof typeof faults],
  account: string | null,
  path: string,
): Promise<string> {
  const page = await desk.open(account && `${PLACE}.${account}`, '/verify');
  const thrown: string[] = [];
  page.on('pageerror', (error) => thrown.push(error.message));
  await page.route('**/api/v1/**', (route) =>
    OF_THE_FRAME.test(route.request().url()) ? route.continue() : fault.answer(route),
  );
  await page.goto(desk.url + addressOf(path, things));
  const shown = await fault
    .shown(page)
    .waitFor(WAIT)
    .then(() => '')
    .catch(() => 'nothing said');
  const over = await overflow(page);
  const fell = await page.getByText('这一块没有显示出来').or(page.getByText('这一页没有显示出来')).count();
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await page.context().close();
  return [shown, ...thrown, fell > 0 ? 'a part fell' : '', over > 0 ? `${over} px too wide` : '']
    .filter(Boolean)
    .join('; ');
}

describe('pages when something is wrong', () => {
  it.each(Object.keys(faults) as (keyof typeof faults)[])(
    'PLT-01 no page breaks: %s',
    { timeout: 2 * SETUP_MS },
    async (name) => expect(await visit(name)).toEqual([]),
  );

  it('PLT-01 a session that ended offers the sign-in in place, and the page asked for follows', async () => {
    const page = await desk.open(`${PLACE}.authority`, '/console/cases');
    await page.getByRole('heading', { level: 1 }).waitFor(WAIT);
    await page.context().clearCookies();
    await page.getByRole('link', { name: '数据目录' }).click();
    await page.getByRole('heading', { name: '登录', exact: false }).waitFor(WAIT);
    expect(new URL(page.url()).pathname).toBe('/console/catalogue');
    await page.locator('input[name="account"]').fill(`${PLACE}.authority`);
    await page.locator('input[name="password"]').fill('sluice-demo-2026');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: '数据目录' }).waitFor(WAIT);
    await page.context().close();
  });

  it('PLT-01 says that the session could not be asked for, instead of asking for a password', async () => {
    const page = await desk.open(`${PLACE}.authority`, '/verify');
    await page.route('**/api/v1/session', problem(500, 'server.failed'));
    await page.goto(`${desk.url}/console`);
    await page.locator('[role="alert"]').getByRole('button', { name: '重试' }).waitFor(WAIT);
    expect(await page.locator('input[type="password"]').count()).toBe(0);
    await page.context().close();
  });

  it('PLT-01 says after a while that the answer takes long, with a way to ask again', async () => {
    const page = await desk.open(`${PLACE}.developer`, '/verify');
    let answers = false;
    await page.route('**/api/v1/grants?**', (route) => (answers ? route.continue() : undefined));
    await page.goto(`${desk.url}/console/grants`);
    await page.getByTestId('slow').first().waitFor(WAIT);
    answers = true;
    await page.getByTestId('slow').first().getByRole('button').click();
    await page.locator('a[href^="/console/grants/grt_"]').first().waitFor(WAIT);
    await page.context().close();
  });

  it('PLT-01 a catalogue of a million entries is paged by the server, to its last page and back', async () => {
    const page = await desk.open(`${PLACE}.authority`, '/verify');
    await page.route('**/api/v1/resources?*', async (route) => {
      const asked = new URL(route.request().url());
      const at = Number(asked.searchParams.get('page') ?? '1');
      asked.searchParams.set('page', '1');
      const answer = await route.fetch({ url: asked.href });
      const body = (await answer.json()) as { readonly items: readonly object[] };
      const items = body.items.map((item) => ({ ...item, rowCount: MILLION }));
      return route.fulfill({ response: answer, json: { ...body, items, page: at, total: MILLION } });
    });
    await page.goto(`${desk.url}/console/catalogue`);
    await page.getByText('1,000,000').first().waitFor(WAIT);
    const last = String(MILLION / 20);
    await page.getByPlaceholder('跳到页').fill(last);
    await page.keyboard.press('Enter');
    await page.waitForURL(`**?page=${last}`);
    await expect.poll(() => page.getByRole('button', { name: '下一页' }).isDisabled(), WAIT).toBe(true);
    expect(await page.getByTestId('resource').count()).toBe(20);
    expect(await overflow(page)).toBe(0);
    await page.goBack();
    await expect.poll(() => page.getByRole('button', { name: '上一页' }).isDisabled(), WAIT).toBe(true);
    await page.context().close();
  });

  it('PLT-01 a stranger opens every public page without one refusal', async () => {
    const page = await desk.open(null, '/');
    const refused: string[] = [];
    page.on('response', (answer) => answer.status() >= 400 && refused.push(`${answer.status()} ${answer.url()}`));
    for (const [account, path] of consolePages) {
      if (account !== null) continue;
      await page.goto(desk.url + addressOf(path, things));
      await page.getByRole('heading', { level: 1 }).first().waitFor(WAIT);
      await page.waitForLoadState('networkidle');
    }
    expect(refused).toEqual([]);
    await page.context().close();
  });

  it('PLT-01 the people of the demo stand by city where a stranger signs in', async () => {
    const page = await desk.open(null, '/');
    await page.getByTestId('account').click();
    await page
      .locator('[data-account="anshun.developer"]')
      .or(page.locator('[data-account="yancheng.developer"]'))
      .waitFor(WAIT);
    expect(await page.locator('[data-account$=".developer"]').count()).toBe(1);
    await page
      .getByRole('radio', { name: '盐城市' })
      .or(page.getByRole('button', { name: '盐城市' }))
      .first()
      .click();
    await page.locator('[data-account="yancheng.developer"]').click();
    await page.getByTestId('account').filter({ hasText: '开发主体' }).waitFor(WAIT);
    await page.context().close();
  });
});
