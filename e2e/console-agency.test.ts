import { describe, expect, it } from 'vitest';
import { act, sittingDown, WAIT } from './act-on-page.ts';
import { lookAround } from './look-at-page.ts';
import { sitInCity } from './sit-in-city.ts';

const desk = sitInCity();
const as = sittingDown(desk, 'anshun');
/** A server that is kept while a test is being written has what an earlier run left. */
const RUN = String(Date.now() % 100_000);
const SYSTEM = `急救调度系统${RUN}`;
const ENTRY = `急救出车记录${RUN}`;

describe("a source agency's desk", () => {
  it('CAT-01 CAT-02 a system is registered, its entry compiled in steps with fields from a sample, and published', async () => {
    await as('health', '/console/agency', async (page) => {
      await act(page, '登记系统', (box) => box.getByLabel('系统 *').fill(SYSTEM));
      await page.getByRole('cell', { name: SYSTEM }).waitFor(WAIT);
      await page.getByRole('tab', { name: '缺口' }).click();
      const gap = page.getByRole('row').filter({ hasText: SYSTEM });
      await gap.getByRole('link', { name: '为它编制目录' }).click(WAIT);
      await page.getByLabel('名称', { exact: true }).fill(ENTRY);
      await page.getByLabel('表名').fill(`ambulance_run_${RUN}`);
      await page.getByLabel('说明').fill('每次出车的时间与到达用时');
      await page.getByLabel('领域').selectOption('health');
      await page.getByLabel('更新周期').selectOption('daily');
      await page.getByLabel('分级').selectOption('2');
      await page.getByLabel('关键词').fill('急救、出车');
      await page.getByRole('button', { name: '下一步' }).click();
      await page.getByTestId('sample').setInputFiles({
        name: 'runs.csv',
        mimeType: 'text/csv',
        buffer: Buffer.from('run_no,run_date,minutes\nA1,2028-12-01,9\nA2,2028-12-02,12\nA3,2028-12-03,7\n'),
      });
      await page.getByText(/提出 3 个信息项/).waitFor(WAIT);
      expect(await lookAround(page, 'entry-fields')).toEqual([]);
      await page.getByRole('button', { name: '下一步' }).click();
      for (const access of ['共享属性', '开放属性', '授权运营属性', '回流属性']) {
        const box = page.getByRole('group', { name: access });
        await box.getByLabel('方式').selectOption({ index: 1 });
      }
      await page.getByRole('button', { name: '核对并提交' }).last().click();
      await act(page, '提交审核');
      await page.waitForURL(/\/console\/catalogue\/res_/, WAIT);
    });
    await as('authority', '/console/catalogue?state=in-review', async (page) => {
      await page.getByRole('link', { name: ENTRY }).first().click(WAIT);
      await act(page, '同意发布');
      await page.getByRole('button', { name: '同意发布' }).waitFor({ state: 'detached', ...WAIT });
    });
    await as('health', '/console/agency?tab=gaps', async (page) => {
      const gathered = page.getByRole('region', { name: '已编目，未归集数据' });
      await gathered.getByRole('link', { name: ENTRY }).waitFor(WAIT);
    });
  });

  it('COL-07 COL-08 a source is registered with its columns, paused and resumed; its secret is not shown', async () => {
    await as('health', '/console/catalogue?q=就诊&jurisdiction=anshun', async (page) => {
      await page.getByTestId('resource').first().getByRole('link').first().click(WAIT);
      await page.getByRole('tab', { name: '来源' }).click(WAIT);
      await page.getByRole('link', { name: '登记来源' }).click(WAIT);
      await page.getByLabel('来源名称').fill('医院接口');
      await page.getByRole('combobox', { name: '类型', exact: true }).selectOption('http');
      await page.getByLabel('地址').fill('http://198.51.100.7/visits');
      await page.getByLabel('口令或密钥').fill('never-shown-again');
      await page.getByRole('button', { name: '登记', exact: true }).click();
      await page.getByRole('link', { name: '医院接口' }).waitFor(WAIT);
      expect(await page.content()).not.toContain('never-shown-again');
      await act(page, '暂停');
      await page.getByText('已暂停').first().waitFor(WAIT);
      expect(await lookAround(page, 'source-open')).toEqual([]);
      await act(page, '恢复');
    });
  });

  it('CAT-10 a foreign directory is mapped and becomes drafts; what has no name is rejected by its line', async () => {
    await as('health', '/console/agency/import', async (page) => {
      await page.getByTestId('directory').setInputFiles({
        name: 'directory.csv',
        mimeType: 'text/csv',
        buffer: Buffer.from(
          `资源名称,资源摘要,更新周期,关键字\n疫苗接种点${RUN},各接种点名称与地址,每年,疫苗\n,没有名称的一行,每年,无\n血站库存${RUN},各血型库存量,每日,血液\n`,
        ),
      });
      await page.getByRole('region', { name: '字段对应' }).waitFor(WAIT);
      expect(await lookAround(page, 'import-mapping')).toEqual([]);
      await act(page, '导入为草稿', (box) => box.getByRole('combobox').selectOption({ index: 1 }));
      await expect.poll(() => page.getByTestId('stat-created').textContent(), WAIT).toBe('2');
      await page.getByRole('cell', { name: '没有名称' }).waitFor(WAIT);
    });
    await as('health', '/console/agency?tab=tickets', (page) =>
      page.getByRole('link', { name: `疫苗接种点${RUN}` }).waitFor(WAIT),
    );
  });

  it('REG-01 a published resource is handed in for registration', async () => {
    await as('transport', '/console/registers?tab=registrations', async (page) => {
      await act(page, '申请登记', async (box) => {
        await box.getByRole('combobox').first().selectOption({ index: 1 });
        await box.getByLabel('来源 *').fill('高速公路收费系统');
        await box.getByLabel('范围 *').fill('全市高速公路');
        await box.getByRole('textbox').last().fill('依法采集，不含个人信息');
      });
      await page.getByText('待审核').first().waitFor(WAIT);
    });
  });
});
