import { setImmediate } from 'node:timers/promises';
import type { Effort } from './climb-polytope.ts';

/** Work between two moments in which others get their turn: some ten milliseconds. */
const AT_ONCE = 4_000_000;

/** To be awaited between two pieces of long work: lets others go on when enough of the effort was used since. */
export function takeTurns(effort: Effort): () => Promise<void> {
  let turn = effort.left;
  return async () => {
    if (turn - effort.left < AT_ONCE) return;
    await setImmediate();
    turn = effort.left;
  };
}
