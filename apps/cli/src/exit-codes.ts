import type { ErrorKind } from '@sluice/kernel';

/** The one table from the kind of a failure to the exit code of the command. 0 is success, 1 anything unforeseen. */
export const exitCodeOf = {
  internal: 1,
  invalid: 2,
  unauthenticated: 3,
  forbidden: 4,
  'not-found': 5,
  conflict: 6,
  precondition: 7,
  limited: 8,
  unavailable: 9,
} as const satisfies Record<ErrorKind, number>;

/** Codes with a meaning of their own: a proof that does not hold is no failure of the command. */
export const EXIT_NOT_PROVEN = 10;
export const EXIT_REFUSED = 11;
