import type { GrantedField, Level } from '../grant-snapshot.ts';
import { cellStart, levelText, levelType, nextCell } from '../level.ts';
import { report, type BindContext } from './bind-context.ts';
import type { BoundColumn } from './bind-column.ts';
import { writtenLevel, type WrittenDimension } from './bind-dimension.ts';
import { bindConstant } from './bind-literal.ts';

export type RangeOperator = '<' | '<=' | '>' | '>=';

export interface BoundRange {
  readonly level: Level;
  readonly from: string | number | null;
  readonly below: string | number | null;
}

/**
 * An order comparison as a half-open range of cells of a declared level. On a bare column the bound may fall on the edge
 * of a coarser declared level (`day >= '2024-01-01'` is a range of years): the coarsest that fits is taken (R9).
 */
export function bindRange(
  context: BindContext,
  bound: BoundColumn,
  written: WrittenDimension,
  operator: RangeOperator,
  constant: unknown,
  syntax: unknown,
): BoundRange | null {
  const { field } = bound;
  const bare = written.level.kind === 'identity' && written.named === undefined && !written.choice;
  if (written.choice) return report(context, 'gate.expression-not-supported', syntax);
  const type = bare && field.type === 'timestamp' ? 'date' : levelType(field.type, written.level);
  const read = bindConstant(context, constant, type, field.name);
  if (!read) return null;
  if ('open' in read) return report(context, 'gate.parameter-placement', constant, { parameter: read.open });
  if (typeof read.value === 'boolean' || field.type === 'text')
    return report(context, 'gate.expression-not-supported', syntax);
  if (field.role === 'entity-key' || field.role === 'direct-identifier')
    return { level: written.level, from: read.value, below: null };
  if (!bare) {
    const level = writtenLevel(field, written);
    const range = level && rangeOfCells(level, field.type, operator, read.value);
    if (range) return range;
    return reportLevels(context, bound, 'gate.level-not-declared', syntax);
  }
  const fitting = coarsestFirst(field.levels ?? [])
    .map((level) => alignedRange(level, field.type, operator, read.value as string | number))
    .find((range) => range !== null);
  if (fitting) return fitting;
  if ((field.levels ?? []).length === 0) return reportLevels(context, bound, 'gate.not-a-dimension', syntax);
  const levels = (field.levels ?? []).map((level) => levelText(field.name, level));
  const text = nearestBound(field, operator, read.value);
  return report(
    context,
    'gate.bound-not-aligned',
    text === null ? syntax : constant,
    { column: field.name, levels },
    text ?? undefined,
  );
}

/** The bound at the edge of the cell that holds the value, as it would be written; null where there is no such edge. */
function nearestBound(field: GrantedField, operator: RangeOperator, value: string | number): string | null {
  const strict = operator === '<' || operator === '>=';
  const edges = (field.levels ?? [])
    .map((level) => cellStart(level, field.type, value))
    .filter((edge) => edge !== null);
  const edge = edges.toSorted((a, b) => (a < b ? 1 : -1))[0];
  if (edge === undefined || (!strict && typeof edge !== 'number')) return null;
  return typeof edge === 'number' ? String(strict ? edge : edge - 1) : `'${edge}'`;
}

function reportLevels(
  context: BindContext,
  bound: BoundColumn,
  code: 'gate.level-not-declared' | 'gate.not-a-dimension',
  syntax: unknown,
): null {
  const levels = (bound.field.levels ?? []).map((level) => levelText(bound.field.name, level));
  return report(context, code, syntax, { column: bound.field.name, levels });
}

/** Comparing a column at a level with any value: the bound moves to the edge of a cell. */
function rangeOfCells(
  level: Level,
  type: BoundColumn['field']['type'],
  operator: RangeOperator,
  value: string | number,
): BoundRange | null {
  if (level.kind === 'band' || level.kind === 'map') return null;
  const start = cellStart(level, type, value);
  if (start === null) return null;
  const onEdge = start === value;
  const next = nextCell(level, start);
  switch (operator) {
    case '<':
      return { level, from: null, below: onEdge ? start : next };
    case '<=':
      return { level, from: null, below: next };
    case '>=':
      return { level, from: onEdge ? start : next, below: null };
    case '>':
      return { level, from: next, below: null };
  }
}

/** Comparing the bare column: only a bound on an edge keeps the meaning. */
function alignedRange(
  level: Level,
  type: BoundColumn['field']['type'],
  operator: RangeOperator,
  value: string | number,
): BoundRange | null {
  const discrete = type === 'integer' || type === 'date';
  const strict = operator === '<' || operator === '>=';
  if (!strict && !discrete) return null;
  const edge = strict ? value : successor(value);
  if (cellStart(level, type, edge) !== edge) return null;
  return operator === '<' || operator === '<='
    ? { level, from: null, below: edge }
    : { level, from: edge, below: null };
}

function successor(value: string | number): string | number {
  return nextCell({ name: 'identity', kind: 'identity' }, value);
}

const coarseness = (level: Level): number => {
  if (level.kind === 'bin') return level.width;
  if (level.kind === 'date') return { day: 1, month: 30, quarter: 90, year: 365 }[level.unit];
  return 0;
};

function coarsestFirst(levels: readonly Level[]): readonly Level[] {
  return levels.toSorted((a, b) => coarseness(b) - coarseness(a));
}
