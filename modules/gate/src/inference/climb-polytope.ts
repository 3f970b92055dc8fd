const SMALL = 1e-9;
/** Slopes below this are rounding. */
const FLAT = 1e-7;
/** Steps that change nothing before the rule that cannot cycle takes over. */
const PATIENCE = 40;

/** Quantities that may not be negative, each linear in free steps; steps of zero are allowed. */
export interface Polytope {
  readonly values: readonly number[];
  readonly coefficients: readonly Float64Array[];
}

export interface Climb {
  /** Values of all quantities at the point that was reached. */
  readonly point: readonly number[];
  /** Nothing bounds the sum: from the point on, the quantities may go on this way for ever. */
  readonly ray: readonly number[] | null;
}

/** A point of a polytope that moves to make a sum of its quantities large or small, and stays where it came to. */
export interface Climber {
  /**
   * Goes until `enough` says so of the sum, or no further.
   * @param sign 1 for as large as possible, -1 for as small; @returns null where it took too many steps
   */
  climb(sum: readonly number[], sign: 1 | -1, enough: (value: number) => boolean): Climb | null;
}

/** Work that may still be done, in multiplications: the same for the same tables, whatever else the machine does. */
export interface Effort {
  left: number;
}

/**
 * The dictionary of the simplex method: each basic label as a value and coefficients over those beside. Labels are the
 * quantities 0 … count − 1, then the free steps, which enter once and never leave.
 */
interface Dictionary {
  readonly count: number;
  readonly width: number;
  readonly rows: readonly Float64Array[];
  readonly at: Float64Array;
  readonly basic: number[];
  readonly beside: number[];
}

/** Primal simplex in dictionary form, from a point that is known to be allowed. */
export function createClimber({ values, coefficients }: Polytope, effort: Effort): Climber {
  const count = values.length;
  const width = coefficients[0]?.length ?? 0;
  const dictionary: Dictionary = {
    ...{ count, width, rows: coefficients.map((row) => row.slice()), at: Float64Array.from(values) },
    basic: values.map((_, i) => i),
    beside: Array.from({ length: width }, (_, i) => count + i),
  };
  return {
    climb(sum, sign, enough) {
      const most = 20 * (count + width) + 100;
      let still = 0;
      for (let steps = 0; steps < most && effort.left > 0; steps += 1) {
        effort.left -= count * width;
        const point = pointOf(dictionary);
        const value = sum.reduce((total, label) => total + (point[label] ?? 0), 0);
        if (enough(value)) return { point, ray: null };
        const slope = gradient(dictionary, sum, sign);
        const column = entering(dictionary, slope, still > PATIENCE);
        if (column === -1) return { point, ray: null };
        const way = isFree(dictionary, dictionary.beside[column]) ? Math.sign(slope[column] ?? 0) : 1;
        const row = leaving(dictionary, column, way);
        if (row === -1) return { point, ray: rayOf(dictionary, column, way) };
        still = (dictionary.at[row] ?? 0) < SMALL ? still + 1 : 0;
        pivot(dictionary, row, column);
      }
      return null;
    },
  };
}

const isFree = ({ count }: Dictionary, label: number | undefined): boolean => (label ?? 0) >= count;

function pointOf(dictionary: Dictionary): number[] {
  const found = Array.from({ length: dictionary.count }, () => 0);
  dictionary.basic.forEach((label, i) => {
    if (!isFree(dictionary, label)) found[label] = dictionary.at[i] ?? 0;
  });
  return found;
}

/** How the sum grows with each label beside. */
function gradient({ width, basic, beside, rows }: Dictionary, sum: readonly number[], sign: number): Float64Array {
  const wanted = new Set(sum);
  const found = new Float64Array(width);
  basic.forEach((label, i) => {
    if (!wanted.has(label)) return;
    const row = rows[i];
    for (let j = 0; j < width; j += 1) found[j] = (found[j] ?? 0) + sign * (row?.[j] ?? 0);
  });
  beside.forEach((label, j) => {
    if (wanted.has(label)) found[j] = (found[j] ?? 0) + sign;
  });
  return found;
}

/** The steepest column that may enter; with care the one with the smallest label, which cannot cycle (Bland). */
function entering(dictionary: Dictionary, slope: Float64Array, careful: boolean): number {
  const { width, beside } = dictionary;
  let [best, most] = [-1, FLAT];
  for (let j = 0; j < width; j += 1) {
    const gain = isFree(dictionary, beside[j]) ? Math.abs(slope[j] ?? 0) : (slope[j] ?? 0);
    if (gain <= FLAT) continue;
    if (careful ? best === -1 || (beside[j] ?? 0) < (beside[best] ?? 0) : gain > most) [best, most] = [j, gain];
  }
  return best;
}

/** The quantity that is at zero first on the way. */
function leaving(dictionary: Dictionary, column: number, way: number): number {
  const { basic, rows, at } = dictionary;
  let [best, least] = [-1, Infinity];
  for (let i = 0; i < basic.length; i += 1) {
    const rate = isFree(dictionary, basic[i]) ? 0 : (rows[i]?.[column] ?? 0) * way;
    if (rate >= -SMALL) continue;
    const step = (at[i] ?? 0) / -rate;
    const tie = step < least + SMALL && best >= 0 && (basic[i] ?? 0) < (basic[best] ?? 0);
    if (step < least - SMALL || tie) [best, least] = [i, Math.min(step, least)];
  }
  return best;
}

function pivot({ width, rows, at, basic, beside }: Dictionary, row: number, column: number): void {
  const own = rows[row];
  if (!own) return;
  const lead = own[column] ?? 1;
  for (let j = 0; j < width; j += 1) own[j] = j === column ? 1 / lead : tidy(-(own[j] ?? 0) / lead);
  at[row] = -(at[row] ?? 0) / lead;
  rows.forEach((other, i) => {
    const factor = other[column] ?? 0;
    if (i === row || factor === 0) return;
    other[column] = 0;
    for (let j = 0; j < width; j += 1) other[j] = tidy((other[j] ?? 0) + factor * (own[j] ?? 0));
    at[i] = tidy((at[i] ?? 0) + factor * (at[row] ?? 0));
  });
  [basic[row], beside[column]] = [beside[column] ?? 0, basic[row] ?? 0];
}

function rayOf(dictionary: Dictionary, column: number, way: number): number[] {
  const { count, basic, rows, beside } = dictionary;
  const found = Array.from({ length: count }, () => 0);
  basic.forEach((label, i) => {
    if (!isFree(dictionary, label)) found[label] = (rows[i]?.[column] ?? 0) * way;
  });
  const label = beside[column] ?? count;
  if (!isFree(dictionary, label)) found[label] = way;
  return found;
}

const tidy = (value: number): number => (Math.abs(value) < SMALL ? 0 : value);
