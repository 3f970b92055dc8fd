import type { FieldDefinition } from '@sluice/catalogue';
import { checksumNumber, checksumSql, checksums, type Checksum } from './checksum-sql.ts';
import { literal } from './quote-sql.ts';

/** What can be wrong with one value. */
export type ValueRule = 'required' | 'type' | 'min' | 'max' | 'max-length' | 'pattern' | 'codes' | 'checksum';
/** What is seen only when the whole batch, or the epoch before it, is looked at. */
export type BatchRule = 'duplicate' | 'placeholder';
/** What can be wrong with a record before it has values. */
export type RecordRule =
  | 'structure.columns'
  | 'structure.quote'
  | 'structure.line-end'
  | 'structure.too-long'
  | 'encoding.malformed'
  | 'encoding.nul';
export type Rule = ValueRule | BatchRule | RecordRule;

/** One bit of a row's fault mask. */
export interface ValueCheck {
  readonly field: string;
  readonly rule: ValueRule;
  /** DuckDB condition that is true when the value breaks the rule; never null. */
  readonly broken: string;
}

/** A value expression before typing and after it. */
export interface FieldSql {
  readonly field: FieldDefinition;
  readonly raw: string;
  readonly typed: string;
  /** Column that holds the number of a checksum. */
  readonly number: string;
  /** The source already carries a type, so text rules on the form of numbers do not apply. */
  readonly native: boolean;
}

/** Digits after the point that the vault keeps. More are rounded and reported as a warning with their number. */
export const DECIMAL_SCALE = 6;

const ENGINE_TYPES = {
  text: 'varchar',
  integer: 'bigint',
  decimal: `decimal(18,${DECIMAL_SCALE})`,
  boolean: 'boolean',
  date: 'date',
  timestamp: 'timestamp',
} as const;

export const engineType = (type: FieldDefinition['type']): string => ENGINE_TYPES[type];

/** Typed value of a raw one; null where it has none. Forms that a plain cast would bend (1.5 → 2, a time cut off) are null. */
export function typedSql(type: FieldDefinition['type'], raw: string, native: boolean): string {
  const cast = `try_cast(${raw} as ${ENGINE_TYPES[type]})`;
  if (native) return cast;
  switch (type) {
    case 'text':
      return raw;
    case 'integer':
      // What prints as it was written needs no pattern.
      return `case when cast(${cast} as varchar) = ${raw} then ${cast} when regexp_full_match(${raw}, '[+-]?[0-9]{1,19}') then ${cast} end`;
    case 'decimal':
      return `case when regexp_full_match(${raw}, '[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)') then ${cast} end`;
    case 'boolean':
      return `case when ${raw} in ('true', 'TRUE', 'True', '1', '是', 'Y', 'y') then true when ${raw} in ('false', 'FALSE', 'False', '0', '否', 'N', 'n') then false end`;
    case 'date':
      return `case length(${raw}) when 8 then coalesce(${cast}, try_strptime(${raw}, '%Y%m%d')::date) when 9 then ${cast} when 10 then ${cast} end`;
    case 'timestamp':
      return cast;
  }
}

/** True where a decimal has more digits than are kept. */
export const roundedSql = (f: FieldSql): string | undefined =>
  f.field.type === 'decimal' && !f.native
    ? `case when length(${f.raw}) > ${DECIMAL_SCALE + 1} then length(split_part(${f.raw}, '.', 2)) > ${DECIMAL_SCALE} end`
    : undefined;

/** All checks of one field, in the order in which they are reported. */
export function checksOf(f: FieldSql): readonly ValueCheck[] {
  const { field, raw, typed } = f;
  const text = field.type === 'text' ? typed : `cast(${typed} as varchar)`;
  const check = (rule: ValueRule, condition: string): ValueCheck => ({
    field: field.name,
    rule,
    broken: `coalesce(${condition}, false)`,
  });
  return [
    ...(field.required ? [check('required', `${raw} is null`)] : []),
    ...(field.type === 'text' ? [] : [check('type', `${raw} is not null and ${typed} is null`)]),
    ...(field.min === undefined ? [] : [check('min', `${typed} < ${boundSql(field, field.min)}`)]),
    ...(field.max === undefined ? [] : [check('max', `${typed} > ${boundSql(field, field.max)}`)]),
    ...(field.maxLength === undefined ? [] : [check('max-length', `length(${text}) > ${Math.trunc(field.maxLength)}`)]),
    ...(field.pattern === undefined
      ? []
      : [check('pattern', `not regexp_full_match(${text}, ${literal(field.pattern)})`)]),
    ...(field.codes === undefined
      ? []
      : [check('codes', `${text} not in (${[...field.codes, ''].map(literal).join(', ')})`)]),
    ...(isChecksum(field.checksum)
      ? [check('checksum', `${text} is not null and not ${checksumSql(field.checksum, text, f.number)}`)]
      : []),
  ];
}

/** Expression of that column; undefined where the field has no checksum. */
export const numberSql = ({ field, typed }: FieldSql): string | undefined =>
  isChecksum(field.checksum) ? checksumNumber(field.checksum, typed) : undefined;

const isChecksum = (value: string | undefined): value is Checksum => checksums.some((c) => c === value);

function boundSql(field: FieldDefinition, bound: number | string): string {
  return `cast(${literal(String(bound))} as ${ENGINE_TYPES[field.type]})`;
}
