import type { z } from 'zod';

/** How long an entry is kept; the profile turns a class into a period. `network-log` has the legal floor of six months. */
export type RetainClass = 'evidence' | 'network-log' | 'operation';

/** One line of the closed list of acts: what its payload holds, how long it is kept, which requirements it serves. */
export interface ActDefinition<P extends z.ZodType = z.ZodType> {
  readonly payload: P;
  readonly retainClass: RetainClass;
  readonly requirements: readonly string[];
}

/** Declares an act. `payload` is a strict object of facts: identifiers, codes, figures; no personal data, no data content. */
export const act = <P extends z.ZodType>(
  payload: P,
  requirements: readonly string[] = [],
  retainClass: RetainClass = 'evidence',
): ActDefinition<P> => ({ payload, retainClass, requirements });
