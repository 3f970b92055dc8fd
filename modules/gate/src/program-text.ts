import type { Place } from './diagnostic.ts';

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

/** Comments, quoted texts, casts and colons that are no parameters are passed over; only `:name` is taken. */
const TOKENS = /--[^\n]*|\/\*[\s\S]*?\*\/|[eE]?'(?:[^']|'')*'|"(?:[^"]|"")*"|::|\$(\d{1,2})|:([a-z_][a-z0-9_]*)/g;
const TOKEN_AT = /^(?:[\p{L}_][\p{L}\p{N}_]*|'(?:[^']|'')*'|\d+(?:\.\d+)?|\S)/u;

/** Reads names of parameters; a text that mixes `:name` with `$1` keeps the numbers it has. */
export function readProgramText(original: string): ProgramText {
  const names: string[] = [];
  for (const match of original.matchAll(TOKENS)) if (match[1]) names[Number(match[1]) - 1] = match[1];
  const parsed = original.replace(TOKENS, (token, _number: string | undefined, name: string | undefined) => {
    if (!name) return token;
    return `$${numberOf(name, names)}`.padEnd(token.length);
  });
  const starts = [0, ...[...original.matchAll(/\n/g)].map((m) => m.index + 1)];
  const placeOfCharacter = (offset: number): Place => {
    const at = Math.max(0, Math.min(offset, original.length));
    const line = starts.findLastIndex((start) => start <= at);
    const column = Array.from(original.slice(starts[line], at)).length;
    const token = TOKEN_AT.exec(original.slice(at))?.[0] ?? '';
    return { line: line + 1, column: column + 1, length: Math.max(1, Array.from(token).length) };
  };
  return {
    original,
    parsed,
    parameterNames: Array.from(names, (name, i) => name ?? String(i + 1)),
    placeOfCharacter,
    extentOfByte: (offset) => {
      const at = characterOfByte(parsed, offset);
      return { ...placeOfCharacter(at), length: Array.from(original.slice(at, endOfCall(parsed, at))).length };
    },
    placeOfByte: (offset) => placeOfCharacter(characterOfByte(parsed, offset)),
  };
}

function numberOf(name: string, names: string[]): number {
  const known = names.indexOf(name);
  if (known >= 0) return known + 1;
  names.push(name);
  return names.length;
}

function characterOfByte(text: string, offset: number): number {
  let bytes = 0;
  for (let i = 0; i < text.length;) {
    if (bytes >= offset) return i;
    const point = text.codePointAt(i) ?? 0;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    i += point > 0xffff ? 2 : 1;
  }
  return text.length;
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
