import type { FieldDefinition } from '@sluice/catalogue';

/** What a rule is about: accuracy and completeness make the score (QUA-03), the others say where to look. */
export type QualityDimension = 'accuracy' | 'completeness' | 'uniqueness' | 'conformity' | 'consistency';

export interface Sentence {
  readonly zh: string;
  readonly en: string;
}

/** A rule as a clerk reads it. */
export interface WordedRule {
  readonly field?: string;
  readonly title?: string;
  readonly rule: string;
  readonly dimension: QualityDimension;
  readonly sentence: Sentence;
}

const TYPES: Readonly<Record<FieldDefinition['type'], Sentence>> = {
  text: { zh: '文本', en: 'text' },
  integer: { zh: '整数', en: 'a whole number' },
  decimal: { zh: '数值', en: 'a number' },
  boolean: { zh: '是或否', en: 'yes or no' },
  date: { zh: '日期', en: 'a date' },
  timestamp: { zh: '日期时间', en: 'a date and time' },
};

const CHECKSUMS: Readonly<Record<NonNullable<FieldDefinition['checksum']>, Sentence>> = {
  'citizen-id': { zh: '公民身份号码（GB 11643）', en: 'citizen identity number (GB 11643)' },
  uscc: { zh: '统一社会信用代码（GB 32100）', en: 'unified social credit code (GB 32100)' },
  'bank-card': { zh: '银行卡号（ISO/IEC 7812）', en: 'bank card number (ISO/IEC 7812)' },
};

/** Codes named in a sentence; more are only counted. */
const NAMED_CODES = 8;

/** All rules of a definition, in the order in which a record is checked. */
export function wordedRules(fields: readonly FieldDefinition[]): readonly WordedRule[] {
  return fields.flatMap((field) =>
    rulesOf(field).map(({ rule, dimension, zh, en }) => ({
      field: field.name,
      title: field.title,
      rule,
      dimension,
      sentence: { zh: `“${field.title}”${zh}`, en: `“${field.titleEn ?? field.title}” ${en}` },
    })),
  );
}

interface Worded {
  readonly rule: string;
  readonly dimension: QualityDimension;
  readonly zh: string;
  readonly en: string;
}

function rulesOf(field: FieldDefinition): readonly Worded[] {
  const { type, min, max, maxLength, pattern, codes, checksum } = field;
  const rules: Worded[] = [];
  const add = (rule: string, dimension: QualityDimension, zh: string, en: string): void => {
    rules.push({ rule, dimension, zh, en });
  };
  if (field.required) add('required', 'completeness', '必须填写', 'must be filled in');
  if (type !== 'text') add('type', 'conformity', `应为${TYPES[type].zh}`, `must be ${TYPES[type].en}`);
  if (min !== undefined) add('min', 'accuracy', `不得小于 ${min}`, `must not be below ${min}`);
  if (max !== undefined) add('max', 'accuracy', `不得大于 ${max}`, `must not be above ${max}`);
  if (maxLength !== undefined)
    add('max-length', 'conformity', `不得超过 ${maxLength} 个字符`, `must not be longer than ${maxLength} characters`);
  if (pattern !== undefined) add('pattern', 'conformity', `应符合格式 ${pattern}`, `must have the form ${pattern}`);
  if (codes !== undefined) add('codes', 'conformity', ...codeWords(codes));
  if (checksum !== undefined)
    add('checksum', 'accuracy', `应为校验正确的${CHECKSUMS[checksum].zh}`, `must be a valid ${CHECKSUMS[checksum].en}`);
  if (field.unique) add('duplicate', 'uniqueness', '不得重复', 'must not occur twice');
  if (field.role === 'entity-key')
    add('placeholder', 'accuracy', '不得为占位值（如全零）', 'must not be a placeholder (such as all zeros)');
  return rules;
}

function codeWords(codes: readonly string[]): [zh: string, en: string] {
  const named = codes.slice(0, NAMED_CODES).join('、');
  return codes.length <= NAMED_CODES
    ? [`应为 ${named} 之一`, `must be one of ${named.replaceAll('、', ', ')}`]
    : [`应在 ${codes.length} 项代码之内（${named}……）`, `must be one of ${codes.length} codes`];
}

const RECORD_RULES: Readonly<Record<string, Sentence>> = {
  'structure.columns': { zh: '每条记录的列数应与表头相同', en: 'Each record must have as many columns as the header' },
  'structure.quote': { zh: '引号应成对', en: 'Quotes must be closed' },
  'structure.line-end': { zh: '行尾应一致', en: 'Lines must end alike' },
  'structure.too-long': { zh: '单条记录不得超过 1 MB', en: 'A record must not be longer than 1 MB' },
  'encoding.malformed': { zh: '字符编码应正确', en: 'Characters must be well encoded' },
  'encoding.nul': { zh: '不得含空字符', en: 'There must be no NUL characters' },
};

/** A rule of whole records, by its name. */
export const wordedRecordRule = (rule: string): WordedRule => ({
  rule,
  dimension: 'conformity',
  sentence: RECORD_RULES[rule] ?? { zh: rule, en: rule },
});
