const PLACES = 10_000;

/**
 * A quality score as the catalogue shows it: a share between 0 and 1 with four decimals, rounded down, so that 1 stands
 * only where nothing at all was found wrong.
 */
export function roundQuality(share: number): number {
  // A share that has four decimals stays what it is, whatever its binary form: the small step is far below the fifth.
  return Math.floor(share * PLACES + 1e-6) / PLACES;
}
