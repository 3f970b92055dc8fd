import type { FieldDefinition } from '@sluice/catalogue';
import { writeXlsx, type WorkbookCell } from '@sluice/connectors';
import { wordedRecordRule, wordedRules } from '../quality/rule-sentences.ts';
import type { QuarantinedRow } from '../read-quarantine.ts';
import { columnOf, rulesOf, said, type WorkbookLanguage } from './template-workbook.ts';

/** More belongs into the CSV file: a workbook is for a person who corrects cell by cell. */
export const WORKBOOK_ROWS = 20_000;

const HELP = {
  'zh-CN': { line: '行号（请勿修改）', faults: '问题', record: '原始记录' },
  en: { line: 'line, do not change', faults: 'problems', record: 'record as it came' },
} as const;

/** Quarantined records to be corrected where they are wrong: the cells at fault are red, and each row says why. */
export function quarantineWorkbook(
  fields: readonly FieldDefinition[],
  rows: readonly QuarantinedRow[],
  language: WorkbookLanguage,
): Uint8Array {
  const help = HELP[language];
  const rules = rulesOf(fields, language);
  const words = new Map(
    wordedRules(fields).map(({ field, rule, sentence }) => [`${field}:${rule}`, said(sentence, language)]),
  );
  const why = ({ field, rule }: QuarantinedRow['faults'][number]): string =>
    words.get(`${field}:${rule}`) ?? said(wordedRecordRule(rule).sentence, language);
  const hasRaw = rows.some(({ record }) => typeof record === 'string');
  return writeXlsx([
    {
      name: language === 'en' ? 'To correct' : '待修改',
      columns: [
        { width: 12, style: 'note' },
        { width: 48, style: 'note' },
        ...fields.map((field) => columnOf(field, rules.get(field.name) ?? '')),
        ...(hasRaw ? [{ width: 60, style: 'note' as const }] : []),
      ],
      rows: [
        [
          { text: `__line ${help.line}`, style: 'head' },
          { text: `__faults ${help.faults}`, style: 'head' },
          ...fields.map((field): WorkbookCell => ({ text: field.title, style: field.required ? 'required' : 'head' })),
          ...(hasRaw ? [{ text: `__record ${help.record}`, style: 'head' as const }] : []),
        ],
        ...rows.map((row) => cellsOf(row, fields, { why, hasRaw, between: language === 'en' ? '; ' : '；' })),
      ],
    },
  ]);
}

interface Wording {
  readonly why: (fault: QuarantinedRow['faults'][number]) => string;
  readonly hasRaw: boolean;
  readonly between: string;
}

function cellsOf(
  { line, faults, record }: QuarantinedRow,
  fields: readonly FieldDefinition[],
  { why, hasRaw, between }: Wording,
): readonly (WorkbookCell | null)[] {
  const atFault = new Set(faults.map(({ field }) => field));
  const values = fields.map((field): WorkbookCell => {
    const text = typeof record === 'string' ? '' : (record[field.name] ?? '');
    return atFault.has(field.name) ? { text, style: 'fault' } : { text };
  });
  const raw = typeof record === 'string' ? { text: record } : null;
  return [{ text: String(line) }, { text: faults.map(why).join(between) }, ...values, ...(hasRaw ? [raw] : [])];
}
