import { breakLines, type Measure } from './break-lines.ts';
import { officialDate, type Block, type OfficialDocument } from './official-document.ts';

const MM = 72 / 25.4;

/** Page of GB/T 9704-2012: A4, its frame 156 × 225 mm with 37 mm above and 28 mm at the left, 22 lines of 28 characters. */
export const page = {
  ...{ width: 210 * MM, height: 297 * MM, top: 37 * MM, left: 28 * MM },
  ...{ frameWidth: 156 * MM, frameHeight: 225 * MM, lines: 22, perLine: 28 },
} as const;
export const pitch = page.frameHeight / page.lines;

/** Sizes (字号) in points: 二号, 三号, 四号, 小五. */
export const sizes = { mark: 40, title: 22, body: 16, footer: 14, fine: 9 } as const;

export type Weight = 'regular' | 'bold';
export type Colour = 'black' | 'red' | 'grey';

export interface PlacedText {
  readonly kind: 'text';
  readonly x: number;
  /** Of the baseline, from the top of the page. */
  readonly y: number;
  readonly size: number;
  readonly weight: Weight;
  readonly colour: Colour;
  readonly text: string;
}

export interface PlacedRule {
  readonly kind: 'rule';
  readonly x: number;
  readonly y: number;
  readonly length: number;
  readonly colour: Colour;
}

export type Placed = PlacedText | PlacedRule;
export type Page = readonly Placed[];

/** How wide a text is, at a size and weight. */
export type MeasureText = (text: string, size: number, weight: Weight) => number;

interface Sheet {
  readonly pages: Placed[][];
  /** Line of the frame to be set next, with parts of lines. */
  at: number;
}

/** Where every line of a document stands, by GB/T 9704: heads, text, signatures, what it is verified by, page numbers. */
export function layOut(document: OfficialDocument, measure: MeasureText): readonly Page[] {
  const sheet: Sheet = { pages: [[]], at: 0 };
  setHead(sheet, document, measure);
  for (const block of document.blocks) setBlock(sheet, block, measure);
  setSignatories(sheet, document, measure);
  setVerification(sheet, document, measure);
  return sheet.pages.map((placed, index) => [...placed, pageNumber(index + 1, measure)]);
}

const baseline = (line: number, size: number): number => page.top + line * pitch + pitch / 2 + size * 0.36;

function put(sheet: Sheet, text: string, how: Omit<PlacedText, 'kind' | 'text' | 'y'> & { readonly y?: number }): void {
  sheet.pages.at(-1)?.push({ kind: 'text', ...how, text, y: how.y ?? baseline(sheet.at, how.size) });
}

/** Ends a line, and the page where it was the last. */
function advance(sheet: Sheet, lines = 1): void {
  sheet.at += lines;
  if (sheet.at + 1 <= page.lines) return;
  sheet.pages.push([]);
  sheet.at = 0;
}

const centred = (width: number): number => page.left + (page.frameWidth - width) / 2;

function setHead(sheet: Sheet, { issuer, number, title, addressee }: OfficialDocument, measure: MeasureText): void {
  // The mark is made smaller where the name of the authority is long: it stands in one line.
  const natural = measure(issuer, sizes.mark, 'bold');
  const size = Math.min(sizes.mark, (sizes.mark * page.frameWidth) / natural);
  const top = page.top + 35 * MM;
  const mark = { size, weight: 'bold', colour: 'red' } as const;
  put(sheet, issuer, { ...mark, x: centred(measure(issuer, size, 'bold')), y: top + size * 0.86 });
  sheet.at = Math.ceil((top + size - page.top) / pitch) + 2;
  const body = { size: sizes.body, weight: 'regular', colour: 'black' } as const;
  put(sheet, number, { ...body, x: centred(measure(number, sizes.body, 'regular')) });
  const below = baseline(sheet.at, sizes.body) + 4 * MM;
  sheet.pages[0]?.push({ kind: 'rule', x: page.left, y: below, length: page.frameWidth, colour: 'red' });
  advance(sheet, 3);
  const widths = { first: page.frameWidth - 4 * sizes.title, rest: page.frameWidth - 4 * sizes.title };
  for (const line of breakLines(title, widths, (text) => measure(text, sizes.title, 'bold'))) {
    const x = centred(measure(line, sizes.title, 'bold'));
    put(sheet, line, { size: sizes.title, weight: 'bold', colour: 'black', x });
    advance(sheet, 1.25);
  }
  advance(sheet, 0.75);
  sheet.at = Math.ceil(sheet.at);
  if (addressee !== undefined) setText(sheet, `${addressee}：`, { weight: 'regular', indent: 0 }, measure);
}

function setBlock(sheet: Sheet, block: Block, measure: MeasureText): void {
  if (block.kind === 'heading') setText(sheet, block.text, { weight: 'bold', indent: 2 }, measure);
  else if (block.kind === 'paragraph') setText(sheet, block.text, { weight: 'regular', indent: 2 }, measure);
  else setText(sheet, `${block.label}：${block.text}`, { weight: 'regular', indent: 2 }, measure);
}

/** A character takes a 28th of the frame, whatever its size is in name. */
const CELL = page.frameWidth / page.perLine;

function setText(
  sheet: Sheet,
  text: string,
  { weight, indent }: { readonly weight: Weight; readonly indent: number },
  measure: MeasureText,
): void {
  const size = (sizes.body * CELL) / sizes.body;
  const wide: Measure = (one) => measure(one, size, weight);
  for (const part of text.split('\n')) {
    // A little more than the frame: 28 characters of exactly its 28th part must not fall short by rounding.
    const widths = { first: page.frameWidth - indent * CELL + 0.5, rest: page.frameWidth + 0.5 };
    breakLines(part, widths, wide).forEach((line, index) => {
      const x = page.left + (index === 0 ? indent * CELL : 0);
      put(sheet, line, { size, weight, colour: 'black', x });
      advance(sheet);
    });
  }
}

function setSignatories(sheet: Sheet, { signatories, date }: OfficialDocument, measure: MeasureText): void {
  advance(sheet, sheet.at === 0 ? 0 : 2);
  // Names and date stay on one page.
  if (sheet.at + signatories.length + 1 > page.lines) {
    sheet.pages.push([]);
    sheet.at = 0;
  }
  const how = { size: CELL, weight: 'regular', colour: 'black' } as const;
  const right = page.left + page.frameWidth;
  for (const name of signatories) {
    put(sheet, name, { ...how, x: Math.max(page.left, right - 2 * CELL - measure(name, CELL, 'regular')) });
    advance(sheet);
  }
  const day = officialDate(date);
  put(sheet, day, { ...how, x: right - 4 * CELL - measure(day, CELL, 'regular') });
  advance(sheet);
}

const FINE_PITCH = 14;

/** The last lines of the last page (版记): how anybody finds out whether this is what was issued. */
function setVerification(sheet: Sheet, { verification }: OfficialDocument, measure: MeasureText): void {
  const fine = { size: sizes.fine, weight: 'regular', colour: 'black' } as const;
  const widths = { first: page.frameWidth, rest: page.frameWidth };
  const lines = [
    `验证码：${verification.code}　验证地址：${verification.address}`,
    `数据摘要（SHA-256）：${verification.digest}`,
    `存证条目：${verification.entry}`,
  ].flatMap((text) => breakLines(text, widths, (one) => measure(one, sizes.fine, 'regular')));
  const needed = ((lines.length + 1) * FINE_PITCH) / pitch;
  if (sheet.at + needed > page.lines) {
    sheet.pages.push([]);
    sheet.at = 0;
  }
  const bottom = page.top + page.frameHeight;
  const first = bottom - lines.length * FINE_PITCH;
  const last = sheet.pages.at(-1);
  last?.push({ kind: 'rule', x: page.left, y: first, length: page.frameWidth, colour: 'black' });
  lines.forEach((text, index) => put(sheet, text, { ...fine, x: page.left, y: first + (index + 0.8) * FINE_PITCH }));
}

/** `— 1 —` in 四号 below the frame: at the right of odd pages, at the left of even ones, one character in. */
function pageNumber(number: number, measure: MeasureText): Placed {
  const text = `— ${number} —`;
  const width = measure(text, sizes.footer, 'regular');
  const right = page.left + page.frameWidth - CELL - width;
  const x = number % 2 === 1 ? right : page.left + CELL;
  const y = page.top + page.frameHeight + 7 * MM + sizes.footer;
  return { kind: 'text', x, y, size: sizes.footer, weight: 'regular', colour: 'black', text };
}
