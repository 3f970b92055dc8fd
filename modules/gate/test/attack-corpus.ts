import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Rule } from '../src/diagnostic.ts';
import type { createLocalGate, LocalOutcome } from '../src/local-gate.ts';
import type { DomainAccess } from '../src/index.ts';
import { sampleGrant } from './sample-grant.ts';

/** An attack with the rule that stops it, and an honest program that must pass. */
export interface AttackCase {
  readonly id: string;
  readonly rule: Rule;
  /** Paper, manual or peer that the attack is known from. */
  readonly source: string;
  readonly expect: 'refused' | 'withheld';
  readonly before?: readonly string[];
  readonly attack: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly twin: string;
}

const folder = join(import.meta.dirname, '../cases');
export const readCase = (path: string): unknown => JSON.parse(readFileSync(join(folder, path), 'utf8'));

export const attackClasses = readdirSync(join(folder, 'attacks')).map((file) => ({
  name: file.replace('.json', ''),
  cases: readCase(`attacks/${file}`) as readonly AttackCase[],
}));

/** Runs one program of a case with a history of its own, which holds only what the case says came before. */
export async function runCase(
  create: typeof createLocalGate,
  domain: DomainAccess,
  item: AttackCase,
  sql: string,
  without?: Rule,
): Promise<LocalOutcome> {
  const gate = create({ domain, ...(without ? { without: new Set([without]) } : {}) });
  for (const earlier of item.before ?? []) await gate.run({ snapshot: sampleGrant, sql: earlier, parameters: [] });
  const parameters = Object.entries(item.parameters ?? {}).map(([name, value]) => ({ name, value }));
  return gate.run({ snapshot: sampleGrant, sql, parameters });
}

/** Whether the attack came to what the case expects. */
export function isStopped(item: AttackCase, outcome: LocalOutcome | undefined): boolean {
  return item.expect === 'refused'
    ? outcome?.verdict === 'refused' && outcome.diagnostics.some((found) => found.rule === item.rule)
    : outcome?.verdict === 'released' && outcome.rows.length === 0;
}
