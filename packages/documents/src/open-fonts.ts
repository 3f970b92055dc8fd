import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import subsetFont from 'subset-font';
import type { Weight } from './lay-out.ts';

const require = createRequire(import.meta.url);
const PACKAGE = '@fontsource-variable/noto-serif-sc';
const AXIS: Readonly<Record<Weight, number>> = { regular: 400, bold: 700 };

/** A part of the typeface: the characters it has, and its file. */
interface Slice {
  readonly file: string;
  readonly ranges: readonly (readonly [from: number, to: number])[];
}

export interface Fonts {
  /** Name of the part that holds a character; the first part where none does. */
  sliceOf(char: string): string;
  /** The part at a weight, as TrueType. */
  open(slice: string, weight: Weight): Promise<Uint8Array>;
}

/**
 * The typeface that documents are set in: Noto Serif SC (OFL), which comes in a hundred parts by how often characters occur.
 * Only the parts that a text needs are opened, and stay open.
 */
export async function openFonts(): Promise<Fonts> {
  const slices = await readSlices();
  const names = [...slices.keys()];
  const opened = new Map<string, Promise<Uint8Array>>();
  return {
    sliceOf(char) {
      const code = char.codePointAt(0) ?? 0;
      const name = names.find((one) => slices.get(one)?.ranges.some(([from, to]) => code >= from && code <= to));
      return name ?? names[0] ?? '';
    },
    open(name, weight) {
      const key = `${name}-${weight}`;
      const there = opened.get(key) ?? cut(slices.get(name), weight);
      opened.set(key, there);
      return there;
    },
  };
}

async function readSlices(): Promise<ReadonlyMap<string, Slice>> {
  const ranges = JSON.parse(await readFile(require.resolve(`${PACKAGE}/unicode.json`), 'utf8')) as Record<
    string,
    string
  >;
  // Latin first: it has every digit and letter, of which some other parts have a second copy.
  const order = Object.keys(ranges).toSorted((a, b) => Number(b === 'latin') - Number(a === 'latin'));
  return new Map(
    order.map((name) => [
      name,
      {
        file: require.resolve(`${PACKAGE}/files/noto-serif-sc-${name.replaceAll(/[[\]]/g, '')}-wght-normal.woff2`),
        ranges: (ranges[name] ?? '').split(',').map(parseRange),
      },
    ]),
  );
}

function parseRange(text: string): readonly [number, number] {
  const [from = '0', to = from] = text.trim().replace(/^U\+/i, '').split('-');
  return [Number.parseInt(from, 16), Number.parseInt(to, 16)];
}

/** One weight of a variable font, all its characters: the writer of the PDF leaves out what is not used. */
async function cut(slice: Slice | undefined, weight: Weight): Promise<Uint8Array> {
  if (!slice) return new Uint8Array();
  const chars = slice.ranges.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, at) => from + at));
  return subsetFont(await readFile(slice.file), String.fromCodePoint(...chars), {
    targetFormat: 'truetype',
    variationAxes: { wght: AXIS[weight] },
  });
}
