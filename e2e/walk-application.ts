import type { Page } from 'playwright-core';
import { confirm, DESKS, look, press, sitDown, type, WAIT, wordsOf, type Walk } from './walk-desk.ts';

const MOST_STEPS = 12;

interface ApplicationAnswer {
  readonly state: string;
  readonly current: { readonly role: string } | null;
  readonly grantId: string | null;
  readonly assessment: { readonly required: boolean };
  readonly consents: { readonly required: boolean };
}

/** What the server says of the application, as the reader of the page may know it. */
const read = (page: Page, id: string): Promise<ApplicationAnswer> =>
  page.evaluate<ApplicationAnswer>(`fetch('/api/v1/applications/${id}').then((answer) => answer.json())`);

/** A developer writes an application by keyboard and hands it in. @returns its id */
export async function writeApplication(walk: Walk, title: string, period: readonly [string, string]): Promise<string> {
  const w = wordsOf(walk);
  return sitDown(walk, 'developer', '/console/cases/new', async (page) => {
    const next = page.getByRole('button', { name: w.console.act.next, exact: true });
    await type(page.getByLabel(w.apply.scenario, { exact: true }), title);
    await page.getByLabel(w.apply.field, { exact: true }).selectOption('health');
    await type(page.getByLabel(w.apply.purpose, { exact: true }), '按县区和月份统计就诊人次，支持资源配置');
    await type(page.getByLabel(w.apply.scope, { exact: true }), '仅在受控环境内统计，不识别到个人');
    await page.waitForURL(/draft=app_/, WAIT);
    await look(walk, page, '01-application-written');
    await press(next);
    const entry = page.getByRole('list', { name: w.apply.entries }).getByRole('button').filter({ hasText: '就诊记录' });
    await press(entry.first());
    await press(page.getByRole('button', { name: w.apply.all, exact: true }));
    await look(walk, page, '02-application-data');
    await press(next);
    await page.getByLabel(w.apply.startsOn, { exact: true }).fill(period[0]);
    await page.getByLabel(w.apply.endsOn, { exact: true }).fill(period[1]);
    await type(page.getByLabel(w.apply.safeguards, { exact: true }), '人员实名，操作留痕');
    // Named in the list of steps too; the one below the form is the last.
    await press(page.getByRole('button', { name: w.console.act.summary, exact: true }).last());
    await page.getByText(/^(自动核查|Automatic checks)/).waitFor(WAIT);
    await look(walk, page, '03-application-summary');
    await confirm(page, w.apply.submit);
    await page.waitForURL(/\/console\/cases\/app_/, WAIT);
    return /app_[0-9a-z]+/.exec(page.url())?.[0] ?? '';
  });
}

/** What the text asks for beside the chain: the operator's assessment, and the consent of whoever provides the data. */
export async function meetConditions(walk: Walk, id: string): Promise<void> {
  const w = wordsOf(walk).cases.conditions;
  const { assessment, consents } = await sitDown(walk, 'developer', '/console/grants', (page) => read(page, id));
  if (assessment.required)
    await sitDown(walk, 'operator', `/console/cases/${id}`, async (page) => {
      await press(page.getByRole('button', { name: w.assess, exact: true }));
      const box = page.getByRole('group', { name: w.assess, exact: true });
      await type(box.getByRole('textbox', { name: w.risks, exact: true }), '多字段组合可能缩小到少数人');
      await press(box.getByRole('button', { name: w.assess, exact: true }));
      await box.waitFor({ state: 'detached', ...WAIT });
    });
  if (consents.required)
    await sitDown(walk, DESKS['source-agency'] ?? '', `/console/cases/${id}`, (page) => confirm(page, w.consent));
}

/** Each desk of the jurisdiction's own chain passes the application, one after the other. */
export async function passChain(walk: Walk, id: string): Promise<void> {
  for (let step = 1; step <= MOST_STEPS; step += 1) {
    const { current } = await sitDown(walk, 'developer', '/console/grants', (page) => read(page, id));
    if (!current) return;
    await sitDown(walk, DESKS[current.role] ?? current.role, `/console/cases/${id}`, (page) =>
      passStep(walk, page, step),
    );
  }
  throw new Error('the chain has no end');
}

async function passStep(walk: Walk, page: Page, step: number): Promise<void> {
  const w = wordsOf(walk).cases.decide;
  const box = page.getByRole('group', { name: w.title, exact: true });
  await box.waitFor(WAIT);
  const aspects = box.getByRole('radio', { name: w.pass, exact: true });
  for (let at = 0; at < (await aspects.count()); at += 1) {
    await aspects.nth(at).focus();
    await page.keyboard.press('Space');
  }
  if (step <= 2) await look(walk, page, `04-case-step-${step}`);
  await press(box.getByRole('button', { name: w.approve, exact: true }));
  await page.waitForURL(/\/console\/todo/, WAIT);
}

/** Agreements are written by the operator, signed by both, and filed where the jurisdiction asks for it. @returns the grant */
export async function makeAgreements(walk: Walk, id: string): Promise<string> {
  const w = wordsOf(walk).cases.doc;
  await sitDown(walk, 'operator', `/console/cases/${id}`, async (page) => {
    const draft = page.getByRole('button', { name: w.draftAct, exact: true });
    await draft.first().waitFor(WAIT);
    for (let left = await draft.count(); left > 0; left -= 1) {
      await press(draft.first());
      const save = page.getByRole('button', { name: w.save, exact: true });
      await save.waitFor(WAIT);
      await fillDocument(page, w.amount);
      await press(save);
      await save.waitFor({ state: 'detached', ...WAIT });
    }
    await look(walk, page, '05-agreements');
    await signAll(walk, page);
  });
  await sitDown(walk, 'developer', `/console/cases/${id}`, (page) => signAll(walk, page));
  await sitDown(walk, 'authority', `/console/cases/${id}`, async (page) => {
    await page.getByRole('heading', { name: wordsOf(walk).cases.case.documents }).waitFor(WAIT);
    if ((await read(page, id)).grantId === null) await confirm(page, w.file);
    await look(walk, page, '06-case-granted');
  });
  return sitDown(walk, 'developer', '/console/grants', async (page) => {
    const { grantId, state } = await read(page, id);
    if (grantId === null) throw new Error(`no grant came of the application: it is ${state}`);
    return grantId;
  });
}

/** Every empty field of the open document gets words; sums stay as they are. */
async function fillDocument(page: Page, amount: string): Promise<void> {
  const form = page
    .locator('form, div')
    .filter({ has: page.locator('textarea, fieldset') })
    .last();
  const fields = page.locator('[class*="document"]').locator('textarea, fieldset input');
  await form.waitFor(WAIT);
  for (const field of await fields.all()) {
    const name = await field.getAttribute('aria-label');
    if (name === amount) await type(field, '12000.00');
    else if ((await field.inputValue()) === '') await type(field, '双方按有关规定与本协议约定执行');
  }
}

async function signAll(walk: Walk, page: Page): Promise<void> {
  const w = wordsOf(walk).cases.doc;
  const sign = page.getByRole('button', { name: w.sign, exact: true });
  await sign.first().waitFor(WAIT);
  for (let left = await sign.count(); left > 0; left -= 1) {
    await press(sign.first());
    const box = page.getByRole('group', { name: w.sign, exact: true });
    await press(box.getByRole('button', { name: w.sign, exact: true }));
    await box.waitFor({ state: 'detached', ...WAIT });
    await page.waitForLoadState('networkidle');
  }
}
