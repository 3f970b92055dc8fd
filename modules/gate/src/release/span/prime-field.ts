import type { Effort } from './candidate.ts';
import { createHeap } from './heap.ts';

/** Arithmetic modulo the largest prime below 2^26: a product and a sum of two stay exact in a double. */
export const PRIME = 67_108_859;

export const mod = (value: number): number => {
  const rest = value - Math.floor(value / PRIME) * PRIME;
  return rest === PRIME ? 0 : rest;
};

function inverse(value: number): number {
  let [a, b, x, y] = [value, PRIME, 1, 0];
  while (b !== 0) {
    const q = Math.floor(a / b);
    [a, b] = [b, a - q * b];
    [x, y] = [y, x - q * y];
  }
  return mod(x);
}

interface Row {
  readonly at: Int32Array;
  readonly values: Float64Array;
  /** Which vectors, with which factors, this row is made of; empty where it is not asked for. */
  readonly made: ReadonlyMap<number, number>;
}

/** Steps that one number of a row takes, and one vector that it is made of. */
const STEPS = 5;
const MADE_STEPS = 50;

/** What is left of a vector after the basis, and which vectors of the basis make up the rest of it. */
export interface Reduced {
  readonly independent: boolean;
  readonly made: ReadonlyMap<number, number>;
}

/** Row space of sparse vectors over the field, in echelon form, grown one vector after the other. */
export interface Basis {
  readonly size: number;
  /** Whether the vector (columns where it is 1) lies outside the span. */
  reduce(columns: readonly number[]): Reduced;
  /** Columns in which something is left of the vector when all that can be is taken from it. */
  remainder(columns: readonly number[]): readonly number[];
  /** Adds a vector under a number; one inside the span changes nothing. @returns whether it lay outside */
  add(columns: readonly number[], vector: number): boolean;
}

/** One dense vector that is used again and again. */
interface Scratch {
  readonly dense: Float64Array;
  begin(columns: readonly number[]): void;
  /** The first column that was not seen yet. */
  next(): number | undefined;
  take(row: Row, factor: number): void;
  /** Columns that are not zero. */
  left(): readonly number[];
}

function createScratch(width: number): Scratch {
  const dense = new Float64Array(width);
  /** Sweep in which a column was last seen; what it holds from an earlier one counts as 0. */
  const seen = new Int32Array(width);
  let [sweeps, touched, open] = [0, [] as number[], createHeap()];
  const see = (column: number, value: number): void => {
    seen[column] = sweeps;
    dense[column] = value;
    touched.push(column);
    open.push(column);
  };
  return {
    dense,
    begin(columns) {
      [sweeps, touched, open] = [sweeps + 1, [], createHeap()];
      for (const column of columns) see(column, 1);
    },
    next: () => open.pop(),
    take({ at: columns, values }, factor) {
      for (let i = 0; i < columns.length; i += 1) {
        const at = columns[i] ?? 0;
        if (seen[at] !== sweeps) see(at, 0);
        dense[at] = mod((dense[at] ?? 0) + (PRIME - factor) * (values[i] ?? 0));
      }
    },
    left: () => touched.filter((column) => dense[column] !== 0),
  };
}

/**
 * @param track keeps of what each row is made, so that a dependency can be named
 * @param effort steps that are left; when there are none, every vector counts as inside the span
 */
export function createBasis(width: number, track: boolean, effort: Effort = { left: Infinity }): Basis {
  const rows = new Map<number, Row>();
  const scratch = createScratch(width);
  const { dense } = scratch;
  /** Each row is zero before its pivot, so one sweep upwards is enough; @returns the first column left, or -1. */
  const sweep = (columns: readonly number[], made: Map<number, number>, rest?: number[]): number => {
    scratch.begin(columns);
    for (let column = scratch.next(); column !== undefined && effort.left > 0; column = scratch.next()) {
      const factor = dense[column] ?? 0;
      if (factor === 0) continue;
      const row = rows.get(column);
      // What is left first becomes the pivot of a new row; what comes after it need not be reduced.
      if (!row && !rest) return column;
      if (!row) {
        rest?.push(column);
        continue;
      }
      effort.left -= STEPS * row.at.length + MADE_STEPS * row.made.size;
      scratch.take(row, factor);
      if (!track) continue;
      for (const [vector, value] of row.made) made.set(vector, mod((made.get(vector) ?? 0) + factor * value));
    }
    return -1;
  };
  return {
    get size() {
      return rows.size;
    },
    reduce(columns) {
      const made = new Map<number, number>();
      return { independent: sweep(columns, made) >= 0, made };
    },
    remainder(columns) {
      const rest: number[] = [];
      sweep(columns, new Map(), rest);
      return rest;
    },
    add(columns, vector) {
      const made = new Map<number, number>();
      const pivot = sweep(columns, made);
      if (pivot < 0) return false;
      const scale = inverse(dense[pivot] ?? 1);
      const at = Int32Array.from(scratch.left()).toSorted();
      const values = Float64Array.from(at, (i) => mod((dense[i] ?? 0) * scale));
      rows.set(pivot, { at, values, made: track ? madeOf(vector, made, scale) : new Map() });
      return true;
    },
  };
}

/** What a new row is made of: the vector without what of the basis was taken from it. */
function madeOf(vector: number, made: ReadonlyMap<number, number>, scale: number): ReadonlyMap<number, number> {
  const own = new Map([...made].map(([other, value]) => [other, mod((PRIME - value) * scale)]));
  return own.set(vector, mod((own.get(vector) ?? 0) + scale));
}

/** Factors that are small whole numbers, as a released combination has them; null where one is not. */
export function smallFactors(made: ReadonlyMap<number, number>, most: number): ReadonlyMap<number, number> | null {
  const found = new Map<number, number>();
  for (const [vector, value] of made) {
    if (value === 0) continue;
    const signed = value > PRIME / 2 ? value - PRIME : value;
    if (Math.abs(signed) > most) return null;
    found.set(vector, signed);
  }
  return found;
}
