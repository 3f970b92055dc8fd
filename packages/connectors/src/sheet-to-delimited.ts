import { DomainError } from '@sluice/kernel';
import { handOver } from './hand-over.ts';
import { readXlsx, type Sheet, type SheetRow } from './read-xlsx.ts';
import { delimitedLine, inPieces } from './write-delimited.ts';

/** Titles and notes stand above the header of many tables; it is looked for so far down. */
const HEADER_ROWS = 30;
const LINES_AHEAD = 1_000;

/**
 * The sheet of a workbook that carries a table, as delimited text with a header. Line numbers of the text are the row
 * numbers of the sheet: what is skipped leaves an empty line.
 * @throws DomainError those of `readXlsx`; `connector.sheet-empty` (invalid)
 */
export async function* sheetToDelimited(path: string, isColumn: (name: string) => boolean): AsyncGenerator<Uint8Array> {
  yield* inPieces(handOver((put) => writeSheet(path, isColumn, put), LINES_AHEAD));
}

async function writeSheet(
  path: string,
  isColumn: (name: string) => boolean,
  put: (line: string) => Promise<void>,
): Promise<void> {
  await readXlsx(path, async (sheets) => {
    const { sheet, header } = await bestSheet(sheets, isColumn);
    const columns = width(header);
    let line = 0;
    for await (const row of sheet.rows()) {
      if (row.number < header.number) continue;
      if (line === 0) {
        await put(delimitedLine(header.cells.slice(0, columns).map((name) => name?.trim() ?? null)));
        // The header stands in the text's first line, its rows where they stand in the sheet.
        for (line = 1; line < header.number; line += 1) await put('\n');
        continue;
      }
      for (; line < row.number - 1; line += 1) await put('\n');
      await put(isEmpty(row) ? '\n' : delimitedLine(fitted(row, columns)));
      line += 1;
    }
  });
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
      const names = row.cells.filter((cell) => cell !== null && cell.trim() !== '');
      const known = names.filter((name) => isColumn((name ?? '').trim())).length;
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

const isEmpty = (row: SheetRow): boolean => row.cells.every((cell) => cell === null || cell.trim() === '');

/** Columns of the header: empty ones at its end are none. */
const width = (header: SheetRow): number =>
  header.cells.findLastIndex((cell) => cell !== null && cell.trim() !== '') + 1;

/** Cells beyond the header are kept only where they hold something: then the record does not fit and is told so. */
function fitted(row: SheetRow, columns: number): (string | null)[] {
  const used = row.cells.findLastIndex((cell) => cell !== null) + 1;
  return Array.from({ length: Math.max(columns, used) }, (_, at) => row.cells[at] ?? null);
}
