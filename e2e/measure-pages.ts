import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { browserArguments } from './open-console.ts';

/** What a reader waits for on one cold visit. Milliseconds; the shift has no unit. */
export interface Visit {
  readonly lcp: number;
  readonly cls: number;
  readonly longest: number;
}

/** A desk as it is, and a slow one: a quarter of the processor, 10 Mbit/s, 40 ms away. */
export type Desk = 'plain' | 'slow';

const SLOW = { cpu: 4, bytesPerSecond: 1_250_000, latency: 40 } as const;
const PASSWORD = 'sluice-demo-2026';
const SETTLE_MS = 1500;

/** Keeps what the browser says of painting, moving and blocking, from the first moment of a page. */
const WATCH = `(() => {
  const seen = (window.__seen = { lcp: 0, cls: 0, longest: 0 });
  const watch = (type, take) => new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
  watch('largest-contentful-paint', (entry) => { seen.lcp = entry.startTime; });
  watch('layout-shift', (entry) => { if (!entry.hadRecentInput) seen.cls += entry.value; });
  watch('longtask', (entry) => { seen.longest = Math.max(seen.longest, entry.duration); });
})()`;

export interface Visitor {
  visit(account: string | null, path: string, desk: Desk, work?: (page: Page) => Promise<void>): Promise<Visit>;
  close(): Promise<void>;
}

/** Visits pages of a running server with a browser whose cache is empty each time. */
export async function createVisitor(url: string): Promise<Visitor> {
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: browserArguments,
  });
  const sessions = new Map<string, Awaited<ReturnType<BrowserContext['storageState']>>>();
  const signedIn = async (account: string) => {
    const known = sessions.get(account);
    if (known) return known;
    const context = await browser.newContext();
    const answer = await context.request.post(`${url}/api/v1/session`, {
      headers: { 'sluice-request': '1' },
      data: { account, password: PASSWORD, mode: 'cookie' },
    });
    if (!answer.ok()) throw new Error(`${account} could not sign in: ${answer.status()}`);
    const state = await context.storageState();
    await context.close();
    sessions.set(account, state);
    return state;
  };
  return {
    visit: async (account, path, desk, work) =>
      once(browser, url + path, account === null ? undefined : await signedIn(account), desk, work),
    close: () => browser.close(),
  };
}

async function once(
  browser: Browser,
  address: string,
  storageState: Awaited<ReturnType<BrowserContext['storageState']>> | undefined,
  desk: Desk,
  work: ((page: Page) => Promise<void>) | undefined,
): Promise<Visit> {
  const context = await browser.newContext({
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    viewport: { width: 1440, height: 900 },
    ...(storageState ? { storageState } : {}),
  });
  const page = await context.newPage();
  await page.addInitScript(WATCH);
  if (desk === 'slow') await slowDown(context, page);
  if (work) await work(page);
  else {
    await page.goto(address);
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    await page.waitForLoadState('networkidle');
    await page.locator('[class*="skeleton"]').first().waitFor({ state: 'detached' });
  }
  await page.waitForTimeout(SETTLE_MS);
  const seen = await page.evaluate<Visit>('window.__seen');
  await context.close();
  return seen;
}

async function slowDown(context: BrowserContext, page: Page): Promise<void> {
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: SLOW.latency,
    downloadThroughput: SLOW.bytesPerSecond,
    uploadThroughput: SLOW.bytesPerSecond,
  });
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOW.cpu });
}
