/** Where a program names a parameter: `:name`, or `$2` by its number. */
export interface ParameterMark {
  readonly at: number;
  readonly length: number;
  readonly name: string | null;
  readonly number: number | null;
}

const WORD = /[\p{L}_][\p{L}\p{N}_$]*/uy;
const NAME = /:([a-z_][a-z0-9_]*)/y;
const NUMBER = /\$(\d{1,2})(?!\d)/y;
const TAG = /\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$/uy;

/** Comments inside of comments; the parser takes long over very many. */
const MAX_COMMENT_DEPTH = 8;

/**
 * Finds parameters as PostgreSQL's scanner would meet them: not in comments (which nest), quoted or dollar-quoted texts,
 * not in casts. One pass; what is not closed goes to the end. Null where comments are nested deeper than any honest one.
 */
export function parameterMarks(text: string): readonly ParameterMark[] | null {
  const marks: ParameterMark[] = [];
  for (let i = 0; i < text.length;) {
    const name = matchAt(NAME, text, i);
    const number = matchAt(NUMBER, text, i);
    if (text.startsWith('::', i)) i += 2;
    else if (name) {
      marks.push({ at: i, length: name[0].length, name: name[1] ?? '', number: null });
      i += name[0].length;
    } else if (number) {
      marks.push({ at: i, length: number[0].length, name: null, number: Number(number[1]) });
      i += number[0].length;
    } else {
      const end = endOfToken(text, i);
      if (end === null) return null;
      i = end;
    }
  }
  return marks;
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function endOfToken(text: string, at: number): number | null {
  if (text.startsWith('--', at)) return endAfter(text, '\n', at);
  if (text.startsWith('/*', at)) return endOfComment(text, at);
  if (text[at] === "'" || text[at] === '"') return endOfQuoted(text, at, false);
  const tag = matchAt(TAG, text, at)?.[0];
  if (tag !== undefined) return endAfter(text, tag, at + tag.length);
  const word = matchAt(WORD, text, at)?.[0];
  if (word === undefined) return at + 1;
  const end = at + word.length;
  return /^e$/i.test(word) && text[end] === "'" ? endOfQuoted(text, end, true) : end;
}

function endAfter(text: string, sign: string, from: number): number {
  const at = text.indexOf(sign, from);
  return at < 0 ? text.length : at + sign.length;
}

function endOfComment(text: string, at: number): number | null {
  let depth = 0;
  for (let i = at; i < text.length; i += 1) {
    if (text.startsWith('/*', i)) {
      depth += 1;
      i += 1;
      if (depth > MAX_COMMENT_DEPTH) return null;
    } else if (text.startsWith('*/', i)) {
      depth -= 1;
      i += 1;
    }
    if (depth === 0) return i + 1;
  }
  return text.length;
}

/** A doubled quote stands for one; in `e'…'` so does one behind a backslash. */
function endOfQuoted(text: string, at: number, escapes: boolean): number {
  const quote = text[at];
  for (let i = at + 1; i < text.length; i += 1) {
    if (escapes && text[i] === '\\') i += 1;
    else if (text[i] === quote) {
      if (text[i + 1] !== quote) return i + 1;
      i += 1;
    }
  }
  return text.length;
}
