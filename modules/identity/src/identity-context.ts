import type { Db } from '@sluice/database';
import type { Clock, IdSource, Reason } from '@sluice/kernel';
import type { Policy } from './decide.ts';
import type { PasswordHasher } from './password.ts';

/** Limits of sign-in and session. The defaults are ours; profiles say their own. */
export interface SessionLimits {
  /** Wrong passwords that cost no waiting; from then on each further one doubles the wait. */
  readonly maxFailures: number;
  readonly firstWaitSeconds: number;
  readonly longestWaitMinutes: number;
  /** Wrong passwords of one address over all accounts. */
  readonly addressFailuresPerHour: number;
  /** How long a place is remembered from which an account was signed in to. */
  readonly knownPlaceDays: number;
  /** A session that nobody used for so long has ended. */
  readonly idleMinutes: number;
  /** A session ends after so long however busy it is. */
  readonly absoluteHours: number;
  /** Characters of a new password. */
  readonly minPasswordLength: number;
}

export const defaultSessionLimits: SessionLimits = {
  maxFailures: 5,
  firstWaitSeconds: 1,
  longestWaitMinutes: 5,
  addressFailuresPerHour: 30,
  knownPlaceDays: 90,
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
  /** Guesses are counted by account names, known or not: how they are slowed is the same everywhere. */
  readonly limits: SessionLimits;
  /** What the rules of a jurisdiction say of its own sessions and passwords. */
  readonly limitsOf: (jurisdiction: string) => SessionLimits;
  /** Keyed digest: names and addresses are counted and never kept. */
  readonly digest: (text: string) => string;
  readonly ruleVersion: string;
  /** What keeps a body from acting in a role now; found anew at every request, so that a suspension takes effect at once. */
  readonly standing: Standing;
  /** None: secrets stand in the database as they are. */
  readonly secrets: SecretSealer | undefined;
}
