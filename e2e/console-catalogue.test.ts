import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { lookAround, seriousFindings } from './look-at-page.ts';
import { sitInCity } from './sit-in-city.ts';
import { settled } from './take-pictures.ts';

const SETUP_MS = 240_000;
const WAIT = { timeout: 60_000 };
const AUTHORITY = 'anshun.authority';
const SOURCE = 'anshun.population';

const desk = sitInCity();

const { open } = desk;

const countOf = (page: Page, option: string): Promise<number> =>
  page
    .locator('label', { has: page.getByRole('checkbox', { name: option }) })
    .textContent()
    .then((text) => Number(/(\d+)$/.exec(text ?? '')?.[1]));

describe('the catalogue', () => {
  it('CAT-11 facets stand in the address and count without their own choice', { timeout: SETUP_MS }, async () => {
    const page = await open(AUTHORITY, '/console/catalogue');
    await page.getByTestId('resource').first().waitFor(WAIT);
    expect(await lookAround(page)).toEqual([]);
    const before = await countOf(page, 'L1 一般');
    await page.getByRole('checkbox', { name: /L4 核心/ }).focus();
    await page.keyboard.press('Space');
    await page.waitForURL(/grade=4/, WAIT);
    await page.getByRole('button', { name: /去掉条件：分级/ }).waitFor(WAIT);
    await expect.poll(() => page.getByTestId('resource').filter({ hasText: 'L1 一般' }).count(), WAIT).toBe(0);
    expect(await countOf(page, 'L1 一般')).toBe(before);
    await page.reload();
    await page.getByRole('button', { name: /去掉条件：分级/ }).waitFor(WAIT);
    await page.goBack();
    await page.context().close();
  });

  it('CAT-11 says why a resource was found', { timeout: SETUP_MS }, async () => {
    const page = await open(AUTHORITY, '/console/catalogue');
    await page.getByRole('searchbox').focus();
    await page.keyboard.insertText('医院');
    await page.getByText('命中').first().waitFor(WAIT);
    expect(await page.locator('mark').count()).toBeGreaterThan(0);
    expect(new URL(page.url()).searchParams.get('q')).toBe('医院');
    await page.getByRole('searchbox').fill('没有这样的数据');
    await page.getByText('没有符合条件的数据资源').waitFor(WAIT);
    await page.context().close();
  });

  it('PLT-01 a resource shows its lineage first, and each part by its address', { timeout: SETUP_MS }, async () => {
    const page = await open(AUTHORITY, '/console/catalogue?q=就诊&jurisdiction=anshun');
    const link = page.getByTestId('resource').first().getByRole('link');
    await link.waitFor(WAIT);
    await link.focus();
    await page.keyboard.press('Enter');
    await page.getByTestId('lineage-node').first().waitFor(WAIT);
    expect(await lookAround(page)).toEqual([]);
    for (const tab of ['quality', 'supply', 'versions', 'erasures', 'uses']) {
      await page.locator(`#tab-${tab}`).focus();
      await page.keyboard.press('Enter');
      await settled(page);
      expect(new URL(page.url()).searchParams.get('tab')).toBe(tab);
      expect(await seriousFindings(page, { within: `#panel-${tab}` }), tab).toEqual([]);
    }
    await page.reload();
    await page.locator('#tab-uses[aria-selected="true"]').waitFor(WAIT);
    await page.context().close();
  });
});

describe('deliveries', () => {
  it(
    'COL-14 a file is mapped, sent, checked; what fails waits apart, is taken away and sent again corrected',
    { timeout: SETUP_MS },
    async () => {
      const page = await open(SOURCE, '/console/deliveries');
      const choose = page.getByLabel('送往哪项数据资源');
      await choose.waitFor(WAIT);
      await choose.focus();
      await choose.selectOption({ index: 1 });
      const first = page.getByRole('region', { name: '批次' }).getByRole('link').first();
      await first.waitFor(WAIT);
      await first.focus();
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: '隔离的记录' }).waitFor(WAIT);
      const [download] = await Promise.all([
        page.waitForEvent('download', WAIT),
        page.getByRole('button', { name: '下载 CSV' }).click(),
      ]);
      const taken = readFileSync(await download.path());
      expect(taken.length).toBeGreaterThan(0);
      expect(await seriousFindings(page)).toEqual([]);

      // Sent back as it was: each line is looked at again, and none of them is added.
      await page
        .getByLabel('送回改正后的文件')
        .setInputFiles({ name: 'corrected.csv', mimeType: 'text/csv', buffer: taken });
      await page.waitForURL(new RegExp(`batch=(?!${new URL(page.url()).searchParams.get('batch')})`), WAIT);
      await page.getByText('corrected.csv').first().waitFor(WAIT);
      await page.context().close();
    },
  );

  it('COL-14 what the server would refuse is said before sending, and is not sent', { timeout: SETUP_MS }, async () => {
    const page = await open(SOURCE, '/console/deliveries');
    const choose = page.getByLabel('送往哪项数据资源');
    await choose.waitFor(WAIT);
    await choose.selectOption({ index: 1 });
    await page.getByLabel('把文件拖到这里，或点击选择').setInputFiles({
      name: 'some.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('unknown_column,another\n1,2\n3,4\n'),
    });
    await page.getByText(/整批会被拒收：/).waitFor(WAIT);
    await page.getByText(/首行不是本资源的列名/).waitFor(WAIT);
    expect(await page.getByRole('button', { name: '上传' }).isDisabled()).toBe(true);
    await page.context().close();
  });

  it('PLT-01 other roles read who may deliver', { timeout: SETUP_MS }, async () => {
    const page = await open('anshun.buyer', '/console/deliveries');
    await page.getByText(/可以查看的角色：/).waitFor(WAIT);
    await page.context().close();
  });
});
