import { floorRoot, fraction, type Fraction } from './fraction.ts';

/** So many bytes that nobody can foresee. */
export type RandomBytes = (count: number) => Uint8Array;

/**
 * Noise drawn exactly, in whole numbers alone: no floating point whose last bits would tell the value behind it (Canonne,
 * Kamath, Steinke: The Discrete Gaussian for Differential Privacy, 2020, algorithms 1 to 3).
 */
export interface NoiseSource {
  /** Discrete Gaussian with this σ². */
  gaussian(variance: Fraction): bigint;
  /** Discrete Laplace: probability proportional to exp(−|x| / scale). */
  laplace(scale: Fraction): bigint;
}

export function createNoiseSource(randomBytes: RandomBytes): NoiseSource {
  const draw: Draw = { below: (most) => uniformBelow(randomBytes, most) };
  return {
    gaussian: (variance) => sampleGaussian(draw, variance),
    laplace: (scale) => sampleLaplace(draw, scale),
  };
}

interface Draw {
  /** Uniform among 0 … most − 1. */
  readonly below: (most: bigint) => bigint;
}

/** By rejection: a remainder would prefer small numbers. */
function uniformBelow(randomBytes: RandomBytes, most: bigint): bigint {
  if (most <= 1n) return 0n;
  const bits = (most - 1n).toString(2).length;
  const bytes = Math.ceil(bits / 8);
  for (;;) {
    let value = 0n;
    for (const byte of randomBytes(bytes)) value = (value << 8n) | BigInt(byte);
    value &= (1n << BigInt(bits)) - 1n;
    if (value < most) return value;
  }
}

const bernoulli = (draw: Draw, { n, d }: Fraction): boolean => draw.below(d) < n;

/** True with probability exp(−γ), exactly. */
function bernoulliExp(draw: Draw, gamma: Fraction): boolean {
  const whole = gamma.n / gamma.d;
  for (let i = 0n; i < whole; i += 1n) if (!bernoulliExpSmall(draw, fraction(1n))) return false;
  return bernoulliExpSmall(draw, fraction(gamma.n - whole * gamma.d, gamma.d));
}

function bernoulliExpSmall(draw: Draw, { n, d }: Fraction): boolean {
  let k = 1n;
  while (bernoulli(draw, { n, d: d * k })) k += 1n;
  return k % 2n === 1n;
}

function sampleLaplace(draw: Draw, { n: t, d: s }: Fraction): bigint {
  for (;;) {
    const u = draw.below(t);
    if (!bernoulliExp(draw, fraction(u, t))) continue;
    let v = 0n;
    while (bernoulliExp(draw, fraction(1n))) v += 1n;
    const size = (u + t * v) / s;
    const negative = draw.below(2n) === 1n;
    if (negative && size === 0n) continue;
    return negative ? -size : size;
  }
}

function sampleGaussian(draw: Draw, variance: Fraction): bigint {
  const { n, d } = variance;
  if (n === 0n) return 0n;
  const t = floorRoot(variance) + 1n;
  for (;;) {
    const y = sampleLaplace(draw, fraction(t));
    const size = y < 0n ? -y : y;
    const off = size * t * d - n;
    if (bernoulliExp(draw, fraction(off * off, 2n * n * d * t * t))) return y;
  }
}
