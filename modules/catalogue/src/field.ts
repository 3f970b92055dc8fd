import type { Issue } from '@sluice/kernel';

/** A declared generalisation of a dimension: the only values that a program may group or filter by. */
export type Level =
  | { readonly name: string; readonly kind: 'identity' }
  | { readonly name: string; readonly kind: 'bin'; readonly width: number; readonly origin?: number | undefined }
  | { readonly name: string; readonly kind: 'date'; readonly unit: 'day' | 'month' | 'quarter' | 'year' }
  | { readonly name: string; readonly kind: 'prefix'; readonly length: number }
  /** The last band that starts at or below the value (texts by code point): ages, ranges of codes. */
  | {
      readonly name: string;
      readonly kind: 'band';
      readonly bands: readonly { readonly from: number | string; readonly label: string }[];
    }
  /** The group that lists the value, or its first `length` characters. */
  | {
      readonly name: string;
      readonly kind: 'map';
      readonly groups: readonly { readonly label: string; readonly values: readonly string[] }[];
      readonly length?: number | undefined;
    };

export type FieldType = 'text' | 'integer' | 'decimal' | 'boolean' | 'date' | 'timestamp';
export type FieldRole = 'direct-identifier' | 'entity-key' | 'quasi-identifier' | 'sensitive' | 'other';
export type Grade = 1 | 2 | 3 | 4;
export type Checksum = 'citizen-id' | 'uscc' | 'bank-card';

/** 信息项: one field of a resource with its rules for gathering, its part in protection and its grade (GB/T 43697). */
export interface FieldDefinition {
  /** A name that SQL can use without quotes. */
  readonly name: string;
  readonly title: string;
  readonly titleEn?: string | undefined;
  readonly type: FieldType;
  readonly required: boolean;
  readonly unique?: boolean | undefined;
  readonly min?: number | string | undefined;
  readonly max?: number | string | undefined;
  readonly maxLength?: number | undefined;
  readonly pattern?: string | undefined;
  readonly codes?: readonly string[] | undefined;
  readonly checksum?: Checksum | undefined;
  readonly role: FieldRole;
  /** What an entity key stands for: `person`, `enterprise`, `vehicle` … */
  readonly entity?: string | undefined;
  readonly levels?: readonly Level[] | undefined;
  readonly grade: Grade;
  /** May be summed and averaged. */
  readonly measure?: boolean | undefined;
}

/** PostgreSQL's limit of a name in bytes. */
const MAX_NAME_BYTES = 63;
const NAME = /^[a-z_\p{Lo}][a-z0-9_\p{Lo}]*$/u;

export function isSqlName(name: string): boolean {
  return NAME.test(name) && new TextEncoder().encode(name).length <= MAX_NAME_BYTES;
}

/**
 * Faults of a list of fields, each with its place: `field.name-malformed`, `field.name-twice`, `field.entity-missing`,
 * `field.entity-on-other-role`, `field.measure-not-number`, `field.level-not-for-type`, `field.level-name-twice`,
 * `field.bounds-crossed`, `field.checksum-not-text`, `field.pattern-malformed`, `field.graded-below-role`.
 */
export function fieldIssues(fields: readonly FieldDefinition[]): readonly Issue[] {
  const seen = new Set<string>();
  return fields.flatMap((field, at) => {
    const path = `fields.${at}`;
    const twice = seen.has(field.name) ? [{ code: 'field.name-twice', path: `${path}.name` }] : [];
    seen.add(field.name);
    return [...twice, ...oneFieldIssues(field, path)];
  });
}

function oneFieldIssues(field: FieldDefinition, path: string): readonly Issue[] {
  const issues: Issue[] = [];
  const fault = (broken: boolean, code: string, at: string): void => {
    if (broken) issues.push({ code, path: `${path}.${at}` });
  };
  const isNumber = field.type === 'integer' || field.type === 'decimal';
  fault(!isSqlName(field.name), 'field.name-malformed', 'name');
  fault(field.role === 'entity-key' && field.entity === undefined, 'field.entity-missing', 'entity');
  fault(field.role !== 'entity-key' && field.entity !== undefined, 'field.entity-on-other-role', 'entity');
  fault(field.measure === true && !isNumber, 'field.measure-not-number', 'measure');
  fault(field.checksum !== undefined && field.type !== 'text', 'field.checksum-not-text', 'checksum');
  fault(boundsCrossed(field), 'field.bounds-crossed', 'min');
  fault(field.pattern !== undefined && !isPattern(field.pattern), 'field.pattern-malformed', 'pattern');
  fault(identifies(field) && field.grade < 2, 'field.graded-below-role', 'grade');
  const names = new Set<string>();
  for (const [at, level] of (field.levels ?? []).entries()) {
    fault(names.has(level.name), 'field.level-name-twice', `levels.${at}.name`);
    names.add(level.name);
    fault(!levelFits(level, field.type), 'field.level-not-for-type', `levels.${at}`);
  }
  return issues;
}

/** What names a person or is sensitive is never of the lowest grade: higher of two rules wins (就高从严). */
function identifies(field: FieldDefinition): boolean {
  return field.role === 'direct-identifier' || field.role === 'entity-key' || field.role === 'sensitive';
}

function boundsCrossed(field: FieldDefinition): boolean {
  const { min, max } = field;
  if (min === undefined || max === undefined) return false;
  return field.type === 'integer' || field.type === 'decimal' ? Number(min) > Number(max) : String(min) > String(max);
}

function isPattern(pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}

function levelFits(level: Level, type: FieldType): boolean {
  switch (level.kind) {
    case 'identity':
      return true;
    case 'bin':
      return type === 'integer' || type === 'decimal';
    case 'date':
      return type === 'date' || type === 'timestamp';
    case 'prefix':
      return type === 'text';
    case 'band':
      return bandsFit(level.bands, type);
    case 'map': {
      const values = level.groups.flatMap((group) => group.values);
      return type === 'text' && values.length > 0 && new Set(values).size === values.length;
    }
  }
}

/** Bands ascend, and start at values of the field's type. */
function bandsFit(bands: readonly { readonly from: number | string }[], type: FieldType): boolean {
  const kind = type === 'integer' || type === 'decimal' ? 'number' : 'string';
  const ascending = bands.every((band, at) => {
    const before = bands[at - 1]?.from;
    return typeof band.from === kind && (before === undefined || before < band.from);
  });
  return bands.length > 0 && type !== 'boolean' && ascending;
}
