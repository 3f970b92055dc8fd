import { DomainError } from '@sluice/kernel';
import { attributeOf, pullXml, XmlBroken, type XmlEvent } from './pull-xml.ts';
import { readZip, type ZipEntry, type ZipLimits } from './read-zip.ts';

/** A row of a sheet with its number as the sheet shows it; null is an empty cell. */
export interface SheetRow {
  readonly number: number;
  readonly cells: readonly (string | null)[];
}

export interface Sheet {
  readonly name: string;
  rows(): AsyncIterable<SheetRow>;
}

/** Excel's own limits; a sheet that names more columns or rows is no table. */
const MAX_COLUMNS = 16_384;
const MAX_ROWS = 1_048_576;
const MAX_STRINGS_BYTES = 512 * 1024 * 1024;
/** Days from Excel's day 0 to 1970-01-01, with its invented 29 February 1900; and of the Macintosh calendar. */
const EPOCH_1900 = 25_569;
const EPOCH_1904 = 24_107;

const broken = (): DomainError => new DomainError('connector.workbook-unreadable', 'invalid');

/**
 * Visible sheets of a workbook (.xlsx), their rows one after another: the sheet is never held as a whole, only its
 * shared strings are. Dates come as ISO text, numbers in plain digits, formulas as the value that was saved.
 * @throws DomainError `connector.workbook-unreadable`, `connector.archive-refused` (invalid)
 */
export async function readXlsx<T>(
  path: string,
  work: (sheets: readonly Sheet[]) => Promise<T>,
  limits?: ZipLimits,
): Promise<T> {
  return readZip(
    path,
    async (entries) => {
      const files = new Map(entries.map((entry) => [entry.name.replace(/^\//, '').toLowerCase(), entry]));
      return work(await sheetsOf(files));
    },
    limits,
  );
}

async function sheetsOf(files: ReadonlyMap<string, ZipEntry>): Promise<readonly Sheet[]> {
  const book = files.get('xl/workbook.xml');
  if (!book) throw broken();
  const targets = new Map<string, string>();
  for await (const event of eventsIn(files.get('xl/_rels/workbook.xml.rels'))) {
    if (event.kind !== 'start' || event.name !== 'Relationship') continue;
    const target = attributeOf(event.attributes, 'Target') ?? '';
    const path = target.startsWith('/') ? target.slice(1) : `xl/${target}`;
    targets.set(attributeOf(event.attributes, 'Id') ?? '', path.toLowerCase());
  }
  let epoch = EPOCH_1900;
  const sheets: { name: string; entry: ZipEntry }[] = [];
  for await (const event of eventsIn(book)) {
    if (event.kind !== 'start') continue;
    if (event.name === 'workbookPr' && /^(1|true)$/.test(attributeOf(event.attributes, 'date1904') ?? ''))
      epoch = EPOCH_1904;
    if (event.name !== 'sheet' || (attributeOf(event.attributes, 'state') ?? 'visible') !== 'visible') continue;
    const entry = files.get(targets.get(attributeOf(event.attributes, '(?:\\w+:)id') ?? '') ?? '');
    if (entry) sheets.push({ name: attributeOf(event.attributes, 'name') ?? '', entry });
  }
  if (sheets.length === 0) throw broken();
  const strings = await sharedStrings(files.get('xl/sharedstrings.xml'));
  const dates = await dateStyles(files.get('xl/styles.xml'));
  return sheets.map(({ name, entry }) => ({ name, rows: () => rowsOf(entry, { strings, dates, epoch }) }));
}

async function* eventsIn(entry: ZipEntry | undefined): AsyncGenerator<XmlEvent> {
  if (!entry) return;
  try {
    for await (const events of pullXml(entry.read())) yield* events;
  } catch (error) {
    throw error instanceof XmlBroken ? broken() : error;
  }
}

async function sharedStrings(entry: ZipEntry | undefined): Promise<readonly string[]> {
  if (entry && entry.bytes > MAX_STRINGS_BYTES) throw broken();
  const strings: string[] = [];
  let text = '';
  let isText = false;
  let isPhonetic = false;
  for await (const event of eventsIn(entry)) {
    if (event.kind === 'text') text += isText && !isPhonetic ? event.text : '';
    else if (event.name === 't') isText = event.kind === 'start';
    else if (event.name === 'rPh') isPhonetic = event.kind === 'start';
    else if (event.name === 'si') {
      if (event.kind === 'end') strings.push(text);
      text = '';
    }
  }
  return strings;
}

const DATE_FORMATS: ReadonlySet<number> = new Set([
  14, 15, 16, 17, 18, 19, 20, 21, 22, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 45, 46, 47, 50, 51, 52, 53, 54, 55, 56,
  57, 58,
]);

/** For each cell style whether it shows a date. */
async function dateStyles(entry: ZipEntry | undefined): Promise<readonly boolean[]> {
  const custom = new Map<number, boolean>();
  const styles: boolean[] = [];
  let inCells = false;
  for await (const event of eventsIn(entry)) {
    if (event.kind === 'text') continue;
    if (event.name === 'cellXfs') inCells = event.kind === 'start';
    if (event.kind !== 'start') continue;
    if (event.name === 'numFmt') {
      const code = attributeOf(event.attributes, 'formatCode') ?? '';
      custom.set(Number(attributeOf(event.attributes, 'numFmtId')), isDateFormat(code));
    } else if (event.name === 'xf' && inCells) {
      const id = Number(attributeOf(event.attributes, 'numFmtId') ?? 0);
      styles.push(custom.get(id) ?? DATE_FORMATS.has(id));
    }
  }
  return styles;
}

const isDateFormat = (code: string): boolean => /[ymdhs年月日]/i.test(code.replace(/"[^"]*"|\[[^\]]*\]|\\./g, ''));

interface BookFacts {
  readonly strings: readonly string[];
  readonly dates: readonly boolean[];
  readonly epoch: number;
}

interface OpenCell {
  readonly column: number;
  readonly type: string;
  readonly style: number;
  value: string;
}

async function* rowsOf(entry: ZipEntry, book: BookFacts): AsyncGenerator<SheetRow> {
  let number = 0;
  let cells: (string | null)[] = [];
  let cell: OpenCell | undefined;
  let isValue = false;
  for await (const event of eventsIn(entry)) {
    if (event.kind === 'text') {
      if (cell && isValue) cell.value += event.text;
    } else if (event.name === 'row') {
      if (event.kind === 'start') number = rowNumber(event.attributes, number);
      else {
        yield { number, cells };
        cells = [];
      }
    } else if (event.name === 'c') {
      if (event.kind === 'start') cell = openCell(event.attributes, cells.length);
      else if (cell) {
        while (cells.length < cell.column) cells.push(null);
        cells[cell.column] = textOf(cell, book);
        cell = undefined;
      }
    } else if (event.name === 'v' || event.name === 't') isValue = event.kind === 'start';
  }
}

/** Rows stand in their order; what says otherwise would be filled up with as many empty lines as it likes. */
function rowNumber(attributes: string, before: number): number {
  const said = attributeOf(attributes, 'r');
  const number = said === undefined ? before + 1 : /^\d{1,7}$/.test(said) ? Number(said) : 0;
  if (number <= before || number > MAX_ROWS) throw broken();
  return number;
}

function openCell(attributes: string, next: number): OpenCell {
  const place = /^([A-Z]{1,3})\d+$/.exec(attributeOf(attributes, 'r') ?? '');
  const column = place?.[1] ? Array.from(place[1]).reduce((sum, c) => sum * 26 + c.charCodeAt(0) - 64, 0) - 1 : next;
  if (column >= MAX_COLUMNS) throw broken();
  return {
    column,
    type: attributeOf(attributes, 't') ?? 'n',
    style: Number(attributeOf(attributes, 's') ?? -1),
    value: '',
  };
}

function textOf({ type, style, value }: OpenCell, { strings, dates, epoch }: BookFacts): string | null {
  if (value === '') return null;
  switch (type) {
    case 's':
      return strings[Number(value)] || null;
    case 'b':
      return value === '1' ? 'true' : 'false';
    case 'n':
      return dates[style] ? dateOf(Number(value), epoch) : plainNumber(value);
    default:
      return value;
  }
}

/** 15 significant digits are all that a sheet's number has; exponents are written out. */
function plainNumber(value: string): string {
  const number = Number(value);
  if (!Number.isFinite(number)) return value;
  if (Number.isSafeInteger(number)) return String(number);
  const short = Number(number.toPrecision(15));
  return /e/.test(String(short)) ? short.toFixed(Math.abs(short) < 1 ? 15 : 0).replace(/\.?0+$/, '') : String(short);
}

const DAY_MS = 86_400_000;

/** A whole number of days is a date, anything else has its time; to the second. */
function dateOf(days: number, epoch: number): string {
  if (!Number.isFinite(days)) return String(days);
  const at = new Date(Math.round(((days - epoch) * DAY_MS) / 1_000) * 1_000);
  if (Number.isNaN(at.getTime())) return String(days);
  const text = at.toISOString();
  if (days < 1) return text.slice(11, 19);
  return Number.isInteger(days) ? text.slice(0, 10) : `${text.slice(0, 10)} ${text.slice(11, 19)}`;
}
