declare const brand: unique symbol;

/** An identifier that cannot be mistaken for another kind of identifier: `Id<'resource'>`. */
export type Id<Kind extends string> = string & { readonly [brand]: Kind };

/** Source of fresh identifiers, passed in so that tests and generated data repeat exactly. */
export interface IdSource {
  /** `prefix_` followed by a time-ordered UUIDv7 in Crockford base 32 (26 characters, lower case). */
  next<Kind extends string>(prefix: string): Id<Kind>;
}

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** 16 bytes as 26 characters of 5 bits, the first of 3; digit by digit, because big integers cost five times as much. */
function encodeBase32(bytes: Uint8Array): string {
  let text = '';
  let held = 0;
  let bits = 2;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET[(held >>> bits) & 31];
    }
    held &= (1 << bits) - 1;
  }
  return text;
}

/**
 * Creates an IdSource from a clock and a source of random bytes.
 * Ids made in one millisecond keep their order by a 12-bit counter, as RFC 9562 method 1 allows.
 */
export function createIdSource(now: () => number, randomBytes: (n: number) => Uint8Array): IdSource {
  let last = 0;
  let counter = 0;
  return {
    next(prefix) {
      const at = Math.max(now(), last);
      if (at === last) counter += 1;
      else counter = 0;
      const millis = counter > 0xfff ? at + 1 : at;
      if (counter > 0xfff) counter = 0;
      last = millis;
      const bytes = new Uint8Array(16);
      const view = new DataView(bytes.buffer);
      view.setUint16(0, Math.floor(millis / 2 ** 32));
      view.setUint32(2, millis % 2 ** 32);
      view.setUint16(6, 0x7000 | counter);
      bytes.set(randomBytes(8), 8);
      bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
      return `${prefix}_${encodeBase32(bytes)}` as ReturnType<IdSource['next']> as never;
    },
  };
}
