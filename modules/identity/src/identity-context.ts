import type { Db } from '@sluice/database';
import type { Clock, IdSource, Reason } from '@sluice/kernel';
import type { Policy } from './decide.ts';
import type { PasswordHasher } from './password.ts';

/** Limits of sign-in and session. The defaults are ours; profiles say their own. */
export interface SessionLimits {
  /** Failed sign-ins of one account name before it is locked. */
  readonly maxFailures: number;
  /** How long it is locked, and how long a failure is remembered. */
  readonly lockMinutes: number;
  /** A session that nobody used for so long has ended. */
  readonly idleMinutes: number;
  /** A session ends after so long however busy it is. */
  readonly absoluteHours: number;
  /** Characters of a new password. */
  readonly minPasswordLength: number;
}

export const defaultSessionLimits: SessionLimits = {
  maxFailures: 5,
  lockMinutes: 15,
  idleMinutes: 60,
  absoluteHours: 12,
  minPasswordLength: 12,
};

/** Seals secrets of sign-in under a key that lies outside of the database; bound to the account they belong to. */
export interface SecretSealer {
  seal(secret: Uint8Array, account: string): Uint8Array;
  /** @throws where the key, the account or a byte differs */
  open(sealed: Uint8Array, account: string): Uint8Array;
}

/** Asked of whoever keeps agreements and admissions. */
export type Standing = (
  db: Db,
  of: { readonly body: string; readonly role: string; readonly jurisdiction: string },
) => Promise<Reason | undefined>;

/** What the use cases of this module need; made once by `createIdentity`. */
export interface IdentityContext {
  readonly policy: Policy;
  readonly ids: IdSource;
  /** Time that passes, also where the business clock is set by hand: a session must not end because a year was skipped. */
  readonly sessionClock: Clock;
  readonly randomBytes: (n: number) => Uint8Array;
  readonly passwords: PasswordHasher;
  /** Lock-out counts account names, known or not: it is the same everywhere. */
  readonly limits: SessionLimits;
  /** What the rules of a jurisdiction say of its own sessions and passwords. */
  readonly limitsOf: (jurisdiction: string) => SessionLimits;
  readonly ruleVersion: string;
  /** What keeps a body from acting in a role now; found anew at every request, so that a suspension takes effect at once. */
  readonly standing: Standing;
  /** None: secrets stand in the database as they are. */
  readonly secrets: SecretSealer | undefined;
}
