import type { ActorRef, Tx } from '@sluice/database';
import { DomainError, fen, formatYuan } from '@sluice/kernel';
import { record } from '@sluice/ledger';
import { notifyOrders } from './notify-orders.ts';
import { priceAt } from './price.ts';
import { insertListingChange, lockListing, readPrices, updateListing, type ListingRow } from './store.ts';
import type { ListingState } from './tables.ts';
import { actorRef, productStream, type Actor, type TradedProduct, type TradingOptions } from './trading-context.ts';

type Who = Actor | Extract<ActorRef, { kind: 'system' }>;

/**
 * Puts a priced product into the public catalogue (PRD-11). Who may is decided by the product's own act of the same
 * transaction.
 * @throws DomainError `trading.no-price` (precondition), `trading.wrong-state` (conflict)
 */
export async function openListing(
  context: TradingOptions,
  tx: Tx,
  actor: Actor,
  product: TradedProduct,
): Promise<void> {
  const listing = await lockListing(tx, product.id).catch((error: unknown) => {
    throw error instanceof DomainError ? new DomainError('trading.no-price', 'precondition') : error;
  });
  if (listing.state !== 'prepared') throw new DomainError('trading.wrong-state', 'conflict', { state: listing.state });
  const price = priceAt((await readPrices(tx, [listing.id])).get(listing.id) ?? [], tx.at);
  if (!price) throw new DomainError('trading.no-price', 'precondition');
  await updateListing(tx, listing.id, {
    state: 'listed',
    release_id: product.releaseId,
    title: product.title,
    summary: product.summary,
    value: JSON.stringify(product.value),
    closes_at: product.closesAt,
    listed_at: tx.at,
  });
  const change = await enter(context, tx, listing.id, 'listed');
  record(tx, {
    ...act(context, listing, actor, [change]),
    type: 'trading.listing-opened',
    payload: {
      listing: listing.id,
      price: price.id,
      basis: price.basis,
      unit: price.unit,
      amountYuan: formatYuan(fen(price.fen)),
      validFrom: price.validFrom.toISOString(),
    },
  });
}

/** Stops calls at once, for a time or for good, and tells the buyers (PRD-12). @throws DomainError `trading.not-listed`, `trading.wrong-state` */
export async function stopListing(
  context: TradingOptions,
  tx: Tx,
  actor: Who,
  productId: string,
  input: { readonly to: 'suspended' | 'delisted'; readonly ground: string; readonly deliveredCopies?: string },
): Promise<void> {
  const listing = await lockListing(tx, productId);
  const open = listing.state === 'listed' || (input.to === 'delisted' && listing.state !== 'delisted');
  if (!open) throw new DomainError('trading.wrong-state', 'conflict', { state: listing.state });
  await updateListing(tx, listing.id, {
    state: input.to,
    ground: input.ground,
    ...(input.to === 'delisted' ? { ended_at: tx.at, delivered_copies: input.deliveredCopies ?? 'none' } : {}),
  });
  const change = await enter(context, tx, listing.id, input.to, input.ground);
  const kind = input.to === 'delisted' ? 'delisting' : 'suspension';
  const { ruleVersion } = context.rules(listing.jurisdiction);
  const orders = await notifyOrders(context, tx, actor, listing, {
    kind,
    ground: input.ground,
    effectiveAt: tx.at,
    ruleVersion,
  });
  const type = input.to === 'delisted' ? 'trading.listing-closed' : 'trading.listing-suspended';
  record(tx, { ...act(context, listing, actor, [change]), type, payload: { ground: input.ground, orders } });
}

/** Lets calls through again. */
export async function resumeListing(context: TradingOptions, tx: Tx, actor: Actor, productId: string): Promise<void> {
  const listing = await lockListing(tx, productId);
  if (listing.state !== 'suspended') throw new DomainError('trading.wrong-state', 'conflict', { state: listing.state });
  await updateListing(tx, listing.id, { state: 'listed', ground: null });
  const change = await enter(context, tx, listing.id, 'listed');
  const { ruleVersion } = context.rules(listing.jurisdiction);
  const orders = await notifyOrders(context, tx, actor, listing, {
    kind: 'resumption',
    effectiveAt: tx.at,
    ruleVersion,
  });
  record(tx, { ...act(context, listing, actor, [change]), type: 'trading.listing-resumed', payload: { orders } });
}

/** Serves another release from now on: the answers of a newer epoch. Nothing to do for a product that is not listed yet. */
export async function changeEdition(
  context: TradingOptions,
  tx: Tx,
  actor: Actor,
  productId: string,
  releaseId: string,
): Promise<void> {
  const listing = await lockListing(tx, productId);
  if (listing.state === 'delisted') throw new DomainError('trading.wrong-state', 'conflict', { state: listing.state });
  await updateListing(tx, listing.id, { release_id: releaseId });
  const { ruleVersion } = context.rules(listing.jurisdiction);
  await notifyOrders(context, tx, actor, listing, { kind: 'new-edition', effectiveAt: tx.at, ruleVersion });
  record(tx, { ...act(context, listing, actor, []), type: 'trading.edition-changed', payload: { release: releaseId } });
}

async function enter(context: TradingOptions, tx: Tx, listingId: string, state: ListingState, ground?: string) {
  const id = context.ids.next<'listing-change'>('lch');
  await insertListingChange(tx, { id, listing_id: listingId, state, ground: ground ?? null });
  return { table: 'trading.listing_change', id };
}

function act(
  context: TradingOptions,
  listing: ListingRow,
  actor: Who,
  rows: readonly { readonly table: string; readonly id: string }[],
) {
  return {
    stream: productStream(listing.product_id),
    actor: actorRef(actor),
    rows: [{ table: 'trading.listing', id: listing.id }, ...rows],
    ruleVersion: context.rules(listing.jurisdiction).ruleVersion,
  };
}
