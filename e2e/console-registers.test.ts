import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { lookAround } from './look-at-page.ts';
import { sitInCity } from './sit-in-city.ts';

const WAIT = { timeout: 60_000 };
const PLACE = 'anshun';

const desk = sitInCity();

/** Somebody sits down on a page, does something, and leaves. */
async function as<T>(account: string, path: string, work: (page: Page) => Promise<T>): Promise<T> {
  const page = await desk.open(`${PLACE}.${account}`, path);
  const done = await work(page);
  await page.context().close();
  return done;
}

/** Presses an act that asks once more, fills its box where it has one, and confirms it. */
async function act(
  page: Page,
  name: string,
  fill: (box: ReturnType<Page['getByRole']>) => Promise<void> = async () => {},
) {
  await page.getByRole('button', { name, exact: true }).click(WAIT);
  const box = page.getByRole('group', { name, exact: true });
  await box.waitFor(WAIT);
  await fill(box);
  await box.getByRole('button', { name, exact: true }).click(WAIT);
  await box.waitFor({ state: 'detached', ...WAIT });
}

describe('the demand catalogue', () => {
  it('AOC-02 AOC-05 AOC-07 takes a resource from demand over opinion, confirmation and supply to developers', async () => {
    const path = await as('operator', '/console/catalogue?q=景区&jurisdiction=anshun', async (page) => {
      await page.getByTestId('resource').first().getByRole('link').first().click(WAIT);
      await page.getByRole('link', { name: '列入授权目录' }).click(WAIT);
      await page.getByLabel(/^授权场景/).fill('文旅服务：景区客流预测');
      expect(await lookAround(page)).toEqual([]);
      await page.getByRole('button', { name: '提出需求', exact: true }).click();
      await page.waitForURL(/\/console\/demand\/demand_/, WAIT);
      return new URL(page.url()).pathname;
    });
    await as('authority', path, (page) =>
      act(page, '征求意见', async (box) => {
        const choice = box.getByRole('combobox');
        const option = choice.locator('option', { hasText: '卫生健康' });
        await choice.selectOption((await option.getAttribute('value')) ?? '');
      }),
    );
    await as('authority', path, async (page) => {
      await page.getByText('等待反馈').waitFor(WAIT);
      expect(await page.getByRole('button', { name: '确认纳入' }).count()).toBe(0);
    });
    await as('health-lead', path, (page) => act(page, '反馈意见'));
    await as('authority', path, (page) => act(page, '确认纳入'));
    await as('operator', path, (page) => act(page, '申请供给'));
    await as('authority', path, (page) => act(page, '同意供给'));
    await as('custodian', path, async (page) => {
      await act(page, '推送数据');
      await page.getByText('两侧行数与摘要一致').waitFor(WAIT);
    });
    await as('operator', path, async (page) => {
      await act(page, '发布给开发主体', (box) => box.getByLabel('数据分类').fill('文化旅游'));
      const steps = page.getByRole('list', { name: '办理进度' }).getByRole('listitem');
      await expect
        .poll(() => steps.evaluateAll((all) => all.map((one) => one.getAttribute('data-state'))), WAIT)
        .toEqual(['done', 'done', 'done', 'done', 'done']);
      expect(await lookAround(page)).toEqual([]);
    });
    await as('developer', '/console/cases/new?step=data', (page) =>
      page.getByRole('list', { name: '从授权开发目录选择数据' }).getByText(/景区/).first().waitFor(WAIT),
    );
  });
});

describe('the registers', () => {
  it('QUA-05 QUA-06 an objection raised on a resource is verified by its source and decided by the custodian', async () => {
    await as('developer', '/console/catalogue?q=就诊&jurisdiction=anshun', async (page) => {
      await page.getByTestId('resource').first().getByRole('link').first().click(WAIT);
      await act(page, '提出异议', (box) => box.getByRole('textbox').fill('二月的就诊人次与公报不符'));
    });
    const open = async (page: Page): Promise<void> => {
      await page.getByRole('region', { name: '异议' }).getByRole('link').first().click(WAIT);
      await page.getByText('二月的就诊人次与公报不符').waitFor(WAIT);
    };
    await as('health', '/console/registers', async (page) => {
      await open(page);
      await act(page, '填写核实情况', (box) => box.getByRole('textbox').fill('漏报一家医院'));
    });
    await as('custodian', '/console/registers', async (page) => {
      await open(page);
      await page.getByText('漏报一家医院').waitFor(WAIT);
      expect(await lookAround(page)).toEqual([]);
      await act(page, '认定成立', (box) => box.getByRole('textbox').fill('来源核实属实'));
      await page.getByText('成立，待更正').first().waitFor(WAIT);
    });
  });

  it('PLT-01 a need is raised, and the authority closes it with its course to be seen', async () => {
    await as('developer', '/console/registers?tab=needs', (page) =>
      act(page, '提出需求', async (box) => {
        await box.getByLabel('需求').fill('各县区药店名录');
        await box.getByLabel('用途').fill('服务网点分析');
      }),
    );
    await as('authority', '/console/registers?tab=needs', async (page) => {
      await page.getByRole('link', { name: '各县区药店名录' }).first().click(WAIT);
      await act(page, '办结：不能满足', (box) => box.getByRole('textbox').fill('尚无此类数据'));
      await page.getByText(/未满足 · .* · 尚无此类数据/).waitFor(WAIT);
    });
  });
});

describe('results that are held', () => {
  it('ENV-05 a reviewer sees a held result and votes on it, once and with a reason where he refuses', async () => {
    const hold = {
      ...{ id: 'hld_1', grantId: 'grt_1', ground: 'undecided', state: 'open', heldAt: '2029-01-02T08:00:00.000Z' },
      result: { columns: [{ name: 'visits', type: 'BIGINT' }], rows: [[41], [17]] },
      votes: [],
    };
    const page = await desk.open(`${PLACE}.operator`, '/verify');
    let vote: unknown;
    await page.route('**/api/v1/gate/holds?**', (route) =>
      route.fulfill({ json: { items: [hold], total: 1, page: 1, pageSize: 50 } }),
    );
    await page.route('**/api/v1/gate/holds/hld_1', (route) => route.fulfill({ json: hold }));
    await page.route('**/api/v1/gate/holds/hld_1/votes', (route) => {
      vote = route.request().postDataJSON();
      return route.fulfill({ json: { hold, evidence: [] } });
    });
    await page.goto(`${desk.url}/console/holds`);
    await page.getByRole('region', { name: '待人工复核' }).getByRole('link').first().click(WAIT);
    await page.getByRole('cell', { name: '41' }).waitFor(WAIT);
    expect(await lookAround(page)).toEqual([]);
    await page.getByRole('button', { name: '不同意', exact: true }).click();
    const refuse = page.getByRole('group', { name: '不同意' });
    expect(await refuse.getByRole('button', { name: '不同意' }).isEnabled()).toBe(false);
    await refuse.getByRole('textbox').fill('与上一结果相减可见个人');
    await refuse.getByRole('button', { name: '不同意' }).click();
    await refuse.waitFor({ state: 'detached', ...WAIT });
    expect(vote).toEqual({ release: false, reasons: ['与上一结果相减可见个人'] });
    await page.context().close();
  });
});
