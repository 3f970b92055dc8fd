import { describe, expect, it } from 'vitest';
import { seriousFindings } from './look-at-page.ts';
import { sitInCity } from './sit-in-city.ts';
import { makeAgreements, meetConditions, passChain, writeApplication } from './walk-application.ts';
import { look, press, sitDown, WAIT, type Walk } from './walk-desk.ts';
import { buyAndCall, makeProduct, releaseProduct } from './walk-product.ts';
import { pictures } from './take-pictures.ts';

const SETUP_MS = 240_000;
const DAY_MS = 86_400_000;
const walks: readonly (readonly [jurisdiction: string, locale: Walk['locale']])[] = [
  ['anshun', 'zh-CN'],
  ['yancheng', 'en-US'],
  ['anshun', 'en-US'],
  ['yancheng', 'zh-CN'],
];

const desk = sitInCity();

/** A year from next month on, by the city's clock. */
async function termFrom(url: string): Promise<readonly [string, string]> {
  const { now } = (await (await fetch(`${url}/api/v1/clock`)).json()) as { readonly now: string };
  const after = (days: number): string => new Date(Date.parse(now) + days * DAY_MS).toISOString().slice(0, 10);
  return [after(0), after(360)];
}

/** Somebody from the source's side, an overseer and a stranger look at what became of it. */
async function lookOn(walk: Walk, product: string): Promise<void> {
  await sitDown(walk, 'health', '/console/catalogue?q=就诊', async (page) => {
    await press(page.getByTestId('resource').first().getByRole('link').first());
    await page.getByRole('heading', { level: 1 }).waitFor(WAIT);
    await look(walk, page, '14-resource');
  });
  await sitDown(walk, 'inspection', '/console/supervision?tab=calls', async (page) => {
    await page.getByTestId('call-chain').first().waitFor(WAIT);
    await look(walk, page, '15-supervision-calls');
    await press(page.getByTestId('call-chain').first());
    await page.locator('[data-testid="chain-node"][data-kind="system"]').first().waitFor(WAIT);
    await look(walk, page, '16-chain-of-call');
    await page.goto(`${walk.url}/console/evidence?story=${encodeURIComponent(`product:${product}`)}`);
    const [bundle] = await Promise.all([page.waitForEvent('download', WAIT), press(page.getByTestId('export'))]);
    expect(bundle.suggestedFilename()).toMatch(/\.zip$/);
    await look(walk, page, '17-story-of-product');
    // The way back leads through the same pages.
    await page.goBack();
    await page.locator('[data-testid="chain-node"]').first().waitFor(WAIT);
  });
  await sitDown(walk, null, `/products/${product}`, async (page) => {
    await page.getByRole('heading', { level: 1 }).waitFor(WAIT);
    await look(walk, page, '18-public-product');
    expect(await seriousFindings(page)).toEqual([]);
  });
}

describe('the whole chain in the browser', () => {
  it.each(walks)(
    'PLT-01 PLT-04 APP-10 PRD-11 eight people take a scenario from application to a paid call: %s, %s',
    { timeout: 4 * SETUP_MS },
    async (jurisdiction, locale) => {
      const walk: Walk = { browser: desk.browser, url: desk.url, jurisdiction, locale, pictures };
      const run = Date.now().toString(36);
      const id = await writeApplication(walk, `县区就诊统计 ${run}`, await termFrom(desk.url));
      expect(id).toMatch(/^app_/);
      await meetConditions(walk, id);
      await passChain(walk, id);
      const grant = await makeAgreements(walk, id);
      const product = await makeProduct(walk, grant, `县区就诊统计报告 ${run}`);
      await releaseProduct(walk, product);
      await buyAndCall(walk, product);
      await lookOn(walk, product);
    },
  );
});
