import { StringDecoder } from 'node:string_decoder';
import { DomainError } from '@sluice/kernel';
import { delimitedLine, inPieces } from './write-delimited.ts';

/** An object longer than this is no record. */
const MAX_RECORD = 1_048_576;

/**
 * JSON Lines, or an array of objects, as delimited text with the given columns. A key that is no column, and text that is
 * no object, make a record that does not fit: it goes to quarantine with the others' lines unmoved.
 * @throws DomainError `connector.json-unreadable` (invalid) with the number of the record
 */
export async function* jsonToDelimited(
  source: AsyncIterable<Uint8Array>,
  columns: readonly string[],
): AsyncGenerator<Uint8Array> {
  yield* inPieces(linesOf(source, columns));
}

async function* linesOf(source: AsyncIterable<Uint8Array>, columns: readonly string[]): AsyncGenerator<string> {
  const known = new Set(columns);
  yield delimitedLine(columns);
  for await (const record of jsonObjects(source)) {
    const cells = columns.map((column) => textOf(record[column]));
    const strange = Object.keys(record).filter((key) => !known.has(key) && textOf(record[key]) !== null);
    yield delimitedLine([...cells, ...strange.map((key) => textOf(record[key]))]);
  }
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined || value === '') return null;
  return typeof value === 'object' ? JSON.stringify(value) : String(value as string | number | boolean);
}

/** Objects one after another, whatever separates them; memory holds one. */
export async function* jsonObjects(source: AsyncIterable<Uint8Array>): AsyncGenerator<Record<string, unknown>> {
  const decoder = new StringDecoder('utf8');
  const scan = { text: '', at: 0, depth: 0, start: -1, isQuoted: false, isEscaped: false };
  let number = 0;
  for await (const piece of source) {
    scan.text += decoder.write(Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength));
    for (let end = nextEnd(scan); end > 0; end = nextEnd(scan)) {
      number += 1;
      yield parsed(scan.text.slice(scan.start, end), number);
      scan.start = -1;
    }
    const keep = scan.start < 0 ? scan.at : scan.start;
    scan.text = scan.text.slice(keep);
    scan.at -= keep;
    scan.start = scan.start < 0 ? -1 : 0;
    if (scan.text.length > MAX_RECORD) throw unreadable(number + 1);
  }
  if (scan.start >= 0) throw unreadable(number + 1);
}

interface Scan {
  text: string;
  at: number;
  depth: number;
  start: number;
  isQuoted: boolean;
  isEscaped: boolean;
}

/** Position after the next complete object, or 0 while it is not all here. */
function nextEnd(scan: Scan): number {
  for (; scan.at < scan.text.length; scan.at += 1) {
    const c = scan.text[scan.at];
    if (scan.isEscaped) scan.isEscaped = false;
    else if (scan.isQuoted) {
      if (c === '\\') scan.isEscaped = true;
      else if (c === '"') scan.isQuoted = false;
    } else if (c === '"') scan.isQuoted = true;
    else if (c === '{') {
      if (scan.depth === 0) scan.start = scan.at;
      scan.depth += 1;
    } else if (c === '}') {
      scan.depth -= 1;
      if (scan.depth === 0) {
        scan.at += 1;
        return scan.at;
      }
    }
  }
  return 0;
}

function parsed(text: string, number: number): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    throw unreadable(number);
  }
}

const unreadable = (record: number): DomainError => new DomainError('connector.json-unreadable', 'invalid', { record });
