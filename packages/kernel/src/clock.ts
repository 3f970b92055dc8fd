/** Time arrives as an argument: modules never read the machine's clock. */
export interface Clock {
  now(): Date;
}

/** A clock that can be set and moved, for tests and for a server started with a controllable clock. */
export interface ControllableClock extends Clock {
  set(at: Date): void;
  advance(milliseconds: number): void;
}

export function createSystemClock(now: () => number): Clock {
  return { now: () => new Date(now()) };
}

/** A clock that runs on from a chosen instant: offset to the real one, so that time still passes. */
export function createShiftedClock(now: () => number): ControllableClock {
  let offset = 0;
  return {
    now: () => new Date(now() + offset),
    set(at) {
      offset = at.getTime() - now();
    },
    advance(milliseconds) {
      offset += milliseconds;
    },
  };
}

/** A clock that stands still until moved. */
export function createFixedClock(start: Date): ControllableClock {
  let at = start.getTime();
  return {
    now: () => new Date(at),
    set(next) {
      at = next.getTime();
    },
    advance(milliseconds) {
      at += milliseconds;
    },
  };
}
