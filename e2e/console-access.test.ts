import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addressOf, consolePages, findThings } from './console-pages.ts';
import { launch, openAs, seriousFindings } from './open-console.ts';
import { startCity, type StartedCity } from './run-sluice.ts';
import { looks, overflow, settled, type Look } from './take-pictures.ts';

const SETUP_MS = 240_000;
const WAIT = { timeout: 60_000 };
const PLACE = 'anshun';

let city: StartedCity;
let browser: Browser;
let things: Awaited<ReturnType<typeof findThings>>;

beforeAll(async () => {
  city = await startCity();
  browser = await launch();
  things = await findThings(city.url, PLACE);
}, SETUP_MS);

afterAll(async () => {
  await browser?.close();
  await city?.stop();
}, SETUP_MS);

/** What axe finds on every page in one look, and pages that are wider than their window. */
async function findEverywhere(look: Look): Promise<readonly string[]> {
  const found: string[] = [];
  for (const [account, path] of consolePages) {
    const address = addressOf(path, things);
    const page = await openAs(browser, city.url, account && `${PLACE}.${account}`, address, looks[look]);
    await settled(page);
    for (const finding of await seriousFindings(page)) found.push(`${path}: ${finding}`);
    const over = await overflow(page);
    if (over > 0) found.push(`${path}: ${over} px wider than the window`);
    await page.context().close();
  }
  return found;
}

describe('every page', () => {
  it.each(['light', 'dark', 'narrow'] as const)(
    'PLT-01 has no serious finding of axe and fits its window: %s',
    { timeout: 3 * SETUP_MS },
    async (look) => expect(await findEverywhere(look)).toEqual([]),
  );

  it('PLT-01 the menu is walked by keyboard, and the back button leads to where one was', async () => {
    const page = await openAs(browser, city.url, `${PLACE}.authority`, '/console');
    await page.getByRole('heading', { level: 1 }).waitFor(WAIT);
    const menu = page.locator('aside, nav').getByRole('link');
    const hrefs = await menu.evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''));
    const paths = [...new Set(hrefs.filter((href) => href.startsWith('/console/')))];
    expect(paths.length).toBeGreaterThan(5);
    for (const path of paths) {
      await page.locator(`a[href="${path}"]`).first().focus();
      await page.keyboard.press('Enter');
      await page.waitForURL(`**${path}`, WAIT);
      await page.getByRole('heading', { level: 1 }).first().waitFor(WAIT);
    }
    for (const path of paths.toReversed().slice(1)) {
      await page.goBack();
      await page.waitForURL(`**${path}`, WAIT);
      await page.getByRole('heading', { level: 1 }).first().waitFor(WAIT);
    }
    await page.context().close();
  });

  it('CAT-11 the search finds a field, a person and a case by keyboard, wherever one is', async () => {
    const page = await openAs(browser, city.url, `${PLACE}.authority`, '/console/grants');
    await page.getByRole('heading', { level: 1 }).waitFor(WAIT);
    await page.keyboard.press('ControlOrMeta+k');
    const box = page.getByRole('combobox');
    await box.waitFor(WAIT);
    await page.keyboard.insertText('疾病诊断');
    await page.getByRole('group', { name: '字段' }).getByText('疾病诊断编码').first().waitFor(WAIT);
    await box.fill('沈开发');
    await page.getByRole('group', { name: '人员' }).getByText('沈开发').waitFor(WAIT);
    await box.fill('2026-0001');
    await page.getByRole('group', { name: '办件' }).getByRole('option').first().waitFor(WAIT);
    await page.context().close();
  });

  it('PLT-01 a list is searched by the server, its columns are chosen and kept, its rows taken away', async () => {
    const page = await openAs(browser, city.url, `${PLACE}.authority`, '/console/cases');
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
