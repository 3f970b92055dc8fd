/** Steps after which the next coarser ones begin. */
const FINE_STEPS = 10;

/**
 * Milliseconds until an answer may go: at whole steps of time, and at ten times as long ones once ten have gone (R22). How
 * long a run took tells how much was left open by the cheap checks; steps leave of that what they cannot swallow.
 */
export function untilNextStep(elapsedMs: number, stepMs: number): number {
  const coarse = stepMs * FINE_STEPS;
  const step = elapsedMs <= coarse ? stepMs : coarse;
  return Math.ceil(Math.max(elapsedMs, 1) / step) * step - elapsedMs;
}
