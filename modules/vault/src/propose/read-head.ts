import { DomainError } from '@sluice/kernel';
import { decodeGb18030, guessEncoding } from '../ingest/decode-text.ts';
import { createRecordSplitter } from '../ingest/split-records.ts';

/** What a head of a file holds: names of columns where there are any, and records as texts; null is a missing value. */
export interface FileHead {
  readonly format: 'csv' | 'json' | 'json-lines';
  readonly encoding: string;
  readonly delimiter: string | null;
  readonly names: readonly (string | null)[];
  readonly records: readonly (readonly (string | null)[])[];
  /** Records with more or fewer cells than there are columns: a delivery puts them into quarantine. */
  readonly uneven: number;
}

const MAX_RECORDS = 5_000;
const DELIMITERS = [',', '\t', ';', '|'] as const;

/**
 * Reads the head of delimited text or JSON, whatever its encoding. The last record may be cut and is left out unless
 * the head is the whole file.
 * @throws DomainError `vault.file-empty`, `vault.format-unsupported`, `vault.header-unreadable` (invalid)
 */
export function readHead(bytes: Buffer, whole: boolean): FileHead {
  if (bytes.length === 0) throw new DomainError('vault.file-empty', 'invalid');
  const magic = bytes.subarray(0, 4).toString('latin1');
  if (magic.startsWith('PK') || magic === 'PAR1' || magic.startsWith('\x1f\x8b') || magic.startsWith('\xd0\xcf'))
    throw new DomainError('vault.format-unsupported', 'invalid', { format: magic.startsWith('PK') ? 'zip' : 'binary' });
  const { text, encoding } = decodeHead(bytes);
  if (text.includes('\0')) throw new DomainError('vault.header-unreadable', 'invalid', { line: 1 });
  const start = text.trimStart();
  if (start.startsWith('[') || start.startsWith('{')) return readJsonHead(start, whole, encoding);
  return readDelimitedHead(text, whole, encoding);
}

function decodeHead(bytes: Buffer): { text: string; encoding: string } {
  if (bytes[0] === 0xff && bytes[1] === 0xfe)
    return { text: new TextDecoder('utf-16le').decode(bytes), encoding: 'utf-16le' };
  if (bytes[0] === 0xfe && bytes[1] === 0xff)
    return { text: new TextDecoder('utf-16be').decode(bytes), encoding: 'utf-16be' };
  const lines = bytes.subarray(0, bytes.lastIndexOf(0x0a) + 1);
  const pieces = (lines.length === 0 ? bytes : lines).toString('latin1').split('\n');
  const guessed = guessEncoding(pieces.map((piece) => Buffer.from(piece, 'latin1'))) ?? 'utf-8';
  if (guessed === 'utf-8') return { text: new TextDecoder('utf-8').decode(bytes), encoding: 'utf-8' };
  const decoded = decodeGb18030(lines.length === 0 ? bytes : lines);
  return { text: decoded ?? new TextDecoder('gb18030').decode(bytes), encoding: 'gb18030' };
}

function readDelimitedHead(text: string, whole: boolean, encoding: string): FileHead {
  const delimiter = delimiterOf(text);
  const rows = splitRows(text, delimiter, whole).slice(0, MAX_RECORDS + 1);
  const first = rows[0];
  if (!first) throw new DomainError('vault.header-unreadable', 'invalid', { line: 1 });
  const header = isHeader(first, rows.slice(1));
  // One overlong record makes no column: the header says how many there are, else what most records have.
  const width = header ? first.length : commonest(rows.map((row) => row.length));
  const names = Array.from({ length: width }, (_, at) => (header ? (first[at]?.trim() ?? null) : null));
  const records = (header ? rows.slice(1) : rows).map((row) =>
    Array.from({ length: width }, (_, at) => (row[at] === undefined || row[at] === '' ? null : (row[at] ?? null))),
  );
  const uneven = rows.filter((row) => row.length !== width && row.some((cell) => cell !== '')).length;
  return { format: 'csv', encoding, delimiter, names, records, uneven };
}

function commonest(numbers: readonly number[]): number {
  const counts = Map.groupBy(numbers, (number) => number);
  return [...counts].toSorted((a, b) => b[1].length - a[1].length)[0]?.[0] ?? 0;
}

/** The delimiter that cuts the first lines into the most columns, evenly. */
function delimiterOf(text: string): string {
  const lines = text.split(/\r?\n/, 20).filter((line) => line !== '');
  const scored = DELIMITERS.map((delimiter) => {
    const counts = lines.slice(0, Math.max(1, lines.length - 1)).map((line) => line.split(delimiter).length);
    const [first = 1] = counts;
    const even = counts.filter((count) => count === first).length / Math.max(1, counts.length);
    return { delimiter, score: first > 1 ? first * even : 0 };
  });
  return scored.toSorted((a, b) => b.score - a.score)[0]?.delimiter ?? ',';
}

function splitRows(text: string, delimiter: string, whole: boolean): string[][] {
  const bytes = Buffer.from(text.startsWith('\uFEFF') ? text.slice(1) : text);
  // The number of columns is not known yet: faults of structure do not matter here.
  const split = createRecordSplitter(delimiter.charCodeAt(0), 0, 1).split(bytes, whole);
  const rows: string[][] = [];
  for (let at = 0; at < Math.min(split.starts.length, MAX_RECORDS + 1); at += 1)
    rows.push(cellsOf(split.bytes.subarray(split.starts[at], split.ends[at]).toString(), delimiter));
  return rows;
}

/** Cells of one record of well-formed delimited text. */
export function cellsOf(line: string, delimiter: string): string[] {
  const found: string[] = [];
  let cell = '';
  let quoted = false;
  for (let at = 0; at < line.length; at += 1) {
    const c = line[at] ?? '';
    if (c === '"' && quoted && line[at + 1] === '"') {
      cell += '"';
      at += 1;
    } else if (c === '"' && (quoted || cell === '')) quoted = !quoted;
    else if (c === delimiter && !quoted) {
      found.push(cell);
      cell = '';
    } else cell += c;
  }
  return [...found, cell];
}

/** A first line is a header when it has no empty or repeated cell, no number and no date, and others do. */
function isHeader(first: readonly string[], others: readonly (readonly string[])[]): boolean {
  const names = first.map((cell) => cell.trim());
  if (names.some((name) => name === '' || name.length > 120) || new Set(names).size !== names.length) return false;
  const isValue = (cell: string): boolean => /^[+-]?\d[\d.,:/\- T]*$/.test(cell.trim());
  if (names.some(isValue)) return false;
  return (
    others.length === 0 ||
    others.some((row) => row.some(isValue)) ||
    !others.some((row) => names.some((n, at) => row[at] === n))
  );
}

function readJsonHead(text: string, whole: boolean, encoding: string): FileHead {
  const isArray = text.startsWith('[');
  const objects = isArray ? objectsOf(text.slice(1)) : objectsOf(text);
  const found = objects.slice(0, MAX_RECORDS);
  if (found.length === 0) throw new DomainError('vault.json-unreadable', 'invalid', { whole });
  const names = [...new Set(found.flatMap((one) => Object.keys(one)))];
  const records = found.map((one) => names.map((name) => textOf(one[name])));
  return { format: isArray ? 'json' : 'json-lines', encoding, delimiter: null, names, records, uneven: 0 };
}

/** Complete objects one after another, whatever stands between them; what is cut at the end is left out. */
function objectsOf(text: string): Record<string, unknown>[] {
  const found: Record<string, unknown>[] = [];
  let depth = 0;
  let start = -1;
  let quoted = false;
  for (let at = 0; at < text.length && found.length < MAX_RECORDS; at += 1) {
    const c = text[at];
    if (quoted) {
      if (c === '\\') at += 1;
      else if (c === '"') quoted = false;
    } else if (c === '"') quoted = true;
    else if (c === '{') {
      if (depth === 0) start = at;
      depth += 1;
    } else if (c === '}') {
      depth -= 1;
      if (depth === 0 && start >= 0) {
        const parsed = parsedObject(text.slice(start, at + 1));
        if (parsed) found.push(parsed);
        start = -1;
      }
    }
  }
  return found;
}

function parsedObject(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined || value === '') return null;
  return typeof value === 'object' ? JSON.stringify(value) : String(value as string | number | boolean);
}
