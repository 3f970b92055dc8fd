/** SM3 (GB/T 32905) in plain JavaScript, for browsers; the server uses the native one. */

const IV = [0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e] as const;

const rotate = (x: number, n: number): number => ((x << n) | (x >>> (32 - n))) >>> 0;
const p0 = (x: number): number => (x ^ rotate(x, 9) ^ rotate(x, 17)) >>> 0;
const p1 = (x: number): number => (x ^ rotate(x, 15) ^ rotate(x, 23)) >>> 0;

function pad(message: Uint8Array): Uint8Array {
  const padded = new Uint8Array(((message.length + 8) >>> 6) * 64 + 64);
  padded.set(message);
  padded[message.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(message.length / 0x2000_0000));
  view.setUint32(padded.length - 4, (message.length << 3) >>> 0);
  return padded;
}

const at = (words: Uint32Array, index: number): number => words[index] ?? 0;

function expand(view: DataView, offset: number, w: Uint32Array): void {
  for (let j = 0; j < 16; j += 1) w[j] = view.getUint32(offset + j * 4);
  for (let j = 16; j < 68; j += 1)
    w[j] = p1(at(w, j - 16) ^ at(w, j - 9) ^ rotate(at(w, j - 3), 15)) ^ rotate(at(w, j - 13), 7) ^ at(w, j - 6);
}

function compress(state: Uint32Array, w: Uint32Array): void {
  let [a, b, c, d, e, f, g, h] = Array.from(state) as [number, number, number, number, number, number, number, number];
  for (let j = 0; j < 64; j += 1) {
    const early = j < 16;
    const a12 = rotate(a, 12);
    const ss1 = rotate((a12 + e + rotate(early ? 0x79cc4519 : 0x7a879d8a, j % 32)) >>> 0, 7);
    const ff = early ? a ^ b ^ c : (a & b) | (a & c) | (b & c);
    const gg = early ? e ^ f ^ g : (e & f) | (~e & g);
    const tt1 = (ff + d + (ss1 ^ a12) + (at(w, j) ^ at(w, j + 4))) >>> 0;
    const tt2 = (gg + h + ss1 + at(w, j)) >>> 0;
    [d, c, b, a] = [c, rotate(b, 9), a, tt1];
    [h, g, f, e] = [g, rotate(f, 19), e, p0(tt2)];
  }
  for (const [i, value] of [a, b, c, d, e, f, g, h].entries()) state[i] = at(state, i) ^ value;
}

export function pureSm3(message: Uint8Array): Uint8Array {
  const padded = pad(message);
  const view = new DataView(padded.buffer);
  const state = Uint32Array.from(IV);
  const words = new Uint32Array(68);
  for (let offset = 0; offset < padded.length; offset += 64) {
    expand(view, offset, words);
    compress(state, words);
  }
  const digest = new Uint8Array(32);
  const out = new DataView(digest.buffer);
  for (let i = 0; i < 8; i += 1) out.setUint32(i * 4, at(state, i));
  return digest;
}
