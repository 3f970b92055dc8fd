import type { Db } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import { digestKey, prefixOf, sameDigest } from './api-key.ts';
import type { KeyHolder } from './commit-calls.ts';
import type { ServedCube, ServedProduct } from './served-product.ts';
import { readListing, readPrices } from './store.ts';
import { findKey, keyIsLive } from './store-orders.ts';
import type { TradingRules } from './trading-context.ts';

interface LoadOptions {
  readonly db: Db;
  rules(jurisdiction: string): TradingRules;
  loadCube(db: Db, productId: string, releaseId: string): Promise<ServedCube>;
}

/** Rough costs in memory of a product and of one answer beside its text. */
const PRODUCT_BYTES = 1000;
const ANSWER_BYTES = 200;

/**
 * Reads all that calls of a product need. The listing is read first: what changes after it raises the version, and a
 * call on the older state is refused at its commit.
 * @throws DomainError `trading.not-listed` (not-found), `trading.no-release` (precondition)
 */
export async function loadProduct(options: LoadOptions, productId: string): Promise<ServedProduct> {
  const listing = await readListing(options.db, productId);
  if (listing.state === 'prepared') throw new DomainError('trading.not-listed', 'not-found');
  if (listing.release_id === null) throw new DomainError('trading.no-release', 'precondition');
  const prices = (await readPrices(options.db, [listing.id])).get(listing.id) ?? [];
  const cube = await options.loadCube(options.db, productId, listing.release_id);
  let bytes = PRODUCT_BYTES;
  for (const [key, answer] of cube.answers) bytes += 2 * (key.length + answer.rows.length) + ANSWER_BYTES;
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

/** @throws DomainError `trading.key-unknown` (unauthenticated), `trading.key-for-another-product` (forbidden) */
export async function findHolder(db: Db, text: string, productId: string): Promise<KeyHolder> {
  const prefix = prefixOf(text);
  const row = prefix === undefined ? undefined : await findKey(db, prefix);
  if (!row || !sameDigest(row.digest, digestKey(text)) || row.revoked_at !== null || row.state !== 'active')
    throw new DomainError('trading.key-unknown', 'unauthenticated');
  if (row.product_id !== productId) throw new DomainError('trading.key-for-another-product', 'forbidden');
  return { keyId: row.id, orderId: row.purchase_id, productId, buyer: row.buyer, person: row.person };
}

/** @throws DomainError `trading.key-unknown` (unauthenticated) where key or order has ended */
export async function assertKeyLives(db: Db, holder: KeyHolder): Promise<void> {
  if (!(await keyIsLive(db, holder.keyId))) throw new DomainError('trading.key-unknown', 'unauthenticated');
}
