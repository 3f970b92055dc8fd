/** DER (X.690) as far as certificates and time stamps need it. Pure, so that server and browser share it. */

export interface Der {
  readonly tag: number;
  readonly content: Uint8Array;
  /** Tag, length and content. */
  readonly whole: Uint8Array;
}

/** Thrown inside this folder only: whatever cannot be read is answered as malformed. */
export class DerFault extends Error {}

export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
  context0: 0xa0,
  context1: 0xa1,
  context3: 0xa3,
  implicit0: 0x80,
} as const;

/** One element at `at`; what follows it is left alone. */
function readAt(bytes: Uint8Array, at: number): Der {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) throw new DerFault();
  let length = first;
  let start = at + 2;
  if (first >= 0x80) {
    const digits = first & 0x7f;
    if (digits === 0 || digits > 4 || bytes[start] === 0) throw new DerFault();
    length = 0;
    for (let i = 0; i < digits; i += 1) length = length * 256 + (bytes[start + i] ?? 0);
    if (length < 0x80) throw new DerFault();
    start += digits;
  }
  if (start + length > bytes.length) throw new DerFault();
  return { tag, content: bytes.subarray(start, start + length), whole: bytes.subarray(at, start + length) };
}

/** The one element that fills the bytes. */
export function readDer(bytes: Uint8Array, tag: number): Der {
  const der = readAt(bytes, 0);
  if (der.whole.length !== bytes.length || der.tag !== tag) throw new DerFault();
  return der;
}

/** The elements inside a constructed one. */
export function partsOf({ content }: Der): readonly Der[] {
  const parts: Der[] = [];
  for (let at = 0; at < content.length;) {
    const part = readAt(content, at);
    parts.push(part);
    at += part.whole.length;
  }
  return parts;
}

/** The part, which must be of the tag. */
export function need(part: Der | undefined, tag: number): Der {
  if (part?.tag !== tag) throw new DerFault();
  return part;
}

export function oidOf(part: Der | undefined): string {
  const { content } = need(part, TAG.oid);
  const numbers: number[] = [];
  let value = 0;
  for (const byte of content) {
    value = value * 128 + (byte & 0x7f);
    if (!Number.isSafeInteger(value)) throw new DerFault();
    if (byte < 0x80) {
      if (numbers.length === 0)
        numbers.push(Math.min(2, Math.floor(value / 40)), value - 40 * Math.min(2, Math.floor(value / 40)));
      else numbers.push(value);
      value = 0;
    }
  }
  return numbers.join('.');
}

export const integerOf = (part: Der | undefined): bigint => bigOf(need(part, TAG.integer).content);

/** Unsigned value of big-endian bytes. */
export function bigOf(bytes: Uint8Array): bigint {
  let hex = '0x0';
  for (const byte of bytes) hex += byte.toString(16).padStart(2, '0');
  return BigInt(hex);
}

/** The bytes of a bit string without unused bits. */
export function bitsOf(part: Der | undefined): Uint8Array {
  const { content } = need(part, TAG.bitString);
  if (content[0] !== 0) throw new DerFault();
  return content.subarray(1);
}

/** `YYYYMMDDHHMMSS[.f]Z` or, in certificates, `YYMMDDHHMMSSZ`; milliseconds since 1970. */
export function timeOf(part: Der | undefined): number {
  const text = new TextDecoder().decode(part?.content);
  const short = part?.tag === TAG.utcTime;
  if (!short && part?.tag !== TAG.generalizedTime) throw new DerFault();
  const full = short ? `${Number(text.slice(0, 2)) < 50 ? '20' : '19'}${text}` : text;
  const found = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d{1,9})?Z$/.exec(full);
  if (!found) throw new DerFault();
  const [, year, month, day, hour, minute, second, fraction = ''] = found;
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${fraction.slice(0, 4)}Z`);
  if (Number.isNaN(time)) throw new DerFault();
  return time;
}

export function writeDer(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const length = contents.reduce((sum, one) => sum + one.length, 0);
  const digits: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) digits.unshift(rest % 256);
  const head = length < 0x80 ? [tag, length] : [tag, 0x80 | digits.length, ...digits];
  const bytes = new Uint8Array(head.length + length);
  bytes.set(head);
  let at = head.length;
  for (const one of contents) {
    bytes.set(one, at);
    at += one.length;
  }
  return bytes;
}

export function writeOid(oid: string): Uint8Array {
  const [a = 0, b = 0, ...rest] = oid.split('.').map(Number);
  const bytes = [a * 40 + b, ...rest].flatMap((value) => {
    const digits = [value & 0x7f];
    for (let left = Math.floor(value / 128); left > 0; left = Math.floor(left / 128))
      digits.unshift((left & 0x7f) | 0x80);
    return digits;
  });
  return writeDer(TAG.oid, Uint8Array.from(bytes));
}

/** A positive integer from its big-endian bytes. */
export function writeInteger(bytes: Uint8Array): Uint8Array {
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) start += 1;
  const digits = bytes.subarray(start);
  return writeDer(TAG.integer, ...((digits[0] ?? 0) >= 0x80 ? [Uint8Array.of(0)] : []), digits);
}
