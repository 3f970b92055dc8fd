import type { Tx } from '@sluice/database';
import { assertAllowed, DomainError, formatYuan } from '@sluice/kernel';
import { record } from '@sluice/ledger';
import { notifyOrders } from './notify-orders.ts';
import { assertAdjustment, assertPrice, type Price, type PriceInput } from './price.ts';
import { findListing, insertListing, insertPrice, lockListing, readPrices, updateListing } from './store.ts';
import {
  actorRef,
  productStream,
  type Actor,
  type TradedProduct,
  type TradingOptions,
  type TradingRules,
} from './trading-context.ts';

/** A price as it is asked for; without a day it begins now. */
export type PriceWish = Omit<PriceInput, 'validFrom'> & { readonly validFrom?: Date | undefined };

/** What a product is for, in the words of the profiles' pricing rules. */
const purposes = { 'public-service': 'public_governance', social: 'public_benefit', economic: 'industry' } as const;

export function pricingRule(rules: TradingRules, value: TradedProduct['value']): 'market' | 'administrative' {
  const purpose = purposes[value.kind];
  return rules.pricing.find((one) => one.purposes.includes(purpose) || one.purposes.includes('any'))?.rule ?? 'market';
}

/**
 * Sets the first or the next price (PRI-01). On the market the product's own developer sets it and nobody else: the
 * platform sets none. Under administrative allocation the price authority sets it by a decision, and it cannot be free
 * of one. The next price follows the adjustment rule of the one before, and buyers are told.
 * @throws DomainError policy refusals, `trading.price-not-yours`, `trading.price-allocated` (forbidden), those of
 * `assertPrice` and `assertAdjustment`
 */
export async function setPrice(
  context: TradingOptions,
  tx: Tx,
  actor: Actor,
  product: TradedProduct,
  wanted: PriceWish,
): Promise<void> {
  // A price never begins in the past.
  const input = { ...wanted, validFrom: wanted.validFrom && wanted.validFrom > tx.at ? wanted.validFrom : tx.at };
  const rules = context.rules(product.jurisdiction);
  const setBy = assertSetter(context, actor, product, input, pricingRule(rules, product.value));
  assertPrice(input);
  const known = await findListing(tx, product.id);
  if (!known) await insertListing(tx, prepared(context, product));
  const listing = await lockListing(tx, product.id);
  if (listing.state === 'delisted')
    throw new DomainError('trading.service-stopped', 'conflict', { state: listing.state });
  const prices = (await readPrices(tx, [listing.id])).get(listing.id) ?? [];
  const last = prices.at(-1);
  // Before anything is listed nobody relies on a price.
  if (last && listing.state !== 'prepared') assertAdjustment(last, input, tx.at);
  else if (last && input.validFrom <= last.validFrom)
    throw new DomainError('trading.price-order', 'precondition', { after: last.validFrom.toISOString() });
  const price = { ...priceRow(context, tx, listing.id, prices, input), set_by: setBy };
  await insertPrice(tx, price);
  await updateListing(tx, listing.id, {});
  record(tx, {
    type: 'trading.priced',
    stream: productStream(product.id),
    actor: actorRef(actor),
    rows: [
      { table: 'trading.listing', id: listing.id },
      { table: 'trading.price', id: price.id },
    ],
    ruleVersion: rules.ruleVersion,
    payload: {
      seq: price.seq,
      price: price.id,
      basis: input.basis,
      unit: input.unit,
      amountYuan: formatYuan(input.amount),
      validFrom: input.validFrom.toISOString(),
    },
  });
  if (listing.state !== 'prepared')
    await notifyOrders(context, tx, actor, listing, {
      kind: 'price-change',
      effectiveAt: input.validFrom,
      ruleVersion: rules.ruleVersion,
    });
}

function assertSetter(
  context: TradingOptions,
  actor: Actor,
  product: TradedProduct,
  input: PriceInput,
  rule: 'market' | 'administrative',
) {
  if (rule === 'administrative') {
    const authority = actor.role === 'economic-regulator' && actor.jurisdiction === product.jurisdiction;
    if (!authority || input.basis !== 'administrative-allocation')
      throw new DomainError('trading.price-allocated', 'forbidden', { role: actor.role });
    return 'authority' as const;
  }
  assertAllowed(
    context.policy.decide({
      actor,
      act: 'product.price',
      objectJurisdiction: product.jurisdiction,
      ownerBody: product.developer,
    }),
  );
  if (actor.role !== 'developer' || actor.body !== product.developer)
    throw new DomainError('trading.price-not-yours', 'forbidden', { role: actor.role });
  if (input.basis === 'administrative-allocation') throw new DomainError('trading.price-not-allocated', 'forbidden');
  return 'developer' as const;
}

function prepared(context: TradingOptions, product: TradedProduct) {
  return {
    id: context.ids.next<'listing'>('lst'),
    product_id: product.id,
    jurisdiction: product.jurisdiction,
    developer: product.developer,
    form: product.form,
    title: product.title,
    summary: product.summary,
    value: JSON.stringify(product.value),
    release_id: null,
    state: 'prepared' as const,
    ground: null,
    delivered_copies: null,
    closes_at: product.closesAt,
    listed_at: null,
    ended_at: null,
    version: 1,
  };
}

function priceRow(context: TradingOptions, tx: Tx, listingId: string, prices: readonly Price[], input: PriceInput) {
  return {
    id: context.ids.next<'price'>('prc'),
    listing_id: listingId,
    seq: prices.length,
    basis: input.basis,
    unit: input.unit,
    amount_fen: input.amount.fen,
    valid_from: input.validFrom,
    valid_to: input.validTo ?? null,
    adjustment: JSON.stringify(input.adjustment),
    decision: input.decision ?? null,
    set_at: tx.at,
  };
}
