import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core';

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
export const DEMO_PASSWORD = 'sluice-demo-2026';

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
    // Nothing on the way to its place is looked at or waited for.
    reducedMotion: 'reduce',
    ...options,
  });
  if (account) await signIn(browser, context, url, account);
  const page = await context.newPage();
  await page.goto(url + path);
  return page;
}

type Cookies = Awaited<ReturnType<BrowserContext['cookies']>>;

/** Who signed in already with a browser: the server lets one address sign in so often a minute, and no oftener. */
const sessions = new WeakMap<Browser, Map<string, Cookies>>();

/** The same session again, as with another window of the same desk. */
async function signIn(browser: Browser, context: BrowserContext, url: string, account: string): Promise<void> {
  const known = sessions.get(browser) ?? new Map<string, Cookies>();
  sessions.set(browser, known);
  const cookies = known.get(`${url} ${account}`);
  if (cookies) return context.addCookies(cookies);
  const answer = await context.request.post(`${url}/api/v1/session`, {
    headers: { 'sluice-request': '1' },
    data: { account, password: DEMO_PASSWORD, mode: 'cookie' },
  });
  if (!answer.ok()) throw new Error(`${account} could not sign in: ${answer.status()}`);
  known.set(`${url} ${account}`, await context.cookies());
}
