import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { lookAround } from './look-at-page.ts';
import { sitInCity } from './sit-in-city.ts';

const desk = sitInCity();

async function open(): Promise<Page> {
  const page = await desk.open(null, '/chain');
  await page.getByTestId('chain-node').first().waitFor();
  await page.getByTestId('call').first().waitFor();
  return page;
}

async function signIn(page: Page, account: string): Promise<void> {
  await page.getByTestId('account').click();
  await page.getByRole('banner').getByRole('button', { name: '安顺市' }).click();
  await page.locator(`[data-account="${account}"]`).click();
  await page.getByTestId('account').filter({ hasNotText: '演示登录' }).waitFor();
}

describe('the evidence page', () => {
  it('CAT-11 shows what the city has and passes axe in every look', async () => {
    const page = await open();
    expect(Number((await page.getByTestId('figure-resources').textContent())?.match(/\d+/)?.[0])).toBeGreaterThan(10);
    expect(await lookAround(page, 'chain')).toEqual([]);
    await page.context().close();
  });

  it('AUD-01 draws the chain of a call from its source system to the call', async () => {
    const page = await open();
    const kinds = await page
      .getByTestId('chain-node')
      .evaluateAll((nodes) => nodes.map((node) => node.getAttribute('data-kind')));
    for (const kind of [
      'system',
      'batch',
      'epoch',
      'resource',
      'application',
      'grant',
      'product',
      'order',
      'gateway',
    ]) {
      expect(kinds).toContain(kind);
    }
    expect(kinds.indexOf('system')).toBeLessThan(kinds.indexOf('gateway'));
    await page.context().close();
  });

  it('AUD-02 verifies one entry in the browser', async () => {
    const page = await open();
    await page.locator('[data-kind="grant"]').click();
    await page.getByTestId('verify-entry').click();
    await page.getByText('已在浏览器中算到同一个根').waitFor();
    await page.context().close();
  });

  it('AUD-02 verifies a bundle in the browser and finds one changed byte', async () => {
    const page = await open();
    await signIn(page, 'anshun.supervisor');
    await page.getByTestId('verify').click();
    await page.locator('[data-testid="finding"][data-ok="true"]').waitFor();
    await page.getByTestId('tamper').click();
    await page.locator('[data-testid="finding"][data-ok="false"]').waitFor();
    await page.getByTestId('put-back').click();
    await page.locator('[data-testid="finding"][data-ok="true"]').waitFor();
    await page.context().close();
  });

  it('PLT-07 gives no bundle to a visitor and says who may have it', async () => {
    const page = await open();
    await page.getByTestId('verify').click();
    await page.getByText('导出证据包需要相应权限').waitFor();
    await page.context().close();
  });

  it('PLT-01 is worked by keyboard alone: language, sign-in, a list, a step of the chain', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'EN', exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Evidence overview' }).waitFor();
    await page.getByTestId('account').focus();
    await page.keyboard.press('Enter');
    // The people stand by city.
    await page.getByRole('banner').getByRole('button', { name: 'Anshun' }).focus();
    await page.keyboard.press('Enter');
    await page.locator('[data-account="anshun.supervisor"]').focus();
    await page.keyboard.press('Enter');
    await page.getByTestId('account').filter({ hasNotText: 'Demo sign-in' }).waitFor();
    await page.getByTestId('figure-products').focus();
    await page.keyboard.press('Space');
    await page.getByRole('heading', { name: 'Catalogue of products' }).waitFor();
    await page.locator('[data-kind="product"]').focus();
    await page.keyboard.press('Enter');
    await page.getByText('Release decided').first().waitFor();
    await page.context().close();
  });

  it('CAT-11 finds a resource by a Chinese word without a sign-in', async () => {
    const page = await open();
    await page.getByTestId('figure-resources').click();
    await page.getByRole('searchbox').fill('空气');
    await page
      .getByText(/空气质量/)
      .first()
      .waitFor();
    await page.context().close();
  });

  it('prints the address of what is chosen, so that a view is a link', async () => {
    const page = await open();
    await page.locator('[data-kind="resource"]').first().click();
    const link = page.url();
    expect(link).toContain('object=resource');
    await page.goto(link);
    await page.locator('[data-kind="resource"][aria-pressed="true"]').first().waitFor();
    await page.context().close();
  });
});
