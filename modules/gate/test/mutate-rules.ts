import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { DomainAccess } from '../src/index.ts';
import { attackClasses, isStopped, runCase, type AttackCase } from './attack-corpus.ts';
import { mutants, mutate, sourceFolder, type Mutant } from './mutant.ts';
import { scenarios, type GateUnderTest } from './rule-scenarios.ts';
import { createSampleDomain } from './sample-domain.ts';

/**
 * `npm run mutate:gate [-- --quick | --part 1/3]`: breaks each rule in the source, one place after the other, and looks which cases
 * notice. A mutant that nobody notices ends it with 1. `--quick` takes one mutant of each rule and stops at the first case
 * that notices, and leaves out those that need a database; `--part` takes one of several parts.
 */
const quick = process.argv.includes('--quick');
const split = process.argv.indexOf('--part');
const [part = 1, parts = 1] = (split < 0 ? '1/1' : (process.argv[split + 1] ?? '1/1')).split('/').map(Number);
const root = fileURLToPath(new URL('../../../', import.meta.url));
const sources = pathToFileURL(`${sourceFolder}/`).href;
const byName = new Map(mutants.map((item, i) => [String(i), item]));
const MARK = '?mutant=';

// A module that a mutated module imports is loaded anew with it, so that each mutant is a gate of its own.
registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context);
    const name = context.parentURL?.split(MARK)[1];
    return name === undefined || !found.url.startsWith(sources)
      ? found
      : { ...found, url: `${found.url}${MARK}${name}` };
  },
  load(url, context, next) {
    const [file = url, name = ''] = url.split(MARK);
    const loaded = next(file, context);
    const mutant = byName.get(name);
    const source = mutant && mutate(mutant, fileURLToPath(file), readFileSync(fileURLToPath(file), 'utf8'));
    return source === undefined ? loaded : { ...loaded, source };
  },
});

async function load(name: string): Promise<GateUnderTest> {
  const from = async (file: string): Promise<object> =>
    (await import(`${sources}${file}${name === '' ? '' : MARK + name}`)) as object;
  return {
    ...(await from('compile-program.ts')),
    ...(await from('local-gate.ts')),
    ...(await from('quota/check-rows.ts')),
  } as GateUnderTest;
}

const cases = attackClasses.flatMap((item) => item.cases);

/** Names of the cases and scenarios that do not come out as they should. */
async function noticing(gate: GateUnderTest, domain: DomainAccess, some: readonly AttackCase[], rule: string | null) {
  const found: string[] = [];
  for (const scenario of scenarios.filter((item) => rule === null || item.rule === rule)) {
    if (await Promise.resolve(scenario.holds(gate, domain)).catch(() => false)) continue;
    found.push(scenario.id);
    if (quick) return found;
  }
  for (const item of some) {
    const outcome = await runCase(gate.createLocalGate, domain, item, item.attack).catch(() => undefined);
    if (isStopped(item, outcome)) continue;
    found.push(item.id);
    if (quick) return found;
  }
  return found;
}

/** Cases of the rule first; where none of them notices, all others. */
async function killers(mutant: Mutant, name: string, domain: DomainAccess): Promise<readonly string[]> {
  const gate = await load(name);
  const [own, others] = [true, false].map((same) => cases.filter((item) => (item.rule === mutant.rule) === same));
  const found = await noticing(gate, domain, own ?? [], mutant.rule);
  return found.length > 0 ? found : noticing(gate, domain, others ?? [], null);
}

/** Database tests in a process of their own, whose loader breaks the rule. */
async function killersIn(suite: string, name: string): Promise<readonly string[]> {
  const report = join(tmpdir(), `sluice-mutant-${process.pid}.json`);
  const config = fileURLToPath(new URL('mutant.vitest.config.ts', import.meta.url));
  const args = [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--config',
    config,
    '--reporter=json',
    `--outputFile=${report}`,
  ];
  const child = spawn(process.execPath, [...args, `modules/gate/src/${suite}`], {
    cwd: root,
    stdio: 'ignore',
    env: { ...process.env, SLUICE_MUTANT: name },
  });
  await new Promise((resolve) => child.on('close', resolve));
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as {
    readonly testResults: readonly {
      readonly assertionResults: readonly { readonly status: string; readonly title: string }[];
    }[];
  };
  rmSync(report);
  const titles = testResults.flatMap((file) => file.assertionResults);
  if (titles.length === 0) throw new Error(`mutant "${byName.get(name)?.id ?? ''}": ${suite} did not run`);
  return titles.filter((item) => item.status === 'failed').map((item) => item.title);
}

async function main(): Promise<number> {
  const sample = await createSampleDomain();
  const session = await sample.domain.open([]);
  const domain: DomainAccess = { open: () => Promise.resolve({ ...session, close: () => Promise.resolve() }) };
  const survived: string[] = [];
  try {
    const already = quick ? [] : await noticing(await load(''), domain, cases, null);
    if (already.length > 0) throw new Error(`cases fail with all rules on: ${already.join(', ')}`);
    const seen = new Set<string>();
    for (const [name, mutant] of byName) {
      if (quick && (seen.has(mutant.rule) || mutant.suite !== undefined)) continue;
      if (Number(name) % parts !== part - 1) continue;
      seen.add(mutant.rule);
      const found = await (mutant.suite === undefined ? killers(mutant, name, domain) : killersIn(mutant.suite, name));
      if (found.length === 0) survived.push(mutant.id);
      const shown = found.slice(0, 3).map((id) => `“${id}”`);
      const more = found.length > 3 ? ` and ${found.length - 3} more` : '';
      process.stdout.write(
        `${mutant.rule.padEnd(4)} ${mutant.id} → ${found.length === 0 ? 'SURVIVED' : shown.join(', ') + more}\n`,
      );
    }
    process.stdout.write(`\n${seen.size} rules, ${survived.length} mutants survived\n`);
  } finally {
    await session.close();
    await sample.close();
  }
  return survived.length === 0 ? 0 : 1;
}

process.exitCode = await main();
