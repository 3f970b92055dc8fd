import type { FieldType, GrantedField, Level, LevelBand } from './grant-snapshot.ts';
import type { Grain, ScalarType } from './ir/expression.ts';

/** Names of the units a date may be declared at, coarsest last. */
export type DateUnit = Extract<Level, { kind: 'date' }>['unit'];

const DAY_MS = 86_400_000;

/** Type of a value at a level: bins of integers stay integers, dates at any unit are dates. */
export function levelType(type: FieldType, level: Grain): ScalarType {
  switch (level.kind) {
    case 'choice':
      return level.type;
    case 'band':
    case 'map':
      return 'text';
    case 'identity':
      return type;
    case 'bin':
      return type === 'integer' ? 'integer' : 'decimal';
    case 'date':
      return 'date';
    case 'prefix':
      return 'text';
  }
}

/** Whether two levels are the same generalisation, whatever they are called. */
export function sameLevel(a: Level, b: Level): boolean {
  if (a.kind === 'identity') return b.kind === 'identity';
  if (a.kind === 'bin') return b.kind === 'bin' && a.width === b.width && (a.origin ?? 0) === (b.origin ?? 0);
  if (a.kind === 'date') return b.kind === 'date' && a.unit === b.unit;
  if (a.kind === 'prefix') return b.kind === 'prefix' && a.length === b.length;
  return b.kind === a.kind && a.name === b.name;
}

export function declaredLevel(field: GrantedField, level: Level): Level | undefined {
  const levels = field.levels ?? [];
  return (
    levels.find((declared) => sameLevel(declared, level)) ??
    (level.kind === 'identity' ? levels.find((declared) => keepsValues(field.type, declared)) : undefined)
  );
}

/** A level at which a bare column is what it is: days of a date, bins of one whole number. */
function keepsValues(type: FieldType, level: Level): boolean {
  if (type === 'date') return level.kind === 'date' && level.unit === 'day';
  return type === 'integer' && level.kind === 'bin' && level.width === 1 && Number.isInteger(level.origin ?? 0);
}

/** How a program writes a column at a level. */
export function levelText(column: string, level: Level): string {
  switch (level.kind) {
    case 'band':
    case 'map':
      return `level(${column}, '${level.name}')`;
    case 'identity':
      return column;
    case 'bin':
      return (level.origin ?? 0) === 0
        ? `bin(${column}, ${level.width})`
        : `bin(${column}, ${level.width}, ${level.origin ?? 0})`;
    case 'date':
      return `date_trunc('${level.unit}', ${column})`;
    case 'prefix':
      return `left(${column}, ${level.length})`;
  }
}

/** Start of the cell that holds a value, or null where the level has no order. */
export function cellStart(level: Level, type: FieldType, value: string | number): string | number | null {
  if (level.kind === 'band') return bandOf(level, value)?.from ?? null;
  if (level.kind === 'bin' && typeof value === 'number') {
    const origin = level.origin ?? 0;
    return Math.floor((value - origin) / level.width) * level.width + origin;
  }
  if (level.kind === 'date' && typeof value === 'string') return truncateDate(value, level.unit);
  if (
    level.kind === 'identity' &&
    ((type === 'integer' && typeof value === 'number') || (type === 'date' && typeof value === 'string'))
  )
    return value;
  return null;
}

/** The band that holds a value, if any does. */
export function bandOf(level: Level & { readonly kind: 'band' }, value: string | number): LevelBand | undefined {
  return level.bands.findLast((band) => typeof band.from === typeof value && band.from <= value);
}

const UNITS: readonly DateUnit[] = ['day', 'month', 'quarter', 'year'];

/**
 * How a value that is shown at one level is shown at a coarser one, where each cell of the first lies in one of the second;
 * null where that is not known. What has no cell is null at both.
 */
export function coarsenTo(
  from: Grain,
  to: Grain,
): ((value: string | number | boolean | null) => string | number | null) | null {
  const texts = (map: (value: string) => string | null) => (value: string | number | boolean | null) =>
    typeof value === 'string' ? map(value) : null;
  if (to.kind === 'date') {
    const finer =
      from.kind === 'identity' || (from.kind === 'date' && UNITS.indexOf(from.unit) < UNITS.indexOf(to.unit));
    return finer ? texts((value) => truncateDate(value, to.unit)) : null;
  }
  if (to.kind === 'bin') {
    const finer =
      from.kind === 'identity' ||
      (from.kind === 'bin' &&
        from.width < to.width &&
        to.width % from.width === 0 &&
        ((to.origin ?? 0) - (from.origin ?? 0)) % from.width === 0);
    return finer ? (value) => (typeof value === 'number' ? cellStart(to, 'decimal', value) : null) : null;
  }
  if (to.kind === 'prefix') {
    const finer = from.kind === 'identity' || (from.kind === 'prefix' && from.length > to.length);
    return finer ? texts((value) => Array.from(value).slice(0, to.length).join('')) : null;
  }
  if (from.kind !== 'identity') return null;
  if (to.kind === 'band')
    return (value) => (value === null || typeof value === 'boolean' ? null : (bandOf(to, value)?.label ?? null));
  if (to.kind !== 'map') return null;
  return texts((value) => {
    const listed = to.length === undefined ? value : Array.from(value).slice(0, to.length).join('');
    return to.groups.find(({ values }) => values.includes(listed))?.label ?? null;
  });
}

/** Start of the cell after the one that starts at `start`. */
export function nextCell(level: Level, start: string | number): string | number {
  if (level.kind === 'bin' && typeof start === 'number') return start + level.width;
  if (typeof start === 'number') return start + 1;
  return addUnit(start, level.kind === 'date' ? level.unit : 'day');
}

export function isRealDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

export function truncateDate(date: string, unit: DateUnit): string {
  const [year = '', month = ''] = date.split('-');
  switch (unit) {
    case 'day':
      return date.slice(0, 10);
    case 'month':
      return `${year}-${month}-01`;
    case 'quarter':
      return `${year}-${String(Math.floor((Number(month) - 1) / 3) * 3 + 1).padStart(2, '0')}-01`;
    case 'year':
      return `${year}-01-01`;
  }
}

function addUnit(date: string, unit: DateUnit): string {
  const at = new Date(`${date}T00:00:00Z`);
  if (unit === 'day') return new Date(at.getTime() + DAY_MS).toISOString().slice(0, 10);
  at.setUTCMonth(at.getUTCMonth() + { month: 1, quarter: 3, year: 12 }[unit]);
  return at.toISOString().slice(0, 10);
}
