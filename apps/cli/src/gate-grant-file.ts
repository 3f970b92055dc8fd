import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { GrantedField, GrantSnapshot, RowFilter } from '@sluice/gate';
import { DomainError } from '@sluice/kernel';
import { parseJsonFile } from './parse-json-file.ts';

/** One table of a grant file: where its rows are, and what of it is granted. */
export interface LocalTable {
  readonly name: string;
  readonly file: string;
  readonly fields: readonly GrantedField[];
  readonly rows: readonly RowFilter[];
}

/** A grant as a file: what a snapshot says, without epochs and statistics, which are computed from the files. */
export interface GrantFile {
  readonly grant: Omit<GrantSnapshot, 'tables'>;
  readonly tables: readonly LocalTable[];
}

/** Where the file says nothing: a group of ten, the p% rule with 10 %, two entities below 85 %. */
const DEFAULTS = { k: 10, dominance: { p: 0.1, n: 2, share: 0.85 } };

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Reads a grant file; table files are relative to it.
 * @throws DomainError `cli.file-missing` (not-found), `cli.grant-malformed` (invalid) with the part that is wrong
 */
export async function readGrantFile(path: string, files: ReadonlyMap<string, string>): Promise<GrantFile> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new DomainError('cli.file-missing', 'not-found', { file: path });
  });
  const json = parseJsonFile(path, text);
  if (!isObject(json)) throw malformed('{ … }');
  const tables = json['tables'];
  if (!Array.isArray(tables) || tables.length === 0) throw malformed('tables');
  const textOf = (name: string, otherwise: string): string => (typeof json[name] === 'string' ? json[name] : otherwise);
  const clauses = isObject(json['clauses']) ? json['clauses'] : {};
  const clauseOf = (name: string): string => (typeof clauses[name] === 'string' ? clauses[name] : '');
  const dominance = isObject(json['dominance']) ? json['dominance'] : {};
  return {
    grant: {
      id: textOf('id', 'local'),
      jurisdiction: textOf('jurisdiction', 'local'),
      scenario: textOf('scenario', 'local'),
      purpose: textOf('purpose', ''),
      ruleVersion: textOf('ruleVersion', 'local'),
      startsAt: textOf('startsAt', '1970-01-01T00:00:00Z'),
      endsAt: textOf('endsAt', '9999-12-31T00:00:00Z'),
      k: typeof json['k'] === 'number' ? json['k'] : DEFAULTS.k,
      dominance: { ...DEFAULTS.dominance, ...dominance },
      ...policyOf(json),
      clauses: { scope: clauseOf('scope'), purpose: clauseOf('purpose'), disclosure: clauseOf('disclosure') },
    },
    tables: tables.map((table: unknown, i) => readTable(table, `tables.${i}`, path, files)),
  };
}

/** What a grant may say beyond k and dominance: R10's width, caps, noise or moved cells. The gate refuses what cannot protect. */
function policyOf(
  json: Readonly<Record<string, unknown>>,
): Pick<GrantSnapshot, 'inference' | 'mode' | 'caps' | 'pseudonyms'> {
  const { inference, mode, caps } = json;
  return {
    ...(isObject(inference) ? { inference: inference as unknown as NonNullable<GrantSnapshot['inference']> } : {}),
    ...(isObject(mode) && mode['kind'] !== 'threshold'
      ? { mode: mode as unknown as NonNullable<GrantSnapshot['mode']> }
      : {}),
    ...(json['pseudonyms'] === 'sm3' ? { pseudonyms: 'sm3' } : {}),
    ...(isObject(caps) ? { caps: caps as unknown as NonNullable<GrantSnapshot['caps']> } : {}),
  };
}

const malformed = (part: string): DomainError => new DomainError('cli.grant-malformed', 'invalid', { part });

function readTable(table: unknown, at: string, path: string, files: ReadonlyMap<string, string>): LocalTable {
  if (!isObject(table) || typeof table['name'] !== 'string') throw malformed(`${at}.name`);
  const given = files.get(table['name']) ?? files.get('');
  const named = typeof table['file'] === 'string' ? resolve(dirname(path), table['file']) : undefined;
  const file = given ?? named;
  if (file === undefined) throw malformed(`${at}.file`);
  if (!Array.isArray(table['fields'])) throw malformed(`${at}.fields`);
  const rows = Array.isArray(table['rows']) ? (table['rows'] as readonly RowFilter[]) : [];
  return {
    name: table['name'],
    file,
    rows,
    fields: table['fields'].map((field: unknown, i) => readField(field, `${at}.fields.${i}`)),
  };
}

const TYPES = new Set(['text', 'integer', 'decimal', 'boolean', 'date', 'timestamp']);

function readField(field: unknown, at: string): GrantedField {
  if (!isObject(field) || typeof field['name'] !== 'string') throw malformed(`${at}.name`);
  if (typeof field['type'] !== 'string' || !TYPES.has(field['type'])) throw malformed(`${at}.type`);
  if (!Array.isArray(field['uses'])) throw malformed(`${at}.uses`);
  return { title: field['name'], required: false, role: 'other', ...field } as unknown as GrantedField;
}
