import type { Db, Transact, Tx } from '@sluice/database';
import { DomainError, networkOf } from '@sluice/kernel';
import type { IdentityContext } from './identity-context.ts';
import { giveBack, REMEMBER_MS, takeFromAddress, takeTurn } from './pacing.ts';
import {
  deleteCounts,
  findTurn,
  forgetCountsBefore,
  forgetPlacesBefore,
  knownOf,
  lockCounts,
  putCount,
  rememberPlaces,
} from './store-pace.ts';

const DAY_MS = 86_400_000;
/** Places remembered of one account: offices, homes and browsers of one person. */
const MOST_PLACES = 40;

/** Where a sign-in comes from, as the transport knows it. */
export interface Whence {
  readonly address: string;
  /** From the machine on which the platform runs, by no proxy: whoever sits there is not a stranger. */
  readonly machine: boolean;
  /** A browser keeps what marks it as known; a program has its address alone. */
  readonly browser: boolean;
  /** What the browser was given at an earlier sign-in. */
  readonly device?: string | undefined;
}

/** A try that may be made, and where it was counted. */
export interface Admitted {
  readonly account: string;
  /** Counts that a right password takes away. */
  readonly counts: readonly string[];
  /** Count of the address, where it is charged. */
  readonly address: string | undefined;
  /** Whether the browser shows what it was given for this account. */
  readonly knownDevice: boolean;
  /** Whether it comes from a network that is known, which others may share with the owner. */
  readonly sharesNetwork: boolean;
}

/**
 * Counts a try before its password is checked, so that parallel guesses cannot pass together, and says whether it may be
 * made. Strangers stand in one line for an account; a place from which its owner signed in before has a count of its own,
 * which no stranger's guesses reach. Strangers and networks pay for wrong passwords over all accounts besides.
 * @throws DomainError `session.slowed`, `session.address-slowed` (limited, with `retryAfterSeconds`)
 */
export async function admitSignIn(
  context: IdentityContext,
  db: Db,
  transact: Transact,
  account: string,
  whence: Whence,
): Promise<Admitted> {
  const { limits, digest, sessionClock } = context;
  const at = sessionClock.now();
  const place = placesOf(context, account, whence);
  const known = await knownOf(db, placeIds(place), new Date(at.getTime() - limits.knownPlaceDays * DAY_MS));
  const knownDevice = place.device !== undefined && known.has(place.device);
  const own = ownCount(place, whence, known);
  const count = digest(own === undefined ? `line|${account}` : `own|${own}`);
  const turn = digest(`turn|${count}|${place.address}`);
  const address = whence.machine || knownDevice ? undefined : digest(`address|${networkOf(whence.address)}`);
  await tryNow(context, transact, { count, turn, address });
  const sharesNetwork = own !== undefined && !knownDevice && !whence.machine;
  return { account, counts: [count, turn], address, knownDevice, sharesNetwork };
}

/**
 * What is said of a wrong password. Who guesses from a network that others share with the owner is told what a stranger
 * would be, else he learned that there is such an account and that it signs in from here.
 */
export async function wrongPassword(
  context: IdentityContext,
  transact: Transact,
  { account, sharesNetwork }: Admitted,
  whence: Whence,
): Promise<DomainError> {
  const plain = new DomainError('session.wrong-credentials', 'unauthenticated');
  if (!sharesNetwork) return plain;
  const count = context.digest(`line|${account}`);
  const turn = context.digest(`turn|${count}|${placesOf(context, account, whence).address}`);
  return tryNow(context, transact, { count, turn, address: undefined }).then(
    () => plain,
    (error: unknown) => {
      if (error instanceof DomainError && error.kind === 'limited') return error;
      throw error;
    },
  );
}

/** Guesses of one's own password within a session: slowed like those at the door, and nobody's sign-in waits for them. */
export async function admitOwn(context: IdentityContext, transact: Transact, account: string): Promise<Admitted> {
  const count = context.digest(`session|${account}`);
  const turn = context.digest(`turn|${count}`);
  await tryNow(context, transact, { count, turn, address: undefined });
  return { account, counts: [count, turn], address: undefined, knownDevice: false, sharesNetwork: false };
}

/** The password was right: nothing of this try weighs on anybody. */
export async function clearTries(context: IdentityContext, tx: Tx, admitted: Admitted): Promise<void> {
  await deleteCounts(tx, admitted.counts);
  await giveAddressBack(context, tx, admitted);
}

/**
 * The password was right and a code is to follow: the network pays for no wrong one. What counts for the account stays,
 * else asking without a code would make room for guesses of it.
 */
export async function giveAddressBack(context: IdentityContext, tx: Tx, { address }: Admitted): Promise<void> {
  if (address === undefined) return;
  const at = context.sessionClock.now();
  const row = (await lockCounts(tx, [address], at)).get(address);
  if (row?.free_at)
    await putCount(tx, { ...row, free_at: giveBack(row.free_at, context.limits.addressFailuresPerHour) });
}

/** Remembers from where an account was signed in to. */
export async function rememberWhence(context: IdentityContext, tx: Tx, account: string, whence: Whence): Promise<void> {
  const place = placesOf(context, account, whence);
  const at = context.sessionClock.now();
  const ids = [...(whence.machine ? [] : [place.address]), ...(place.device === undefined ? [] : [place.device])];
  await rememberPlaces(tx, context.digest(`account|${account}`), ids, at, MOST_PLACES);
}

interface Places {
  readonly address: string;
  readonly device: string | undefined;
}

/** The machine is a place of its own: a proxy on it has the same address, and speaks for strangers. */
const placesOf = ({ digest }: IdentityContext, account: string, { address, machine, device }: Whence): Places => ({
  address: digest(machine ? `machine|${account}` : `place|${account}|${networkOf(address)}`),
  device: device === undefined ? undefined : digest(`device|${account}|${device}`),
});

const placeIds = ({ address, device }: Places): string[] => [address, ...(device === undefined ? [] : [device])];

/** The known place whose own count a try falls under; nothing for a stranger. */
function ownCount(place: Places, { machine }: Whence, known: ReadonlySet<string>): string | undefined {
  if (place.device !== undefined && known.has(place.device)) return place.device;
  return machine || known.has(place.address) ? place.address : undefined;
}

async function tryNow(
  context: IdentityContext,
  transact: Transact,
  ids: { readonly count: string; readonly turn: string; readonly address: string | undefined },
): Promise<void> {
  const at = context.sessionClock.now();
  const { value: refused } = await transact(async (tx) => {
    await forgetCountsBefore(tx, new Date(at.getTime() - REMEMBER_MS));
    await forgetPlacesBefore(tx, new Date(at.getTime() - context.limits.knownPlaceDays * DAY_MS));
    return count(context, tx, ids, at);
  });
  if (!refused) return;
  const retryAfterSeconds = Math.max(1, Math.ceil((refused.from.getTime() - at.getTime()) / 1_000));
  throw new DomainError(refused.code, 'limited', { retryAfterSeconds });
}

/** Nothing is counted of a try that is refused: neither does an address pay for a wait, nor an account for an address. */
async function count(
  { limits }: IdentityContext,
  tx: Tx,
  ids: { readonly count: string; readonly turn: string; readonly address: string | undefined },
  at: Date,
): Promise<{ readonly code: string; readonly from: Date } | undefined> {
  // The network first, everywhere: one that pays already leaves no row behind for each further name that it tries.
  const owed = ids.address === undefined ? undefined : (await lockCounts(tx, [ids.address], at)).get(ids.address);
  const paid = owed && takeFromAddress(owed.free_at, at, limits.addressFailuresPerHour);
  if (paid && !paid.passes) return { code: 'session.address-slowed', from: paid.from };
  const before = (await lockCounts(tx, [ids.count], at)).get(ids.count);
  const tally = { failures: before?.failures ?? 0, lastAt: before?.last_at ?? at, freeAt: before?.free_at ?? null };
  const turn = takeTurn(tally, await findTurn(tx, ids.turn), at, limits);
  const { failures, lastAt, freeAt } = turn.tally;
  await putCount(tx, { id: ids.count, failures, last_at: lastAt, free_at: freeAt });
  if (!turn.passes) {
    if (turn.reserved) await putCount(tx, { id: ids.turn, failures: 0, last_at: at, free_at: turn.from });
    return { code: 'session.slowed', from: turn.from };
  }
  await deleteCounts(tx, [ids.turn]);
  if (paid && ids.address !== undefined)
    await putCount(tx, { id: ids.address, failures: 0, last_at: at, free_at: paid.debt });
  return undefined;
}
