import { beforeAll, describe, expect, it } from 'vitest';
import { addressOf, consolePages, findThings } from './console-pages.ts';
import { lookAround } from './look-at-page.ts';
import { sitInCity } from './sit-in-city.ts';

const SETUP_MS = 240_000;
const WAIT = { timeout: 60_000 };
const PLACE = 'anshun';

const desk = sitInCity();
let things: Awaited<ReturnType<typeof findThings>>;

beforeAll(async () => {
  things = await findThings(desk.url, PLACE);
}, SETUP_MS);

describe('every page', () => {
  it.each(consolePages)(
    'PLT-01 has no serious finding of axe and fits its window, light, dark and narrow: %s %s',
    async (account, path) => {
      const page = await desk.open(account && `${PLACE}.${account}`, addressOf(path, things));
      expect(await lookAround(page, `pages/${path.replaceAll(/\W+/g, '-')}-${account ?? 'public'}`)).toEqual([]);
      await page.context().close();
    },
  );

  it('PLT-01 the menu is walked by keyboard, and the back button leads to where one was', async () => {
    const page = await desk.open(`${PLACE}.authority`, '/console');
    await page.getByRole('heading', { level: 1 }).waitFor(WAIT);
    const menu = page.locator('aside, nav').getByRole('link');
    const hrefs = await menu.evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''));
    const paths = [...new Set(hrefs.filter((href) => href.startsWith('/console/')))];
    expect(paths.length).toBeGreaterThan(5);
    for (const path of paths) {
      const link = page.locator(`aside a[href="${path}"]`).first();
      const name = (await link.textContent())?.replaceAll(/\d/g, '').trim() ?? '';
      await link.focus();
      await page.keyboard.press('Enter');
      await page.waitForURL(`**${path}`, WAIT);
      // The page is called what the menu calls it.
      await page.getByRole('heading', { level: 1, name }).waitFor(WAIT);
    }
    for (const path of paths.toReversed().slice(1)) {
      await page.goBack();
      await page.waitForURL(`**${path}`, WAIT);
      await page.getByRole('heading', { level: 1 }).first().waitFor(WAIT);
    }
    await page.context().close();
  });

  it('PLT-01 rows stand closer and letters grow where the reader wants it, on working and on public pages', async () => {
    const page = await desk.open(`${PLACE}.population`, '/console/deliveries');
    const row = page.locator('main').getByRole('row').nth(1);
    const height = async (): Promise<number> => (await row.boundingBox())?.height ?? 0;
    await row.waitFor(WAIT);
    const before = await height();
    await page.getByRole('button', { name: '显示设置' }).click();
    await page.getByRole('button', { name: '切换到紧凑排列' }).click();
    await page.reload();
    await row.waitFor(WAIT);
    expect(await height()).toBeLessThan(before);
    await page.goto(`${desk.url}/`);
    const title = page.getByRole('heading', { level: 1 });
    const letters = async (): Promise<number> => (await title.boundingBox())?.height ?? 0;
    await title.waitFor(WAIT);
    const small = await letters();
    await page.getByRole('button', { name: '无障碍模式' }).click();
    await page.reload();
    await title.waitFor(WAIT);
    expect(await letters()).toBeGreaterThan(small);
    await page.context().close();
  });

  it('CAT-11 the search finds a field, a person and a case by keyboard, wherever one is', async () => {
    const page = await desk.open(`${PLACE}.authority`, '/console/grants');
    await page.getByRole('heading', { level: 1 }).waitFor(WAIT);
    await page.keyboard.press('ControlOrMeta+k');
    const box = page.getByRole('combobox');
    await box.waitFor(WAIT);
    await page.keyboard.insertText('疾病诊断');
    await page.getByRole('group', { name: '字段' }).getByText('疾病诊断编码').first().waitFor(WAIT);
    await box.fill('沈开发');
    await page.getByRole('group', { name: '人员' }).getByText('沈开发').waitFor(WAIT);
    const number = await page.evaluate<string>(
      `fetch('/api/v1/applications/${things.application}').then((answer) => answer.json()).then((one) => one.number)`,
    );
    await box.fill(number);
    await page.getByRole('group', { name: '办件' }).getByRole('option').first().waitFor(WAIT);
    await page.context().close();
  });

  it('PLT-01 a list is searched by the server, its columns are chosen and kept, its rows taken away', async () => {
    const page = await desk.open(`${PLACE}.authority`, '/console/cases');
    const rows = page.getByRole('row');
    await rows.nth(1).waitFor(WAIT);
    await page.getByRole('searchbox').fill('没有这样的申请');
    await page.getByText('没有符合条件').first().waitFor(WAIT);
    await page.getByRole('searchbox').fill('远观');
    // All that is left has the words, and something is left.
    const others = page.getByRole('row').filter({ hasNotText: '远观' });
    await expect.poll(async () => [await others.count(), (await rows.count()) > 1], WAIT).toEqual([1, true]);
    await page.getByRole('searchbox').fill('');
    await page.getByRole('button', { name: '列', exact: true }).click();
    await page.getByRole('checkbox', { name: '申请主体' }).uncheck();
    await page.reload();
    await rows.nth(1).waitFor(WAIT);
    expect(await page.getByRole('columnheader', { name: '申请主体' }).count()).toBe(0);
    const [file] = await Promise.all([page.waitForEvent('download', WAIT), page.getByTestId('export-csv').click()]);
    expect(file.suggestedFilename()).toMatch(/\.csv$/);
    await page.context().close();
  });
});
