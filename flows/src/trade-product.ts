import type { Authorization } from '@sluice/authorization';
import type { Committed, Db, Transact, Tx } from '@sluice/database';
import type { DeliveredCopies, Product, ProductFacts } from '@sluice/product';
import type { PriceWish, TradedProduct, Trading } from '@sluice/trading';
import type { Actor } from './ports.ts';

export interface TradeParts {
  readonly transact: Transact;
  readonly authorization: Pick<Authorization, 'grantFacts'>;
  readonly product: Pick<Product, 'facts' | 'publish' | 'suspend' | 'resume' | 'delist'>;
  readonly trading: Pick<Trading, 'setPrice' | 'openListing' | 'stopListing' | 'resumeListing'>;
  /** Refuses a product whose data was destroyed. */
  readonly assertLive?: (db: Db, product: ProductFacts) => Promise<void>;
  /** Told the moment a change has committed: a running gateway forgets what it holds of the product. */
  readonly onChange: (productId: string) => void;
}

/** Sets a product's first or next price (PRI-01); before the listing, the developer's part of the offer. */
export async function priceProduct(
  parts: TradeParts,
  actor: Actor,
  productId: string,
  wish: PriceWish,
): Promise<Committed<void>> {
  return changed(parts, productId, async (tx) =>
    parts.trading.setPrice(tx, actor, await traded(parts, tx, await parts.product.facts(tx, productId)), wish),
  );
}

/** The operator publishes: state and public catalogue change together (PRD-02, PRD-11). */
export async function listProduct(parts: TradeParts, actor: Actor, productId: string): Promise<Committed<void>> {
  return changed(parts, productId, async (tx) => {
    const product = await parts.product.publish(tx, actor, productId);
    await parts.assertLive?.(tx, product);
    await parts.trading.openListing(tx, actor, await traded(parts, tx, product));
  });
}

export async function suspendProduct(
  parts: TradeParts,
  actor: Actor,
  productId: string,
  ground: string,
): Promise<Committed<void>> {
  return changed(parts, productId, async (tx) => {
    await parts.product.suspend(tx, actor, productId, ground);
    await parts.trading.stopListing(tx, actor, productId, { to: 'suspended', ground });
  });
}

export async function resumeProduct(parts: TradeParts, actor: Actor, productId: string): Promise<Committed<void>> {
  return changed(parts, productId, async (tx) => {
    const product = await parts.product.resume(tx, actor, productId);
    await parts.assertLive?.(tx, product);
    await parts.trading.resumeListing(tx, actor, productId);
  });
}

/** Delisting 下架: calls stop with the commit, buyers are told, the catalogue marks it (PRD-12). */
export async function delistProduct(
  parts: TradeParts,
  actor: Actor,
  productId: string,
  input: { readonly ground: string; readonly deliveredCopies: DeliveredCopies },
): Promise<Committed<void>> {
  return changed(parts, productId, async (tx) => {
    await parts.product.delist(tx, actor, productId, input);
    await parts.trading.stopListing(tx, actor, productId, { to: 'delisted', ...input });
  });
}

async function changed(
  parts: TradeParts,
  productId: string,
  work: (tx: Tx) => Promise<void>,
): Promise<Committed<void>> {
  const committed = await parts.transact(work);
  parts.onChange(productId);
  return committed;
}

async function traded(parts: TradeParts, db: Db, product: ProductFacts): Promise<TradedProduct> {
  const grant = await parts.authorization.grantFacts(db, product.grantId);
  return {
    id: product.id,
    jurisdiction: product.jurisdiction,
    developer: product.developer,
    form: product.form,
    title: product.title,
    summary: product.summary,
    value: product.value,
    releaseId: product.releaseId,
    closesAt: grant.endsAt,
  };
}
