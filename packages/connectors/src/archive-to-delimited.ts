import { DomainError } from '@sluice/kernel';
import { handOver } from './hand-over.ts';
import { readZip, type ZipEntry } from './read-zip.ts';

const DATA = /\.(?:csv|tsv|txt)$/i;
/** What tools leave beside the data. */
const CLUTTER = /(?:^|\/)(?:__MACOSX\/|\.|Thumbs\.db$|desktop\.ini$)/;
const MAX_HEADER = 1 << 20;
const LF = 0x0a;
const PIECES_AHEAD = 8;

/**
 * Delimited texts of an archive as one: the files in the order of their names, the header once. They must all have the
 * same one.
 * @throws DomainError those of `readZip`; `connector.archive-without-table`, `connector.archive-headers-differ` (invalid)
 */
export async function* archiveToDelimited(path: string): AsyncGenerator<Buffer> {
  yield* handOver((put) => writeTables(path, put), PIECES_AHEAD);
}

async function writeTables(path: string, take: (bytes: Buffer) => Promise<void>): Promise<void> {
  await readZip(path, async (entries) => {
    const tables = entries
      .filter(({ name }) => DATA.test(name) && !CLUTTER.test(name))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1));
    if (tables.length === 0) throw new DomainError('connector.archive-without-table', 'invalid');
    let header: Buffer | undefined;
    for (const [at, table] of tables.entries()) {
      const found = await takeTable(table, header, take);
      if (header && !header.equals(found))
        throw new DomainError('connector.archive-headers-differ', 'invalid', { file: at + 1 });
      header ??= found;
    }
  });
}

/** Gives the first table out whole, of the others what follows the header; the header without mark and line end. */
async function takeTable(
  table: ZipEntry,
  known: Buffer | undefined,
  take: (bytes: Buffer) => Promise<void>,
): Promise<Buffer> {
  let head: Buffer = Buffer.alloc(0);
  let header: Buffer | undefined;
  let last = LF;
  for await (const piece of table.read()) {
    last = piece.at(-1) ?? last;
    if (header) {
      await take(piece);
      continue;
    }
    head = Buffer.concat([head, piece]);
    const end = head.indexOf(LF);
    if (end < 0 && head.length <= MAX_HEADER) continue;
    header = bare(head.subarray(0, end < 0 ? head.length : end));
    if (known && !known.equals(header)) return header;
    await take(known ? head.subarray(end + 1) : head);
  }
  if (!header) {
    header = bare(head);
    if (!known) await take(head);
  }
  // A last line without its end must not run into the next table's first.
  if (last !== LF) await take(Buffer.from('\n'));
  return header;
}

function bare(line: Buffer): Buffer {
  const start = line[0] === 0xef && line[1] === 0xbb && line[2] === 0xbf ? 3 : 0;
  return Buffer.from(line.subarray(start, line.at(-1) === 0x0d ? line.length - 1 : line.length));
}
