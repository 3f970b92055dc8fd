import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, runChecks } from './check.ts';
import { ensureChromium } from './chromium.ts';
import { readSources } from './read-sources.ts';

interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

/** What vitest's JSON reporter writes, as far as it is read here. */
interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly numFailedTestSuites: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
}

/** Runs vitest projects with the given settings; a run that ends without a report counts as one failure. */
async function runVitest(
  name: string,
  projects: readonly string[],
  filters: readonly string[],
  env: Record<string, string>,
): Promise<Count> {
  const report = join(root, 'var', `tests-${name}.json`);
  rmSync(report, { force: true });
  const args = [
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    ...projects.flatMap((project) => ['--project', project]),
    '--passWithNoTests',
    // A browser computes: no more of these at once than there are cores.
    ...(name === 'browser' ? [`--maxWorkers=${Math.max(2, availableParallelism())}`] : []),
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...filters,
  ];
  const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (!existsSync(report)) return { passed: 0, failed: code === 0 ? 0 : 1, skipped: 0 };
  return countOf(JSON.parse(readFileSync(report, 'utf8')) as VitestReport, code);
}

function countOf(report: VitestReport, code: number | null): Count {
  // A file that does not even load has no tests to fail: it counts as one.
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  ).length;
  const failed = report.numFailedTests + broken;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && code !== 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** How many browser tests there are, for the word about what was not run. */
function countBrowserTests(): number {
  return readSources(root, 'e2e', /\.test\.ts$/).reduce(
    (sum, { text }) => sum + (text.match(/^\s*(?:it|test)(?:\.\w+)?\(/gm)?.length ?? 0),
    0,
  );
}

/** Makes the city that tests copy while checks and the first files run: who needs it waits for it, or makes it. */
function beginCity(folder: string): Promise<unknown> {
  const script = join(root, 'packages/testkit/src/make-city.ts');
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, folder], { stdio: 'ignore' });
  return new Promise((resolve) => child.on('error', resolve).on('close', resolve));
}

/** Both runs copy one loaded city. */
async function runAll(
  filters: readonly string[],
  env: Record<string, string>,
  add: (count: Count) => void,
): Promise<void> {
  add(await runVitest('house', ['unit', 'golden', 'database'], filters, env));
  const browser = ensureChromium();
  if ('chromium' in browser) {
    add(await runVitest('browser', ['e2e'], filters, { ...env, CHROMIUM: browser.chromium }));
    return;
  }
  const count = countBrowserTests();
  add({ passed: 0, failed: 0, skipped: count });
  process.stdout.write(`\n${count} browser tests were SKIPPED: there is no Chromium; ${browser.missing}\n`);
}

async function main(): Promise<void> {
  const began = performance.now();
  mkdirSync(join(root, 'var'), { recursive: true });
  const filters = process.argv.slice(2);
  const total: Count = { passed: 0, failed: 0, skipped: 0 };
  const add = (count: Count): void => {
    total.passed += count.passed;
    total.failed += count.failed;
    total.skipped += count.skipped;
  };
  const city = mkdtempSync(join(tmpdir(), 'sluice-test-city-'));
  chmodSync(city, 0o755);
  const made = filters.length === 0 ? beginCity(city) : undefined;
  if (filters.length === 0) {
    for (const check of await runChecks()) add({ passed: check.ok ? 1 : 0, failed: check.ok ? 0 : 1, skipped: 0 });
  }
  try {
    await runAll(filters, { SLUICE_TEST_CITY: city }, add);
  } finally {
    await made;
    rmSync(city, { recursive: true, force: true });
  }
  const minutes = Math.floor((performance.now() - began) / 60_000);
  const seconds = Math.round(((performance.now() - began) % 60_000) / 1000);
  const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
  if (filters.length > 0 && total.passed + total.failed + total.skipped === 0) {
    process.stdout.write(`\nNo test file's path has ${filters.join(' or ')} in it.\n`);
    total.failed = 1;
  }
  process.stdout.write(`\n${minutes} min ${seconds} s\n${total.passed} passed, ${total.failed} failed${skipped}\n`);
  process.exitCode = total.failed === 0 ? 0 : 1;
}

await main();
