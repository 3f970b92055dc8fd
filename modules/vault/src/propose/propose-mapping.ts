import {
  elementNamed,
  elementWithCode,
  isSqlName,
  type FieldDefinition,
  type StandardElement,
} from '@sluice/catalogue';
import type { Reason } from '@sluice/kernel';
import { bareName, headerFaults } from '../ingest/read-header.ts';
import { recogniseColumn, type Recognition } from '../recognise/recognise-column.ts';
import { inferType, type InferredType } from './infer-type.ts';
import type { FileHead } from './read-head.ts';

export interface ProposedColumn {
  readonly position: number;
  readonly source: string | null;
  readonly matches: string | null;
  readonly field: FieldDefinition;
  readonly element: { readonly code: string; readonly title: string; readonly source: string } | null;
  readonly confidence: number;
  readonly filled: number;
  readonly distinct: number;
  readonly reasons: readonly Reason[];
}

export interface MappingProposal {
  readonly format: 'csv' | 'json' | 'json-lines' | 'xlsx' | 'parquet';
  readonly encoding: string | null;
  readonly delimiter: string | null;
  readonly hasHeader: boolean;
  readonly records: number;
  readonly columns: readonly ProposedColumn[];
  readonly missing: readonly string[];
  /** For what a delivery of this file would be refused as a whole. */
  readonly refusals: readonly Reason[];
  readonly warnings: readonly Reason[];
}

export interface Head extends Omit<FileHead, 'format' | 'encoding'> {
  readonly format: MappingProposal['format'];
  readonly encoding: string | null;
}

/** With so few different values over so many records a column is a list of codes. */
const MOST_CODES = 30;
const RECORDS_PER_CODE = 10;
/** Fewer records do not tell a key from a coincidence. */
const KEY_RECORDS = 20;

const PLAIN = { role: 'other', grade: 1 } as const;
const IN_TIME: ReadonlySet<string> = new Set(['date', 'timestamp']);
/** A number that every record has to itself leads to one record wherever else it is known. */
const SINGLES_OUT = { role: 'quasi-identifier', grade: 2 } as const;

/**
 * Proposes for each column which field of the definition it carries or how a new field should look: name, type, rules,
 * key, protection, standard element. Proposals only: whoever answers for the data decides.
 */
export function proposeMapping(head: Head, fields: readonly FieldDefinition[]): MappingProposal {
  const taken = new Set<string>();
  const columns = head.names.map((source, at) => {
    const values = head.records.map((record) => record[at] ?? null);
    const column = proposeColumn(at + 1, source, values, fields, taken);
    taken.add(column.field.name);
    return column;
  });
  const carried = new Set(columns.flatMap((column) => (column.matches === null ? [] : [column.matches])));
  return {
    format: head.format,
    encoding: head.encoding,
    delimiter: head.delimiter,
    hasHeader: head.names.some((name) => name !== null),
    records: head.records.length,
    columns,
    missing: fields.filter((field) => field.required && !carried.has(field.name)).map((field) => field.name),
    refusals: refusalsOf(head, fields),
    warnings: [
      ...(head.names.every((name) => name === null) ? [{ code: 'mapping.no-header' }] : []),
      ...(head.uneven > 0 ? [{ code: 'mapping.uneven', params: { records: head.uneven } }] : []),
    ],
  };
}

/** Of JSON the vault takes the fields it knows; of everything else every column must be one. */
function refusalsOf({ format, names }: Head, fields: readonly FieldDefinition[]): readonly Reason[] {
  if (fields.length === 0 || format === 'json' || format === 'json-lines') return [];
  return headerFaults(
    names.map((name) => name ?? ''),
    fields,
  );
}

interface Looked {
  readonly present: readonly string[];
  readonly distinct: ReadonlySet<string>;
  readonly filled: number;
}

function proposeColumn(
  position: number,
  source: string | null,
  values: readonly (string | null)[],
  fields: readonly FieldDefinition[],
  taken: ReadonlySet<string>,
): ProposedColumn {
  const present = values.filter((value) => value !== null).map((value) => value.trim());
  const looked: Looked = {
    present,
    distinct: new Set(present),
    filled: values.length === 0 ? 0 : present.length / values.length,
  };
  const known = fieldOf(source, fields, taken);
  const recognition = recogniseColumn({
    name: known?.name ?? source ?? '',
    title: known?.title ?? source ?? '',
    values: present,
  });
  const element = elementOf(source, recognition);
  const type = inferType(present);
  const field = known?.field ?? newField(position, source, looked, { recognition, element, type, taken });
  return {
    position,
    source,
    matches: known?.field.name ?? null,
    field,
    element: element ? { code: element.code, title: element.title, source: element.source } : null,
    confidence: round(known ? known.confidence : (recognition?.confidence ?? (source === null ? 0.3 : 0.5))),
    filled: round(looked.filled),
    distinct: looked.distinct.size,
    reasons: [
      ...(known ? [{ code: 'mapping.known-field', params: { field: known.field.name, by: known.by } }] : []),
      ...typeReasons(type, present.length, known?.field),
      ...(recognition ? [recognitionReason(recognition)] : []),
      ...(known && recognition ? underProtected(known.field, recognition) : []),
      ...(element
        ? [{ code: 'mapping.standard-element', params: { element: element.code, source: element.source } }]
        : []),
      ...(field.unique && !known ? [{ code: 'mapping.unique', params: { records: values.length } }] : []),
      ...(field.codes && !known && !element?.codes
        ? [{ code: 'mapping.codes', params: { codes: field.codes.length } }]
        : []),
    ],
  };
}

interface KnownField {
  readonly field: FieldDefinition;
  readonly name: string;
  readonly title: string;
  readonly by: 'name' | 'title' | 'element';
  readonly confidence: number;
}

function fieldOf(
  source: string | null,
  fields: readonly FieldDefinition[],
  taken: ReadonlySet<string>,
): KnownField | undefined {
  if (source === null) return undefined;
  const free = fields.filter((field) => !taken.has(field.name));
  const plain = bareName(source);
  const element = elementNamed(source);
  const found =
    match(free, 'name', 1, (field) => bareName(field.name) === plain) ??
    match(free, 'title', 0.98, (field) => bareName(field.title) === plain) ??
    (element && match(free, 'element', 0.85, (field) => elementNamed(field.title)?.code === element.code));
  return found && { ...found, name: found.field.name, title: found.field.title };
}

function match(
  fields: readonly FieldDefinition[],
  by: KnownField['by'],
  confidence: number,
  test: (field: FieldDefinition) => boolean,
) {
  const field = fields.find(test);
  return field && { field, by, confidence };
}

function elementOf(source: string | null, recognition: Recognition | undefined): StandardElement | undefined {
  const named = source === null ? undefined : elementNamed(source);
  const recognised = recognition?.recogniser.element;
  return recognised === undefined ? named : elementWithCode(recognised);
}

interface Found {
  readonly recognition: Recognition | undefined;
  readonly element: StandardElement | undefined;
  readonly type: InferredType;
  readonly taken: ReadonlySet<string>;
}

function newField(position: number, source: string | null, looked: Looked, found: Found): FieldDefinition {
  const { recognition, element, type } = found;
  const { present, distinct, filled } = looked;
  const fieldType = element?.type ?? type.type;
  const fitting = element && fits(element, present) ? element : undefined;
  const unique =
    present.length >= KEY_RECORDS && distinct.size === present.length && filled === 1 && type.type !== 'decimal';
  const isCodes =
    distinct.size > 1 && distinct.size <= MOST_CODES && present.length >= distinct.size * RECORDS_PER_CODE;
  const codes = fitting?.codes ?? (fieldType === 'text' && isCodes ? [...distinct].toSorted() : undefined);
  const protection = recognition?.recogniser.protection ?? (unique && !IN_TIME.has(type.type) ? SINGLES_OUT : PLAIN);
  const longest = Math.max(1, ...present.map((value) => value.length));
  return {
    name: nameOf(position, source, found),
    title: source ?? element?.title ?? `第${position}列`,
    type: fieldType,
    required: present.length > 0 && filled === 1,
    ...(unique && protection.role !== 'entity-key' ? { unique } : {}),
    ...(fieldType === 'text' ? { maxLength: element?.maxLength ?? Math.min(65_536, roomFor(longest)) } : {}),
    ...(fitting?.pattern === undefined ? {} : { pattern: fitting.pattern }),
    ...(fitting?.checksum === undefined ? {} : { checksum: fitting.checksum }),
    ...(codes === undefined ? {} : { codes: [...codes] }),
    role: protection.role,
    ...('entity' in protection && protection.entity !== undefined ? { entity: protection.entity } : {}),
    grade: protection.grade,
    ...(fieldType === 'decimal' && protection.role === 'other' ? { measure: true } : {}),
  };
}

/** Rules of an element are taken over only where the values keep them: a column of names under the title of a code is text. */
function fits(element: StandardElement, present: readonly string[]): boolean {
  const { codes, pattern } = element;
  if (codes === undefined && pattern === undefined) return true;
  const form = pattern === undefined ? undefined : new RegExp(`^(?:${pattern})$`, 'u');
  const good = present.filter((value) => (codes ? codes.includes(value) : form?.test(value) === true));
  return good.length >= present.length * 0.9;
}

const roomFor = (longest: number): number => Math.ceil((longest * 1.5) / 10) * 10;

/** An SQL name: the source's own where it is one, else the element's, else the column's place. */
function nameOf(position: number, source: string | null, { element, taken }: Found): string {
  const wanted = [
    source
      ?.normalize('NFKC')
      .trim()
      .toLowerCase()
      .replace(/[^a-z0-9_\p{Lo}]+/gu, '_')
      .replace(/^_+|_+$/g, ''),
    element?.code.replaceAll('-', '_'),
    `column_${position}`,
  ];
  const free = wanted.find((name) => name !== undefined && isSqlName(name) && !taken.has(name));
  return free ?? `column_${position}`;
}

function typeReasons(type: InferredType, values: number, known: FieldDefinition | undefined): readonly Reason[] {
  if (values === 0) return [{ code: 'mapping.no-values' }];
  const params = { type: type.type, share: round(type.share) };
  return [
    { code: 'mapping.type', params },
    ...(type.foreign === undefined ? [] : [{ code: 'mapping.foreign-form', params: { form: type.foreign } }]),
    ...(known &&
    known.type !== type.type &&
    known.type !== 'text' &&
    !(known.type === 'decimal' && type.type === 'integer')
      ? [{ code: 'mapping.type-differs', params: { declared: known.type, found: type.type } }]
      : []),
  ];
}

const recognitionReason = ({ recogniser, by, share, looked, word }: Recognition): Reason => ({
  code: `mapping.recognised-by-${by}`,
  params: { what: recogniser.name, share: round(share), looked, ...(word === undefined ? {} : { word }) },
});

const underProtected = (field: FieldDefinition, { recogniser }: Recognition): readonly Reason[] =>
  field.grade < recogniser.protection.grade
    ? [{ code: 'mapping.under-graded', params: { proposed: recogniser.protection.grade, declared: field.grade } }]
    : [];

const round = (value: number): number => Math.round(value * 1_000) / 1_000;
