const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const word = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    const used = Math.min(3, bytes.length - i) + 1;
    for (let d = 0; d < 4; d += 1) text += d < used ? ALPHABET[(word >> (18 - 6 * d)) & 63] : '=';
  }
  return text;
}

/** Strict RFC 4648 with padding; null on anything that would not be written the same way again. */
export function fromBase64(text: string): Uint8Array | null {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return null;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  for (let i = 0, at = 0; i < text.length; i += 4) {
    let word = 0;
    for (let d = 0; d < 4; d += 1) word = (word << 6) | Math.max(0, ALPHABET.indexOf(text[i + d] ?? 'A'));
    for (let d = 0; d < 3 && at < bytes.length; d += 1, at += 1) bytes[at] = (word >> (16 - 8 * d)) & 255;
  }
  return toBase64(bytes) === text ? bytes : null;
}

export function toHexPure(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Lower-case pairs only; null on anything else. */
export function fromHexPure(text: string): Uint8Array | null {
  if (!/^(?:[0-9a-f]{2})*$/.test(text)) return null;
  return Uint8Array.from({ length: text.length / 2 }, (_, i) => Number.parseInt(text.slice(i * 2, i * 2 + 2), 16));
}
