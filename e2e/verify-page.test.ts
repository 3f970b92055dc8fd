import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { buildVerifyPage } from '@sluice/server';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const vectors = fileURLToPath(new URL('../docs/vectors', import.meta.url));
const pictures = fileURLToPath(new URL('../var/e2e', import.meta.url));
const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'];

interface Expected {
  readonly bundle: string;
  readonly policy: string;
  readonly ok: boolean;
  readonly problems: readonly { readonly file: string }[];
}
const expected = JSON.parse(readFileSync(join(vectors, 'bundles/expected.json'), 'utf8')) as readonly Expected[];

/** What browsers of 2021 do not have, as far as a verifier could be tempted to use it. */
const FORGET = `
  delete Map.groupBy; delete Object.groupBy; delete Promise.withResolvers;
  for (const name of ['toSorted', 'toReversed', 'toSpliced', 'with', 'findLast', 'findLastIndex']) {
    delete Array.prototype[name];
    delete Object.getPrototypeOf(Uint8Array.prototype)[name];
  }
  for (const name of ['toHex', 'toBase64', 'setFromHex']) delete Uint8Array.prototype[name];
  for (const name of ['fromHex', 'fromBase64']) delete Uint8Array[name];
  for (const name of ['union', 'difference', 'intersection']) delete Set.prototype[name];
  for (const name of ['isWellFormed', 'toWellFormed']) delete String.prototype[name];
  delete Array.fromAsync; delete globalThis.Iterator;
`;

let browser: Browser;
let folder: string;
const requests: string[] = [];
const errors: string[] = [];

beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  folder = mkdtempSync(join(tmpdir(), 'sluice-verify-page-'));
  writeFileSync(join(folder, 'verify.html'), (await buildVerifyPage()).html);
  browser = await chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: ARGUMENTS });
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function open(options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1280, height: 900 }, ...options });
  await context.addInitScript(FORGET);
  const page = await context.newPage();
  page.on('request', (request) => requests.push(request.url()));
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => errors.push(message.text()));
  await page.goto(`file://${folder}/verify.html`);
  return page;
}

const looks: readonly [string, BrowserContextOptions][] = [
  ['light', { colorScheme: 'light', locale: 'zh-CN' }],
  ['dark', { colorScheme: 'dark' }],
  ['narrow', { colorScheme: 'light', locale: 'zh-CN', viewport: { width: 390, height: 844 } }],
];

describe('the page of the verifier, opened from a file', () => {
  it.each([...new Set(expected.map((one) => one.policy))])(
    'AUD-02 says of every published bundle what is so, under %s',
    async (policy) => {
      const bundles = expected.filter((one) => one.policy === policy);
      const page = await open();
      await page.getByTestId('policy-file').setInputFiles(join(vectors, policy));
      await page.getByTestId('bundles').setInputFiles(bundles.map((one) => join(vectors, one.bundle)));
      for (const one of bundles) {
        const report = page.getByTestId('report').filter({ hasText: basename(one.bundle) });
        await report.waitFor();
        expect([one.bundle, await report.getAttribute('data-ok')]).toEqual([one.bundle, String(one.ok)]);
        const said = (await report.textContent()) ?? '';
        for (const { file } of one.problems) expect(said).toContain(file);
        if (one.ok) expect(said).toContain('the keys are those of the policy it is verified under');
      }
      await page.context().close();
    },
  );

  it.each(looks)('AUD-02 shows a good and a bad bundle and passes axe: %s', async (name, options) => {
    const page = await open(options);
    await page
      .getByTestId('bundles')
      .setInputFiles([join(vectors, 'bundles/good-call.zip'), join(vectors, 'bundles/bad-entry-changed.zip')]);
    await page.getByTestId('report').nth(1).waitFor();
    const found = await new AxeBuilder({ page }).analyze();
    const serious = found.violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    await page.screenshot({ path: join(pictures, `verify-${name}.png`), fullPage: true });
    expect(serious.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([]);
    const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
    expect(overflow).toBeLessThanOrEqual(0);
    await page.context().close();
  });

  it('AUD-02 is worked by keyboard, in two languages, and reaches no network', async () => {
    const page = await open();
    await page.getByTestId('language').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: '存证核验' }).waitFor();
    await page.getByTestId('bundles').setInputFiles(join(vectors, 'bundles/good-call.zip'));
    await page.getByText('没有发现问题').waitFor();
    await page.context().close();
    expect(requests.filter((url) => !url.startsWith('file:'))).toEqual([]);
    expect(errors).toEqual([]);
  });
});
