import { sortedBy } from './group-by.ts';

/**
 * A zip with exactly one form: stored, names sorted, one date, no comments. Because only one byte sequence stands for
 * given files, a reader can build it again and compare. Any zip program opens it.
 */

export type ZipFiles = ReadonlyMap<string, Uint8Array>;

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const LOCAL_BYTES = 30;
const CENTRAL_BYTES = 46;
const END_BYTES = 22;
/** 1 January 1980, the first day a zip can name. */
const DATE = 0x21;
const UTF8_NAMES = 0x0800;
const VERSION = 20;

const crcTable = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k += 1) c = (c & 1) === 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

export function crc32(bytes: Uint8Array): number {
  let c = 0xffffffff;
  for (const byte of bytes) c = (crcTable[(c ^ byte) & 0xff] ?? 0) ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}

/** Fields that the local and the central header share, from `version needed` on. */
function writeCommon(view: DataView, at: number, name: Uint8Array, content: Uint8Array, crc: number): void {
  view.setUint16(at, VERSION, true);
  view.setUint16(at + 2, UTF8_NAMES, true);
  view.setUint16(at + 8, DATE, true);
  view.setUint32(at + 10, crc, true);
  view.setUint32(at + 14, content.length, true);
  view.setUint32(at + 18, content.length, true);
  view.setUint16(at + 22, name.length, true);
}

/** Where each file and its line of the directory lie in the built zip; for naming the place of a difference. */
export interface ZipRegion {
  readonly file: string;
  readonly from: number;
  readonly to: number;
}

export function buildZip(files: ZipFiles): { readonly bytes: Uint8Array; readonly regions: readonly ZipRegion[] } {
  const sorted = sortedBy(files, ([name]) => name).map(([name, content]) => ({
    name,
    encoded: new TextEncoder().encode(name),
    content,
    crc: crc32(content),
  }));
  const size = sorted.reduce(
    (sum, f) => sum + LOCAL_BYTES + CENTRAL_BYTES + 2 * f.encoded.length + f.content.length,
    END_BYTES,
  );
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  const regions: ZipRegion[] = [];
  const offsets: number[] = [];
  let at = 0;
  for (const f of sorted) {
    offsets.push(at);
    view.setUint32(at, LOCAL, true);
    writeCommon(view, at + 4, f.encoded, f.content, f.crc);
    bytes.set(f.encoded, at + LOCAL_BYTES);
    bytes.set(f.content, at + LOCAL_BYTES + f.encoded.length);
    const end = at + LOCAL_BYTES + f.encoded.length + f.content.length;
    regions.push({ file: f.name, from: at, to: end });
    at = end;
  }
  const directory = at;
  for (const [i, f] of sorted.entries()) {
    view.setUint32(at, CENTRAL, true);
    view.setUint16(at + 4, VERSION, true);
    writeCommon(view, at + 6, f.encoded, f.content, f.crc);
    view.setUint32(at + 42, offsets[i] ?? 0, true);
    bytes.set(f.encoded, at + CENTRAL_BYTES);
    const end = at + CENTRAL_BYTES + f.encoded.length;
    regions.push({ file: f.name, from: at, to: end });
    at = end;
  }
  view.setUint32(at, END, true);
  view.setUint16(at + 8, sorted.length, true);
  view.setUint16(at + 10, sorted.length, true);
  view.setUint32(at + 12, at - directory, true);
  view.setUint32(at + 16, directory, true);
  return { bytes, regions };
}

/** The files of a zip of the one form; null when it cannot be read. Form and checksums are judged by building it again. */
export function readZip(bytes: Uint8Array): ZipFiles | null {
  try {
    return readCentral(bytes);
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) return null;
    throw error;
  }
}

function readCentral(bytes: Uint8Array): ZipFiles | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = bytes.length - END_BYTES;
  if (view.getUint32(end, true) !== END) return null;
  const files = new Map<string, Uint8Array>();
  const directory = view.getUint32(end + 16, true);
  const members: ZipRegion[] = [];
  let at = directory;
  for (let i = view.getUint16(end + 10, true); i > 0; i -= 1) {
    if (view.getUint32(at, true) !== CENTRAL) return null;
    const length = view.getUint32(at + 20, true);
    const nameLength = view.getUint16(at + 28, true);
    const from = view.getUint32(at + 42, true) + LOCAL_BYTES + nameLength;
    const name = new TextDecoder('utf-8', { fatal: true }).decode(
      bytes.subarray(at + CENTRAL_BYTES, at + CENTRAL_BYTES + nameLength),
    );
    if (from + length > directory || files.has(name)) return null;
    members.push({ file: name, from: from - LOCAL_BYTES - nameLength, to: from + length });
    files.set(name, bytes.subarray(from, from + length));
    at += CENTRAL_BYTES + nameLength;
  }
  return overlaps(members) ? null : files;
}

/** Members that share bytes would make a small file stand for a large one, before any of its checksums are looked at. */
function overlaps(members: readonly ZipRegion[]): boolean {
  const sorted = [...members];
  sorted.sort((a, b) => a.from - b.from);
  return sorted.some((one, i) => one.from < (sorted[i - 1]?.to ?? 0));
}

/** The first byte in which a zip differs from its one form, and in which file's region; null when it does not. */
export function findZipDifference(
  bytes: Uint8Array,
  files: ZipFiles,
): { readonly file: string; readonly offset: number } | null {
  const built = buildZip(files);
  const length = Math.max(bytes.length, built.bytes.length);
  for (let i = 0; i < length; i += 1)
    if (bytes[i] !== built.bytes[i]) {
      const region = built.regions.find((r) => i >= r.from && i < r.to);
      return { file: region?.file ?? 'zip-directory', offset: i };
    }
  return null;
}
