import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { levelText, useName, type Grant, type GrantedField } from './granted.ts';

const WORDS = [
  'select',
  'from',
  'where',
  'group by',
  'order by',
  'having',
  'join',
  'left join',
  'on',
  'and',
  'or',
  'not',
  'in',
  'between',
  'is null',
  'is not null',
  'like',
  'case when',
  'then',
  'else',
  'end',
  'as',
  'limit',
  'with',
  'union all',
  'filter (where',
] as const;
const FUNCTIONS = [
  'count(*)',
  'count(distinct )',
  'sum()',
  'avg()',
  'variance()',
  'stddev()',
  'round()',
  'coalesce()',
  'nullif()',
];

const usesOf = (field: GrantedField, words: Readonly<Record<string, string>>): string =>
  [...new Set(field.uses.map(useName))].map((use) => words[use] ?? use).join(' · ');

/** Completion from what the grant holds: tables, usable columns, and columns at their declared levels. */
export function completeFrom(grant: Grant, uses: Readonly<Record<string, string>>) {
  const tables: Completion[] = grant.entries.map((table) => ({
    label: table.name,
    detail: table.title,
    type: 'class',
    boost: 2,
  }));
  const columns: Completion[] = grant.entries.flatMap((table) =>
    table.fields
      .filter((field) => field.uses.length > 0)
      .flatMap((field): Completion[] => [
        { label: field.name, detail: field.title, info: usesOf(field, uses), type: 'property', boost: 3 },
        ...field.levels
          .filter((level) => level.kind !== 'identity')
          .map((level): Completion => ({
            label: levelText(field.name, level),
            detail: `${field.title} · ${level.name}`,
            type: 'function',
            boost: 1,
          })),
      ]),
  );
  const words: Completion[] = [
    ...WORDS.map((label) => ({ label, type: 'keyword' })),
    ...FUNCTIONS.map((label) => ({ label, type: 'function' })),
  ];
  const all = [...new Map([...tables, ...columns, ...words].map((one) => [one.label, one])).values()];
  return (context: CompletionContext): CompletionResult | null => {
    const before = context.matchBefore(/[\p{L}_][\p{L}\p{N}_]*/u);
    if (!before && !context.explicit) return null;
    return { from: before?.from ?? context.pos, options: all, validFor: /^[\p{L}\p{N}_]*$/u };
  };
}
