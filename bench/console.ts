import { budgets, measureConsole } from '@sluice/e2e/measure-console';
import { createVisitor, type Desk, type Visit, type Visitor } from '@sluice/e2e/measure-pages';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rowOf, type Case, type Row } from './row.ts';

const ROUNDS = 3;
const GOAL = { lcp: { plain: 1000, slow: 3000 }, cls: 0.06, longest: 200 } as const;
const RESOURCES = 25_000;
const PAGE_SIZE = 20;
const GRID = { rows: 10_000, columns: 10 } as const;
const root = fileURLToPath(new URL('../', import.meta.url));

/** Pages that people open all day, as somebody of the demo; `{grant}` is a grant of the developer. */
const PAGES: readonly (readonly [name: string, account: string | null, path: string])[] = [
  ['portal', null, '/'],
  ['home', 'anshun.authority', '/console'],
  ['catalogue', 'anshun.authority', '/console/catalogue'],
  ['cases', 'anshun.authority', '/console/cases'],
  ['workbench', 'anshun.developer', '/console/workbench'],
];

/**
 * Cold visits with an empty cache, plain and on a slow desk: what was painted last, how much moved, the longest task. Then
 * the catalogue as it answers for 25,000 resources, and a result of 100,000 cells, scrolled. The server is the demo's, or
 * one that runs already and is named in SLUICE_E2E_URL.
 */
export const consolePages: Case = async (say) => {
  const server = await openServer();
  const visitor = await createVisitor(server.url);
  try {
    const rows: Row[] = [];
    for (const [name, account, path] of PAGES)
      for (const desk of ['plain', 'slow'] as const) {
        const visits = await visitOften(visitor, account, path, desk);
        say(`${name}, ${desk}: LCP ${visits.map(({ lcp }) => Math.round(lcp)).join(' ')} ms`);
        rows.push(
          figure(`console.${name}.lcp.${desk}`, `${name}: largest paint, ${desk} desk`, GOAL.lcp[desk], visits, 'lcp'),
        );
        if (desk === 'plain')
          rows.push(figure(`console.${name}.cls`, `${name}: layout shift`, GOAL.cls, visits, 'cls'));
      }
    rows.push(await longTasks(visitor, server.url, 'catalogue'), await longTasks(visitor, server.url, 'grid'));
    return [...rows, ...sizes()];
  } finally {
    await visitor.close();
    await server.stop();
  }
};

async function visitOften(visitor: Visitor, account: string | null, path: string, desk: Desk): Promise<Visit[]> {
  // The first visit warms the server, never the browser.
  await visitor.visit(account, path, 'plain');
  const visits: Visit[] = [];
  for (let round = 0; round < ROUNDS; round += 1) visits.push(await visitor.visit(account, path, desk));
  return visits;
}

const figure = (id: string, what: string, goal: number, visits: readonly Visit[], of: keyof Visit): Row =>
  rowOf(
    { id, what, unit: of === 'cls' ? '' : 'ms', goal, better: 'lower' },
    visits.map((visit) => visit[of]),
  );

/** Scripts that a reader fetches, compressed, of what the server serves from this checkout. */
function sizes(): Row[] {
  const { portal, shell, pages } = measureConsole(join(root, 'apps/console/dist'));
  const largest = pages.toSorted((a, b) => b.bytes - a.bytes)[0];
  const size = (id: string, what: string, goal: number, bytes: number): Row =>
    rowOf({ id, what, unit: 'KB', goal: goal / 1024, better: 'lower' }, [bytes / 1024]);
  return [
    size('console.size.portal', 'scripts of the public first page', budgets.portal, portal),
    size('console.size.shell', 'scripts of the frame', budgets.shell, shell),
    size('console.size.page', `scripts of ${largest?.page ?? 'any page'}`, budgets.page, largest?.bytes ?? 0),
  ];
}

/** Longest task while a large list is opened, filtered and paged, or a large grid is drawn and scrolled to its end. */
async function longTasks(visitor: Visitor, url: string, what: 'catalogue' | 'grid'): Promise<Row> {
  const visits: Visit[] = [];
  for (let round = 0; round < ROUNDS; round += 1)
    visits.push(
      await (what === 'catalogue'
        ? visitor.visit('anshun.authority', '/console/catalogue', 'plain', (page) => readCatalogue(page, url))
        : visitor.visit('anshun.developer', '/console/workbench', 'plain', (page) => scrollGrid(page, url))),
    );
  const text =
    what === 'catalogue' ? `catalogue of ${RESOURCES} resources` : `grid of ${GRID.rows * GRID.columns} cells`;
  return figure(`console.${what}.longest`, `${text}: longest task`, GOAL.longest, visits, 'longest');
}

type Page = Parameters<NonNullable<Parameters<Visitor['visit']>[3]>>[0];

/** The server's own answer to its first page, said of every page, with as many resources as a large city has. */
async function readCatalogue(page: Page, url: string): Promise<void> {
  await page.route('**/api/v1/resources?*', async (route) => {
    const asked = new URL(route.request().url());
    const at = Number(asked.searchParams.get('page') ?? '1');
    asked.searchParams.delete('page');
    const answer = await route.fetch({ url: asked.href });
    const body = (await answer.json()) as { readonly items: readonly object[] };
    if (body.items.length === 0) return route.fulfill({ response: answer, json: body });
    const items = Array.from({ length: PAGE_SIZE }, (_, row) => ({
      ...body.items[row % body.items.length],
      id: `res_${String(at * PAGE_SIZE + row).padStart(26, '0')}`,
    }));
    return route.fulfill({ response: answer, json: { ...body, items, page: at, total: RESOURCES } });
  });
  await page.goto(`${url}/console/catalogue`);
  await page.getByTestId('resource').first().waitFor();
  await page.getByRole('searchbox').fill('登记');
  await page.waitForURL(/q=/);
  for (const at of [2, 3, 4]) {
    await page.getByRole('button', { name: '下一页' }).click();
    await page.waitForURL(new RegExp(`page=${at}`));
  }
}

async function scrollGrid(page: Page, url: string): Promise<void> {
  const columns = Array.from({ length: GRID.columns }, (_, at) => ({ name: `column_${at}`, type: 'integer' }));
  const rows = Array.from({ length: GRID.rows }, (_, row) => columns.map((_column, at) => row * 10 + at));
  await page.route('**/api/v1/grants/*/queries', (route) =>
    route.request().method() === 'POST'
      ? route.fulfill({
          json: {
            verdict: 'released',
            decisionId: 'dec_bench',
            releaseId: 'rel_bench',
            columns,
            rows,
            note: { code: 'gate.small-cells-withheld' },
            irDigest: '0',
            evidence: [],
          },
        })
      : route.continue(),
  );
  await page.goto(`${url}/console/workbench`);
  await page.getByTestId('grant').first().click();
  await page.locator('[data-testid="verdict"][data-state="accepted"]').waitFor();
  await page.getByTestId('run').click();
  await page.getByTestId('result-row').first().waitFor();
  await page.evaluate(`(async () => {
    const grid = document.querySelector('[data-testid="result-row"]').closest('[tabindex]');
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    for (let at = 0; at <= 40; at += 1) { grid.scrollTop = (grid.scrollHeight * at) / 40; await frame(); }
  })()`);
}

interface Server {
  readonly url: string;
  stop(): Promise<void>;
}

async function openServer(): Promise<Server> {
  const running = process.env['SLUICE_E2E_URL'];
  if (running !== undefined) return { url: running, stop: async () => undefined };
  const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-console-'));
  const child = spawn(process.execPath, commandLine('start', '--data', folder, '--port', '0', '--demo-size', 'small'), {
    cwd: root,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
      const found = /"url": "([^"]+)"/.exec(output)?.[1];
      if (found !== undefined) resolve(found);
    });
    void ended.then(() => reject(new Error('the server ended before it answered')));
  });
  await runDemo(url, folder);
  return {
    url,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** One run of the demo: grants and products to look at. */
async function runDemo(url: string, folder: string): Promise<void> {
  const line = commandLine('demo', '--url', url, '--jurisdiction', 'anshun', '--out', join(folder, 'bundles'));
  const demo = spawn(process.execPath, line, { cwd: root, stdio: 'ignore' });
  const code = await new Promise<number | null>((resolve) => demo.once('exit', resolve));
  if (code !== 0) throw new Error(`the demo ended with ${String(code)}`);
}

const commandLine = (...args: readonly string[]): string[] => [
  '--disable-warning=ExperimentalWarning',
  'apps/cli/src/main.ts',
  ...args,
  '--json',
];
