import { stat } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { DomainError } from '@sluice/kernel';
import { handOver } from './hand-over.ts';
import { readXlsx, type Sheet, type SheetRow } from './read-xlsx.ts';
import { delimitedLine } from './write-delimited.ts';

/** Titles and notes stand above the header of many tables; it is looked for so far down. */
const HEADER_ROWS = 30;
/** Characters of a piece, and pieces that may wait. */
const PIECE = 1 << 18;
const PIECES_AHEAD = 4;
/** Text against the workbook: a shared string stands in the file once, however many cells name it. */
const MAX_RATIO = 250;
const RATIO_FROM = 64 * 1024 * 1024;

/**
 * The sheet of a workbook that carries a table, as delimited text with a header. Line numbers of the text are the row
 * numbers of the sheet: what is skipped leaves an empty line. When the signal fires, reading ends with its reason.
 * @throws DomainError those of `readXlsx`; `connector.sheet-empty` (invalid)
 */
export async function* sheetToDelimited(
  path: string,
  isColumn: (name: string) => boolean,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  yield* handOver((put) => writeSheet({ path, isColumn, signal }, put), PIECES_AHEAD);
}

interface SheetSource {
  readonly path: string;
  readonly isColumn: (name: string) => boolean;
  readonly signal: AbortSignal | undefined;
}

async function writeSheet(
  { path, isColumn, signal }: SheetSource,
  put: (piece: Uint8Array) => Promise<void>,
): Promise<void> {
  const text = gathered(put, RATIO_FROM + MAX_RATIO * (await stat(path)).size);
  const write = async (sheets: readonly Sheet[]): Promise<void> => {
    const { sheet, header } = await bestSheet(sheets, isColumn);
    const columns = width(header);
    let line = 0;
    for await (const row of sheet.rows()) {
      if (row.number < header.number) continue;
      if (line === 0) {
        const names = fitted(header, columns).slice(0, columns);
        await text.add(delimitedLine(names.map((name) => name?.trim() ?? null)));
        // The header stands in the text's first line, its rows where they stand in the sheet.
        await text.add('\n'.repeat(header.number - 1));
      } else {
        await text.add('\n'.repeat(row.number - 1 - line));
        await text.add(isEmpty(row) ? '\n' : delimitedLine(fitted(row, columns)));
      }
      line = row.number;
    }
    await text.end();
  };
  await readXlsx(path, write, { signal });
}

/** Hands text on in pieces of a size that is worth it, and lets others go on after each. */
function gathered(
  put: (piece: Uint8Array) => Promise<void>,
  most: number,
): { add(text: string): Promise<void>; end(): Promise<void> } {
  let waiting = '';
  let length = 0;
  const end = async (): Promise<void> => {
    if (waiting !== '') await put(Buffer.from(waiting));
    waiting = '';
    await setImmediate();
  };
  return {
    async add(text) {
      waiting += text;
      length += text.length;
      if (length > most) throw new DomainError('connector.archive-refused', 'invalid', { reason: 'bomb' });
      if (waiting.length >= PIECE) await end();
    },
    end,
  };
}

/** The row with the most known names; where none is known, the first of the widest rows: titles are narrow. */
async function bestSheet(
  sheets: readonly Sheet[],
  isColumn: (name: string) => boolean,
): Promise<{ readonly sheet: Sheet; readonly header: SheetRow }> {
  let best: { sheet: Sheet; header: SheetRow; known: number; filled: number } | undefined;
  for (const sheet of sheets) {
    let looked = 0;
    for await (const row of sheet.rows()) {
      if (isEmpty(row)) continue;
      const names = row.cells.map(({ text }) => text.trim()).filter((name) => name !== '');
      const known = names.filter(isColumn).length;
      const filled = names.length;
      if (!best || known > best.known || (known === best.known && filled > best.filled))
        best = { sheet, header: row, known, filled };
      looked += 1;
      if (looked >= HEADER_ROWS) break;
    }
  }
  if (!best) throw new DomainError('connector.sheet-empty', 'invalid');
  return best;
}

const isEmpty = (row: SheetRow): boolean => row.cells.every(({ text }) => text.trim() === '');

/** Columns of the header: empty ones at its end are none. */
const width = (header: SheetRow): number => (header.cells.findLast(({ text }) => text.trim() !== '')?.column ?? -1) + 1;

/**
 * What stands beyond the header follows its columns without the empty places between: then the record does not fit and is
 * told so, however far off it stands.
 */
function fitted(row: SheetRow, columns: number): (string | null)[] {
  const cells = Array.from<string | null>({ length: columns }).fill(null);
  for (const { column, text } of row.cells) {
    if (column < columns) cells[column] = text;
    else cells.push(text);
  }
  return cells;
}
