import type { Words } from '../words.ts';
import type { zhCN } from './zh-cn.ts';

type Terms = typeof zhCN;

/** `applicationState.draft`: one word of one closed list. */
export type TermKey = { [A in keyof Terms]: `${A}.${Extract<keyof Terms[A], string>}` }[keyof Terms];

export function termOf(terms: Words<Terms>, key: TermKey): string {
  const [area, name] = key.split('.') as [keyof Terms, string];
  return (terms[area] as Readonly<Record<string, string>>)[name] ?? name;
}
