import type { Place } from '../diagnostic.ts';
import type { ProgramText } from '../program-text.ts';
import { field, kindOf, list, locationOf, names, node, type Syntax } from './syntax.ts';

interface Span {
  readonly from: number;
  readonly to: number;
}

/** Items whose extent in the text is known from where they begin. */
const PLAIN = new Set(['ColumnRef', 'A_Const', 'FuncCall']);

/**
 * The program with its entities counted where it shows who they are, and not grouped by them: what is likely meant. A
 * guess at text alone: whether it passes is for the compiler to say. Null where there is nothing to guess.
 * @param keys names of the columns that may not be shown
 */
export function countInstead(text: ProgramText, select: Syntax, keys: ReadonlySet<string>): string | null {
  const { original } = text;
  if (/[\u{10000}-\u{10FFFF}]/u.test(original)) return null;
  const spanOf = (item: unknown): Span => {
    const place = text.extentOfByte(locationOf(item) ?? 0);
    const from = offsetOf(original, place);
    return { from, to: from + place.length };
  };
  const isKey = (item: unknown): boolean => keys.has(names(node(item, 'ColumnRef')?.['fields']).at(-1) ?? '');
  const targets = list(select['targetList']).map((item) => node(item, 'ResTarget'));
  const shown = targets.flatMap((target, i) => (isKey(target?.['val']) ? [{ target, position: i + 1 }] : []));
  if (shown.length === 0) return null;
  const positions = new Set<unknown>(shown.map(({ position }) => position));
  const aliases = new Set<unknown>(shown.flatMap(({ target }) => target?.['name'] ?? []));
  const isGone = (item: unknown): boolean =>
    isKey(item) ||
    positions.has(field(field(node(item, 'A_Const'), 'ival'), 'ival')) ||
    aliases.has(names(node(item, 'ColumnRef')?.['fields']).at(0));
  const edits = shown.map(({ target }) => {
    const span = spanOf(target?.['val']);
    return { ...span, text: `count(distinct ${original.slice(span.from, span.to)})` };
  });
  const groups = list(select['groupClause']);
  if (groups.some((item) => !PLAIN.has(kindOf(item) ?? ''))) return null;
  const spans = groups.map(spanOf);
  const [first, last] = [spans[0], spans.at(-1)];
  if (first && last) {
    const kept = spans.filter((_, i) => !isGone(groups[i])).map(({ from, to }) => original.slice(from, to));
    const clause = /\s*\bgroup\s+by\s*$/i.exec(original.slice(0, first.from));
    if (!clause) return null;
    edits.push(
      kept.length === 0
        ? { from: clause.index, to: last.to, text: '' }
        : { from: first.from, to: last.to, text: kept.join(', ') },
    );
  }
  return edits
    .toSorted((a, b) => b.from - a.from)
    .reduce((sql, edit) => sql.slice(0, edit.from) + edit.text + sql.slice(edit.to), original);
}

function offsetOf(text: string, { line, column }: Place): number {
  const before = text.split('\n').slice(0, line - 1);
  return before.reduce((sum, one) => sum + one.length + 1, 0) + column - 1;
}
