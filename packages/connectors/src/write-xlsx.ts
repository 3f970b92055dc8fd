import { strToU8, zipSync } from 'fflate';

/** How a cell or a column looks; text is kept as it was typed (identifiers do not become numbers). */
const STYLES = ['text', 'number', 'date', 'head', 'required', 'fault', 'note'] as const;
export type CellStyle = (typeof STYLES)[number];

export interface WorkbookCell {
  readonly text: string;
  readonly style?: CellStyle;
}

/** What may be typed below the header of a column; the program refuses anything else with the words given. */
export interface ColumnRule {
  readonly choices?: readonly string[];
  readonly whole?: { readonly min?: number | undefined; readonly max?: number | undefined };
  readonly decimal?: { readonly min?: number | undefined; readonly max?: number | undefined };
  readonly date?: true;
  readonly maxLength?: number;
  readonly words: string;
}

export interface WorkbookSheet {
  readonly name: string;
  /** Width in characters, look of empty cells, what may be typed; one for each column. */
  readonly columns: readonly { readonly width: number; readonly style: CellStyle; readonly rule?: ColumnRule }[];
  /** Rows from the first; the first one stays in sight. */
  readonly rows: readonly (readonly (WorkbookCell | null)[])[];
}

/** Rows that choices and limits are laid on; the format itself ends at 1,048,576. */
const RULED_ROWS = 100_001;
/** A list of choices inside the rule itself has to be shorter; longer ones stand on a hidden sheet. */
const INLINE_CHOICES = 250;
const MOMENT = new Date('1980-01-01T00:00:00');
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

/**
 * A workbook (.xlsx) of small sheets, held in memory as a whole; the same sheets give the same bytes. Every cell is text:
 * nothing in it is ever taken for a formula.
 */
export function writeXlsx(given: readonly WorkbookSheet[]): Uint8Array {
  const choices = given.flatMap((sheet) =>
    sheet.columns.flatMap(({ rule }) => (rule?.choices && !fitsInline(rule.choices) ? [rule.choices] : [])),
  );
  const sheets = choices.length === 0 ? given : [...given, choiceSheet(choices)];
  const parts: Record<string, string> = {
    '[Content_Types].xml': `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>${sheets.map((_, at) => `<Override PartName="/xl/worksheets/sheet${at + 1}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>`).join('')}</Types>`,
    '_rels/.rels': `${HEAD}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets>${sheets.map((sheet, at) => `<sheet name="${xml(sheet.name.replace(/[\\/?*[\]:]/g, ' ').slice(0, 31))}" sheetId="${at + 1}"${at >= given.length ? ' state="hidden"' : ''} r:id="rId${at + 1}"/>`).join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${sheets.map((_, at) => `<Relationship Id="rId${at + 1}" Type="${RELATIONS}/worksheet" Target="worksheets/sheet${at + 1}.xml"/>`).join('')}<Relationship Id="rId${sheets.length + 1}" Type="${RELATIONS}/styles" Target="styles.xml"/></Relationships>`,
    'xl/styles.xml': styles(),
  };
  const lists = new Map(
    choices.map((list, at) => [list, `${CHOICES}!$${columnName(at)}$1:$${columnName(at)}$${list.length}`]),
  );
  for (const [at, sheet] of sheets.entries()) parts[`xl/worksheets/sheet${at + 1}.xml`] = sheetXml(sheet, lists);
  return zipSync(Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, strToU8(text)])), {
    level: 6,
    mtime: MOMENT,
  });
}

const CHOICES = 'choices';

const choiceSheet = (lists: readonly (readonly string[])[]): WorkbookSheet => ({
  name: CHOICES,
  columns: lists.map(() => ({ width: 20, style: 'text' })),
  rows: Array.from({ length: Math.max(...lists.map((list) => list.length)) }, (_, row) =>
    lists.map((list) => (list[row] === undefined ? null : { text: list[row] })),
  ),
});

const fitsInline = (choices: readonly string[]): boolean =>
  choices.join(',').length <= INLINE_CHOICES && choices.every((choice) => !/[,"]/.test(choice));

function sheetXml(sheet: WorkbookSheet, lists: ReadonlyMap<readonly string[], string>): string {
  const columns = sheet.columns
    .map(
      ({ width, style }, at) =>
        `<col min="${at + 1}" max="${at + 1}" width="${width}" style="${STYLES.indexOf(style)}" customWidth="1"/>`,
    )
    .join('');
  const rows = sheet.rows
    .map((cells, row) => `<row r="${row + 1}">${cells.map((cell, at) => cellXml(cell, at, row, sheet)).join('')}</row>`)
    .join('');
  const rules = sheet.columns.flatMap(({ rule }, at) => (rule ? [ruleXml(rule, at, lists)] : []));
  const ruled =
    rules.length === 0 ? '' : `<dataValidations count="${rules.length}">${rules.join('')}</dataValidations>`;
  return (
    `${HEAD}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>` +
    `<cols>${columns}</cols><sheetData>${rows}</sheetData>${ruled}</worksheet>`
  );
}

function cellXml(cell: WorkbookCell | null, at: number, row: number, sheet: WorkbookSheet): string {
  if (cell === null) return '';
  const style = STYLES.indexOf(cell.style ?? sheet.columns[at]?.style ?? 'text');
  return `<c r="${columnName(at)}${row + 1}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${xml(cell.text)}</t></is></c>`;
}

function ruleXml(rule: ColumnRule, at: number, lists: ReadonlyMap<readonly string[], string>): string {
  const place = `${columnName(at)}2:${columnName(at)}${RULED_ROWS}`;
  const [kind, formulas] = conditionOf(rule, lists);
  const words = xml(rule.words.slice(0, 250));
  return `<dataValidation type="${kind}" allowBlank="1" showInputMessage="1" showErrorMessage="1" error="${words}" prompt="${words}" sqref="${place}">${formulas}</dataValidation>`;
}

function conditionOf(rule: ColumnRule, lists: ReadonlyMap<readonly string[], string>): readonly [string, string] {
  const { choices, whole, decimal, date, maxLength } = rule;
  if (choices) {
    const list = lists.get(choices) ?? `"${choices.join(',')}"`;
    return ['list', `<formula1>${xml(list)}</formula1>`];
  }
  const limits = whole ?? decimal;
  if (limits) {
    const { min = -1e15, max = 1e15 } = limits;
    return [
      whole ? 'whole" operator="between' : 'decimal" operator="between',
      `<formula1>${min}</formula1><formula2>${max}</formula2>`,
    ];
  }
  if (date) return ['date" operator="greaterThanOrEqual', '<formula1>1</formula1>'];
  if (maxLength !== undefined) return ['textLength" operator="lessThanOrEqual', `<formula1>${maxLength}</formula1>`];
  return ['none', ''];
}

/** A, B … Z, AA … */
export function columnName(at: number): string {
  const letter = String.fromCharCode(65 + (at % 26));
  return at < 26 ? letter : columnName(Math.floor(at / 26) - 1) + letter;
}

const FILLS = ['FFE8EDF3', 'FFFFE8B3', 'FFFFD6D6'] as const;

function styles(): string {
  const fills = FILLS.map(
    (rgb) => `<fill><patternFill patternType="solid"><fgColor rgb="${rgb}"/></patternFill></fill>`,
  );
  // Format, font and fill of each style in its order; 49 is text, 164 the date below.
  const looks = [
    [49, 0, 0],
    [0, 0, 0],
    [164, 0, 0],
    [49, 1, 2],
    [49, 1, 3],
    [49, 0, 4],
    [49, 0, 0],
  ] as const;
  const xfs = looks
    .map(
      ([format, font, fill], at) =>
        `<xf numFmtId="${format}" fontId="${font}" fillId="${fill}" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1"${STYLES[at] === 'note' ? ' applyAlignment="1"><alignment wrapText="1" vertical="top"/></xf>' : '/>'}`,
    )
    .join('');
  return (
    `${HEAD}<styleSheet xmlns="${MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>` +
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>' +
    `<fills count="${FILLS.length + 2}"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>${fills.join('')}</fills>` +
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>' +
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>' +
    `<cellXfs count="${looks.length}">${xfs}</cellXfs></styleSheet>`
  );
}

// eslint-disable-next-line no-control-regex -- these have no place in XML, not even escaped
const UNSPEAKABLE = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;

const xml = (text: string): string =>
  text
    .toWellFormed()
    .replace(UNSPEAKABLE, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
