import { describe, expect, it } from 'vitest';
import { act, sittingDown, WAIT } from './act-on-page.ts';
import { lookAround } from './look-at-page.ts';
import { sitInCity } from './sit-in-city.ts';

const desk = sitInCity();
const as = sittingDown(desk, 'anshun');
/** A server that is kept while a test is being written has what an earlier run left. */
const RUN = String(Date.now() % 100_000);
const ITEM = `统一就诊人次口径${RUN}`;
const BODY = `演示研究会${RUN}`;
const RECIPIENT = `某公司${RUN}`;
const PROVIDER = `演示评估公司${RUN}`;

describe('registers of duties', () => {
  it('ORG-04 ORG-05 an issue is raised, assigned with milestones counted backward, and the lead closes the first', async () => {
    await as('health', '/console/oversight?tab=work', (page) =>
      act(page, '登记事项', async (box) => {
        await box.getByLabel('事项 *').fill(ITEM);
        await box.getByLabel('内容 *').fill('两部门口径不同');
      }),
    );
    await as('authority', '/console/oversight?tab=work', async (page) => {
      await page.getByRole('link', { name: ITEM }).click(WAIT);
      await act(page, '交办', async (box) => {
        await box.getByLabel('交办意见 *').fill('由卫生健康部门牵头');
        const lead = box.getByLabel('牵头单位 *');
        const health = lead.locator('option', { hasText: '卫生健康' });
        await lead.selectOption((await health.getAttribute('value')) ?? '');
        await box.getByLabel('完成时限 *').fill('2029-06-29');
        await box.getByLabel(/^节点/).fill('方案 5\n实施 20');
      });
      await page.getByRole('list', { name: '节点' }).waitFor(WAIT);
      expect(await lookAround(page, 'work-item')).toEqual([]);
    });
    await as('health', '/console/oversight?tab=work', async (page) => {
      await page.getByRole('link', { name: ITEM }).click(WAIT);
      await act(page, '完成下一节点');
      const steps = page.getByRole('list', { name: '节点' }).getByRole('listitem');
      await expect.poll(() => steps.first().getAttribute('data-state'), WAIT).toBe('done');
    });
  });

  it('PLT-06 a by-pass report of a developer is looked into by the authority, with a day to correct', async () => {
    await as('developer', '/console/oversight?tab=violations', (page) =>
      act(page, '举报', async (box) => {
        await box.getByRole('combobox').selectOption({ index: 1 });
        await box.getByLabel('数据接收方 *').fill(RECIPIENT);
        await box.getByLabel('事实 *').fill('未经平台提供明细');
      }),
    );
    await as('authority', '/console/oversight?tab=violations', async (page) => {
      await page.getByRole('row').filter({ hasText: RECIPIENT }).getByRole('link').click(WAIT);
      await act(page, '处理', async (box) => {
        await box.getByRole('combobox').selectOption('ordered');
        await box.getByLabel('核查情况 *').fill('情况属实');
        await box.getByLabel('截止 *').fill('2029-03-30');
      });
      await page.getByText('责令改正').first().waitFor(WAIT);
    });
  });

  it('ORG-06 ENV-09 a third party is listed, reviewed by the operator, and only then engaged', async () => {
    await as('authority', '/console/oversight?tab=providers', (page) =>
      act(page, '登记机构', async (box) => {
        await box.getByLabel('机构 *').fill(PROVIDER);
        await box.getByLabel('价值评估').check();
        await box.getByLabel('资质 *').fill('评估备案');
        await box.getByLabel('有效期至 *').fill('2031-12-31');
      }),
    );
    await as('operator', '/console/oversight?tab=providers', async (page) => {
      await page.getByRole('link', { name: PROVIDER }).click(WAIT);
      expect(await page.getByRole('button', { name: '委托', exact: true }).count()).toBe(0);
      await act(page, '审查通过');
      await act(page, '委托', async (box) => {
        await box.getByRole('combobox').first().selectOption('valuation');
        await box.getByLabel('委托内容 *').fill('评估数据产品价值');
      });
      await page.getByText(/委托已登记，编号/).waitFor(WAIT);
    });
  });

  it('DEV-07 EVA-01 the operator evaluates a developer and reminds it; both stand on its page', async () => {
    await as('operator', '/console/selections', async (page) => {
      await page.getByRole('region', { name: '已准入的开发主体' }).getByRole('link').last().click(WAIT);
      await act(page, '采取措施', (box) => box.getByLabel('理由 *').fill('请及时提交报告'));
      await page.getByRole('cell', { name: '请及时提交报告' }).waitFor(WAIT);
      expect(await lookAround(page, 'developer')).toEqual([]);
    });
  });
});

describe('people, days and what is destroyed', () => {
  it('ORG-01 a body that an operator enters waits for the data authority', async () => {
    await as('operator', '/console/people', (page) =>
      act(page, '登记机构', async (box) => {
        await box.getByLabel('机构名称 *').fill(BODY);
        await box.getByRole('combobox', { name: '类型', exact: true }).selectOption('individual');
      }),
    );
    await as('authority', '/console/people', async (page) => {
      await page.getByRole('link', { name: BODY }).click(WAIT);
      await act(page, '审核通过');
      await page
        .getByRole('region', { name: '机构' })
        .getByRole('row')
        .filter({ hasText: BODY })
        .getByText('有效')
        .waitFor(WAIT);
    });
  });

  it('PLT-08 the matrix of powers is read as a table, by role', async () => {
    await as('authority', '/console/people?tab=powers&role=operator', async (page) => {
      await page.getByRole('columnheader', { name: '运营主体' }).waitFor(WAIT);
      expect(await page.getByRole('columnheader').count()).toBe(2);
      await page.getByRole('rowheader', { name: '产品发布' }).waitFor(WAIT);
    });
  });

  it('ORG-04 the authority enters the days of a year; whoever may not, has no button', async () => {
    await as('authority', '/console/rules?year=2029', async (page) => {
      await page.getByRole('button', { name: '录入这一年' }).click(WAIT);
      await page.getByRole('button', { name: '2029-10-04，工作日' }).click();
      await page.getByRole('button', { name: '2029-10-04，放假' }).waitFor(WAIT);
      await act(page, '保存', (box) =>
        box.getByLabel('通知名称与文号 *').fill('国务院办公厅关于2029年部分节假日安排的通知'),
      );
      await page.getByText('已公布', { exact: true }).waitFor(WAIT);
    });
    await as('developer', '/console/rules?year=2029', async (page) => {
      await page.getByTitle('2029-10-04，放假').waitFor(WAIT);
      expect(await page.getByRole('button', { name: '录入这一年' }).count()).toBe(0);
    });
  });

  it('ENV-08 a destruction that was asked for waits for two other people, and can be withdrawn before', async () => {
    await as('tourism', '/console/keeping', async (page) => {
      await act(page, '申请销毁', async (box) => {
        await box.getByRole('combobox', { name: '资源' }).selectOption({ index: 2 });
        const epochs = box.getByRole('combobox', { name: '数据版本' });
        await expect.poll(() => epochs.locator('option').count(), WAIT).toBeGreaterThan(1);
        await epochs.selectOption({ index: 1 });
      });
      await page.getByRole('region', { name: '数据销毁' }).getByRole('link').first().click(WAIT);
      expect(await page.getByRole('button', { name: '同意销毁' }).count()).toBe(0);
      await act(page, '撤回申请');
      await page.getByText('已撤回').first().waitFor(WAIT);
    });
  });
});
