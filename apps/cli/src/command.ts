import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { DomainError } from '@sluice/kernel';

/** What a command is given: its words, where to write, and the language to speak. */
export interface CommandContext {
  readonly args: readonly string[];
  readonly language: 'en' | 'zh-CN';
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** One line for a person. Nothing is printed with `--json`. */
  readonly say: (line: string) => void;
  /** The one JSON document of `--json`. */
  readonly print: (value: unknown) => void;
  readonly warn: (line: string) => void;
}

/** A command answers its exit code. */
export type Command = (context: CommandContext) => Promise<number>;

/**
 * Reads flags strictly.
 * @throws DomainError `cli.usage` (invalid) with the word that does not fit
 */
export function readFlags<const T extends ParseArgsOptionsConfig>(args: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    const word = error instanceof Error ? (/'([^']+)'/.exec(error.message)?.[1] ?? '') : '';
    throw new DomainError('cli.usage', 'invalid', { word });
  }
}

/** What a command cannot do without, with a line that has it: `cli.argument-missing` (invalid). */
export const missing = (what: string, example: string): DomainError =>
  new DomainError('cli.argument-missing', 'invalid', { what, example });

/** A value that a flag does not take, with those that it takes: `cli.value-not-taken` (invalid). */
export const notTaken = (word: string, allowed: string): DomainError =>
  new DomainError('cli.value-not-taken', 'invalid', { word, allowed });

/** `LC_ALL`, `LC_MESSAGES`, `LANG`, in this order: `zh…` is Chinese, everything else English. */
export function languageOf(environment: Readonly<Record<string, string | undefined>>): 'en' | 'zh-CN' {
  const set = environment['LC_ALL'] || environment['LC_MESSAGES'] || environment['LANG'] || '';
  return /^zh/i.test(set) ? 'zh-CN' : 'en';
}
