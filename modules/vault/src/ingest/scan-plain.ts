const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;

/** A stretch of complete records without quotes, blank lines, stray line ends or NUL, each with the right columns. */
export interface PlainStretch {
  /** Ended by LF alone, whatever ended the lines in the file. */
  readonly text: Buffer;
  /** Bytes of the block that it took. */
  readonly taken: number;
  readonly records: number;
}

/**
 * Most files are plain most of the time: what has no quotes needs no record-by-record reading. Looks at each byte once
 * and gives up at the first thing that is not plain; the careful reader then finds out what it is.
 */
export function scanPlain(
  block: Buffer,
  delimiter: number,
  columns: number,
  longest: number,
): PlainStretch | undefined {
  const taken = block.lastIndexOf(LF) + 1;
  if (taken === 0) return undefined;
  const lines = block.subarray(0, taken);
  if (lines.indexOf(QUOTE) >= 0 || lines.indexOf(0) >= 0) return undefined;
  const text = lines.indexOf(CR) < 0 ? lines : withoutReturns(lines);
  if (!text) return undefined;
  const records = countRecords(text, delimiter, columns, longest);
  return records === undefined ? undefined : { text, taken, records };
}

/** Latin-1 keeps every byte as it is: a native replace, instead of a loop. A return without a line end is not plain. */
function withoutReturns(lines: Buffer): Buffer | undefined {
  const text = lines.toString('latin1').replaceAll('\r\n', '\n');
  return text.includes('\r') ? undefined : Buffer.from(text, 'latin1');
}

function countRecords(text: Uint8Array, delimiter: number, columns: number, longest: number): number | undefined {
  const size = text.length;
  let records = 0;
  let fields = 1;
  let start = 0;
  for (let i = 0; i < size; i += 1) {
    const c = text[i];
    if (c === delimiter) fields += 1;
    else if (c === LF) {
      if (fields !== columns || i === start || i - start > longest) return undefined;
      records += 1;
      fields = 1;
      start = i + 1;
    }
  }
  return records;
}
