import type { Route } from '@sluice/contract';
import { DomainError, networkOf } from '@sluice/kernel';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Credential } from './handler-types.ts';

export interface Rate {
  readonly requests: number;
  readonly seconds: number;
}

export interface Rates {
  /** Requests without a session, by address. */
  readonly address: Rate;
  /** Attempts to sign in, by address: the slowest rate, because passwords are guessed here. */
  readonly signIn: Rate;
  /** What anybody may write without a session, by network: each stays for others to read and to answer. */
  readonly publicWrite: Rate;
  /** Requests of one session. */
  readonly session: Rate;
  /** Calls with one access key. */
  readonly key: Rate;
}

/** A person at work stays far below these; a loop that runs away meets them within seconds. */
export const defaultRates: Rates = {
  address: { requests: 1_200, seconds: 10 },
  signIn: { requests: 60, seconds: 60 },
  publicWrite: { requests: 30, seconds: 3_600 },
  session: { requests: 3_000, seconds: 10 },
  key: { requests: 200_000, seconds: 10 },
};

/** Where passwords and codes can be guessed. */
const GUESSABLE: ReadonlySet<string> = new Set([
  ...['signIn', 'changePassword', 'beginTotp', 'confirmTotp', 'removeTotp'],
  ...['askPasskey', 'signInByPasskey', 'beginProviderSignIn', 'signInByProvider', 'finishProviderCode'],
]);

/** Whether each try of a route is counted already, whatever comes of it. */
export const isGuessable = (route: Route): boolean => GUESSABLE.has(route.name);

/** Asks with a body, and leaves nothing behind. */
const ONLY_READS: ReadonlySet<string> = new Set(['checkSeal']);

/**
 * Counts a request against the rate it falls under.
 * @throws DomainError `http.too-many-requests` (limited) with `retryAfterSeconds`
 */
export type Admit = (route: Route, credential: Credential | undefined, address: string) => Promise<void>;

export function createAdmit(rates: Rates): Admit {
  const limiter = (name: string, rate: Rate): RateLimiterMemory =>
    new RateLimiterMemory({ keyPrefix: name, points: rate.requests, duration: rate.seconds });
  const byName = {
    address: limiter('address', rates.address),
    signIn: limiter('sign-in', rates.signIn),
    publicWrite: limiter('public-write', rates.publicWrite),
    session: limiter('session', rates.session),
    key: limiter('key', rates.key),
  };
  return async (route, credential, address) => {
    const [name, who] = classOf(route, credential, address);
    try {
      await byName[name].consume(who);
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      throw new DomainError('http.too-many-requests', 'limited', {
        per: name,
        retryAfterSeconds: Math.max(1, Math.ceil(refused.msBeforeNext / 1000)),
      });
    }
  };
}

function classOf(route: Route, credential: Credential | undefined, address: string): [keyof Rates, string] {
  if (isGuessable(route)) return ['signIn', networkOf(address)];
  // Whatever credential comes with it: nobody has looked at it.
  if (route.access === 'none' && route.method !== 'GET' && !ONLY_READS.has(route.name))
    return ['publicWrite', networkOf(address)];
  if (credential && route.access === 'key') return ['key', credential.value];
  if (credential && route.access === 'session') return ['session', credential.value];
  return ['address', networkOf(address)];
}
