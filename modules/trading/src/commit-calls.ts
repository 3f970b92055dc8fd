import type { EntryRef, Transact, Tx } from '@sluice/database';
import { record } from '@sluice/ledger';
import { yuanOf } from './describe-trading.ts';
import type { Price } from './price.ts';
import type { ServedAnswer, ServedProduct } from './served-product.ts';
import { holdVersions, insertCalls } from './store-calls.ts';

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

/**
 * Records a group of calls in one transaction: rows and entries. A call whose listing has changed since its answer was
 * looked up is left out and gets `StaleProduct`; `stale` names those products.
 */
export async function commitCalls(
  transact: Transact,
  calls: readonly PendingCall[],
  gateway: string,
  setMarks?: (tx: Tx, marks: readonly string[]) => Promise<void>,
): Promise<{ readonly stale: ReadonlySet<string>; readonly results: readonly (EntryRef | StaleProduct)[] }> {
  const { value, evidence } = await transact(async (tx) => {
    const versions = await holdVersions(tx, [...new Set(calls.map((call) => call.product.productId))]);
    const current = calls.filter((call) => versions.get(call.product.productId) === call.product.version);
    await insertCalls(tx, current.map(rowOf));
    const marks = current.flatMap(({ mark }) => (mark === undefined ? [] : [mark]));
    if (marks.length > 0) await setMarks?.(tx, marks);
    const together = gatherCalls(current);
    for (const some of together) recordCalls(tx, some, gateway);
    return together;
  });
  const places = new Map(value.flatMap((some, i) => some.map((call) => [call, evidence[i]] as const)));
  return {
    stale: new Set(calls.filter((call) => !places.has(call)).map((call) => call.product.productId)),
    results: calls.map((call) => places.get(call) ?? new StaleProduct()),
  };
}

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
