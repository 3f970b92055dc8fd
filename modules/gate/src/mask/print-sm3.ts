/**
 * SM3 (GB/T 32905) as an expression of the engine, which has no function for it: words are whole numbers below 2³², each
 * round a step of `list_reduce`. A name is bound to a value by a list of one.
 */

const MASK = 0xffff_ffff;

/** `expression` with `name` standing for `value`: computed once, however often it is read. */
const where = (name: string, value: string, expression: string): string =>
  `list_extract(list_transform([${value}], lambda ${name}: ${expression}), 1)`;

/** Shifted out above is cut off first, so that nothing overflows. */
const rotate = (x: string, by: number): string => `(((${x} & ${2 ** (32 - by) - 1}) << ${by}) | (${x} >> ${32 - by}))`;
const xor = (...parts: readonly string[]): string => parts.reduce((left, right) => `xor(${left}, ${right})`);
const add = (...parts: readonly string[]): string => `((${parts.join(' + ')}) & ${MASK})`;
const at = (list: string, index: number): string => `list_extract(${list}, ${index})`;

/** Rotations of the two constants, for rounds 0 to 63. */
const rotated = Array.from({ length: 64 }, (_, j) => {
  const constant = j < 16 ? 0x79cc_4519 : 0x7a87_9d8a;
  const by = j % 32;
  return by === 0 ? constant : ((constant << by) | (constant >>> (32 - by))) >>> 0;
});

/** Message words 0 to 67 from those of a block. */
const expanded = (block: string): string => {
  const back = (by: number): string => at('w', -by);
  const x = xor(back(16), back(9), rotate(back(3), 15));
  const next = where('x', x, xor('x', rotate('x', 15), rotate('x', 23), rotate(back(13), 7), back(6)));
  const steps = `list_transform(range(52), lambda i: [i])`;
  return `list_reduce(${steps}, lambda w, o: list_append(w, ${next}), ${block})`;
};

/** State after one round; `r` holds W, W′, the constant and whether the round is one of the first sixteen. */
const round = (): string => {
  const [a, b, c, d, e, f, g, h] = Array.from({ length: 8 }, (_, i) => at('s', i + 1)) as [
    ...[string, string, string, string],
    ...[string, string, string, string],
  ];
  const early = `${at('r', 4)} = 1`;
  const ff = `(case when ${early} then ${xor(a, b, c)} else ((${a} & ${b}) | (${a} & ${c}) | (${b} & ${c})) end)`;
  const gg = `(case when ${early} then ${xor(e, f, g)} else ((${e} & ${f}) | (xor(${e}, ${MASK}) & ${g})) end)`;
  const ss1 = where('y', add('z', e, at('r', 3)), rotate('y', 7));
  const tt2 = add(gg, h, 'u', at('r', 1));
  const p0 = where('t', tt2, xor('t', rotate('t', 9), rotate('t', 17)));
  const next = `[${add(ff, d, xor('u', 'z'), at('r', 2))}, ${a}, ${rotate(b, 9)}, ${c}, ${p0}, ${e}, ${rotate(f, 19)}, ${g}]`;
  return where('z', rotate(a, 12), where('u', ss1, next));
};

const compressed = (): string => {
  const rounds = `list_transform([${rotated.join(', ')}], lambda k, j: [list_extract(m, j), xor(list_extract(m, j), list_extract(m, j + 4)), k, case when j <= 16 then 1 else 0 end])`;
  const after = where('m', expanded('b'), `list_reduce(${rounds}, lambda s, r: ${round()}, v)`);
  return `list_transform(list_zip(v, ${after}), lambda p: xor(struct_extract(p, 1), struct_extract(p, 2)))`;
};

/**
 * State after a message of whole blocks, as a list of eight words.
 *
 * @param hex the message in hexadecimal digits, its padding included
 * @param state words before it
 */
function absorb(hex: string, state: string): string {
  const word = `cast('0x' || substring(h, n * 128 + i * 8 + 1, 8) as bigint)`;
  const blocks = `list_transform(range(length(h) // 128), lambda n: list_transform(range(16), lambda i: ${word}))`;
  return where('h', hex, `list_reduce(${blocks}, lambda v, b: ${compressed()}, ${state})`);
}

/** Words as hexadecimal digits. */
const digits = (state: string): string =>
  `array_to_string(list_transform(${state}, lambda q: lpad(lower(to_hex(q)), 8, '0')), '')`;

/** What a message of `bytes` bytes after one block gets at its end, in hexadecimal digits. */
const padding = (bytes: string): string =>
  `'80' || repeat('00', cast((119 - (${bytes}) % 64) % 64 as bigint)) || lpad(to_hex((${bytes} + 64) * 8), 16, '0')`;

const START = [0x7380_166f, 0x4914_b2b9, 0x1724_42d7, 0xda8a_0600, 0xa96f_30bc, 0x1631_38aa, 0xe38d_ee4d, 0xb0fb_0e4e];

/** State after a block that is the same for all rows: the engine works it out once. */
const afterBlock = (block: Buffer): string =>
  absorb(`'${block.toString('hex')}'`, `[${START.map((word) => `cast(${word} as bigint)`).join(', ')}]`);

/** HMAC-SM3 of a blob in lower-case hexadecimal digits; `inner` and `outer` are the key's two blocks of 64 bytes. */
export function hmacSm3Sql(blob: string, inner: Buffer, outer: Buffer): string {
  const message = where('l', blob, `lower(hex(l)) || ${padding('octet_length(l)')}`);
  const digest = digits(absorb(message, afterBlock(inner)));
  const sealed = digits(absorb(where('d', digest, `d || ${padding('32')}`), afterBlock(outer)));
  return `(case when ${blob} is null then null else ${sealed} end)`;
}
