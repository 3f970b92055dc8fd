import { get } from 'node:http';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, inject } from 'vitest';
import { launch, openAs } from './open-console.ts';

const SETUP_MS = 500_000;

/** What a file's tests have while they run: the city that all files share, and a browser of their own. */
export interface Desk {
  readonly browser: Browser;
  /** The city's address. */
  readonly url: string;
  /** A page as somebody of the demo, or as a stranger. */
  open(account: string | null, path: string, options?: BrowserContextOptions): Promise<Page>;
}

/** Sits down in the shared city for as long as a file's tests run. */
export function sitInCity(): Desk {
  let browser: Browser | undefined;
  let url = '';
  beforeAll(async () => {
    [url, browser] = await Promise.all([askDoor('/city'), launch()]);
  }, SETUP_MS);
  afterAll(async () => browser?.close());
  const sat = (): Browser => {
    if (!browser) throw new Error('a test began before its file sat down');
    return browser;
  };
  return {
    get browser() {
      return sat();
    },
    get url() {
      return url;
    },
    open: (account, path, options = {}) => openAs(sat(), url, account, path, options),
  };
}

/** Folder of the built console. */
export const builtConsole = (): Promise<string> => askDoor('/console');

/** What the run's door says. It answers when the thing stands, which may take minutes: longer than `fetch` waits. */
function askDoor(path: '/city' | '/console'): Promise<string> {
  return new Promise((resolve, reject) => {
    get(inject('groundDoor') + path, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('end', () => (response.statusCode === 200 ? resolve(text) : reject(new Error(text))));
    }).on('error', reject);
  });
}
