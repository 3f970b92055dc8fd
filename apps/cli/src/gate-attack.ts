import { readFile } from 'node:fs/promises';
import { createLocalGate, type LocalGate, type LocalOutcome } from '@sluice/gate';
import { DomainError } from '@sluice/kernel';
import type { CommandContext } from './command.ts';
import { EXIT_REFUSED } from './exit-codes.ts';
import type { LocalDomain } from './gate-local-domain.ts';

/** One attack: what is asked before it, the attack, the rule that has to stop it, and an honest question that has to pass. */
interface AttackCase {
  readonly id: string;
  readonly rule: string;
  readonly expect: 'refused' | 'withheld';
  readonly before?: readonly string[];
  readonly attack: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly twin?: string;
}

interface AttackResult {
  readonly id: string;
  readonly rule: string;
  readonly outcome: 'stopped' | 'got-through' | 'stopped-by-another-rule';
  readonly twin: 'passed' | 'stopped' | 'none';
  readonly rules: readonly string[];
}

/** Runs every case of the files, each with a history of its own, and prints what came of it. */
export async function attack(context: CommandContext, local: LocalDomain, files: readonly string[]): Promise<number> {
  const results: AttackResult[] = [];
  for (const file of files) {
    for (const item of await readCases(file)) {
      const result = await runCase(local, item);
      results.push(result);
      context.say(`${result.outcome.padEnd(24)} ${result.rule.padEnd(4)} twin ${result.twin.padEnd(8)} ${result.id}`);
    }
  }
  const through = results.filter((item) => item.outcome === 'got-through').length;
  const emptied = results.filter((item) => item.twin === 'stopped').length;
  context.say(
    context.language === 'en'
      ? `${results.length} attacks, ${through} got through; ${emptied} honest twins were stopped`
      : `${results.length} 项攻击，${through} 项得逞；${emptied} 项正当查询被拦`,
  );
  context.print({ results, through, emptied });
  return through === 0 && emptied === 0 ? 0 : EXIT_REFUSED;
}

async function readCases(file: string): Promise<readonly AttackCase[]> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new DomainError('cli.file-missing', 'not-found', { file });
  });
  try {
    const json: unknown = JSON.parse(text);
    if (Array.isArray(json) && json.every(isCase)) return json;
  } catch {
    // Said below with the file's name.
  }
  throw new DomainError('cli.cases-malformed', 'invalid', { file });
}

function isCase(item: unknown): item is AttackCase {
  if (typeof item !== 'object' || item === null) return false;
  const { id, rule, expect, attack: text } = item as Partial<Record<keyof AttackCase, unknown>>;
  return [id, rule, text].every((one) => typeof one === 'string') && (expect === 'refused' || expect === 'withheld');
}

async function runCase(local: LocalDomain, item: AttackCase): Promise<AttackResult> {
  const parameters = Object.entries(item.parameters ?? {}).map(([name, value]) => ({ name, value }));
  const ask = (gate: LocalGate, sql: string): Promise<LocalOutcome> =>
    gate.run({ snapshot: local.snapshot, sql, parameters });
  const outcomeOf = async (sql: string): Promise<LocalOutcome | 'failed'> => {
    const gate = createLocalGate({ domain: local.domain });
    for (const earlier of item.before ?? []) await ask(gate, earlier);
    return ask(gate, sql).catch(() => 'failed' as const);
  };
  const got = await outcomeOf(item.attack);
  const rules = got !== 'failed' && got.verdict === 'refused' ? got.diagnostics.map((found) => found.rule) : [];
  const twin = item.twin === undefined ? undefined : await outcomeOf(item.twin);
  const passed = twin !== undefined && twin !== 'failed' && twin.verdict === 'released' && twin.rows.length > 0;
  return {
    id: item.id,
    rule: item.rule,
    outcome: judge(item, got, rules),
    twin: twin === undefined ? 'none' : passed ? 'passed' : 'stopped',
    rules: [...new Set<string>(rules)],
  };
}

function judge(item: AttackCase, got: LocalOutcome | 'failed', rules: readonly string[]): AttackResult['outcome'] {
  if (got === 'failed') return 'stopped';
  if (got.verdict === 'refused')
    return item.expect === 'refused' && rules.includes(item.rule) ? 'stopped' : 'stopped-by-another-rule';
  if (got.rows.length > 0) return 'got-through';
  return item.expect === 'withheld' ? 'stopped' : 'stopped-by-another-rule';
}
