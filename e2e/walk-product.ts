import type { Page } from 'playwright-core';
import { confirm, look, press, sitDown, type, WAIT, wordsOf, type Walk } from './walk-desk.ts';

const SQL = `select district_code, count(*) as visits, avg(cost) as mean_cost
from hospital_visits
group by district_code
order by district_code`;

/** A developer runs a program under the grant, sees its result and saves it as a product, which is frozen. @returns its id */
export async function makeProduct(walk: Walk, grantId: string, title: string): Promise<string> {
  const w = wordsOf(walk);
  return sitDown(walk, 'developer', `/console/workbench?grant=${grantId}`, async (page) => {
    const accepted = page.locator('[data-testid="verdict"][data-state="accepted"]');
    await accepted.waitFor(WAIT);
    await type(page.locator('.cm-content'), SQL);
    await page.getByText('mean_cost').first().waitFor(WAIT);
    await accepted.waitFor(WAIT);
    await page.keyboard.press('ControlOrMeta+Enter');
    await page.getByTestId('result-row').first().waitFor(WAIT);
    await look(walk, page, '07-workbench-result');
    await press(page.getByTestId('save-product'));
    await page.waitForURL(/\/console\/products\/new/, WAIT);
    await press(page.getByRole('button', { name: w.console.act.next, exact: true }));
    await describe(walk, page, title);
    await look(walk, page, '08-product-form');
    await press(page.getByRole('button', { name: w.console.act.summary, exact: true }).last());
    await press(page.getByTestId('save'));
    await press(page.getByTestId('freeze'));
    const applied = page.getByRole('button', { name: w.products.next.apply, exact: true });
    await applied.waitFor({ timeout: 180_000 });
    await confirm(page, w.products.next.apply);
    await look(walk, page, '09-product-in-review');
    return /prd_[0-9a-z]+/.exec(page.url())?.[0] ?? '';
  });
}

async function describe(walk: Walk, page: Page, title: string): Promise<void> {
  const f = wordsOf(walk).products.form;
  await type(page.getByLabel(f.title), title);
  await page.getByLabel(f.form).selectOption('report');
  await type(page.getByLabel(f.summary), '每个县区的就诊人次与平均费用');
  await type(page.getByLabel(f.period), '2024—2025');
  await type(page.getByLabel(f.value), '便于比较区域就诊负担，不涉及任何个人');
}

/** Whoever's turn it is writes the open findings and passes the product; its developer prices it, the operator lists it. */
export async function releaseProduct(walk: Walk, id: string): Promise<void> {
  const w = wordsOf(walk).products;
  const path = `/console/products/${id}`;
  for (const desk of ['operator', 'authority'])
    await sitDown(walk, desk, path, async (page) => {
      await page.getByTestId('check').first().waitFor(WAIT);
      await page.waitForLoadState('networkidle');
      const decision = page.getByRole('form', { name: w.checks.decision });
      if ((await decision.count()) === 0) return;
      await writeFindings(walk, page);
      await look(walk, page, '10-product-checks');
      await press(decision.getByRole('button', { name: w.checks.decide, exact: true }));
      await decision.waitFor({ state: 'detached', ...WAIT });
    });
  await sitDown(walk, 'developer', path, async (page) => {
    const form = page.getByRole('form', { name: w.price.title });
    await type(form.getByLabel(w.price.amount), '0.20');
    await press(form.getByRole('button', { name: w.price.save, exact: true }));
    await form.getByRole('listitem').first().waitFor(WAIT);
  });
  await sitDown(walk, 'operator', path, async (page) => {
    await confirm(page, w.next.list);
    await page.getByText(w.next.listed, { exact: true }).waitFor(WAIT);
    await look(walk, page, '11-product-listed');
  });
}

async function writeFindings(walk: Walk, page: Page): Promise<void> {
  const w = wordsOf(walk).products.checks;
  const record = page.getByRole('button', { name: w.record, exact: true });
  for (let left = await record.count(); left > 0; left -= 1) {
    const form = page.getByTestId('check').filter({ has: record }).first();
    await type(form.getByLabel(w.finding, { exact: true }).last(), '未发现问题');
    await press(form.getByRole('button', { name: w.record, exact: true }));
    await expectFewer(page, left);
  }
}

async function expectFewer(page: Page, than: number): Promise<void> {
  await page
    .getByTestId('check')
    .locator('form')
    .nth(than - 1)
    .waitFor({ state: 'detached', ...WAIT });
}

/** A buyer orders the product, makes a key and calls it once. */
export async function buyAndCall(walk: Walk, id: string): Promise<void> {
  await sitDown(walk, 'buyer', `/console/market/${id}`, async (page) => {
    const w = wordsOf(walk).market.order;
    await type(page.getByLabel(w.use).first(), '比较各县区的就诊负担');
    await press(page.getByTestId('order'));
    await press(page.getByRole('link', { name: w.open, exact: true }));
    await press(page.getByTestId('make-key'));
    await page.getByTestId('fresh-key').waitFor(WAIT);
    await press(page.getByTestId('use-key'));
    await press(page.getByTestId('call'));
    await page.getByTestId('call-answer').waitFor(WAIT);
    await look(walk, page, '12-market-call');
    await page.goto(`${walk.url}/console/orders`);
    await page.getByTestId('make-key').waitFor(WAIT);
    await look(walk, page, '13-orders');
  });
}
