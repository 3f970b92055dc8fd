import { DomainError, type Reason } from '@sluice/kernel';
import type { FieldDefinition } from '@sluice/catalogue';
import { decodeGb18030 } from './decode-text.ts';
import { isUtf8 } from 'node:buffer';

/** Columns that the quarantine's export adds and that come back with its corrections. */
const HELPERS = /^__(?:line|faults|record)(?: |$)/;
const DELIMITERS = [',', '\t', ';', '|'] as const;

export interface Header {
  readonly delimiter: string;
  /** For each column of the file, the field it carries; none for those that the quarantine's export added. */
  readonly columns: readonly (FieldDefinition | undefined)[];
  /** Defined fields that are not required and not in the file: all their values are missing. */
  readonly absent: readonly FieldDefinition[];
}

/**
 * Reads the first line: columns are recognised by the field's name or title, in any order.
 * Nothing of the line is repeated in an error, since the first line of a file without header is data: unknown columns
 * are named by their position.
 * @throws DomainError `vault.header-unreadable`, `vault.column-unknown`, `vault.column-repeated`, `vault.column-missing` (invalid).
 */
export function readHeader(line: Uint8Array, fields: readonly FieldDefinition[]): Header {
  const text = isUtf8(line) ? Buffer.from(line).toString('utf8') : decodeGb18030(line);
  if (text === undefined || text.includes('\0'))
    throw new DomainError('vault.header-unreadable', 'invalid', { line: 1 });
  const tries = DELIMITERS.map((delimiter) => ({ delimiter, names: splitHeader(text, delimiter) }));
  const best = tries.toSorted((a, b) => known(b.names, fields) - known(a.names, fields))[0];
  if (!best) throw new DomainError('vault.header-unreadable', 'invalid', { line: 1 });
  return { delimiter: best.delimiter, ...matchColumns(best.names, fields) };
}

/** Binds names of columns (of a header or a Parquet file) to fields, or says by position and name what does not fit. */
export function matchColumns(
  names: readonly string[],
  fields: readonly FieldDefinition[],
): Pick<Header, 'columns' | 'absent'> {
  const [refusal] = headerFaults(names, fields);
  if (refusal) throw new DomainError(refusal.code, 'invalid', refusal.params ?? {});
  const found = names.map((name) => fieldNamed(name, fields));
  return { columns: found, absent: fields.filter((f) => !found.includes(f)) };
}

/** All for which a file with these columns is refused, in the order in which it is said; a preview tells it beforehand. */
export function headerFaults(names: readonly string[], fields: readonly FieldDefinition[]): readonly Reason[] {
  const found = names.map((name) => fieldNamed(name, fields));
  const columns = found.filter((f) => f !== undefined);
  // A file in which nothing fits has no header at all, or is another resource's.
  if (columns.length === 0) return [{ code: 'vault.header-unreadable', params: { line: 1 } }];
  const fault = (code: string, list: 'fields' | 'positions', what: readonly string[]): readonly Reason[] =>
    what.length > 0 ? [{ code, params: { line: 1, [list]: what } }] : [];
  const missing = fields.filter((f) => f.required && !columns.includes(f)).map((f) => f.name);
  const unknown = found.flatMap((f, i) => (f || HELPERS.test(names[i] ?? '') ? [] : [String(i + 1)]));
  const repeated = columns.filter((f, i) => columns.indexOf(f) !== i).map((f) => f.name);
  return [
    ...fault('vault.column-missing', 'fields', missing),
    ...fault('vault.column-unknown', 'positions', unknown),
    ...fault('vault.column-repeated', 'fields', repeated),
  ];
}

/** The field that a column of this name carries: by name, by title, or by either written a little differently. */
export const fieldNamed = (name: string, fields: readonly FieldDefinition[]): FieldDefinition | undefined => {
  const plain = name.trim();
  const bare = bareName(name);
  return (
    fields.find((f) => f.name === plain) ??
    fields.find((f) => f.title === plain) ??
    fields.find((f) => bareName(f.name) === bare) ??
    fields.find((f) => bareName(f.title) === bare)
  );
};

/** A name without case, width, spaces, underscores and brackets: how people write the same column. */
export const bareName = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_\-（）()]/g, '');

const known = (names: readonly string[], fields: readonly FieldDefinition[]): number =>
  names.filter((n) => fieldNamed(n, fields)).length;

function splitHeader(text: string, delimiter: string): readonly string[] {
  const names: string[] = [];
  let name = '';
  let quoted = false;
  for (let i = 0; i < text.length; i += 1) {
    const c = text[i] ?? '';
    if (c === '"' && quoted && text[i + 1] === '"') {
      name += '"';
      i += 1;
    } else if (c === '"') quoted = !quoted;
    else if (c === delimiter && !quoted) {
      names.push(name);
      name = '';
    } else name += c;
  }
  return [...names, name];
}
