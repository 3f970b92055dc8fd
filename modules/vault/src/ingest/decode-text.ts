import { isAscii, isUtf8 } from 'node:buffer';

export type TextEncoding = 'utf-8' | 'gb18030';

/** Bytes that stand before a text: UTF-8's mark is skipped, UTF-16's is refused by the caller. */
export function readMark(head: Uint8Array): { readonly skip: number; readonly refused: boolean } {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { skip: 3, refused: false };
  const refused = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
  return { skip: 0, refused };
}

export function isWellFormed(encoding: TextEncoding, bytes: Uint8Array): boolean {
  return encoding === 'utf-8' ? isUtf8(bytes) : decodeGb18030(bytes) !== undefined;
}

/** Text of GB 18030 bytes, or undefined where they are malformed. */
export function decodeGb18030(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('gb18030', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/**
 * Tells the encoding from the first records that are not pure ASCII, by majority: Chinese text in GB 18030 is almost
 * never valid UTF-8, and one broken record must not turn a whole file round. Undefined while all is ASCII.
 */
export function guessEncoding(records: Iterable<Uint8Array>): TextEncoding | undefined {
  let utf8 = 0;
  let other = 0;
  for (const record of records) {
    if (isAscii(record)) continue;
    if (isUtf8(record)) utf8 += 1;
    else if (decodeGb18030(record) !== undefined) other += 1;
  }
  if (utf8 === 0 && other === 0) return undefined;
  return utf8 >= other ? 'utf-8' : 'gb18030';
}
