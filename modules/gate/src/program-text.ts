import type { Place } from './diagnostic.ts';
import { parameterMarks } from './parameter-marks.ts';

/**
 * A program text as the parser gets it. Named parameters stand as `$n`, padded so that no position moves; PostgreSQL's
 * parser counts UTF-8 bytes, people count characters, so places are translated here and nowhere else.
 */
export interface ProgramText {
  readonly original: string;
  readonly parsed: string;
  /** Names by number: `$2` is `parameterNames[1]`. */
  readonly parameterNames: readonly string[];
  placeOfByte(offset: number): Place;
  placeOfCharacter(offset: number): Place;
  /** Place of a name or of a whole call, for a text that would stand instead. */
  extentOfByte(offset: number): Place;
}

const TOKEN_AT = /^(?:[\p{L}_][\p{L}\p{N}_]*|'(?:[^']|'')*'|\d+(?:\.\d+)?|\S)/u;

/** Longest token that a place covers; what is longer is marked by its beginning. */
const SHOWN = 200;

/**
 * Reads names of parameters; a text that mixes `:name` with `$1` keeps the numbers it has. Null where its comments are
 * nested too deep to be read.
 */
export function readProgramText(original: string): ProgramText | null {
  const names: string[] = [];
  const marks = parameterMarks(original);
  if (!marks) return null;
  for (const mark of marks) if (mark.number !== null) names[mark.number - 1] = String(mark.number);
  let parsed = '';
  let copied = 0;
  for (const { at, length, name } of marks) {
    if (name === null) continue;
    parsed += original.slice(copied, at) + `$${numberOf(name, names)}`.padEnd(length);
    copied = at + length;
  }
  parsed += original.slice(copied);
  const starts = [0, ...[...original.matchAll(/\n/g)].map((m) => m.index + 1)];
  const bytes = byteIndex(parsed);
  const placeOfCharacter = (offset: number): Place => {
    const at = Math.max(0, Math.min(offset, original.length));
    const line = lastAtMost(starts, at);
    const start = starts[line] ?? 0;
    const column = bytes.plain ? at - start : pointsIn(original, start, at);
    const token = TOKEN_AT.exec(original.slice(at, at + SHOWN))?.[0] ?? '';
    return { line: line + 1, column: column + 1, length: Math.max(1, Array.from(token).length) };
  };
  return {
    original,
    parsed,
    parameterNames: Array.from(names, (name, i) => name ?? String(i + 1)),
    placeOfCharacter,
    extentOfByte: (offset) => {
      const at = bytes.characterOf(offset);
      return { ...placeOfCharacter(at), length: Array.from(original.slice(at, endOfCall(parsed, at))).length };
    },
    placeOfByte: (offset) => placeOfCharacter(bytes.characterOf(offset)),
  };
}

/** Index of the last of the ascending numbers that is not above. */
function lastAtMost(ascending: readonly number[], value: number): number {
  let [low, high] = [0, ascending.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((ascending[middle] ?? 0) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

const pointsIn = (text: string, from: number, to: number): number => Array.from(text.slice(from, to)).length;

function numberOf(name: string, names: string[]): number {
  const known = names.indexOf(name);
  if (known >= 0) return known + 1;
  names.push(name);
  return names.length;
}

/** From byte offsets of the UTF-8 form to indices of the text: one pass, and none where every character is one byte. */
function byteIndex(text: string): { readonly plain: boolean; characterOf(offset: number): number } {
  // oxlint-disable-next-line no-control-regex -- ASCII is a range that begins with control characters
  const plain = /^[\u0000-\u007f]*$/.test(text);
  if (plain) return { plain, characterOf: (offset) => Math.min(offset, text.length) };
  const characters: number[] = [];
  for (let i = 0; i < text.length;) {
    const point = text.codePointAt(i) ?? 0;
    const width = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    for (let n = 0; n < width; n += 1) characters.push(i);
    i += point > 0xffff ? 2 : 1;
  }
  return { plain, characterOf: (offset) => characters[offset] ?? text.length };
}

const NAME_AT =
  /^(?:[\p{L}_][\p{L}\p{N}_]*|"(?:[^"]|"")*")(?:\s*\.\s*(?:[\p{L}_][\p{L}\p{N}_]*|"(?:[^"]|"")*"))*|^'(?:[^']|'')*'|^\d+(?:\.\d+)?/u;

/** End of the name, number or text at a position, with its arguments where it is called. */
function endOfCall(text: string, at: number): number {
  const name = NAME_AT.exec(text.slice(at))?.[0] ?? '';
  const end = at + Math.max(1, name.length);
  const open = /^\s*\(/.exec(text.slice(end))?.[0];
  if (open === undefined || name === '') return end;
  let depth = 0;
  for (let i = end + open.length - 1; i < text.length; i += 1) {
    if (text[i] === "'") i = Math.max(i, text.indexOf("'", i + 1));
    if (text[i] === '(') depth += 1;
    if (text[i] === ')') depth -= 1;
    if (depth === 0) return i + 1;
  }
  return end;
}
