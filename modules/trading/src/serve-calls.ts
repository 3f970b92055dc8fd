import { hash } from 'node:crypto';
import type { Db, EntryRef, Tx } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import { digestKey } from './api-key.ts';
import { commitCalls, StaleProduct, type KeyHolder, type PendingCall } from './commit-calls.ts';
import { yuanOf } from './describe-trading.ts';
import { createGroupCommit, type GroupCommitLimits } from './group-commit.ts';
import { assertKeyLives, findHolder, loadProduct } from './load-product.ts';
import { chargeFor, priceAt } from './price.ts';
import {
  assertServing,
  emptyAnswer,
  lookupKey,
  type CellValue,
  type ServedCube,
  type ServedProduct,
} from './served-product.ts';
import type { TradingOptions } from './trading-context.ts';

export interface AnsweredCall {
  readonly callId: string;
  readonly productId: string;
  readonly releaseId: string;
  readonly epochIds: readonly string[];
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** Canonical JSON of the rows: put into the answer as it is. */
  readonly rows: string;
  readonly rowCount: number;
  /** Yuan, to the cent. */
  readonly price: string;
  readonly evidence: EntryRef;
}

export interface CallGateway {
  /** @throws DomainError `trading.key-unknown` (unauthenticated), `trading.key-for-another-product` (forbidden) */
  authenticate(key: string, productId: string): Promise<KeyHolder>;
  /**
   * One call. The answer leaves after its metering and its ledger entry are committed; where that fails nothing is answered.
   * `mark` names a request that may be sent again; `setMarks` is told of it in the transaction that records the call.
   * @throws DomainError `trading.service-stopped`, `trading.no-price` (precondition), `trading.outside-domain` and its
   * kin (invalid), `trading.gateway-busy` (limited), `trading.not-recorded` (unavailable)
   */
  call(holder: KeyHolder, parameters: Readonly<Record<string, CellValue>>, mark?: string): Promise<AnsweredCall>;
  /** Forgets what it holds of a product; the next call reads it anew. Called in-process the moment something changed. */
  invalidate(productId: string): void;
  /** Waits for the calls under way; calls after it are refused. */
  close(): Promise<void>;
}

export interface CallGatewayOptions extends Pick<TradingOptions, 'db' | 'transact' | 'clock' | 'ids' | 'rules'> {
  /** Name of this process in its streams. */
  readonly process: string;
  loadCube(db: Db, productId: string, releaseId: string): Promise<ServedCube>;
  readonly groupCommit: GroupCommitLimits;
  readonly setMarks?: (tx: Tx, marks: readonly string[]) => Promise<void>;
  /** Bytes of answers kept in memory over all products. */
  readonly cacheBytes: number;
  /** Named places for tests of sudden death: `committed` lies between commit and answer. */
  readonly crashPoint?: (name: string) => void;
}

interface Held {
  readonly product: Promise<ServedProduct>;
  /** Keys that were found good under this version of the listing, by digest. */
  readonly keys: Map<string, KeyHolder>;
}

/** The hot path: look-up in memory, one transaction for all calls of some milliseconds, answers after its commit. */
export function createCallGateway(options: CallGatewayOptions): CallGateway {
  const held = createHeld(options);
  let closed = false;
  const assertOpen = (): void => {
    if (closed) throw new DomainError('trading.gateway-closed', 'unavailable');
  };

  const group = createGroupCommit<PendingCall, EntryRef>(options.groupCommit, async (calls, lane) => {
    const gateway = `${options.process}-${lane}`;
    const outcome = await commitCalls(options.transact, calls, gateway, options.setMarks).catch((error: unknown) => {
      // Whatever the cause, the buyer is told only that the call was not recorded and so not answered.
      throw new DomainError('trading.not-recorded', 'unavailable', {
        cause: error instanceof DomainError ? error.code : 'internal',
      });
    });
    for (const productId of outcome.stale) held.drop(productId);
    options.crashPoint?.('committed');
    return outcome.results;
  });

  const answerOnce = async (
    holder: KeyHolder,
    parameters: Readonly<Record<string, CellValue>>,
    mark: string | undefined,
  ): Promise<AnsweredCall> => {
    const call = prepareCall(options, holder, await held.get(holder.productId).product, parameters);
    return describe(call, await group.add(mark === undefined ? call : { ...call, mark }));
  };

  return {
    async authenticate(text, productId) {
      assertOpen();
      const digest = digestKey(text);
      // A product is loaded only for who holds a key to it.
      const known = held.find(productId)?.keys.get(digest);
      if (known) return known;
      await findHolder(options.db, text, productId);
      const entry = held.get(productId);
      await entry.product;
      // Read once more after the listing's version: a key revoked from here on raises it, and its calls are refused.
      const holder = await findHolder(options.db, text, productId);
      entry.keys.set(digest, holder);
      return holder;
    },
    async call(holder, parameters, mark) {
      assertOpen();
      try {
        return await answerOnce(holder, parameters, mark);
      } catch (error) {
        if (!(error instanceof StaleProduct)) throw error;
        // Something changed since the cache was filled: look again, key included, and answer or refuse by what is true now.
        await assertKeyLives(options.db, holder);
        return answerOnce(holder, parameters, mark).catch((again: unknown) => {
          throw again instanceof StaleProduct ? new DomainError('trading.changing', 'unavailable') : again;
        });
      }
    },
    invalidate: held.drop,
    async close() {
      closed = true;
      await group.drain();
    },
  };
}

/** Looks the answer up; everything that can refuse a call before it is recorded. */
function prepareCall(
  options: Pick<CallGatewayOptions, 'clock' | 'ids'>,
  holder: KeyHolder,
  product: ServedProduct,
  parameters: Readonly<Record<string, CellValue>>,
): PendingCall {
  const at = options.clock.now();
  assertServing(product, at);
  const price = priceAt(product.prices, at);
  if (!price) throw new DomainError('trading.no-price', 'precondition');
  const key = lookupKey(product, parameters);
  const answer = product.cube.answers.get(key) ?? emptyAnswer(hash('sha256', `${key}\n[]`, 'hex'));
  return {
    id: options.ids.next<'call'>('call'),
    holder,
    product,
    answer,
    price,
    charge: chargeFor(price, answer.rowCount),
  };
}

/** Products in memory, each with the keys that open it: a change of either drops both. */
function createHeld(options: CallGatewayOptions) {
  const held = new Map<string, Held>();
  const drop = (productId: string): void => void held.delete(productId);
  return {
    find: (productId: string): Held | undefined => held.get(productId),
    drop,
    get(productId: string): Held {
      const known = held.get(productId);
      if (known) return known;
      const fresh: Held = { product: loadProduct(options, productId), keys: new Map() };
      held.set(productId, fresh);
      fresh.product.then(
        () => evict(held, options.cacheBytes, productId),
        () => drop(productId),
      );
      return fresh;
    },
  };
}

/** Drops what was loaded longest ago until all fits; never the product just loaded. */
async function evict(held: Map<string, Held>, limit: number, keep: string): Promise<void> {
  const loaded = await Promise.all(
    [...held].map(async ([id, one]) => ({ id, bytes: (await one.product.catch(() => undefined))?.bytes ?? 0 })),
  );
  let total = loaded.reduce((sum, one) => sum + one.bytes, 0);
  for (const one of loaded) {
    if (total <= limit) return;
    if (one.id === keep) continue;
    held.delete(one.id);
    total -= one.bytes;
  }
}

function describe(call: PendingCall, evidence: EntryRef): AnsweredCall {
  const { cube } = call.product;
  return {
    callId: call.id,
    productId: call.product.productId,
    releaseId: cube.releaseId,
    epochIds: cube.epochIds,
    columns: cube.columns,
    rows: call.answer.rows,
    rowCount: call.answer.rowCount,
    price: yuanOf(call.charge),
    evidence,
  };
}
