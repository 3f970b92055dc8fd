const SMALL = 1e-9;
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

/** Primal simplex in dictionary form; the free steps enter once and never leave. */
export function createClimber({ values, coefficients }: Polytope): Climber {
  const count = values.length;
  const width = coefficients[0]?.length ?? 0;
  const rows = coefficients.map((row) => row.slice());
  const at = Float64Array.from(values);
  // Labels: quantities 0..count-1, free steps count..count+width-1.
  const basic = values.map((_, i) => i);
  const beside = Array.from({ length: width }, (_, i) => count + i);
  const isFree = (label: number): boolean => label >= count;

  const point = (): number[] => {
    const found = values.map(() => 0);
    basic.forEach((label, i) => {
      if (!isFree(label)) found[label] = at[i] ?? 0;
    });
    return found;
  };

  const gradient = (sum: readonly number[], sign: number): Float64Array => {
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
  };

  const entering = (slope: Float64Array, careful: boolean): number => {
    let best = -1;
    for (let j = 0; j < width; j += 1) {
      const gain = isFree(beside[j] ?? 0) ? Math.abs(slope[j] ?? 0) : (slope[j] ?? 0);
      if (gain <= SMALL * 100) continue;
      if (best === -1) best = j;
      else if (careful ? (beside[j] ?? 0) < (beside[best] ?? 0) : gain > Math.abs(slope[best] ?? 0)) best = j;
    }
    return best;
  };

  const leaving = (column: number, way: number): number => {
    let [best, least] = [-1, Infinity];
    for (let i = 0; i < basic.length; i += 1) {
      if (isFree(basic[i] ?? 0)) continue;
      const rate = (rows[i]?.[column] ?? 0) * way;
      if (rate >= -SMALL) continue;
      const step = (at[i] ?? 0) / -rate;
      if (step < least - SMALL || (step < least + SMALL && best >= 0 && (basic[i] ?? 0) < (basic[best] ?? 0)))
        [best, least] = [i, Math.min(step, least)];
    }
    return best;
  };

  const pivot = (row: number, column: number): void => {
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
  };

  const rayOf = (column: number, way: number): number[] => {
    const found = values.map(() => 0);
    basic.forEach((label, i) => {
      if (!isFree(label)) found[label] = (rows[i]?.[column] ?? 0) * way;
    });
    const label = beside[column] ?? count;
    if (!isFree(label)) found[label] = way;
    return found;
  };

  return {
    climb(sum, sign, enough) {
      const most = 20 * (count + width) + 100;
      let still = 0;
      for (let steps = 0; steps < most; steps += 1) {
        const now = point();
        const value = sum.reduce((total, label) => total + (now[label] ?? 0), 0);
        if (enough(value)) return { point: now, ray: null };
        const slope = gradient(sum, sign);
        const column = entering(slope, still > PATIENCE);
        if (column === -1) return { point: now, ray: null };
        const way = isFree(beside[column] ?? 0) ? Math.sign(slope[column] ?? 0) : 1;
        const row = leaving(column, way);
        if (row === -1) return { point: now, ray: rayOf(column, way) };
        still = (at[row] ?? 0) < SMALL ? still + 1 : 0;
        pivot(row, column);
      }
      return null;
    },
  };
}

const tidy = (value: number): number => (Math.abs(value) < SMALL ? 0 : value);
