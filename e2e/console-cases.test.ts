import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { lookAround, seriousFindings } from './look-at-page.ts';
import { sitInCity } from './sit-in-city.ts';

const SETUP_MS = 240_000;
const WAIT = { timeout: 60_000 };
const DEVELOPER = 'yancheng.developer';
const OPERATOR = 'yancheng.operator';
const AUTHORITY = 'anshun.authority';

const desk = sitInCity();

const { open } = desk;

/** Puts the focus on a control without the mouse and types into it. */
async function type(page: Page, label: string, text: string): Promise<void> {
  await page.getByLabel(label).focus();
  await page.keyboard.insertText(text);
}

/** Presses a button as a keyboard does. */
async function press(page: Page, name: string | RegExp): Promise<void> {
  // A step's button stands in the list of steps too; the one below the form is the last.
  const button = page.getByRole('button', { name }).last();
  await button.waitFor(WAIT);
  await expect.poll(() => button.isEnabled(), WAIT).toBe(true);
  await button.focus();
  await page.keyboard.press('Enter');
}

async function fillFirstStep(page: Page, title: string): Promise<void> {
  await page.getByLabel('应用场景', { exact: true }).waitFor(WAIT);
  await type(page, '应用场景', title);
  await page.getByLabel('领域', { exact: true }).focus();
  await page.keyboard.press('ArrowDown');
  await type(page, '使用目的', '按县区统计，支持资源配置');
  await type(page, '使用范围', '仅在受控环境内统计，不识别到个人');
}

/** A year from next month on, by the city's clock: the demo has let working days pass. */
async function termFrom(url: string): Promise<readonly [string, string]> {
  const { now } = (await (await fetch(`${url}/api/v1/clock`)).json()) as { readonly now: string };
  const after = (days: number): string => new Date(Date.parse(now) + days * 86_400_000).toISOString().slice(0, 10);
  return [after(30), after(390)];
}

/** An application written and handed in by keyboard alone. @returns its address */
async function apply(page: Page, title: string): Promise<string> {
  await fillFirstStep(page, title);
  await page.waitForURL(/draft=app_/, WAIT);
  await press(page, '下一步');
  const entry = page.getByRole('list', { name: '从授权开发目录选择数据' }).getByRole('button').first();
  await entry.waitFor(WAIT);
  await entry.focus();
  await page.keyboard.press('Enter');
  await press(page, '全选可用字段');
  await press(page, '下一步');
  const [starts, ends] = await termFrom(desk.url);
  await page.getByLabel('开始日期').fill(starts);
  await page.getByLabel('结束日期').fill(ends);
  await type(page, '安全保障措施（每行一条）', '人员实名，操作留痕');
  await press(page, '核对并提交');
  await page.getByText(/^自动核查/).waitFor(WAIT);
  await press(page, '提交申请');
  // The box that asks once more.
  await page.getByRole('group', { name: '提交申请' }).waitFor(WAIT);
  await press(page, '提交申请');
  await page.waitForURL(/\/console\/cases\/app_/, WAIT);
  return page.url();
}

describe('cases', () => {
  it(
    'APP-10 an application is written in steps, saved as it is typed, and reviewed, all by keyboard',
    { timeout: SETUP_MS },
    async () => {
      const title = `键盘办理的场景 ${Date.now().toString(36)}`;
      const developer = await open(DEVELOPER, '/console/cases/new');
      const address = await apply(developer, title);
      await developer.getByRole('list', { name: '审核链' }).locator('[aria-current=step]').waitFor(WAIT);
      await developer
        .getByText(/^本环节由.*办理/)
        .first()
        .waitFor(WAIT);

      const operator = await open(OPERATOR, '/console/todo');
      const item = operator.getByTestId('queue-item').filter({ hasText: title });
      await item.waitFor(WAIT);
      await item.focus();
      await operator.keyboard.press('Enter');
      await operator.getByRole('heading', { level: 2, name: title }).waitFor(WAIT);
      await press(operator, '同意');
      expect(await operator.getByRole('alert').textContent()).toContain('请先对每一项作出结论');
      const aspects = operator
        .getByRole('group', { name: '审查与决定' })
        .getByRole('radio', { name: '符合', exact: true });
      const count = await aspects.count();
      expect(count).toBeGreaterThan(0);
      for (let at = 0; at < count; at += 1) {
        await aspects.nth(at).focus();
        await operator.keyboard.press('Space');
      }
      await press(operator, '同意');
      await item.waitFor({ state: 'detached', ...WAIT });

      await developer.goto(address);
      await developer.getByText('待签约').first().waitFor(WAIT);
      const process = developer.getByRole('list', { name: '办理过程' });
      await process.getByText(/通过/).first().waitFor(WAIT);
      await process.getByText(/用时 0 个工作日/).waitFor(WAIT);
      await developer.getByText(/全程留痕，已存证 \d+ 条/).waitFor(WAIT);
      await developer.context().close();
      await operator.context().close();
    },
  );

  it(
    'PLT-01 what one person saw does not stand there for the next at the same desk',
    { timeout: SETUP_MS },
    async () => {
      const page = await open(DEVELOPER, '/console/grants');
      const row = page.locator('a[href^="/console/grants/grt_"]').first();
      await row.waitFor(WAIT);
      // The next one's answers are on their way for ever: what is seen meanwhile must not be the last one's.
      await page.route('**/api/v1/grants?*', () => undefined);
      await page.route('**/api/v1/grants', () => undefined);
      await page.getByTestId('who').click(WAIT);
      await page.locator('[data-account="yancheng.operator"]').click(WAIT);
      await page.getByTestId('who').filter({ hasText: '运营主体' }).waitFor(WAIT);
      await row.waitFor({ state: 'detached', ...WAIT });
      await page.context().close();
    },
  );

  it('APP-10 what was typed is there again after the page was left', { timeout: SETUP_MS }, async () => {
    const page = await open(DEVELOPER, '/console/cases/new');
    await fillFirstStep(page, '没有写完的申请');
    await page.waitForURL(/draft=app_/, WAIT);
    await page.getByText(/^已保存/).waitFor(WAIT);
    await page.reload();
    await expect.poll(() => page.getByLabel('应用场景', { exact: true }).inputValue(), WAIT).toBe('没有写完的申请');
    expect(await page.getByLabel('使用目的').inputValue()).toContain('按县区统计');
    await page.context().close();
  });

  it(
    'PLT-01 a refused page says which role may, and a list opens a stage by its address',
    { timeout: SETUP_MS },
    async () => {
      const page = await open(AUTHORITY, '/console/cases/new');
      await page.getByText(/可以查看的角色：开发主体/).waitFor(WAIT);
      await page.goto(`${desk.url}/console/cases?state=granted`);
      await page.getByRole('button', { name: /去掉条件：阶段：已授权/ }).waitFor(WAIT);
      await page.context().close();
    },
  );

  it.each([
    [AUTHORITY, '/console/todo'],
    [AUTHORITY, '/console/cases'],
    [DEVELOPER, '/console/cases/new?step=data'],
    [DEVELOPER, '/console/grants'],
  ])('PLT-04 passes axe in light and dark and fits a narrow window: %s %s', async (account, path) => {
    const page = await open(account, path);
    expect(await lookAround(page)).toEqual([]);
    await page.context().close();
  });

  it('PLT-04 a grant says what each field may be used for, and why not for more', { timeout: SETUP_MS }, async () => {
    const page = await open(DEVELOPER, '/console/grants');
    const row = page.getByRole('region', { name: '授权' }).getByRole('link').first();
    await row.waitFor(WAIT);
    await row.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('columnheader', { name: '可用于' }).first().waitFor(WAIT);
    await page.getByText(/至少 \d+ 个个体/).waitFor(WAIT);
    expect(await seriousFindings(page)).toEqual([]);
    await page.goBack();
    await row.waitFor(WAIT);
    await page.context().close();
  });
});
