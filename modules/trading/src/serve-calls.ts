import { hash } from 'node:crypto';
import type { Db, EntryRef, Tx } from '@sluice/database';
import { DomainError, type IdSource } from '@sluice/kernel';
import { record } from '@sluice/ledger';
import { digestKey, prefixOf, sameDigest } from './api-key.ts';
import { yuanOf } from './describe-trading.ts';
import { createGroupCommit, type GroupCommitLimits } from './group-commit.ts';
import { chargeFor, priceAt, type Price } from './price.ts';
import { assertServing, emptyAnswer, lookupKey, type CellValue, type ServedAnswer, type ServedCube, type ServedProduct } from './served-product.ts';
import { findKey, holdVersions, insertCalls, keyIsLive, readListing, readPrices } from './store.ts';
import type { TradingOptions } from './trading-context.ts';

/** A caller that has proven to hold a key. */
export interface KeyHolder {
  readonly keyId: string;
  readonly orderId: string;
  readonly productId: string;
  readonly buyer: string;
  readonly person: string;
}

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
   * @throws DomainError `trading.service-stopped`, `trading.no-price` (precondition), `trading.outside-domain` and its
   * kin (invalid), `trading.gateway-busy` (limited), `trading.not-recorded` (unavailable)
   */
  call(holder: KeyHolder, parameters: Readonly<Record<string, CellValue>>): Promise<AnsweredCall>;
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
  /** Bytes of answers kept in memory over all products. */
  readonly cacheBytes: number;
  /** Named places for tests of sudden death: `committed` lies between commit and answer. */
  readonly crashPoint?: (name: string) => void;
}

interface PendingCall {
  readonly id: string;
  readonly holder: KeyHolder;
  readonly product: ServedProduct;
  readonly answer: ServedAnswer;
  readonly price: Price;
  readonly charge: bigint;
}

interface Held {
  readonly product: Promise<ServedProduct>;
  readonly keys: Map<string, Promise<KeyHolder>>;
}

/** The hot path: look-up in memory, one transaction for all calls of some milliseconds, answers after its commit. */
export function createCallGateway(options: CallGatewayOptions): CallGateway {
  const held = new Map<string, Held>();
  let closed = false;

  const invalidate = (productId: string): void => void held.delete(productId);
  const hold = (productId: string): Held => {
    const known = held.get(productId);
    if (known) return known;
    const fresh: Held = { product: loadProduct(options, productId), keys: new Map() };
    held.set(productId, fresh);
    fresh.product.then(
      () => evict(held, options.cacheBytes, productId),
      () => invalidate(productId),
    );
    return fresh;
  };

  const group = createGroupCommit<PendingCall, EntryRef>(options.groupCommit, async (calls, lane) => {
    const outcome = await commitCalls(options, calls, `${options.process}-${lane}`).catch((error: unknown) => {
      // Whatever the cause, the buyer is told only that the call was not recorded and so not answered.
      throw new DomainError('trading.not-recorded', 'unavailable', { cause: error instanceof DomainError ? error.code : 'internal' });
    });
    for (const productId of outcome.stale) invalidate(productId);
    options.crashPoint?.('committed');
    return outcome.results;
  });

  const answerOnce = async (holder: KeyHolder, parameters: Readonly<Record<string, CellValue>>): Promise<AnsweredCall> => {
    const product = await hold(holder.productId).product;
    const at = options.clock.now();
    assertServing(product, at);
    const price = priceAt(product.prices, at);
    if (!price) throw new DomainError('trading.no-price', 'precondition');
    const key = lookupKey(product, parameters);
    const answer = product.cube.answers.get(key) ?? emptyAnswer(hash('sha256', `${key}\n[]`, 'hex'));
    const call = { id: options.ids.next<'call'>('call'), holder, product, answer, price, charge: chargeFor(price, answer.rowCount) };
    const evidence = await group.add(call);
    return describe(call, evidence);
  };

  return {
    async authenticate(text, productId) {
      if (closed) throw new DomainError('trading.gateway-closed', 'unavailable');
      const digest = digestKey(text);
      const { keys } = hold(productId);
      const known = keys.get(digest);
      if (known) return known;
      const holder = await findHolder(options.db, text, digest, productId);
      keys.set(digest, Promise.resolve(holder));
      return holder;
    },
    async call(holder, parameters) {
      if (closed) throw new DomainError('trading.gateway-closed', 'unavailable');
      try {
        return await answerOnce(holder, parameters);
      } catch (error) {
        if (!(error instanceof StaleProduct)) throw error;
        // Something changed since the cache was filled: look again, key included, and answer or refuse by what is true now.
        await assertKeyLives(options.db, holder);
        return answerOnce(holder, parameters).catch((again: unknown) => {
          throw again instanceof StaleProduct ? new DomainError('trading.changing', 'unavailable') : again;
        });
      }
    },
    invalidate,
    async close() {
      closed = true;
      await group.drain();
    },
  };
}

/** The listing's version moved on while the call waited. */
class StaleProduct extends Error {}

async function loadProduct(options: CallGatewayOptions, productId: string): Promise<ServedProduct> {
  const listing = await readListing(options.db, productId);
  if (listing.state === 'prepared') throw new DomainError('trading.not-listed', 'not-found');
  if (listing.release_id === null) throw new DomainError('trading.no-release', 'precondition');
  const prices = (await readPrices(options.db, [listing.id])).get(listing.id) ?? [];
  const cube = await options.loadCube(options.db, productId, listing.release_id);
  let bytes = 1000;
  for (const [key, answer] of cube.answers) bytes += 2 * (key.length + answer.rows.length) + 200;
  return {
    productId,
    jurisdiction: listing.jurisdiction,
    ruleVersion: options.rules(listing.jurisdiction).ruleVersion,
    version: listing.version,
    state: listing.state,
    ground: listing.ground,
    closesAt: listing.closes_at.getTime(),
    prices,
    cube,
    domains: cube.domain.map((parameter) => new Set(parameter.values)),
    bytes,
  };
}

/** Drops what was loaded longest ago until all fits; never the product just loaded. */
async function evict(held: Map<string, Held>, limit: number, keep: string): Promise<void> {
  const loaded = await Promise.all([...held].map(async ([id, one]) => ({ id, bytes: (await one.product.catch(() => undefined))?.bytes ?? 0 })));
  let total = loaded.reduce((sum, one) => sum + one.bytes, 0);
  for (const one of loaded) {
    if (total <= limit) return;
    if (one.id === keep) continue;
    held.delete(one.id);
    total -= one.bytes;
  }
}

async function findHolder(db: Db, text: string, digest: string, productId: string): Promise<KeyHolder> {
  const prefix = prefixOf(text);
  const row = prefix === undefined ? undefined : await findKey(db, prefix);
  if (!row || !sameDigest(row.digest, digest) || row.revoked_at !== null || row.state !== 'active')
    throw new DomainError('trading.key-unknown', 'unauthenticated');
  if (row.product_id !== productId) throw new DomainError('trading.key-for-another-product', 'forbidden');
  return { keyId: row.id, orderId: row.purchase_id, productId, buyer: row.buyer, person: row.person };
}

async function assertKeyLives(db: Db, holder: KeyHolder): Promise<void> {
  if (!(await keyIsLive(db, holder.keyId))) throw new DomainError('trading.key-unknown', 'unauthenticated');
}

async function commitCalls(options: CallGatewayOptions, calls: readonly PendingCall[], gateway: string) {
  const { value, evidence } = await options.transact(async (tx) => {
    const versions = await holdVersions(tx, [...new Set(calls.map((call) => call.product.productId))]);
    const current = calls.filter((call) => versions.get(call.product.productId) === call.product.version);
    await insertCalls(tx, current.map(rowOf));
    for (const call of current) recordCall(tx, call, gateway);
    return current;
  });
  const places = new Map(value.map((call, i) => [call, evidence[i]]));
  return {
    stale: new Set(calls.filter((call) => !places.has(call)).map((call) => call.product.productId)),
    results: calls.map((call) => places.get(call) ?? new StaleProduct()),
  };
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

/** One entry per call; the stream is the hour of a gateway's lane, so that no product's stream is a bottleneck. */
function recordCall(tx: Tx, call: PendingCall, gateway: string): void {
  const { product, holder } = call;
  record(tx, {
    type: 'trading.called',
    stream: `gateway:${gateway}:${tx.at.toISOString().slice(0, 13)}`,
    actor: { kind: 'person', person: holder.person, body: holder.buyer, role: 'buyer' },
    subjects: [
      { kind: 'call', id: call.id, rel: 'about' },
      { kind: 'product', id: product.productId, rel: 'uses' },
      { kind: 'order', id: holder.orderId, rel: 'uses' },
      { kind: 'freeze', id: product.cube.freezeId, rel: 'uses' },
    ],
    rows: [{ table: 'trading.call', id: call.id }],
    ruleVersion: product.ruleVersion,
    payload: {
      product: product.productId,
      release: product.cube.releaseId,
      price: call.price.id,
      answerDigest: call.answer.digest,
      rows: call.answer.rowCount,
      chargeYuan: yuanOf(call.charge),
    },
  });
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
