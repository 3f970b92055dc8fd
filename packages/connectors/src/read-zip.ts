import { open, type FileHandle } from 'node:fs/promises';
import { crc32, createInflateRaw } from 'node:zlib';
import { Readable } from 'node:stream';
import { DomainError } from '@sluice/kernel';

export interface ZipEntry {
  readonly name: string;
  readonly bytes: number;
  /** Opens the content; the checksum is checked at its end. */
  read(): AsyncIterable<Buffer>;
}

export interface ZipLimits {
  readonly maxEntries: number;
  /** Of everything unpacked. */
  readonly maxBytes: number;
  /** Unpacked against packed: a bomb is far beyond any table. */
  readonly maxRatio: number;
}

export const defaultZipLimits: ZipLimits = { maxEntries: 10_000, maxBytes: 20_000_000_000, maxRatio: 250 };

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const END_BYTES = 22;
const MAX_COMMENT = 65_535;
const MAX_DIRECTORY = 64 * 1024 * 1024;
const SYMLINK = 0o120000;
const RATIO_FROM = 1 << 20;

const broken = (reason: string): DomainError => new DomainError('connector.archive-refused', 'invalid', { reason });

/**
 * Files of an archive, by its directory at the end: names, sizes and kinds are judged before a byte is unpacked, and what
 * is unpacked is counted against what was said. Folders are left out.
 * @throws DomainError `connector.archive-refused` (invalid) with `reason`: damaged, encrypted, symlink, path, too-many,
 * too-large, bomb, method
 */
export async function readZip<T>(
  path: string,
  work: (entries: readonly ZipEntry[]) => Promise<T>,
  limits: ZipLimits = defaultZipLimits,
): Promise<T> {
  const file = await open(path, 'r');
  try {
    return await work(await readDirectory(file, limits));
  } finally {
    await file.close();
  }
}

async function readDirectory(file: FileHandle, limits: ZipLimits): Promise<readonly ZipEntry[]> {
  const { size } = await file.stat();
  const tail = await readAt(file, Math.max(0, size - END_BYTES - MAX_COMMENT), Math.min(size, END_BYTES + MAX_COMMENT));
  const at = lastSignature(tail);
  if (at < 0) throw broken('damaged');
  const [count, bytes, offset] = [tail.readUInt16LE(at + 10), tail.readUInt32LE(at + 12), tail.readUInt32LE(at + 16)];
  // 0xffff and 0xffffffff announce the 64-bit form, which no table of a reasonable size needs.
  if (count === 0xffff || offset === 0xffffffff) throw broken('too-large');
  if (count > limits.maxEntries) throw broken('too-many');
  if (bytes > MAX_DIRECTORY || offset + bytes > size) throw broken('damaged');
  const directory = await readAt(file, offset, bytes);
  const entries: ZipEntry[] = [];
  let total = 0;
  let from = 0;
  for (let i = 0; i < count; i += 1) {
    const header = headerAt(directory, from);
    from = header.next;
    if (header.name.endsWith('/')) continue;
    judge(header, limits);
    total += header.bytes;
    if (total > limits.maxBytes) throw broken('too-large');
    entries.push({ name: header.name, bytes: header.bytes, read: () => unpack(file, header) });
  }
  return entries;
}

interface Header {
  readonly name: string;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly bytes: number;
  readonly mode: number;
  readonly offset: number;
  readonly next: number;
}

function headerAt(directory: Buffer, from: number): Header {
  if (from + 46 > directory.length || directory.readUInt32LE(from) !== CENTRAL) throw broken('damaged');
  const [nameBytes, extra, comment] = [28, 30, 32].map((at) => directory.readUInt16LE(from + at)) as [
    number,
    number,
    number,
  ];
  const flags = directory.readUInt16LE(from + 8);
  const raw = directory.subarray(from + 46, from + 46 + nameBytes);
  return {
    // Bit 11 says UTF-8; without it Chinese tools write GB 18030.
    name: flags & 0x800 ? raw.toString('utf8') : new TextDecoder('gb18030').decode(raw),
    flags,
    method: directory.readUInt16LE(from + 10),
    crc: directory.readUInt32LE(from + 16),
    packed: directory.readUInt32LE(from + 20),
    bytes: directory.readUInt32LE(from + 24),
    mode: directory.readUInt32LE(from + 38) >>> 16,
    offset: directory.readUInt32LE(from + 42),
    next: from + 46 + nameBytes + extra + comment,
  };
}

function judge({ name, flags, method, packed, bytes, mode }: Header, limits: ZipLimits): void {
  if (flags & 1) throw broken('encrypted');
  if ((mode & 0o170000) === SYMLINK) throw broken('symlink');
  if (name.startsWith('/') || name.includes('\\') || name.includes('\0') || name.split('/').includes('..'))
    throw broken('path');
  if (method !== 0 && method !== 8) throw broken('method');
  if (bytes > RATIO_FROM && bytes > packed * limits.maxRatio) throw broken('bomb');
}

async function* unpack(file: FileHandle, header: Header): AsyncGenerator<Buffer> {
  const local = await readAt(file, header.offset, 30);
  if (local.length < 30 || local.readUInt32LE(0) !== LOCAL) throw broken('damaged');
  const start = header.offset + 30 + local.readUInt16LE(26) + local.readUInt16LE(28);
  const packed = piecesOf(file, start, header.packed);
  let bytes = 0;
  let crc = 0;
  try {
    const content = header.method === 0 ? packed : inflated(packed);
    for await (const piece of content) {
      bytes += piece.length;
      if (bytes > header.bytes) throw broken('bomb');
      crc = crc32(piece, crc);
      yield piece;
    }
  } catch (error) {
    throw error instanceof DomainError ? error : broken('damaged');
  }
  if (bytes !== header.bytes || crc !== header.crc) throw broken('damaged');
}

async function* inflated(packed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const inflate = createInflateRaw();
  const source = Readable.from(packed);
  source.on('error', (error) => inflate.destroy(error));
  for await (const piece of source.pipe(inflate)) yield piece as Buffer;
}

const PIECE = 1 << 18;

async function* piecesOf(file: FileHandle, start: number, length: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < length; at += PIECE) {
    const piece = await readAt(file, start + at, Math.min(PIECE, length - at));
    if (piece.length === 0) throw broken('damaged');
    yield piece;
  }
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  return buffer.subarray(0, bytesRead);
}

function lastSignature(tail: Buffer): number {
  for (let at = tail.length - END_BYTES; at >= 0; at -= 1) if (tail.readUInt32LE(at) === END) return at;
  return -1;
}
