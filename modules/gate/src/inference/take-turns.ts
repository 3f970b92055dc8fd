import { setImmediate } from 'node:timers/promises';

/** Work between two moments in which others get their turn: some ten milliseconds. */
const AT_ONCE = 4_000_000;

/** Steps that a decision may still take; everything that is long takes from it. */
interface Left {
  readonly left: number;
}

/**
 * To be awaited between two pieces of long work: lets others go on when enough of the effort was used since. What takes
 * nothing from the effort says about how many steps it took.
 */
export function takeTurns(effort: Left): (steps?: number) => Promise<void> {
  let turn = effort.left;
  let beside = 0;
  return async (steps = 0) => {
    beside += steps;
    if (turn - effort.left + beside < AT_ONCE) return;
    await setImmediate();
    [turn, beside] = [effort.left, 0];
  };
}
