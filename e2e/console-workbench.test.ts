import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { lookAround, seriousFindings } from './look-at-page.ts';
import { sitInCity } from './sit-in-city.ts';

const WAIT = { timeout: 60_000 };
const DEVELOPER = 'anshun.developer';

const desk = sitInCity();

const open = (): Promise<Page> => desk.open(DEVELOPER, '/console/workbench');

const verdict = (page: Page, state: string) =>
  page.locator(`[data-testid="verdict"][data-state="${state}"]`).waitFor(WAIT);

/** Chooses the first grant; its first program is accepted as it stands. */
async function choose(page: Page): Promise<void> {
  await page.getByTestId('grant').first().click();
  await page.getByRole('textbox', { name: 'SQL 程序' }).waitFor(WAIT);
  await verdict(page, 'accepted');
}

async function write(page: Page, sql: string): Promise<void> {
  await page.getByRole('textbox', { name: 'SQL 程序' }).focus();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText(sql);
}

describe('the workbench', () => {
  it('PLT-04 explains, runs and shows a result without serious findings, in every look', async () => {
    const page = await open();
    await choose(page);
    expect(Number(await page.getByTestId('least-entities').textContent())).toBeGreaterThan(1);
    await page.getByRole('textbox', { name: 'SQL 程序' }).focus();
    await page.keyboard.press('ControlOrMeta+Enter');
    await page.getByTestId('result-row').first().waitFor(WAIT);
    await page.getByTestId('withheld-row').waitFor(WAIT);
    expect(await lookAround(page)).toEqual([]);
    await page.context().close();
  });

  it('PLT-04 says while typing what the gate refuses, with rule and place', async () => {
    const page = await open();
    await choose(page);
    const name = await page.getByTestId('granted-table').first().locator('code').textContent();
    await write(page, `select *\nfrom ${name}`);
    await verdict(page, 'refused');
    await page.getByTestId('diagnostics').getByText('第 1 行').first().waitFor(WAIT);
    await page.locator('.cm-lintRange-error').first().waitFor(WAIT);
    await page.context().close();
  });

  it('PLT-04 typing is checked at once and enters nothing in the log', async () => {
    const page = await open();
    await choose(page);
    const entered = () =>
      page.evaluate<number>(
        `fetch('/api/v1/grants/' + new URLSearchParams(location.search).get('grant') + '/queries').then((answer) => answer.json()).then(({ total }) => total)`,
      );
    const before = await entered();
    const name = await page.getByTestId('granted-table').first().locator('code').textContent();
    for (const text of ['select 1', `select * from ${name}`, `select count(*) as n from ${name}`]) {
      const checked = page.waitForResponse((answer) => answer.url().endsWith('/check'), WAIT);
      await write(page, text);
      await checked;
    }
    await verdict(page, 'accepted');
    expect(await entered()).toBe(before);
    await page.context().close();
  });

  it('ENV-01 a run is stopped in the domain by its asker, and the page says so', async () => {
    const page = await open();
    await choose(page);
    let begun = '';
    let stopped: (name: string) => void = () => undefined;
    const stop = new Promise<string>((resolve) => {
      stopped = resolve;
    });
    // The run goes on until it is stopped; what is asked of the server is held against the run's own name.
    await page.route('**/api/v1/grants/*/queries', async (route) => {
      if (route.request().method() !== 'POST') return route.continue();
      begun = (route.request().postDataJSON() as { readonly run: string }).run;
      await stop;
      const problem = { type: 'urn:sluice:problem:gate.not-completed', status: 503, code: 'gate.not-completed' };
      return route.fulfill({ status: 503, contentType: 'application/problem+json', body: JSON.stringify(problem) });
    });
    await page.route('**/api/v1/grants/*/runs/*/stop', async (route) => {
      const answer = await route.fetch();
      expect(answer.status()).toBe(200);
      stopped(route.request().url().split('/').at(-2) ?? '');
      await route.fulfill({ response: answer });
    });
    await page.getByTestId('run').click();
    await page.getByTestId('stop').click(WAIT);
    expect(await stop).toBe(begun);
    await page.getByText('已停止运行').waitFor(WAIT);
    await page.context().close();
  });

  it('PLT-04 loses no text: it is there after a reload, and a closed one is in the history', async () => {
    const page = await open();
    await choose(page);
    await write(page, '-- 不可丢失\nselect 1');
    await page.reload();
    await page.getByText('-- 不可丢失').waitFor(WAIT);
    await page
      .getByRole('button', { name: /^关闭 查询/ })
      .first()
      .click();
    await page.getByRole('button', { name: '历史' }).click();
    await page.getByRole('button', { name: '本机文本' }).click();
    await page.getByRole('button', { name: '取回文本' }).first().click();
    await page.locator('[data-testid="sql-editor"]').getByText('-- 不可丢失').waitFor(WAIT);
    await page.context().close();
  });

  it('PLT-04 drafts a product from an accepted program and freezes it', async () => {
    const page = await open();
    await choose(page);
    await page.getByTestId('save-product').click();
    await page.getByRole('heading', { name: '新建产品' }).waitFor(WAIT);
    await page.getByRole('button', { name: '下一步' }).click();
    await page.getByLabel('产品名称').fill('县区就诊量（测试）');
    await page.getByLabel('形态').selectOption('report');
    await page.getByLabel('产品内容').fill('每个县区的就诊人次');
    await page.getByLabel('报告期间').fill('全部');
    await page.getByLabel('价值说明').fill('便于比较区域就诊负担');
    await page.getByRole('button', { name: '核对并提交' }).click();
    await page.getByTestId('save').click();
    await page.getByTestId('freeze').click(WAIT);
    await page.getByRole('button', { name: '提交发布申请' }).waitFor({ timeout: 120_000 });
    expect(await seriousFindings(page)).toEqual([]);
    await page.context().close();
  });
});
