/**
 * GB 18030 for the characters of the Basic Multilingual Plane that have a two-byte code: all a Chinese register needs.
 * Node decodes GB 18030 but does not encode it, so the table is made by decoding every two-byte code once.
 */
let table: Uint16Array | undefined;

function codes(): Uint16Array {
  if (table) return table;
  const made = new Uint16Array(0x10000);
  const decoder = new TextDecoder('gb18030');
  const pair = new Uint8Array(2);
  for (let lead = 0x81; lead <= 0xfe; lead += 1) {
    for (let trail = 0x40; trail <= 0xfe; trail += 1) {
      if (trail === 0x7f) continue;
      pair[0] = lead;
      pair[1] = trail;
      const text = decoder.decode(pair);
      const code = text.codePointAt(0) ?? 0xfffd;
      if (text.length === 1 && code !== 0xfffd && code > 0x7f && !made[code]) made[code] = (lead << 8) | trail;
    }
  }
  table = made;
  return made;
}

/** @throws RangeError for a character outside ASCII and the two-byte codes. */
export function encodeGb18030(text: string): Uint8Array {
  const byCharacter = codes();
  const bytes = new Uint8Array(text.length * 2);
  let length = 0;
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) {
      bytes[length] = unit;
      length += 1;
      continue;
    }
    const code = byCharacter[unit] ?? 0;
    if (code === 0) throw new RangeError('a character has no two-byte code in GB 18030');
    bytes[length] = code >> 8;
    bytes[length + 1] = code & 0xff;
    length += 2;
  }
  return bytes.subarray(0, length);
}
