import { DomainError } from '@sluice/kernel';
import { attributeOf, pullXml, XmlBroken, type XmlEvent } from './pull-xml.ts';
import { defaultZipLimits, readZip, type ZipEntry, type ZipLimits } from './read-zip.ts';

/** A cell that holds something; columns count from 0. */
export interface SheetCell {
  readonly column: number;
  readonly text: string;
}

/**
 * A row of a sheet with its number as the sheet shows it. Its cells ascend, and empty ones are left out: a single cell in
 * the last column costs no more than one in the first.
 */
export interface SheetRow {
  readonly number: number;
  readonly cells: readonly SheetCell[];
}

export interface Sheet {
  readonly name: string;
  rows(): AsyncIterable<SheetRow>;
}

/** Excel's own limits; a sheet that names more columns or rows is no table. */
const MAX_COLUMNS = 16_384;
const MAX_ROWS = 1_048_576;
/** Memory that shared strings may take, and what each takes beside its characters. */
const MAX_STRINGS_BYTES = 512 * 1024 * 1024;
const STRING_BYTES = 64;
/** Of the parts that are held as a whole: styles, names of sheets. */
const MAX_PART_BYTES = 64 * 1024 * 1024;
/** Characters of one row: a longer one is no record of any table. */
const MAX_ROW_TEXT = 16 * 1024 * 1024;
/** A table of a million rows packs to a tenth or so; work on a workbook is bounded by what it unpacks to. */
const workbookLimits: ZipLimits = { ...defaultZipLimits, maxRatio: 100 };
/** Days from Excel's day 0 to 1970-01-01, with its invented 29 February 1900; and of the Macintosh calendar. */
const EPOCH_1900 = 25_569;
const EPOCH_1904 = 24_107;

const broken = (): DomainError => new DomainError('connector.workbook-unreadable', 'invalid');

export interface ReadXlsxOptions {
  readonly limits?: ZipLimits;
  /** Gives the reading up: it ends with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Visible sheets of a workbook (.xlsx), their rows one after another: the sheet is never held as a whole, only its
 * shared strings are. Dates come as ISO text, numbers in plain digits, formulas as the value that was saved. However
 * large it is, what else this process does goes on meanwhile.
 * @throws DomainError `connector.workbook-unreadable`, `connector.archive-refused` (invalid)
 */
export async function readXlsx<T>(
  path: string,
  work: (sheets: readonly Sheet[]) => Promise<T>,
  { limits = workbookLimits, signal }: ReadXlsxOptions = {},
): Promise<T> {
  return readZip(
    path,
    async (entries) => {
      const files = new Map(entries.map((entry) => [entry.name.replace(/^\//, '').toLowerCase(), entry]));
      return work(await sheetsOf(files, signal));
    },
    limits,
  );
}

async function sheetsOf(
  files: ReadonlyMap<string, ZipEntry>,
  signal: AbortSignal | undefined,
): Promise<readonly Sheet[]> {
  const part = (name: string): AsyncGenerator<readonly XmlEvent[]> => {
    const entry = files.get(name);
    if (entry && entry.bytes > MAX_PART_BYTES) throw broken();
    return eventsIn(entry, signal);
  };
  if (!files.has('xl/workbook.xml')) throw broken();
  const targets = new Map<string, string>();
  for await (const events of part('xl/_rels/workbook.xml.rels')) {
    for (const event of events) {
      if (event.kind !== 'start' || event.name !== 'Relationship') continue;
      const target = attributeOf(event.attributes, 'Target') ?? '';
      const path = target.startsWith('/') ? target.slice(1) : `xl/${target}`;
      targets.set(attributeOf(event.attributes, 'Id') ?? '', path.toLowerCase());
    }
  }
  let epoch = EPOCH_1900;
  const sheets = new Map<ZipEntry, string>();
  for await (const events of part('xl/workbook.xml')) {
    for (const event of events) {
      if (event.kind !== 'start') continue;
      if (event.name === 'workbookPr' && /^(1|true)$/.test(attributeOf(event.attributes, 'date1904') ?? ''))
        epoch = EPOCH_1904;
      if (event.name !== 'sheet' || (attributeOf(event.attributes, 'state') ?? 'visible') !== 'visible') continue;
      const entry = files.get(targets.get(attributeOf(event.attributes, '(?:\\w+:)id') ?? '') ?? '');
      if (!entry) continue;
      // One file under many names would be read as often as it is named.
      if (sheets.has(entry)) throw broken();
      sheets.set(entry, attributeOf(event.attributes, 'name') ?? '');
    }
  }
  if (sheets.size === 0) throw broken();
  const strings = await sharedStrings(eventsIn(files.get('xl/sharedstrings.xml'), signal));
  const dates = await dateStyles(part('xl/styles.xml'));
  return Array.from(sheets, ([entry, name]) => ({
    name,
    rows: () => rowsOf(eventsIn(entry, signal), { strings, dates, epoch }),
  }));
}

type Events = AsyncIterable<readonly XmlEvent[]>;

async function* eventsIn(
  entry: ZipEntry | undefined,
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly XmlEvent[]> {
  if (!entry) return;
  try {
    yield* pullXml(entry.read(), signal);
  } catch (error) {
    throw error instanceof XmlBroken ? broken() : error;
  }
}

async function sharedStrings(source: Events): Promise<readonly string[]> {
  const strings: string[] = [];
  let text = '';
  let held = 0;
  let isText = false;
  let isPhonetic = false;
  for await (const events of source) {
    for (const event of events) {
      if (event.kind === 'text') text += isText && !isPhonetic ? event.text : '';
      else if (event.name === 't') isText = event.kind === 'start';
      else if (event.name === 'rPh') isPhonetic = event.kind === 'start';
      else if (event.name === 'si') {
        if (event.kind === 'end') {
          strings.push(text);
          held += STRING_BYTES + 2 * text.length;
        }
        text = '';
      }
    }
    if (held + 2 * text.length > MAX_STRINGS_BYTES) throw broken();
  }
  return strings;
}

const DATE_FORMATS: ReadonlySet<number> = new Set([
  14, 15, 16, 17, 18, 19, 20, 21, 22, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 45, 46, 47, 50, 51, 52, 53, 54, 55, 56,
  57, 58,
]);

/** For each cell style whether it shows a date. */
async function dateStyles(source: Events): Promise<readonly boolean[]> {
  const custom = new Map<number, boolean>();
  const styles: boolean[] = [];
  let inCells = false;
  for await (const events of source) {
    for (const event of events) {
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

async function* rowsOf(source: Events, book: BookFacts): AsyncGenerator<SheetRow> {
  let number = 0;
  let cells: SheetCell[] = [];
  let last = -1;
  let length = 0;
  let cell: OpenCell | undefined;
  let isValue = false;
  for await (const events of source) {
    for (const event of events) {
      if (event.kind === 'text') {
        if (!cell || !isValue) continue;
        cell.value += event.text;
        if (cell.value.length > MAX_ROW_TEXT) throw broken();
      } else if (event.name === 'row') {
        if (event.kind === 'start') number = rowNumber(event.attributes, number);
        else {
          yield { number, cells };
          cells = [];
          last = -1;
          length = 0;
        }
      } else if (event.name === 'c') {
        if (event.kind === 'start') {
          cell = openCell(event.attributes, last);
          last = cell.column;
        } else if (cell) {
          const text = textOf(cell, book);
          if (text !== null) cells.push({ column: cell.column, text });
          length += text?.length ?? 0;
          if (length > MAX_ROW_TEXT) throw broken();
          cell = undefined;
        }
      } else if (event.name === 'v' || event.name === 't') isValue = event.kind === 'start';
    }
  }
}

/** Rows stand in their order; what says otherwise would be filled up with as many empty lines as it likes. */
function rowNumber(attributes: string, before: number): number {
  const said = attributeOf(attributes, 'r');
  const number = said === undefined ? before + 1 : /^\d{1,7}$/.test(said) ? Number(said) : 0;
  if (number <= before || number > MAX_ROWS) throw broken();
  return number;
}

/** So do cells: a row that names one place again would never end. */
function openCell(attributes: string, before: number): OpenCell {
  const place = /^([A-Z]{1,3})\d{1,7}$/.exec(attributeOf(attributes, 'r') ?? '')?.[1];
  const column = place === undefined ? before + 1 : columnOf(place);
  if (column <= before || column >= MAX_COLUMNS) throw broken();
  return {
    column,
    type: attributeOf(attributes, 't') ?? 'n',
    style: Number(attributeOf(attributes, 's') ?? -1),
    value: '',
  };
}

function columnOf(letters: string): number {
  let column = 0;
  for (let i = 0; i < letters.length; i += 1) column = column * 26 + letters.charCodeAt(i) - 64;
  return column - 1;
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
