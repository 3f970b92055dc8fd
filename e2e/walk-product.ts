import type { Page } from 'playwright-core';
import { confirm, DESKS, look, press, sitDown, type, WAIT, wordsOf, type Walk } from './walk-desk.ts';

const MOST_STEPS = 6;

/** What the demo asks too: an answer that is out already withholds nothing new beside what was asked before. */
const SQL = `select district_code,
       date_trunc('quarter', visit_date) as quarter,
       icd10_code,
       count(*) as visits,
       avg(cost) as mean_cost
from hospital_visits
where icd10_code in ('I10', 'E11', 'J06')
group by district_code, date_trunc('quarter', visit_date), icd10_code
order by district_code, quarter, icd10_code`;

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
  for (let step = 1; step <= MOST_STEPS; step += 1) {
    const role = await waitsFor(walk, id);
    if (role === null) break;
    await sitDown(walk, DESKS[role] ?? role, path, async (page) => {
      const decision = page.getByRole('form', { name: w.checks.decision });
      await decision.waitFor(WAIT);
      await writeFindings(walk, page);
      if (step === 1) await look(walk, page, '10-product-checks');
      await press(decision.getByRole('button', { name: w.checks.decide, exact: true }));
      await decision.waitFor({ state: 'detached', ...WAIT });
    });
  }
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

/** Role whose turn it is in the product's review; null when the review is over. */
async function waitsFor(walk: Walk, id: string): Promise<string | null> {
  return sitDown(walk, 'developer', '/console/products', (page) =>
    page.evaluate<string | null>(
      `fetch('/api/v1/product-dossiers/${id}').then((answer) => answer.json()).then(({ state, review }) => state === 'checking' ? review.next.role : null)`,
    ),
  );
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
