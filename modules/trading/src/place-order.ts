import { hash } from 'node:crypto';
import type { Committed } from '@sluice/database';
import { assertAllowed, canonicalJson, DomainError } from '@sluice/kernel';
import { record } from '@sluice/ledger';
import { makeKey } from './api-key.ts';
import { describeOrder, type OrderView } from './describe-trading.ts';
import { priceAt } from './price.ts';
import { lockListing, readListing, readPrices, updateListing } from './store.ts';
import { insertKey, insertPurchase, readKeys, readPurchase, revokeKeyRow } from './store-orders.ts';
import { actorRef, orderStream, type Actor, type TradingOptions } from './trading-context.ts';

/** Keys that an order may have at one time. */
const MAX_KEYS = 20;

/**
 * Orders a listed product under its terms of use.
 * @throws DomainError policy refusals, `trading.not-listed`, `trading.service-stopped` (precondition), `trading.no-price`
 */
export async function placeOrder(
  context: TradingOptions,
  actor: Actor,
  input: { readonly productId: string; readonly use: string },
): Promise<Committed<OrderView>> {
  return context.transact(async (tx) => {
    const listing = await lockListing(tx, input.productId);
    assertAllowed(context.policy.decide({ actor, act: 'order.create', objectJurisdiction: listing.jurisdiction }));
    if (listing.state !== 'listed')
      throw new DomainError('trading.service-stopped', 'precondition', {
        state: listing.state,
        ground: listing.ground ?? '',
      });
    if (actor.body === listing.developer) throw new DomainError('trading.own-product', 'precondition');
    const price = priceAt((await readPrices(tx, [listing.id])).get(listing.id) ?? [], tx.at);
    if (!price) throw new DomainError('trading.no-price', 'precondition');
    const id = context.ids.next<'order'>('ord');
    const terms = {
      product: input.productId,
      buyer: actor.body,
      use: input.use,
      adjustment: price.adjustment.noticeDays,
    };
    const termsDigest = hash('sha256', canonicalJson(terms), 'hex');
    await insertPurchase(tx, {
      id,
      product_id: input.productId,
      listing_id: listing.id,
      jurisdiction: listing.jurisdiction,
      buyer: actor.body,
      person: actor.person,
      agreed_use: input.use,
      terms_digest: termsDigest,
      price_id: price.id,
      charge_fen: price.unit === 'order' ? price.fen : 0n,
      state: 'active',
      created_at: tx.at,
    });
    record(tx, {
      type: 'trading.ordered',
      stream: orderStream(id),
      actor: actorRef(actor),
      subjects: [{ kind: 'product', id: input.productId, rel: 'uses' }],
      rows: [{ table: 'trading.purchase', id }],
      ruleVersion: context.rules(listing.jurisdiction).ruleVersion,
      payload: { product: input.productId, price: price.id, termsDigest },
    });
    return describeOrder(tx, tx.at, await readPurchase(tx, id));
  });
}

export interface IssuedKey {
  readonly id: string;
  readonly orderId: string;
  readonly prefix: string;
  /** Shown this once. */
  readonly key: string;
  readonly createdAt: string;
}

/** Makes an API key for an order. @throws DomainError policy refusals, `trading.not-your-order` (forbidden), `trading.too-many-keys` */
export async function issueKey(context: TradingOptions, actor: Actor, orderId: string): Promise<Committed<IssuedKey>> {
  return context.transact(async (tx) => {
    const order = await readPurchase(tx, orderId);
    assertOwn(context, actor, order);
    const listing = await readListing(tx, order.product_id);
    const live = (await readKeys(tx, [orderId])).filter((key) => key.revoked_at === null);
    if (live.length >= MAX_KEYS) throw new DomainError('trading.too-many-keys', 'limited', { max: MAX_KEYS });
    const id = context.ids.next<'key'>('key');
    const fresh = makeKey(context.randomBytes);
    await insertKey(tx, {
      id,
      purchase_id: orderId,
      prefix: fresh.prefix,
      digest: fresh.digest,
      person: actor.person,
      created_at: tx.at,
      revoked_at: null,
    });
    record(tx, {
      type: 'trading.key-issued',
      stream: orderStream(orderId),
      actor: actorRef(actor),
      rows: [{ table: 'trading.api_key', id }],
      ruleVersion: context.rules(listing.jurisdiction).ruleVersion,
      payload: { key: id },
    });
    return { id, orderId, prefix: fresh.prefix, key: fresh.text, createdAt: tx.at.toISOString() };
  });
}

/** Ends a key; calls with it fail from the commit on, in every gateway. @throws DomainError `trading.key-not-found` */
export async function revokeKey(
  context: TradingOptions,
  actor: Actor,
  orderId: string,
  keyId: string,
): Promise<Committed<OrderView>> {
  return context.transact(async (tx) => {
    const order = await readPurchase(tx, orderId);
    assertOwn(context, actor, order);
    const listing = await lockListing(tx, order.product_id);
    if (!(await revokeKeyRow(tx, orderId, keyId))) throw new DomainError('trading.key-not-found', 'not-found');
    await updateListing(tx, listing.id, {});
    record(tx, {
      type: 'trading.key-revoked',
      stream: orderStream(orderId),
      actor: actorRef(actor),
      rows: [
        { table: 'trading.api_key', id: keyId },
        { table: 'trading.listing', id: listing.id },
      ],
      ruleVersion: context.rules(listing.jurisdiction).ruleVersion,
      payload: { key: keyId },
    });
    return describeOrder(tx, tx.at, await readPurchase(tx, orderId));
  });
}

function assertOwn(
  context: TradingOptions,
  actor: Actor,
  order: { readonly buyer: string; readonly jurisdiction: string },
): void {
  assertAllowed(
    context.policy.decide({ actor, act: 'key.issue', objectJurisdiction: order.jurisdiction, ownerBody: order.buyer }),
  );
  if (actor.body !== order.buyer) throw new DomainError('trading.not-your-order', 'forbidden');
}
