import { canonicalJson } from '@sluice/kernel';
import PDFDocument from 'pdfkit';
import { layOut, page, type Colour, type MeasureText, type Page, type PlacedText, type Weight } from './lay-out.ts';
import type { OfficialDocument } from './official-document.ts';
import type { Fonts } from './open-fonts.ts';

const COLOURS: Readonly<Record<Colour, string>> = { black: '#000000', red: '#d7000f', grey: '#8a8a8a' };

/** A stretch of a line that one part of the typeface has. */
interface Run {
  readonly slice: string;
  readonly text: string;
}

/** The document as a PDF, with its structured data attached. The same document gives the same bytes. */
export async function writePdf(document: OfficialDocument, fonts: Fonts): Promise<Uint8Array> {
  const pdf = new PDFDocument({
    ...{ size: [page.width, page.height], margin: 0, autoFirstPage: false, pdfVersion: '1.7', lang: 'zh-CN' },
    info: {
      ...{ Title: document.title, Author: document.issuer, Subject: document.number, Creator: 'Sluice' },
      CreationDate: new Date(`${document.date}T00:00:00Z`),
    },
  });
  const chunks: Uint8Array[] = [];
  pdf.on('data', (chunk: Uint8Array) => void chunks.push(chunk));
  const ended = new Promise<void>((resolve) => void pdf.on('end', () => resolve()));
  await registerFonts(pdf, document, fonts);
  const measure = measureWith(pdf, fonts);
  const pen: Pen = { pdf, fonts, measure };
  for (const placed of layOut(document, measure)) drawPage(pen, placed, document.watermark);
  pdf.file(Buffer.from(canonicalJson(document.data)), {
    ...{ name: 'data.json', type: 'application/json', relationship: 'Source', hidden: false },
    ...{ creationDate: new Date(`${document.date}T00:00:00Z`), modifiedDate: new Date(`${document.date}T00:00:00Z`) },
  });
  pdf.end();
  await ended;
  return Buffer.concat(chunks);
}

type Pdf = InstanceType<typeof PDFDocument>;

/** What is needed to set a text. */
interface Pen {
  readonly pdf: Pdf;
  readonly fonts: Fonts;
  readonly measure: MeasureText;
}

const nameOf = (slice: string, weight: Weight): string => `${slice}-${weight}`;

/** Everything that a document may say, to know which parts of the typeface it needs; bold stands in heads and headings. */
async function registerFonts(pdf: Pdf, document: OfficialDocument, fonts: Fonts): Promise<void> {
  const placed = layOut(document, (text, size) => text.length * size).flat();
  const texts = placed.flatMap((one) => (one.kind === 'text' ? [one] : []));
  const needed: Readonly<Record<Weight, string>> = {
    regular: `${texts.map((one) => (one.weight === 'regular' ? one.text : '')).join('')}${document.watermark ?? ''} —`,
    bold: texts.map((one) => (one.weight === 'bold' ? one.text : '')).join(''),
  };
  for (const weight of ['regular', 'bold'] as const) {
    const slices = new Set(Array.from(needed[weight], (char) => fonts.sliceOf(char)));
    for (const slice of slices) pdf.registerFont(nameOf(slice, weight), Buffer.from(await fonts.open(slice, weight)));
  }
}

function runsOf(text: string, fonts: Fonts): readonly Run[] {
  const runs: { slice: string; text: string }[] = [];
  for (const char of text) {
    const slice = fonts.sliceOf(char);
    const last = runs.at(-1);
    if (last?.slice === slice) last.text += char;
    else runs.push({ slice, text: char });
  }
  return runs;
}

/** Widths by character, each asked of the typeface once. */
function measureWith(pdf: Pdf, fonts: Fonts): MeasureText {
  const known = new Map<string, number>();
  const widthOf = (char: string, weight: Weight): number => {
    const key = `${weight}${char}`;
    const there = known.get(key);
    if (there !== undefined) return there;
    const width =
      pdf
        .font(nameOf(fonts.sliceOf(char), weight))
        .fontSize(UNIT)
        .widthOfString(char) / UNIT;
    known.set(key, width);
    return width;
  };
  return (text, size, weight) =>
    Array.from(text, (char) => widthOf(char, weight)).reduce((sum, one) => sum + one, 0) * size;
}

const UNIT = 1_000;

function drawPage(pen: Pen, placed: Page, watermark: string | undefined): void {
  const { pdf } = pen;
  pdf.addPage();
  if (watermark !== undefined) drawWatermark(pen, watermark);
  for (const one of placed) {
    const colour = COLOURS[one.colour];
    if (one.kind === 'text') {
      pdf.fillColor(colour);
      drawText(pen, one.text, one);
    } else {
      const width = one.colour === 'red' ? 1.5 : 0.5;
      pdf
        .moveTo(one.x, one.y)
        .lineTo(one.x + one.length, one.y)
        .lineWidth(width)
        .strokeColor(colour)
        .stroke();
    }
  }
}

type Place = Pick<PlacedText, 'x' | 'y' | 'size' | 'weight'>;

function drawText({ pdf, fonts, measure }: Pen, text: string, { x, y, size, weight }: Place): void {
  let at = x;
  for (const run of runsOf(text, fonts)) {
    pdf
      .font(nameOf(run.slice, weight))
      .fontSize(size)
      .text(run.text, at, y, { lineBreak: false, baseline: 'alphabetic' });
    at += measure(run.text, size, weight);
  }
}

const BETWEEN = { across: 260, down: 150 } as const;

/** Who and when, across the whole page, so that no part of it can be shown without. */
function drawWatermark(pen: Pen, text: string): void {
  const { pdf } = pen;
  pdf
    .save()
    .rotate(-30, { origin: [0, 0] })
    .fillColor(COLOURS.grey)
    .fillOpacity(0.18);
  for (let y = 0; y < page.height + page.width; y += BETWEEN.down)
    for (let x = -page.height; x < page.width; x += BETWEEN.across)
      drawText(pen, text, { x, y, size: 12, weight: 'regular' });
  pdf.restore().fillOpacity(1);
}
