import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { actTypes } from '@sluice/ledger';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as given from './explorer-fixtures.ts';
import { lookAround } from './look-at-page.ts';
import { launch } from './open-console.ts';
import { builtConsole } from './sit-in-city.ts';
import { pictures, takePicture } from './take-pictures.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};
const SETUP_MS = 240_000;

let server: Server;
let browser: Browser;
let url: string;

/** The built console on a server that knows only files: what the interface answers, each test says. */
beforeAll(async () => {
  const folder = await builtConsole();
  server = createServer((request, response) => {
    const path = join(folder, new URL(request.url ?? '/', 'http://localhost').pathname);
    const file = extname(path) !== '' && existsSync(path) ? path : join(folder, 'index.html');
    response
      .writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' })
      .end(readFileSync(file));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  browser = await launch();
}, SETUP_MS);

afterAll(async () => {
  await browser?.close();
  server?.close();
});

type Answer = object | readonly [status: number, problem: object] | 'never';

const usual: Readonly<Record<string, Answer>> = {
  '/session': given.session,
  '/jurisdictions': { items: [{ id: 'north', title: '北城', titleEn: 'North City' }] },
  '/evidence/health': given.health,
  '/evidence/search': given.search,
  '/evidence/stories': given.story,
  '/lineage/': given.lineage,
  '/blast-radius': given.blast,
  '/audits': given.audits,
};

async function open(
  path: string,
  answers: Readonly<Record<string, Answer>> = {},
): Promise<{ page: Page; asked: string[] }> {
  const context = await browser.newContext({
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    viewport: { width: 1440, height: 1300 },
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const asked: string[] = [];
  await page.route('**/api/v1/**', async (route) => {
    const request = new URL(route.request().url());
    asked.push(request.pathname + request.search);
    const all = Object.entries({ ...usual, ...answers }).toReversed();
    const answer = all.find(([part]) => request.pathname.includes(part))?.[1] ?? [
      404,
      given.problem(404, 'http.not-found'),
    ];
    if (answer === 'never') return;
    const [status, body] = Array.isArray(answer) ? (answer as [number, object]) : [200, answer];
    await route.fulfill({ status, contentType: 'application/json', body: JSON.stringify(body) });
  });
  await page.goto(url + path);
  return { page, asked };
}

async function shoot(page: Page, name: string): Promise<void> {
  if (pictures !== undefined) await takePicture(page, pictures, `explorer-${name}`);
}

const STORY = `/evidence?story=${encodeURIComponent(given.STREAM)}`;

describe('evidence explorer', () => {
  it('AUD-01 shows results, a whole story and its lineage, without a fault of access in any look', async () => {
    const { page } = await open(STORY);
    await page.getByTestId('lineage-node').first().waitFor();
    await page.getByTestId('result').first().waitFor();
    expect(await page.getByTestId('moment').count()).toBe(5);
    expect(await page.getByTestId('lineage-node').count()).toBe(11);
    expect(await page.getByTestId('story-state').textContent()).toMatch(/5/);
    expect(await page.getByTestId('hidden').textContent()).toMatch(/3/);
    expect(await lookAround(page, 'explorer')).toEqual([]);
    await page.context().close();
  });

  it('AUD-03 keeps what is looked for in the address, and asks for just that', async () => {
    const { page, asked } = await open('/evidence');
    await page.getByTestId('result').first().waitFor();
    await page.locator('input[name=object]').fill(given.STREAM);
    await page.locator('select[name=type]').selectOption('product.listed');
    await page.locator('input[name=from]').fill('2026-03-02');
    await page.keyboard.press('Enter');
    await expect
      .poll(() => asked.some((one) => one.includes('type=product.listed') && one.includes('from=2026-03-01T16')))
      .toBe(true);
    expect(new URL(page.url()).searchParams.get('object')).toBe(given.STREAM);
    await page.reload();
    expect(await page.locator('input[name=object]').inputValue()).toBe(given.STREAM);
    await page.context().close();
  });

  it('AUD-01 is used by keyboard alone: a result opens its story, a neighbour the next', async () => {
    const { page } = await open('/evidence');
    await page.getByTestId('result').first().focus();
    await page.keyboard.press('Enter');
    await page.getByTestId('moment').first().waitFor();
    expect(new URL(page.url()).searchParams.get('story')).toBe(given.STREAM);
    await page.getByRole('button', { name: /授权/ }).first().focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => new URL(page.url()).searchParams.get('story')).toMatch(/^grant:/);
    await page.context().close();
  });

  it('AUD-01 says what withdrawing a source reaches', async () => {
    const { page, asked } = await open(`${STORY}&lineage=blast`);
    await page.getByTestId('blast-kind').first().waitFor();
    expect(await page.locator('[data-testid=blast-kind][data-kind=buyer] strong').textContent()).toBe('3');
    await page.locator('[data-testid=blast-kind][data-kind=grant]').click();
    await expect.poll(() => asked.some((one) => one.includes('kind=grant'))).toBe(true);
    await shoot(page, 'blast');
    await page.context().close();
  });

  it('AUD-02 shows the audits with what they found', async () => {
    const { page } = await open('/evidence');
    await page.getByTestId('audits-toggle').click();
    await page.getByTestId('audit').first().waitFor();
    expect(await page.getByTestId('audit').nth(1).textContent()).toMatch(/catalogue\.resource\/res_1/);
    await shoot(page, 'audits');
    await page.context().close();
  });
});

describe('states of the explorer', () => {
  const states: readonly [string, string, Readonly<Record<string, Answer>>, RegExp][] = [
    ['stranger', '/evidence', { '/session': [401, given.problem(401, 'http.unauthenticated')] }, /登录后可检索/],
    ['empty', '/evidence', { '/evidence/search': given.searchEmpty }, /没有符合条件的记录/],
    [
      'no-permission',
      '/evidence?person=per_x',
      { '/evidence/search': [403, given.problem(403, 'ledger.not-party')] },
      /你的角色不能这样检索/,
    ],
    [
      'lineage-refused',
      STORY,
      { '/lineage/': [403, given.problem(403, 'lineage.not-party')] },
      /你的角色不能查看它的血缘/,
    ],
    ['lineage-unknown', STORY, { '/lineage/': [404, given.problem(404, 'lineage.unknown')] }, /血缘图中没有它/],
    [
      'story-unknown',
      STORY,
      { '/evidence/stories': [404, given.problem(404, 'ledger.stream-unknown')] },
      /没有这个对象的记录/,
    ],
    [
      'story-incomplete',
      STORY,
      { '/evidence/stories': { ...given.story, state: 'incomplete', length: 6 } },
      /不完整：应有 6 条/,
    ],
    [
      'error',
      STORY,
      {
        '/evidence/search': [500, given.problem(500, 'http.failed')],
        '/evidence/health': [500, given.problem(500, 'http.failed')],
      },
      /请求编号 req_1/,
    ],
  ];
  it.each(states)('AUD-01 says what is the matter: %s', async (name, path, answers, words) => {
    const { page } = await open(path, answers);
    await page.getByText(words).first().waitFor();
    await shoot(page, name);
    await page.context().close();
  });

  it('AUD-01 shows the shape of what comes while it is fetched', async () => {
    const { page } = await open(STORY, {
      '/evidence/search': 'never',
      '/evidence/stories': 'never',
      '/lineage/': 'never',
    });
    await page.getByTestId('health').waitFor();
    await shoot(page, 'loading');
    await page.context().close();
  });
});

it('ENV-04 has words for every act of the closed list', () => {
  const wording = readFileSync(join(root, 'apps/console/src/i18n/acts.ts'), 'utf8');
  const worded = [...wording.matchAll(/^ {2}'([a-z-]+\.[a-z-]+)':/gm)].map((match) => match[1] ?? '');
  expect(worded.toSorted()).toEqual(Object.keys(actTypes).toSorted());
});
