import { isAscii, isUtf8 } from 'node:buffer';
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { DomainError } from '@sluice/kernel';
import type { FieldDefinition } from '@sluice/catalogue';
import { decodeGb18030, guessEncoding, isWellFormed, readMark, type TextEncoding } from './decode-text.ts';
import { readHeader, type Header } from './read-header.ts';
import type { RecordRule } from './rules.ts';
import { createRecordSplitter, MAX_LINE_BYTES, type RecordSplitter, type SplitBlock } from './split-records.ts';

/** Well-formed records of the file, as a CSV in UTF-8 without header, ready for the engine. */
export interface TextPart {
  readonly path: string;
  readonly records: number;
  /** Records inside hold line ends: the engine must read it in one thread. */
  readonly multiLine: boolean;
}

export interface DelimitedSummary {
  readonly encoding: TextEncoding;
  readonly header: Header;
  /** Well-formed records, all parts together. */
  readonly wellFormed: number;
  readonly malformed: number;
  readonly blankLines: number;
  /** `ordinal,delta` a line: from this well-formed record on, line = ordinal + delta. */
  readonly lineIndex: string;
  /** `line,rule,form,base64` a line, one for each malformed record. */
  readonly malformedFile: string;
}

export interface ReadDelimitedOptions {
  readonly source: AsyncIterable<Uint8Array>;
  readonly fields: readonly FieldDefinition[];
  readonly folder: string;
  /** Size of a part: bounds the memory of everything that follows. */
  readonly partBytes: number;
  /** Called with each part as soon as it is written; reading waits only when a part is still being checked. */
  readonly onPart: (part: TextPart, header: Header) => Promise<void>;
  readonly onBytes: (bytes: number) => void;
}

/** Size of the first part; each is twice the one before, up to `partBytes`. */
const FIRST_PART_BYTES = 16 * 1024 * 1024;
/** Blocks that the splitter gets: small ones would be copied again and again. */
const BLOCK_BYTES = 1_048_576;
/** What is looked at record by record is cut smaller: a block of records of few bytes would keep all others waiting. */
const CAREFUL_BYTES = 64 * 1024;

/**
 * Reads delimited text once: mark, header, records, encoding. Well-formed records go to parts, malformed ones to a file
 * of their own with line and rule; none is dropped.
 * @throws DomainError those of `readHeader`; `vault.encoding-unsupported`, `vault.line-too-long` (invalid, with the line);
 * `vault.file-empty` (invalid).
 */
export async function readDelimited(options: ReadDelimitedOptions): Promise<DelimitedSummary> {
  const reader = new DelimitedReader(options);
  try {
    await reader.start();
    for await (const block of inBlocks(options.source, options.onBytes)) await reader.take(block, false);
    await reader.take(Buffer.alloc(0), true);
    return await reader.finish();
  } finally {
    await reader.close();
  }
}

interface OpenPart {
  readonly file: FileHandle;
  readonly path: string;
  bytes: number;
  records: number;
  multiLine: boolean;
}

class DelimitedReader {
  readonly #o: ReadDelimitedOptions;
  #lineIndex: FileHandle | undefined;
  #malformedFile: FileHandle | undefined;
  #head: Buffer = Buffer.alloc(0);
  #header: Header | undefined;
  #splitter: RecordSplitter | undefined;
  #encoding: TextEncoding | undefined;
  #part: OpenPart | undefined;
  #parts = 0;
  #checking: Promise<void> = Promise.resolve();
  #wellFormed = 0;
  #malformed = 0;
  #blankLines = 0;
  #delta: number | undefined;

  constructor(options: ReadDelimitedOptions) {
    this.#o = options;
  }

  async start(): Promise<void> {
    this.#lineIndex = await open(join(this.#o.folder, 'lines.csv'), 'w', 0o600);
    this.#malformedFile = await open(join(this.#o.folder, 'malformed.csv'), 'w', 0o600);
  }

  async take(block: Buffer, last: boolean): Promise<void> {
    const bytes = this.#splitter ? block : this.#takeHeader(block, last);
    if (!bytes || !this.#splitter) return;
    if (!(await this.#keepPlain(this.#splitter, bytes))) await this.#keepCarefully(this.#splitter, bytes, last);
    else if (last) await this.#keep(this.#splitter.split(Buffer.alloc(0), true));
    if (this.#splitter.waiting > MAX_LINE_BYTES)
      throw new DomainError('vault.line-too-long', 'invalid', { line: this.#splitter.line });
    if (this.#part && (last || this.#part.bytes >= this.#partLimit())) await this.#flush();
  }

  /** The first parts are small, so that checking begins at once and not after so many megabytes. */
  #partLimit(): number {
    return Math.min(this.#o.partBytes, FIRST_PART_BYTES * 2 ** (this.#parts - 1));
  }

  /** The quick way for a block of plain records in a good encoding; false where the careful one is needed. */
  async #keepPlain(splitter: RecordSplitter, block: Buffer): Promise<boolean> {
    const stretch = splitter.plain(block);
    if (!stretch) return false;
    const bytes = this.#plainText(stretch.text);
    if (!bytes) return false;
    const delta = splitter.line - this.#wellFormed;
    splitter.takePlain(block, stretch);
    const part = (this.#part ??= await this.#newPart());
    await part.file.write(bytes);
    part.bytes += bytes.length;
    part.records += stretch.records;
    if (delta !== this.#delta) await this.#lineIndex?.write(`${this.#wellFormed},${delta}\n`);
    this.#delta = delta;
    this.#wellFormed += stretch.records;
    return true;
  }

  /** The text in UTF-8, or undefined where its encoding has to be looked at record by record. */
  #plainText(text: Buffer): Uint8Array | undefined {
    if (this.#encoding === 'gb18030') {
      const decoded = decodeGb18030(text);
      return decoded === undefined ? undefined : Buffer.from(decoded);
    }
    if (isAscii(text)) return text;
    if (!isUtf8(text)) return undefined;
    this.#encoding = 'utf-8';
    return text;
  }

  async finish(): Promise<DelimitedSummary> {
    await this.#checking;
    if (!this.#header) throw new DomainError('vault.file-empty', 'invalid');
    return {
      encoding: this.#encoding ?? 'utf-8',
      header: this.#header,
      wellFormed: this.#wellFormed,
      malformed: this.#malformed,
      blankLines: this.#blankLines,
      lineIndex: join(this.#o.folder, 'lines.csv'),
      malformedFile: join(this.#o.folder, 'malformed.csv'),
    };
  }

  async close(): Promise<void> {
    await this.#checking.catch(() => undefined);
    await Promise.all([this.#lineIndex?.close(), this.#malformedFile?.close(), this.#part?.file.close()]);
  }

  /** Gathers bytes until the first line is complete; returns what follows it. */
  #takeHeader(block: Buffer, last: boolean): Buffer | undefined {
    this.#head = Buffer.concat([this.#head, block]);
    if (!last && this.#head.length < 3) return undefined;
    const mark = readMark(this.#head);
    if (mark.refused) throw new DomainError('vault.encoding-unsupported', 'invalid', { encoding: 'utf-16' });
    const end = this.#head.indexOf(0x0a);
    if (end < 0 && !last) {
      if (this.#head.length > MAX_LINE_BYTES) throw new DomainError('vault.line-too-long', 'invalid', { line: 1 });
      return undefined;
    }
    if (this.#head.length === mark.skip) return undefined;
    const stop = end < 0 ? this.#head.length : end;
    const line = this.#head.subarray(mark.skip, this.#head[stop - 1] === 0x0d ? stop - 1 : stop);
    this.#header = readHeader(line, this.#o.fields);
    if (mark.skip > 0) this.#encoding = 'utf-8';
    this.#splitter = createRecordSplitter(this.#header.delimiter.charCodeAt(0), this.#header.columns.length, 2);
    return this.#head.subarray(Math.min(stop + 1, this.#head.length));
  }

  async #keepCarefully(splitter: RecordSplitter, block: Buffer, last: boolean): Promise<void> {
    let at = 0;
    do {
      // A record that is longer than a cut is not copied for each of them.
      const end = splitter.waiting > CAREFUL_BYTES ? block.length : Math.min(at + CAREFUL_BYTES, block.length);
      await this.#keep(splitter.split(block.subarray(at, end), last && end === block.length));
      at = end;
      await setImmediate();
    } while (at < block.length);
  }

  async #keep(split: SplitBlock): Promise<void> {
    this.#blankLines += split.blankLines;
    this.#encoding ??= guessEncoding(recordsOf(split));
    const encoding = this.#encoding ?? 'utf-8';
    const faults = withEncodingFaults(split, encoding);
    await this.#writeMalformed(split, faults, encoding);
    const clean = this.#cleanText(split, faults, encoding);
    if (clean.records === 0) return;
    const part = (this.#part ??= await this.#newPart());
    await part.file.write(clean.bytes);
    part.bytes += clean.bytes.length;
    part.records += clean.records;
    part.multiLine ||= split.multiLine;
    if (clean.index !== '') await this.#lineIndex?.write(clean.index);
  }

  /** Well-formed records one after another, each ended by LF, in UTF-8; with where line and ordinal part ways. */
  #cleanText(
    split: SplitBlock,
    faults: readonly (RecordRule | undefined)[],
    encoding: TextEncoding,
  ): { bytes: Buffer; records: number; index: string } {
    const out = Buffer.allocUnsafe(split.bytes.length + split.starts.length);
    let at = 0;
    let records = 0;
    let index = '';
    for (let i = 0; i < split.starts.length; i += 1) {
      if (faults[i]) continue;
      const line = split.lines[i] ?? 0;
      const delta = line - this.#wellFormed;
      if (delta !== this.#delta) index += `${this.#wellFormed},${delta}\n`;
      this.#delta = delta;
      at += split.bytes.copy(out, at, split.starts[i], split.ends[i]);
      out[at] = 0x0a;
      at += 1;
      records += 1;
      this.#wellFormed += 1;
    }
    const text = out.subarray(0, at);
    return { bytes: encoding === 'gb18030' ? Buffer.from(decodeGb18030(text) ?? '') : text, records, index };
  }

  async #writeMalformed(
    split: SplitBlock,
    faults: readonly (RecordRule | undefined)[],
    encoding: TextEncoding,
  ): Promise<void> {
    const rows: string[] = [];
    for (const [i, rule] of faults.entries()) {
      if (!rule) continue;
      const bytes = split.bytes.subarray(split.starts[i], split.ends[i]);
      const decoded = encoding === 'gb18030' ? decodeGb18030(bytes) : undefined;
      const readable = rule !== 'encoding.nul' && (decoded !== undefined || isWellFormed('utf-8', bytes));
      const content = decoded === undefined ? bytes : Buffer.from(decoded);
      rows.push(`${split.lines[i]},${rule},${readable ? 'text' : 'bytes'},${content.toString('base64')}\n`);
    }
    this.#malformed += rows.length;
    if (rows.length > 0) await this.#malformedFile?.write(rows.join(''));
  }

  async #newPart(): Promise<OpenPart> {
    const path = join(this.#o.folder, `part-${this.#parts}.csv`);
    this.#parts += 1;
    return { file: await open(path, 'wx', 0o600), path, bytes: 0, records: 0, multiLine: false };
  }

  /** Hands a part over. One part is being checked while the next is being read; no more, so that memory stays flat. */
  async #flush(): Promise<void> {
    const part = this.#part;
    if (!part) return;
    this.#part = undefined;
    await part.file.close();
    await this.#checking;
    if (!this.#header) return;
    const { path, records, multiLine } = part;
    this.#checking = this.#o.onPart({ path, records, multiLine }, this.#header);
    // Its failure is met at the next await; without this line it would end the process first.
    this.#checking.catch(() => undefined);
  }
}

async function* inBlocks(source: AsyncIterable<Uint8Array>, onBytes: (bytes: number) => void): AsyncIterable<Buffer> {
  let held: Uint8Array[] = [];
  let size = 0;
  for await (const piece of source) {
    held.push(piece);
    size += piece.length;
    onBytes(piece.length);
    if (size < BLOCK_BYTES) continue;
    yield held.length === 1 && held[0]
      ? Buffer.from(held[0].buffer, held[0].byteOffset, size)
      : Buffer.concat(held, size);
    held = [];
    size = 0;
  }
  if (size > 0) yield Buffer.concat(held, size);
}

function* recordsOf(split: SplitBlock): Iterable<Uint8Array> {
  for (let i = 0; i < split.starts.length; i += 1)
    if (!split.faults[i]) yield split.bytes.subarray(split.starts[i], split.ends[i]);
}

/** One look at the whole block; record by record only where the block is not well-formed. */
function withEncodingFaults(split: SplitBlock, encoding: TextEncoding): readonly (RecordRule | undefined)[] {
  if (isWellFormed(encoding, completeText(split))) return split.faults;
  return split.faults.map(
    (fault, i) =>
      fault ??
      (isWellFormed(encoding, split.bytes.subarray(split.starts[i], split.ends[i])) ? undefined : 'encoding.malformed'),
  );
}

const completeText = (split: SplitBlock): Uint8Array =>
  split.bytes.subarray(split.starts[0] ?? 0, split.ends.at(-1) ?? 0);
