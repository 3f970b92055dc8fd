const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** A turn further away than this is not given out: who asks then comes back. */
const FURTHEST_TURN_MS = 24 * HOUR_MS;
/** Failures are forgotten when none was added for so long. */
export const REMEMBER_MS = 24 * HOUR_MS;

/** How guessing is slowed. The numbers come from the profiles, with their reasons. */
export interface Pace {
  /** Wrong passwords before the first wait. */
  readonly maxFailures: number;
  /** The first wait; each further failure doubles it. */
  readonly firstWaitSeconds: number;
  /** No wait between two tries is longer. */
  readonly longestWaitMinutes: number;
}

/** What is counted of one account as strangers see it, or as one known place does. */
export interface Tally {
  readonly failures: number;
  readonly lastAt: Date;
  /** From when on the next try is free. */
  readonly freeAt: Date | null;
}

export type Turn =
  | { readonly passes: true; readonly tally: Tally }
  /** `from` is when this place may try: nobody else takes that turn. */
  | { readonly passes: false; readonly from: Date; readonly reserved: boolean; readonly tally: Tally };

/** Milliseconds between a try and the next one after so many failures. */
export function waitAfter(failures: number, pace: Pace): number {
  const over = failures - pace.maxFailures;
  if (over < 0) return 0;
  // Beyond 2^31 the doubling is longer than any wait there is.
  return Math.min(pace.longestWaitMinutes * MINUTE_MS, pace.firstWaitSeconds * SECOND_MS * 2 ** Math.min(over, 31));
}

/**
 * Whether somebody may try now. Tries stand in a line, one wait apart; who comes too early is given a turn of its own,
 * one for each place. So an attacker who asks without end has one turn in the line and not all of them, and a try is
 * counted before its password is checked.
 * @param turn given to this place earlier
 */
export function takeTurn(before: Tally, turn: Date | undefined, at: Date, pace: Pace): Turn {
  const now = at.getTime();
  const tally = now - before.lastAt.getTime() >= REMEMBER_MS ? { ...before, failures: 0, freeAt: null } : before;
  const failures = tally.failures + 1;
  const wait = waitAfter(failures, pace);
  const counted = (freeAt: number): Tally => ({ failures, lastAt: at, freeAt: new Date(freeAt) });
  const freeAt = Math.max(now, tally.freeAt?.getTime() ?? 0);
  if (turn !== undefined && turn.getTime() + pace.longestWaitMinutes * MINUTE_MS > now) {
    // Counted when it was given out: the line already stands behind it.
    return turn.getTime() <= now ? { passes: true, tally } : { passes: false, from: turn, reserved: true, tally };
  }
  if (freeAt <= now) return { passes: true, tally: counted(now + wait) };
  const from = new Date(freeAt);
  if (freeAt - now > FURTHEST_TURN_MS) return { passes: false, from, reserved: false, tally };
  return { passes: false, from, reserved: true, tally: counted(freeAt + wait) };
}

/**
 * The failures of one address over all accounts: `perHour` at once, then as many spread over each hour.
 * @param debt until when failures of the past weigh on the address
 * @returns the debt with one more, or from when on the next is taken
 */
export function takeFromAddress(
  debt: Date | null,
  at: Date,
  perHour: number,
): { readonly passes: true; readonly debt: Date } | { readonly passes: false; readonly from: Date } {
  const share = HOUR_MS / perHour;
  const after = Math.max(debt?.getTime() ?? 0, at.getTime()) + share;
  const from = after - HOUR_MS;
  // Parts of a millisecond do not keep anybody out.
  return from >= at.getTime() + 1 ? { passes: false, from: new Date(from) } : { passes: true, debt: new Date(after) };
}

/** A try that turned out right is taken off the debt again. */
export const giveBack = (debt: Date, perHour: number): Date => new Date(debt.getTime() - HOUR_MS / perHour);
