import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { checkArchitecture, checkJurisdictionNames, type Violation } from './architecture.ts';
import { findUnknownIds } from './requirements.ts';

export const root = fileURLToPath(new URL('../', import.meta.url));

/** What is in the fixtures is wrong on purpose. */
const FIXTURES = 'tools/fixtures/**';

export interface CheckResult {
  readonly name: string;
  readonly ok: boolean;
  readonly seconds: number;
  readonly output: string;
}

interface Check {
  readonly name: string;
  readonly group: 'types' | 'lint';
  readonly run: () => Promise<{ readonly ok: boolean; readonly output: string }>;
}

const bin = (name: string): string => `${root}node_modules/.bin/${name}`;

const checks: readonly Check[] = [
  { name: 'types', group: 'types', run: () => program(bin('tsc'), ['-p', 'tsconfig.json']) },
  { name: 'types of the console', group: 'types', run: () => program(bin('tsc'), ['-p', 'apps/console']) },
  {
    name: 'lint',
    group: 'lint',
    run: () => program(bin('oxlint'), ['--type-aware', '--deny-warnings', '--ignore-pattern', FIXTURES]),
  },
  { name: 'format', group: 'lint', run: () => program(bin('oxfmt'), ['--check', '.', `!${FIXTURES}`]) },
  { name: 'unused', group: 'lint', run: () => program(bin('knip'), ['--no-config-hints', '--no-progress']) },
  { name: 'architecture', group: 'lint', run: async () => listed(checkArchitecture(root)) },
  { name: 'no jurisdiction in source', group: 'lint', run: async () => listed(checkJurisdictionNames(root)) },
  { name: 'requirement ids in test names', group: 'lint', run: async () => told(findUnknownIds(root)) },
];

function listed(violations: readonly Violation[]): { ok: boolean; output: string } {
  return told(violations.map(({ rule, place, what }) => `${place}: ${rule}: ${what}`));
}

const told = (lines: readonly string[]): { ok: boolean; output: string } => ({
  ok: lines.length === 0,
  output: lines.join('\n'),
});

export async function program(
  command: string,
  args: readonly string[],
  cwd = root,
): Promise<{ ok: boolean; output: string }> {
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  const ok = await new Promise<boolean>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code === 0));
  });
  return { ok, output };
}

/** Runs the checks of a group (all unless said) one after the other and prints a line for each, faults in full. */
export async function runChecks(group?: 'types' | 'lint'): Promise<readonly CheckResult[]> {
  const results: CheckResult[] = [];
  for (const check of checks.filter((one) => group === undefined || one.group === group)) {
    const began = performance.now();
    const { ok, output } = await check.run();
    const seconds = (performance.now() - began) / 1000;
    results.push({ name: check.name, ok, seconds, output });
    if (!ok) process.stdout.write(`${output.trimEnd()}\n`);
    process.stdout.write(`${ok ? 'ok    ' : 'FAILED'} ${check.name} (${seconds.toFixed(1)} s)\n`);
  }
  return results;
}

if (import.meta.main) {
  const [asked] = process.argv.slice(2);
  if (asked !== undefined && asked !== 'types' && asked !== 'lint') {
    process.stderr.write('npm run check -- [types|lint]\n');
    process.exit(2);
  }
  const results = await runChecks(asked);
  process.exitCode = results.every((result) => result.ok) ? 0 : 1;
}
