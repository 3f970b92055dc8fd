import { analyseProgram, obligationReasons } from './analyse-program.ts';
import { bindAggregate } from './bind/bind-aggregate.ts';
import { bindCaseCondition, bindPredicate } from './bind/bind-predicate.ts';
import { bindProgram } from './bind/bind-program.ts';
import { makeDiagnostic, type BindContext } from './bind/bind-context.ts';
import { countInstead } from './bind/count-instead.ts';
import { liftUnion } from './bind/lift-union.ts';
import { bindUnionOrder, isUnion, readUnion } from './bind/read-union.ts';
import type { Syntax } from './bind/syntax.ts';
import { describeLineage } from './describe-lineage.ts';
import type { Diagnostic, Rule } from './diagnostic.ts';
import type { GrantSnapshot } from './grant-snapshot.ts';
import { hashProgram } from './hash-program.ts';
import type { Program } from './ir/relation.ts';
import { joinBranches, unionColumns } from './join-branches.ts';
import { parseProgram } from './parse-program.ts';
import { planRelease } from './plan-release.ts';
import { lintSnapshot } from './policy/lint-snapshot.ts';
import { checkMode } from './privacy/check-mode.ts';
import { dialects } from './print/dialect.ts';
import { printRelease } from './print/print-release.ts';
import type { ProgramText } from './program-text.ts';
import type { Parameter, ProgramContext, Verdict } from './program-types.ts';

/** Atoms of all conditions of one SELECT: some tens in an honest one. */
const MAX_CONDITIONS = 300;

/** Rules that a test switches off, to see that a case notices. */
export interface CompileOptions {
  readonly without?: ReadonlySet<Rule>;
}

/**
 * Decides a program from its text, the grant and the catalogue's figures alone. Pure: the same input gives the same
 * verdict, and no data is read. A refusal names rule, place and what would pass.
 */
export function compileProgram(
  text: string,
  parameters: readonly Parameter[],
  snapshot: GrantSnapshot,
  context?: ProgramContext,
  options: CompileOptions = {},
): Verdict {
  const outside = context ? checkContext(snapshot, context) : [];
  if (outside.length > 0) return { verdict: 'refused', diagnostics: outside };
  const unsafe = options.without?.has('R11') ? [] : lintSnapshot(snapshot);
  if (unsafe.length > 0) return { verdict: 'refused', diagnostics: unsafe };
  const parsed = parseProgram(text);
  if (!parsed.ok) return { verdict: 'refused', diagnostics: [makeDiagnostic(snapshot, parsed.code, parsed.place)] };
  const source: Source = { text: parsed.text, parameters, snapshot, options };
  const select = liftUnion(parsed.select);
  return isUnion(select) ? compileUnion(source, select) : withSpelling(source, select, compileSelect(source, select));
}

/** A program that only shows who entities are is told how it counts them, where that passes. */
function withSpelling(source: Source, select: Syntax, verdict: Verdict): Verdict {
  if (verdict.verdict === 'accepted') return verdict;
  const { diagnostics } = verdict;
  const [first] = diagnostics;
  if (!first || diagnostics.some(({ code }) => code !== 'gate.entity-key-shown')) return verdict;
  const text = countInstead(source.text, select, new Set(diagnostics.map(({ params }) => String(params['column']))));
  const parsed = text === null ? null : parseProgram(text);
  if (text === null || !parsed?.ok || isUnion(parsed.select)) return verdict;
  if (compileSelect({ ...source, text: parsed.text }, parsed.select).verdict === 'refused') return verdict;
  const whole = { line: 1, column: 1, length: source.text.original.length, text };
  return { ...verdict, diagnostics: [{ ...first, replacement: whole }, ...diagnostics.slice(1)] };
}

interface Source {
  readonly text: ProgramText;
  readonly parameters: readonly Parameter[];
  readonly snapshot: GrantSnapshot;
  readonly options: CompileOptions;
}

function openContext({ text, parameters, snapshot, options }: Source): BindContext {
  return {
    text,
    snapshot,
    parameters: new Map(parameters.map((item) => [item.name, item.value ?? null])),
    diagnostics: collector(options.without),
    places: new WeakMap(),
    sources: [],
    merged: new Set(),
    always: new Set(),
    binders: { condition: bindPredicate, equality: bindCaseCondition, aggregate: bindAggregate },
    conditions: { left: MAX_CONDITIONS },
    besides: [],
    per: null,
  };
}

function compileSelect(source: Source, select: Syntax): Verdict {
  const { snapshot, options } = source;
  const bind = openContext(source);
  const bound = bindProgram(bind, select);
  if (!bound) return refused(bind.diagnostics, snapshot);
  const { state, diagnostics } = analyseProgram(snapshot, bound);
  const found = diagnostics.filter((item) => !options.without?.has(item.rule));
  if (found.length > 0) return refused(found, snapshot);
  const release = planRelease(snapshot, state, bound.reduce);
  const ir: Program = Object.freeze({ node: 'post', input: release, ...bound.post });
  return checkMode(snapshot, {
    verdict: 'accepted',
    ir,
    obligations: obligationReasons(snapshot, state),
    lineage: describeLineage(snapshot, state, ir),
    printed: { duckdb: printRelease(release, dialects.duckdb), postgres: printRelease(release, dialects.postgres) },
    hash: hashProgram(release),
  });
}

/** Each branch is decided as a program of its own; all findings are told at once. */
function compileUnion(source: Source, program: Syntax): Verdict {
  const { snapshot } = source;
  const bind = openContext(source);
  const written = readUnion(bind, program);
  if (!written) return refused(bind.diagnostics, snapshot);
  const verdicts = written.branches.map((branch) => compileSelect(source, branch));
  const findings = verdicts.flatMap((item) => (item.verdict === 'refused' ? item.diagnostics : []));
  const branches = verdicts.filter((item) => item.verdict === 'accepted');
  const [first] = branches;
  if (findings.length > 0 || !first) return refused(findings, snapshot);
  const columns = unionColumns(bind, written.branches, branches);
  const order =
    columns &&
    bindUnionOrder(
      bind,
      written.sorts,
      columns.map((item) => item.name),
    );
  return columns && order
    ? joinBranches(branches, first, { columns, order, limit: written.limit })
    : refused(bind.diagnostics, snapshot);
}

/** The grant must be in force, and the program must be for its scenario and purpose (R20). */
function checkContext(snapshot: GrantSnapshot, context: ProgramContext): readonly Diagnostic[] {
  const start = { line: 1, column: 1, length: 1 };
  const at = context.at.getTime();
  if (at < Date.parse(snapshot.startsAt) || at > Date.parse(snapshot.endsAt)) {
    return [
      makeDiagnostic(snapshot, 'gate.grant-not-in-force', start, {
        startsAt: snapshot.startsAt,
        endsAt: snapshot.endsAt,
      }),
    ];
  }
  const differs =
    (context.scenario !== undefined && context.scenario !== snapshot.scenario) ||
    (context.purpose !== undefined && context.purpose !== snapshot.purpose);
  return differs ? [makeDiagnostic(snapshot, 'gate.purpose-differs', start, { scenario: snapshot.scenario })] : [];
}

function refused(diagnostics: readonly Diagnostic[], snapshot: GrantSnapshot): Verdict {
  const unique = new Map(diagnostics.map((item) => [`${item.code}:${item.line}:${item.column}`, item]));
  const sorted = [...unique.values()].toSorted((a, b) => a.line - b.line || a.column - b.column);
  const fallback = makeDiagnostic(snapshot, 'gate.expression-not-supported', { line: 1, column: 1, length: 1 });
  return { verdict: 'refused', diagnostics: sorted.length > 0 ? sorted : [fallback] };
}

/** A list that does not take findings of rules that are switched off. */
function collector(without: ReadonlySet<Rule> | undefined): Diagnostic[] {
  const list: Diagnostic[] = [];
  if (!without) return list;
  list.push = (...items) =>
    Array.prototype.push.apply(
      list,
      items.filter((item) => !without.has(item.rule)),
    );
  return list;
}
