import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { DEMO_PASSWORD } from './open-console.ts';
import { seriousFindings } from './look-at-page.ts';
import { sitInCity } from './sit-in-city.ts';

const WAIT = { timeout: 30_000 };
const desk = sitInCity();

/** An authenticator that the browser itself plays: its owner is there and verified. */
async function withAuthenticator(page: Page): Promise<(verified: boolean) => Promise<void>> {
  const devices = await page.context().newCDPSession(page);
  await devices.send('WebAuthn.enable');
  const { authenticatorId } = await devices.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true },
      ...{ hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
    },
  });
  return async (verified) =>
    void (await devices.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: verified }));
}

it('CON-02 a passkey is made with the password, and signs in without it; whoever is not verified stays outside', async () => {
  const page = await desk.open('anshun.inspection', '/console/doors');
  const verify = await withAuthenticator(page);
  await page.getByLabel('当前口令').fill(DEMO_PASSWORD, WAIT);
  await page.getByLabel('名称').fill('办公电脑');
  await page.getByRole('button', { name: '添加通行密钥' }).click();
  await page.getByText('办公电脑').waitFor(WAIT);
  expect(await seriousFindings(page)).toEqual([]);
  await page.context().clearCookies();
  await page.goto(`${desk.url}/console/doors`);
  await verify(false);
  await page.getByRole('button', { name: '用通行密钥登录' }).click(WAIT);
  await page.getByText('通行密钥未被接受').waitFor(WAIT);
  await verify(true);
  await page.getByRole('button', { name: '用通行密钥登录' }).click();
  await page.getByText('最近使用').waitFor(WAIT);
  await page.getByLabel('当前口令').fill(DEMO_PASSWORD);
  await page.getByRole('button', { name: '移除' }).click();
  await page.getByText('尚未添加').waitFor(WAIT);
});

it('DEV-04 anybody checks a document by its code, and is told nothing for one that was never given out', async () => {
  const page = await desk.open(null, '/papers');
  await page.getByRole('textbox', { name: '验证码' }).fill('0000-0000-0000-0000', WAIT);
  await page.getByRole('button', { name: '查验' }).click();
  await page.getByText('没有出具过这份文书').waitFor(WAIT);
  expect(await seriousFindings(page)).toEqual([]);
});
