import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildVerifyPage } from '@sluice/server';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seriousFindings } from './look-at-page.ts';
import { launch } from './open-console.ts';
import { overflow } from './take-pictures.ts';

const vectors = fileURLToPath(new URL('../docs/vectors', import.meta.url));

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
  folder = mkdtempSync(join(tmpdir(), 'sluice-verify-page-'));
  writeFileSync(join(folder, 'verify.html'), (await buildVerifyPage()).html);
  browser = await launch();
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

  it('AUD-02 shows a good and a bad bundle and passes axe in every look', async () => {
    const page = await open({ locale: 'zh-CN' });
    await page
      .getByTestId('bundles')
      .setInputFiles([join(vectors, 'bundles/good-call.zip'), join(vectors, 'bundles/bad-entry-changed.zip')]);
    await page.getByTestId('report').nth(1).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await seriousFindings(page)).toEqual([]);
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await overflow(page)).toBeLessThanOrEqual(0);
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
