import type { RecordRule } from './rules.ts';
import { scanPlain, type PlainStretch } from './scan-plain.ts';

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;

/** A record longer than this is quarantined: the engine's reader takes lines up to this size. */
export const MAX_RECORD_BYTES = 1_048_576;
/** A single line longer than this is not looked for any more: the batch is refused with its line number. */
export const MAX_LINE_BYTES = 16_777_216;

/** Records found in one block, by position in `bytes`. Positions exclude the line end. */
export interface SplitBlock {
  readonly bytes: Buffer;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly lines: readonly number[];
  readonly faults: readonly (RecordRule | undefined)[];
  readonly blankLines: number;
  /** Some record holds a line end inside quotes. */
  readonly multiLine: boolean;
}

export interface RecordSplitter {
  /** The complete records of the rest and this block, where all of them are plain; takes nothing. */
  plain(block: Buffer): PlainStretch | undefined;
  /** Takes what `plain` gave. */
  takePlain(block: Buffer, stretch: PlainStretch): void;
  /** Splits what is complete; the rest waits for the next block. With `last`, everything is given out. */
  split(block: Uint8Array, last: boolean): SplitBlock;
  /** Line on which the unfinished rest begins. */
  readonly line: number;
  /** Bytes that wait. */
  readonly waiting: number;
}

interface Scan {
  /** Position after the record's line end, or -1 while the record is not complete. */
  next: number;
  end: number;
  lineEnds: number;
  fault: RecordRule | undefined;
}

/**
 * Splits delimited text (RFC 4180) into records and finds what is wrong with their structure, with line numbers.
 * Works on bytes: neither UTF-8 nor GB 18030 uses the bytes of line end, quote or delimiter inside a character.
 * A broken quote must not swallow the rest of the file: when a record that spans lines is faulty, only its first line is
 * given up and reading goes on with the next one.
 */
export function createRecordSplitter(delimiter: number, columns: number, firstLine: number): RecordSplitter {
  let rest: Buffer = Buffer.alloc(0);
  let line = firstLine;
  const withRest = createJoin();
  return {
    get line() {
      return line;
    },
    get waiting() {
      return rest.length;
    },
    plain: (block) => scanPlain(withRest(rest, block), delimiter, columns, MAX_RECORD_BYTES),
    takePlain(block, stretch) {
      rest = Buffer.from(withRest(rest, block).subarray(stretch.taken));
      line += stretch.records;
    },
    split(block, last) {
      const bytes = withRest(rest, block);
      const found = {
        starts: [] as number[],
        ends: [] as number[],
        lines: [] as number[],
        faults: [] as (RecordRule | undefined)[],
      };
      let blankLines = 0;
      let multiLine = false;
      let at = 0;
      while (at < bytes.length) {
        let scan = scanRecord(bytes, at, delimiter, columns, last);
        if (scan.next < 0) {
          if (!isRunaway(bytes, at)) break;
          scan = { ...firstLineOf(bytes, at), fault: 'structure.quote' };
        } else if (scan.fault && scan.lineEnds > 1) {
          scan = {
            ...firstLineOf(bytes, at),
            fault: scan.fault === 'structure.columns' ? 'structure.quote' : scan.fault,
          };
        }
        if (scan.end === at) blankLines += 1;
        else {
          found.starts.push(at);
          found.ends.push(scan.end);
          found.lines.push(line);
          found.faults.push(scan.fault ?? (scan.end - at > MAX_RECORD_BYTES ? 'structure.too-long' : undefined));
          if (scan.lineEnds > 1) multiLine = true;
        }
        line += scan.lineEnds;
        at = scan.next;
      }
      rest = Buffer.from(bytes.subarray(at));
      return { bytes, ...found, blankLines, multiLine };
    },
  };
}

/** The rest and the block in one piece, made once for both readers. */
function createJoin(): (rest: Buffer, block: Uint8Array) => Buffer {
  let last: { readonly rest: Buffer; readonly block: Uint8Array; readonly bytes: Buffer } | undefined;
  return (rest, block) => {
    if (last?.block === block && last.rest === rest) return last.bytes;
    const bytes =
      rest.length === 0 ? Buffer.from(block.buffer, block.byteOffset, block.byteLength) : Buffer.concat([rest, block]);
    last = { rest, block, bytes };
    return bytes;
  };
}

/** An unfinished record that is longer than any may be and has a line end: its quote was never closed. */
const isRunaway = (bytes: Buffer, at: number): boolean =>
  bytes.length - at > MAX_RECORD_BYTES && bytes.indexOf(LF, at) >= 0;

function firstLineOf(bytes: Buffer, at: number): Omit<Scan, 'fault'> {
  const lf = bytes.indexOf(LF, at);
  const stop = lf < 0 ? bytes.length : lf;
  return {
    next: lf < 0 ? bytes.length : lf + 1,
    end: bytes[stop - 1] === CR && stop > at ? stop - 1 : stop,
    lineEnds: 1,
  };
}

function scanRecord(bytes: Buffer, start: number, delimiter: number, columns: number, last: boolean): Scan {
  const size = bytes.length;
  let fields = 1;
  let lineEnds = 1;
  let fault: RecordRule | undefined;
  let fieldStart = start;
  let i = start;
  for (; i < size; i += 1) {
    const c = bytes[i];
    if (c === delimiter) {
      fields += 1;
      fieldStart = i + 1;
    } else if (c === LF) {
      break;
    } else if (c === QUOTE) {
      if (i !== fieldStart) {
        fault ??= 'structure.quote';
        continue;
      }
      const close = closingQuote(bytes, i + 1);
      if (close < 0) {
        // Open at the end of what is here: wait for more, or at the end of the file call it broken.
        return last
          ? { ...firstLineOf(bytes, start), fault: 'structure.quote' }
          : { next: -1, end: size, lineEnds: 0, fault };
      }
      lineEnds += countLineEnds(bytes, i + 1, close);
      if (bytes.subarray(i + 1, close).includes(0)) fault ??= 'encoding.nul';
      i = close;
      const after = bytes[close + 1];
      if (
        after !== undefined &&
        after !== delimiter &&
        after !== LF &&
        !(after === CR && (bytes[close + 2] ?? LF) === LF)
      )
        fault ??= 'structure.quote';
    } else if (c === CR && (bytes[i + 1] ?? LF) !== LF) {
      fault ??= 'structure.line-end';
    } else if (c === 0) {
      fault ??= 'encoding.nul';
    }
  }
  if (i >= size && !last) return { next: -1, end: size, lineEnds: 0, fault };
  const end = i > start && bytes[i - 1] === CR ? i - 1 : i;
  if (end > start && fields !== columns) fault ??= 'structure.columns';
  return { next: Math.min(i + 1, size), end, lineEnds, fault };
}

/** Position of the quote that closes, where two quotes in a row stand for one; -1 if it is not here. */
function closingQuote(bytes: Buffer, from: number): number {
  let at = bytes.indexOf(QUOTE, from);
  while (at >= 0 && bytes[at + 1] === QUOTE) at = bytes.indexOf(QUOTE, at + 2);
  return at;
}

function countLineEnds(bytes: Buffer, from: number, to: number): number {
  let count = 0;
  for (let at = bytes.indexOf(LF, from); at >= 0 && at < to; at = bytes.indexOf(LF, at + 1)) count += 1;
  return count;
}
