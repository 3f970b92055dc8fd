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
  /** Adds a vector under a number; one inside the span changes nothing. @returns whether it lay outside */
  add(columns: readonly number[], vector: number): boolean;
}

/** @param track keeps of what each row is made, so that a dependency can be named. */
export function createBasis(width: number, track: boolean): Basis {
  const rows = new Map<number, Row>();
  const dense = new Float64Array(width);
  /** Sweep in which a column was last seen; what it holds from an earlier one counts as 0. */
  const seen = new Int32Array(width);
  let [sweeps, touched] = [0, [] as number[]];
  /** Each row is zero before its pivot, so one sweep upwards is enough; @returns the first column left, or -1. */
  const sweep = (columns: readonly number[], made: Map<number, number>): number => {
    sweeps += 1;
    touched = [];
    const open = createHeap();
    for (const column of columns) {
      dense[column] = 1;
      seen[column] = sweeps;
      touched.push(column);
      open.push(column);
    }
    for (let column = open.pop(); column !== undefined; column = open.pop()) {
      const factor = dense[column] ?? 0;
      if (factor === 0) continue;
      const row = rows.get(column);
      // What is left first becomes the pivot of a new row; what comes after it need not be reduced.
      if (!row) return column;
      for (let i = 0; i < row.at.length; i += 1) {
        const at = row.at[i] ?? 0;
        if (seen[at] !== sweeps) {
          seen[at] = sweeps;
          dense[at] = 0;
          touched.push(at);
          open.push(at);
        }
        dense[at] = mod((dense[at] ?? 0) + (PRIME - factor) * (row.values[i] ?? 0));
      }
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
    add(columns, vector) {
      const made = new Map<number, number>();
      const pivot = sweep(columns, made);
      if (pivot < 0) return false;
      const scale = inverse(dense[pivot] ?? 1);
      const at = Int32Array.from(touched.filter((column) => dense[column] !== 0)).toSorted();
      const values = Float64Array.from(at, (i) => mod((dense[i] ?? 0) * scale));
      const own = new Map<number, number>();
      if (track) {
        for (const [other, value] of made) own.set(other, mod((PRIME - value) * scale));
        own.set(vector, mod((own.get(vector) ?? 0) + scale));
      }
      rows.set(pivot, { at, values, made: own });
      return true;
    },
  };
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
