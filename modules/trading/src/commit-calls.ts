import type { EntryRef, Transact, Tx } from '@sluice/database';
import { isDomainError } from '@sluice/kernel';
import { record } from '@sluice/ledger';
import { yuanOf } from './describe-trading.ts';
import type { Price } from './price.ts';
import type { ServedAnswer, ServedProduct } from './served-product.ts';
import { holdVersions, insertCalls, insertCallsAsKnown } from './store-calls.ts';

/** A caller that has proven to hold a key. */
export interface KeyHolder {
  readonly keyId: string;
  readonly orderId: string;
  readonly productId: string;
  readonly buyer: string;
  readonly person: string;
}

/** A call that has its answer and waits to be recorded. */
export interface PendingCall {
  readonly id: string;
  readonly holder: KeyHolder;
  readonly product: ServedProduct;
  readonly answer: ServedAnswer;
  readonly price: Price;
  readonly charge: bigint;
  /** The mark of a request that may be sent again, set together with its effect. */
  readonly mark?: string;
}

/** The listing's version moved on while the call waited. */
export class StaleProduct extends Error {}

type SetMarks = (tx: Tx, marks: readonly string[]) => Promise<void>;

export interface CommittedCalls {
  readonly stale: ReadonlySet<string>;
  readonly results: readonly (EntryRef | StaleProduct)[];
}

/**
 * Records a group of calls in one transaction: rows and entries. A call whose listing has changed since its answer was
 * looked up is left out and gets `StaleProduct`; `stale` names those products.
 */
export async function commitCalls(
  transact: Transact,
  calls: readonly PendingCall[],
  gateway: string,
  setMarks?: SetMarks,
): Promise<CommittedCalls> {
  // The usual case, in one round trip: nothing has changed since the answers were looked up.
  const known = versionsOf(calls);
  if (known) {
    const done = await commitAsKnown(transact, calls, known, gateway, setMarks);
    if (done) return done;
  }
  const { value, evidence } = await transact(async (tx) => {
    const versions = await holdVersions(tx, [...new Set(calls.map((call) => call.product.productId))]);
    const current = calls.filter((call) => versions.get(call.product.productId) === call.product.version);
    await insertCalls(tx, current.map(rowOf));
    return recordAll(tx, current, gateway, setMarks);
  });
  const places = placesOf(value, evidence);
  return {
    stale: new Set(calls.filter((call) => !places.has(call)).map((call) => call.product.productId)),
    results: calls.map((call) => places.get(call) ?? new StaleProduct()),
  };
}

/** The version under which each product was looked up; null where calls of one group saw two. */
function versionsOf(calls: readonly PendingCall[]): ReadonlyMap<string, number> | null {
  const versions = new Map<string, number>();
  for (const { product } of calls) {
    const known = versions.get(product.productId);
    if (known !== undefined && known !== product.version) return null;
    versions.set(product.productId, product.version);
  }
  return versions;
}

/** Null where a listing has another version by now: nothing was recorded. */
async function commitAsKnown(
  transact: Transact,
  calls: readonly PendingCall[],
  known: ReadonlyMap<string, number>,
  gateway: string,
  setMarks: SetMarks | undefined,
): Promise<CommittedCalls | null> {
  try {
    const { value, evidence } = await transact(async (tx) => {
      await insertCallsAsKnown(tx, calls.map(rowOf), known);
      return recordAll(tx, calls, gateway, setMarks);
    });
    const places = placesOf(value, evidence);
    return { stale: new Set(), results: calls.map((call) => places.get(call) ?? new StaleProduct()) };
  } catch (error) {
    // The door found no row of a call, because it was not inserted.
    if (isDomainError(error) && error.code === 'ledger.entry-refused') return null;
    throw error;
  }
}

async function recordAll(
  tx: Tx,
  calls: readonly PendingCall[],
  gateway: string,
  setMarks: SetMarks | undefined,
): Promise<readonly (readonly PendingCall[])[]> {
  const marks = calls.flatMap(({ mark }) => (mark === undefined ? [] : [mark]));
  if (marks.length > 0) await setMarks?.(tx, marks);
  const together = gatherCalls(calls);
  for (const some of together) recordCalls(tx, some, gateway);
  return together;
}

const placesOf = (together: readonly (readonly PendingCall[])[], evidence: readonly EntryRef[]) =>
  new Map(together.flatMap((some, i) => some.map((call) => [call, evidence[i]] as const)));

/** Keeps an entry far below the 65,535 bytes that it may have. */
const CALLS_PER_ENTRY = 128;

/** Calls that differ in nothing but themselves: same key, product, edition and price. Never of two buyers. */
function gatherCalls(calls: readonly PendingCall[]): readonly (readonly PendingCall[])[] {
  const open = new Map<string, PendingCall[]>();
  const all: PendingCall[][] = [];
  for (const call of calls) {
    const { holder, product, price } = call;
    const key = `${holder.keyId} ${product.productId} ${product.cube.releaseId} ${price.id}`;
    const some = open.get(key);
    if (some && some.length < CALLS_PER_ENTRY) some.push(call);
    else {
      const next = [call];
      open.set(key, next);
      all.push(next);
    }
  }
  return all;
}

const rowOf = (call: PendingCall) => ({
  id: call.id,
  purchase_id: call.holder.orderId,
  product_id: call.product.productId,
  release_id: call.product.cube.releaseId,
  key_id: call.holder.keyId,
  price_id: call.price.id,
  rows: call.answer.rowCount,
  charge_fen: Number(call.charge),
});

/**
 * One entry for calls of one key; each stands in it by its id, its row and its answer. The stream is the hour of a
 * gateway's lane, so that no product's stream is a bottleneck.
 */
function recordCalls(tx: Tx, calls: readonly PendingCall[], gateway: string): void {
  const [first] = calls;
  if (!first) return;
  const { product, holder } = first;
  record(tx, {
    type: 'trading.called',
    stream: `gateway:${gateway}:${tx.at.toISOString().slice(0, 13)}`,
    actor: { kind: 'person', person: holder.person, body: holder.buyer, role: 'buyer' },
    subjects: [
      ...calls.map((call) => ({ kind: 'call', id: call.id, rel: 'about' as const })),
      { kind: 'product', id: product.productId, rel: 'uses' },
      { kind: 'order', id: holder.orderId, rel: 'uses' },
      { kind: 'freeze', id: product.cube.freezeId, rel: 'uses' },
    ],
    rows: calls.map((call) => ({ table: 'trading.call', id: call.id })),
    ruleVersion: product.ruleVersion,
    payload: {
      product: product.productId,
      release: product.cube.releaseId,
      price: first.price.id,
      calls: calls.map((call) => ({
        call: call.id,
        answerDigest: call.answer.digest,
        rows: call.answer.rowCount,
        chargeYuan: yuanOf(call.charge),
      })),
    },
  });
}
