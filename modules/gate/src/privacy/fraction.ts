/** An exact fraction of whole numbers; the denominator is positive. */
export interface Fraction {
  readonly n: bigint;
  readonly d: bigint;
}

export function fraction(n: bigint, d = 1n): Fraction {
  const sign = d < 0n ? -1n : 1n;
  const by = gcd(n < 0n ? -n : n, d < 0n ? -d : d) || 1n;
  return { n: (sign * n) / by, d: (sign * d) / by };
}

const PLACES = 1_000_000_000;

/** A decimal of at most nine places as an exact fraction: budgets are fractions, whatever a grant's number looks like. */
export const decimalFraction = (value: number): Fraction =>
  fraction(BigInt(Math.round(value * PLACES)), BigInt(PLACES));

export const divide = (a: Fraction, b: Fraction): Fraction => fraction(a.n * b.d, a.d * b.n);
export const multiply = (a: Fraction, b: Fraction): Fraction => fraction(a.n * b.n, a.d * b.d);
export const toNumber = ({ n, d }: Fraction): number => Number(n) / Number(d);

/** Largest whole number whose square is at most the fraction. */
export function floorRoot({ n, d }: Fraction): bigint {
  const whole = n / d;
  if (whole < 2n) return whole;
  let guess = BigInt(Math.floor(Math.sqrt(Number(whole)))) + 1n;
  for (;;) {
    const next = (guess + whole / guess) / 2n;
    if (next >= guess) break;
    guess = next;
  }
  while (guess * guess > whole) guess -= 1n;
  while ((guess + 1n) * (guess + 1n) <= whole) guess += 1n;
  return guess;
}

const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? a : gcd(b, a % b));
