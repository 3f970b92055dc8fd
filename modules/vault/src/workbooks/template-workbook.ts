import type { FieldDefinition } from '@sluice/catalogue';
import { writeXlsx, type CellStyle, type ColumnRule, type WorkbookSheet } from '@sluice/connectors';
import { wordedRules, type Sentence } from '../quality/rule-sentences.ts';

/** A workbook's language. */
export type WorkbookLanguage = 'zh-CN' | 'en';

const WIDTH = { least: 12, most: 40 } as const;

export const said = (sentence: Sentence, language: WorkbookLanguage): string =>
  language === 'en' ? sentence.en : sentence.zh;

/** Wide characters take two places. */
export const widthOf = (text: string): number =>
  Math.min(WIDTH.most, Math.max(WIDTH.least, 2 + text.length + (text.match(/[\u2e80-\uffff]/g)?.length ?? 0)));

const STYLE_OF: Readonly<Record<FieldDefinition['type'], CellStyle>> = {
  text: 'text',
  boolean: 'text',
  integer: 'number',
  decimal: 'number',
  date: 'date',
  timestamp: 'text',
};

const numberOf = (value: number | string | undefined): number | undefined => {
  const number = Number(value);
  return value === undefined || !Number.isFinite(number) ? undefined : number;
};

/** The column of a field: what may be typed is what will be checked, as far as a workbook can check it. */
export function columnOf(field: FieldDefinition, words: string): WorkbookSheet['columns'][number] {
  const rule = ruleOf(field, words);
  return { width: widthOf(field.title), style: STYLE_OF[field.type], ...(rule ? { rule } : {}) };
}

function ruleOf(field: FieldDefinition, words: string): ColumnRule | undefined {
  const limits = { min: numberOf(field.min), max: numberOf(field.max) };
  if (field.codes !== undefined) return { choices: field.codes, words };
  if (field.type === 'integer') return { whole: limits, words };
  if (field.type === 'decimal') return { decimal: limits, words };
  if (field.type === 'date') return { date: true, words };
  if (field.maxLength !== undefined) return { maxLength: field.maxLength, words };
  return words === '' ? undefined : { words };
}

/** What each field must be, in one text. */
export function rulesOf(fields: readonly FieldDefinition[], language: WorkbookLanguage): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const { field, sentence } of wordedRules(fields)) {
    if (field === undefined) continue;
    const text = said(sentence, language);
    const before = texts.get(field);
    texts.set(field, before === undefined ? text : `${before}${language === 'en' ? '; ' : '；'}${text}`);
  }
  return texts;
}

/**
 * A workbook to be filled in for a resource: a sheet whose header is recognised when it comes back, with choices and
 * limits in its cells, and a sheet that says what each column must be.
 */
export function templateWorkbook(fields: readonly FieldDefinition[], language: WorkbookLanguage): Uint8Array {
  const rules = rulesOf(fields, language);
  const isEnglish = language === 'en';
  const heads = isEnglish ? ['Column', 'Name', 'Required', 'Rules'] : ['列名', '字段名', '是否必填', '填写要求'];
  return writeXlsx([
    {
      name: isEnglish ? 'Data' : '数据',
      columns: fields.map((field) => columnOf(field, rules.get(field.name) ?? '')),
      rows: [fields.map((field) => ({ text: field.title, style: field.required ? 'required' : 'head' }))],
    },
    {
      name: isEnglish ? 'How to fill it in' : '填写说明',
      columns: [24, 24, 10, 80].map((width) => ({ width, style: 'note' as const })),
      rows: [
        heads.map((text) => ({ text, style: 'head' })),
        ...fields.map((field) => [
          { text: isEnglish ? (field.titleEn ?? field.title) : field.title },
          { text: field.name },
          { text: field.required ? (isEnglish ? 'yes' : '是') : isEnglish ? 'no' : '否' },
          { text: rules.get(field.name) ?? '' },
        ]),
      ],
    },
  ]);
}
