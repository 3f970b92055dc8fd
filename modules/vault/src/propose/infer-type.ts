import type { FieldDefinition } from '@sluice/catalogue';

export type FieldType = FieldDefinition['type'];

export interface InferredType {
  readonly type: FieldType;
  /** Share of the values that have this type's form; the others would go to quarantine. */
  readonly share: number;
  /** Dates in another form than year-month-day, thousands commas, full-width digits: what has to be rewritten first. */
  readonly foreign?: string;
}

const INTEGER = /^[+-]?(?:0|[1-9]\d{0,17})$/;
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)$/;
const DATE = /^\d{4}[-/]\d{1,2}[-/]\d{1,2}$|^(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$/;
const TIMESTAMP = /^\d{4}[-/]\d{1,2}[-/]\d{1,2}[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?$/;
const BOOLEAN: ReadonlySet<string> = new Set(['true', 'false', '是', '否', 'y', 'n']);

/** Forms that people write and the vault does not read as they stand. */
const FOREIGN: readonly { readonly name: string; readonly type: FieldType; readonly pattern: RegExp }[] = [
  { name: 'chinese-date', type: 'date', pattern: /^\d{2,4}年\d{1,2}月\d{1,2}[日号]$/ },
  { name: 'dotted-date', type: 'date', pattern: /^\d{4}\.\d{1,2}\.\d{1,2}$/ },
  { name: 'thousands', type: 'decimal', pattern: /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/ },
  { name: 'full-width', type: 'decimal', pattern: /^[＋－]?[０-９．]+$/ },
  { name: 'percent', type: 'decimal', pattern: /^[+-]?\d+(?:\.\d+)?[%％]$/ },
];

/** A type is proposed when all but this share of the values have its form: single slips belong into quarantine. */
const MOST = 0.95;

type Try = readonly [type: FieldType, test: (value: string) => boolean];

/** The narrowest type that nearly all values have. Numbers with leading zeros are codes, that is text. */
export function inferType(values: readonly string[]): InferredType {
  const all = values.length;
  if (all === 0) return { type: 'text', share: 1 };
  const share = (test: (value: string) => boolean): number => values.filter((value) => test(value)).length / all;
  const codes = share((value) => /^0\d+$/.test(value)) > 0;
  const numbers: readonly Try[] = [
    ['integer', (value) => INTEGER.test(value) && Number.isSafeInteger(Number(value))],
    ['decimal', (value) => DECIMAL.test(value)],
  ];
  const tries: readonly Try[] = [
    ['boolean', (value) => BOOLEAN.has(value.toLowerCase())],
    ['date', (value) => DATE.test(value) && isDay(value)],
    ['timestamp', (value) => TIMESTAMP.test(value)],
    ...(codes ? [] : numbers),
  ];
  for (const [type, test] of tries) {
    const found = share(test);
    if (found >= MOST) return { type, share: found };
  }
  for (const { name, type, pattern } of FOREIGN) {
    const found = share((value) => pattern.test(value));
    if (found >= MOST) return { type, share: found, foreign: name };
  }
  return { type: 'text', share: 1 };
}

function isDay(value: string): boolean {
  const parts = /^\d{8}$/.test(value) ? [value.slice(0, 4), value.slice(4, 6), value.slice(6)] : value.split(/[-/]/);
  const [year = 0, month = 0, day = 0] = parts.map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}
