import { hasSqlDetails, loadModule, parseSync } from 'libpg-query';
import type { DiagnosticCode, Place } from './diagnostic.ts';
import { readProgramText, type ProgramText } from './program-text.ts';
import { field, kindOf, list, type Syntax } from './bind/syntax.ts';

await loadModule();

/** Longest program text; far above any honest analysis, far below what would keep the parser busy. */
export const MAX_PROGRAM_LENGTH = 20_000;

/** Levels of the parsed tree; an analyst's program has some tens. What walks the tree below calls itself at each level. */
const MAX_TREE_DEPTH = 400;

export type Parsed =
  | { readonly ok: true; readonly text: ProgramText; readonly select: Syntax }
  | { readonly ok: false; readonly code: DiagnosticCode; readonly place: Place };

/** Parses with PostgreSQL's own grammar. Exactly one SELECT passes; the parser's message never leaves. */
export function parseProgram(original: string): Parsed {
  const start: Place = { line: 1, column: 1, length: 1 };
  if (original.length > MAX_PROGRAM_LENGTH) return { ok: false, code: 'gate.text-too-long', place: start };
  // The parser takes a text to its first zero byte: what stands behind it would be no part of what is decided.
  if (original.includes('\u0000')) return { ok: false, code: 'gate.syntax', place: start };
  const text = readProgramText(original);
  if (!text) return { ok: false, code: 'gate.nested-too-deep', place: start };
  try {
    const tree: unknown = parseSync(text.parsed);
    if (isDeeperThan(tree, MAX_TREE_DEPTH)) return { ok: false, code: 'gate.nested-too-deep', place: start };
    const statements = list(field(tree, 'stmts'));
    const only = field(statements[0], 'stmt');
    if (statements.length !== 1 || kindOf(only) !== 'SelectStmt') {
      const second = field(statements[1], 'stmt_location');
      return {
        ok: false,
        code: 'gate.not-one-select',
        place: typeof second === 'number' ? text.placeOfByte(second + 1) : start,
      };
    }
    return { ok: true, text, select: field(only, 'SelectStmt') as Syntax };
  } catch (error) {
    const at = hasSqlDetails(error) ? (error.sqlDetails?.cursorPosition ?? 0) : 0;
    return { ok: false, code: 'gate.syntax', place: text.placeOfCharacter(utf16Index(original, at)) };
  }
}

/** Level by level, not by recursion: it must not fall into what it guards against. */
function isDeeperThan(tree: unknown, depth: number): boolean {
  let level = [tree];
  for (let at = 0; level.length > 0; at += 1) {
    if (at > depth) return true;
    level = level.flatMap((node) => (typeof node === 'object' && node !== null ? Object.values(node) : []));
  }
  return false;
}

/** The parser counts code points; texts here are indexed by UTF-16 units. */
function utf16Index(text: string, points: number): number {
  return Array.from(text).slice(0, points).join('').length;
}
