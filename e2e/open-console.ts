import { AxeBuilder } from '@axe-core/playwright';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

export const browserArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** What the demo's people sign in with; every demo server says it. */
const PASSWORD = 'sluice-demo-2026';

export const launch = (): Promise<Browser> =>
  chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: browserArguments });

/** A page of the console as somebody of the demo, or as a stranger. */
export async function openAs(
  browser: Browser,
  url: string,
  account: string | null,
  path: string,
  options: BrowserContextOptions = {},
): Promise<Page> {
  const context = await browser.newContext({
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    viewport: { width: 1440, height: 900 },
    ...options,
  });
  if (account) {
    const answer = await context.request.post(`${url}/api/v1/session`, {
      headers: { 'sluice-request': '1' },
      data: { account, password: PASSWORD, mode: 'cookie' },
    });
    if (!answer.ok()) throw new Error(`${account} could not sign in: ${answer.status()}`);
  }
  const page = await context.newPage();
  await page.goto(url + path);
  return page;
}

/** Serious findings of axe, each with the first place; none is wanted. */
export async function seriousFindings(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`);
}
