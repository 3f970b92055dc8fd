/** ECDSA-style signatures: SEQUENCE { INTEGER r, INTEGER s } ↔ r ‖ s, strictly. */

export function derFromFixed(signature: Uint8Array): Uint8Array {
  const body = [...encodeInteger(signature.subarray(0, 32)), ...encodeInteger(signature.subarray(32))];
  return Uint8Array.from([0x30, body.length, ...body]);
}

function encodeInteger(bytes: Uint8Array): number[] {
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) start += 1;
  const digits = [...bytes.subarray(start)];
  if ((digits[0] ?? 0) >= 0x80) digits.unshift(0);
  return [0x02, digits.length, ...digits];
}

/** Null on anything but the one shortest encoding of two positive integers below 2^256. */
export function fixedFromDer(der: Uint8Array): Uint8Array | null {
  if (der[0] !== 0x30 || der[1] !== der.length - 2 || der.length > 72) return null;
  const fixed = new Uint8Array(64);
  let at = 2;
  for (const half of [0, 32]) {
    const length = der[at + 1] ?? 0;
    const digits = der.subarray(at + 2, at + 2 + length);
    if (der[at] !== 0x02 || length === 0 || digits.length !== length || !isShortestPositive(digits)) return null;
    const value = digits[0] === 0 ? digits.subarray(1) : digits;
    if (value.length > 32) return null;
    fixed.set(value, half + 32 - value.length);
    at += 2 + length;
  }
  return at === der.length ? fixed : null;
}

function isShortestPositive(digits: Uint8Array): boolean {
  const [first = 0, second = 0] = digits;
  if (first >= 0x80) return false;
  return !(first === 0 && digits.length > 1 && second < 0x80);
}
