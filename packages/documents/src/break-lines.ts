/** Width of a text in points at a size. */
export type Measure = (text: string) => number;

/** Marks that begin no line, and marks that end none (避头尾). */
const NEVER_FIRST = new Set('，。、；：？！）》〉】』」”’％‰℃…—·,.;:?!)]}');
const NEVER_LAST = new Set('（《〈【『「“‘([{￥$');

/** Words and numbers in Latin letters stay whole; every Chinese character may begin a line. */
const tokens = (text: string): string[] => text.match(/[\u0021-\u007e\u00c0-\u024f]+| |[^]/gu) ?? [];

interface Widths {
  readonly first: number;
  readonly rest: number;
}

/**
 * Breaks a text into lines by the rules of Chinese setting: no closing mark begins a line, no opening mark ends one, words
 * in Latin letters are cut only where they alone are longer than a line.
 */
export function breakLines(text: string, widths: Widths, measure: Measure): readonly string[] {
  const lines: string[] = [];
  let line: string[] = [];
  let used = 0;
  const room = (): number => (lines.length === 0 ? widths.first : widths.rest);
  const end = (carried: string[]): void => {
    lines.push(line.join('').trimEnd());
    line = carried;
    used = carried.reduce((sum, one) => sum + measure(one), 0);
  };
  for (const token of tokens(text).flatMap((one) => cutLong(one, widths.rest, measure))) {
    if (used + measure(token) <= room() || line.length === 0) {
      if (line.length === 0 && token === ' ') continue;
      line.push(token);
      used += measure(token);
      continue;
    }
    // One closing mark may hang over the edge; more go down together with the character before them.
    if (NEVER_FIRST.has(token) && !NEVER_FIRST.has(line.at(-1) ?? '')) {
      end([]);
      lines[lines.length - 1] += token;
      continue;
    }
    const carried: string[] = [];
    while (line.length > 1 && (NEVER_LAST.has(line.at(-1) ?? '') || NEVER_FIRST.has(carried[0] ?? token)))
      carried.unshift(line.pop() ?? '');
    end(carried);
    if (line.length === 0 && token === ' ') continue;
    line.push(token);
    used += measure(token);
  }
  if (line.length > 0 || lines.length === 0) end([]);
  return lines;
}

function cutLong(token: string, width: number, measure: Measure): readonly string[] {
  if (measure(token) <= width) return [token];
  const parts: string[] = [];
  let part = '';
  for (const char of token) {
    if (part !== '' && measure(part + char) > width) {
      parts.push(part);
      part = '';
    }
    part += char;
  }
  return [...parts, part];
}
