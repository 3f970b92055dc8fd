import { delimitedLine } from './write-delimited.ts';

export interface RecordColumn {
  /** Key of a record; keys inside a key are dotted. */
  readonly column: string;
  readonly field: string;
}

/** What stands at a dotted path; undefined where nothing does. */
export function at(value: unknown, path: string): unknown {
  return path
    .split('.')
    .filter((key) => key !== '')
    .reduce<unknown>(
      (inside, key) =>
        typeof inside === 'object' && inside !== null && Object.hasOwn(inside, key)
          ? (inside as Record<string, unknown>)[key]
          : undefined,
      value,
    );
}

/** A record as one line of delimited text. */
export const lineOf = (record: unknown, columns: readonly RecordColumn[]): string =>
  delimitedLine(
    columns.map(({ column }) => {
      const value = at(record, column);
      if (value === null || value === undefined || value === '') return null;
      return typeof value === 'object' ? JSON.stringify(value) : String(value as string | number | boolean);
    }),
  );
