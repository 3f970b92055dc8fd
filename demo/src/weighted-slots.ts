/**
 * A distribution as a table of equally likely slots: drawing is an index, so the same seed gives the same city on every
 * machine. (The engine's own floating functions may differ in the last bit between machines.)
 * @returns `size` values; value i stands in about weights[i] / sum of them, by largest remainder.
 */
export function weightedSlots(weights: readonly number[], size: number): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total <= 0) throw new RangeError('weights must have a positive sum');
  const shares = weights.map((weight, value) => ({ value, exact: (weight / total) * size }));
  const counts = shares.map((share) => Math.floor(share.exact));
  let left = size - counts.reduce((sum, count) => sum + count, 0);
  const order = shares.toSorted(
    (a, b) => b.exact - Math.floor(b.exact) - (a.exact - Math.floor(a.exact)) || a.value - b.value,
  );
  for (const { value } of order) {
    if (left === 0) break;
    counts[value] = (counts[value] ?? 0) + 1;
    left -= 1;
  }
  return counts.flatMap((count, value) => Array.from({ length: count }, () => value));
}

/** Quantiles of a log-normal factor with median 1, in per mille, for slots 0 … size − 1. */
export function logNormalSlots(sigma: number, size: number): number[] {
  return Array.from({ length: size }, (_, slot) =>
    Math.max(1, Math.round(1000 * Math.exp(sigma * normalQuantile((slot + 0.5) / size)))),
  );
}

/** Quantiles of a Lomax (shifted Pareto) weight, scaled by 1000 and cut at `cap` times 1000. */
export function heavyTailSlots(alpha: number, cap: number, size: number): number[] {
  return Array.from({ length: size }, (_, slot) => {
    const weight = Math.pow(1 - (slot + 0.5) / size, -1 / alpha) - 1;
    return Math.round(1000 * Math.min(cap, weight));
  });
}

/** Inverse of the standard normal distribution by bisection of its series: slow, and exact enough for tables. */
function normalQuantile(p: number): number {
  let low = -8;
  let high = 8;
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (normalBelow(middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Φ(x) by Taylor series around 0 (Marsaglia 2004). */
function normalBelow(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 3; Math.abs(term) > 1e-17 && n < 400; n += 2) {
    term = (term * x * x) / n;
    sum += term;
  }
  return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}
