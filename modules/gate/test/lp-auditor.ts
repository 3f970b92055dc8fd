/** Exact fractions, for an auditor that shares no code and no arithmetic with the gate. */
interface Fraction {
  readonly n: bigint;
  readonly d: bigint;
}

const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? (a < 0n ? -a : a) : gcd(b, a % b));

function fraction(n: bigint, d: bigint): Fraction {
  const sign = d < 0n ? -1n : 1n;
  const by = gcd(n, d) || 1n;
  return { n: (sign * n) / by, d: (sign * d) / by };
}

const zero = fraction(0n, 1n);
const plus = (a: Fraction, b: Fraction): Fraction => fraction(a.n * b.d + b.n * a.d, a.d * b.d);
const times = (a: Fraction, b: Fraction): Fraction => fraction(a.n * b.n, a.d * b.d);
const over = (a: Fraction, b: Fraction): Fraction => fraction(a.n * b.d, a.d * b.n);
const minus = (a: Fraction): Fraction => ({ n: -a.n, d: a.d });
const whole = (value: number): Fraction => fraction(BigInt(value), 1n);

/** `sum of the members = total`, or `<= total`. */
export interface Known {
  readonly members: readonly number[];
  readonly total: number;
  readonly most?: true;
}

/**
 * What an attacker finds out about a sum of unknowns that are not negative: the least and the largest that it can be, by the
 * two-phase simplex method in exact fractions.
 */
export function attackInterval(
  unknowns: number,
  known: readonly Known[],
  target: readonly number[],
): { readonly lo: number; readonly hi: number } {
  const lo = optimum(unknowns, known, target, -1);
  const hi = optimum(unknowns, known, target, 1);
  return { lo: -(lo ?? Infinity), hi: hi ?? Infinity };
}

/** Largest `sign · sum`, or null where nothing bounds it. */
function optimum(unknowns: number, known: readonly Known[], target: readonly number[], sign: number): number | null {
  const slacks = known.filter((item) => item.most).length;
  const width = unknowns + slacks + known.length;
  let slack = unknowns;
  const rows = known.map((item, i) => {
    const row = Array.from({ length: width + 1 }, () => zero);
    for (const member of item.members) row[member] = whole(1);
    if (item.most) row[slack++] = whole(1);
    row[unknowns + slacks + i] = whole(1);
    row[width] = whole(item.total);
    return row;
  });
  const basis = known.map((_, i) => unknowns + slacks + i);
  const first = Array.from({ length: width }, (_, j) => (j >= unknowns + slacks ? whole(-1) : zero));
  maximise(rows, basis, first, width);
  const second = Array.from({ length: width }, (_, j) => (target.includes(j) ? whole(sign) : zero));
  return maximise(rows, basis, second, unknowns + slacks);
}

function maximise(rows: Fraction[][], basis: number[], costs: readonly Fraction[], columns: number): number | null {
  for (;;) {
    let enter = -1;
    for (let j = 0; j < columns && enter === -1; j += 1) {
      if (basis.includes(j)) continue;
      const reduced = rows.reduce(
        (sum, row, i) => plus(sum, minus(times(costs[basis[i] ?? 0] ?? zero, row[j] ?? zero))),
        costs[j] ?? zero,
      );
      if (reduced.n > 0n) enter = j;
    }
    if (enter === -1) break;
    let leave = -1;
    let least: Fraction | null = null;
    rows.forEach((row, i) => {
      const lead = row[enter] ?? zero;
      const artificial = (basis[i] ?? 0) >= columns && lead.n !== 0n;
      if (lead.n <= 0n && !artificial) return;
      const ratio = artificial ? zero : over(row.at(-1) ?? zero, lead);
      const smaller = least === null || plus(ratio, minus(least)).n < 0n;
      const equal = least !== null && plus(ratio, minus(least)).n === 0n;
      if (smaller || (equal && (basis[i] ?? 0) < (basis[leave] ?? 0))) [leave, least] = [i, ratio];
    });
    if (leave === -1) return null;
    pivot(rows, leave, enter);
    basis[leave] = enter;
  }
  const sum = rows.reduce(
    (total, row, i) => plus(total, times(costs[basis[i] ?? 0] ?? zero, row.at(-1) ?? zero)),
    zero,
  );
  return Number(sum.n) / Number(sum.d);
}

function pivot(rows: Fraction[][], at: number, column: number): void {
  const own = rows[at] ?? [];
  const lead = own[column] ?? whole(1);
  own.forEach((value, j) => (own[j] = over(value, lead)));
  rows.forEach((row, i) => {
    const factor = row[column] ?? zero;
    if (i === at || factor.n === 0n) return;
    own.forEach((value, j) => (row[j] = plus(row[j] ?? zero, minus(times(factor, value)))));
  });
}
