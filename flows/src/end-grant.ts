import type { Authorization, GrantView } from '@sluice/authorization';
import type { Committed, Db, Transact, Tx } from '@sluice/database';
import { grantEnd, type Product, type Stopper } from '@sluice/product';
import type { Trading } from '@sluice/trading';
import type { Actor } from './ports.ts';

export interface EndParts {
  readonly transact: Transact;
  readonly authorization: Pick<Authorization, 'revokeGrantIn' | 'grantFacts'>;
  readonly product: Pick<Product, 'ofGrant' | 'suspend' | 'serving'>;
  readonly trading: Pick<Trading, 'stopListing'>;
  readonly onChange: (productId: string) => void;
}

/**
 * Revokes a grant and suspends every product that rests on it, in one transaction: no call is answered after it.
 * The products' suspension is the platform's act, of which the revocation is the ground.
 */
export async function revokeGrant(
  parts: EndParts,
  actor: Actor,
  grantId: string,
  ground: string,
): Promise<Committed<GrantView>> {
  const stopped: string[] = [];
  const committed = await parts.transact(async (tx) => {
    stopped.length = 0;
    const view = await parts.authorization.revokeGrantIn(tx, actor, grantId, ground);
    stopped.push(...(await stopProducts(parts, tx, grantId)));
    return view;
  });
  stopped.forEach(parts.onChange);
  return committed;
}

/**
 * Suspends products in service whose grant has come to its end by the clock. Their calls have stopped at that moment by
 * themselves; this enters it, tells the buyers and marks the catalogue. @returns how many were suspended
 */
export async function sweepEndedGrants(parts: EndParts, db: Db): Promise<number> {
  let count = 0;
  for (const grantId of new Set((await parts.product.serving(db)).map((product) => product.grantId))) {
    const { state } = await parts.authorization.grantFacts(db, grantId);
    if (state !== 'expired' && state !== 'revoked') continue;
    const { value } = await parts.transact((tx) => stopProducts(parts, tx, grantId));
    value.forEach(parts.onChange);
    count += value.length;
  }
  return count;
}

async function stopProducts(parts: EndParts, tx: Tx, grantId: string): Promise<readonly string[]> {
  const products = await parts.product.ofGrant(tx, grantId, ['listed']);
  const stopper: Stopper = grantEnd;
  for (const product of products) {
    await parts.product.suspend(tx, stopper, product.id, 'grant-ended');
    await parts.trading.stopListing(tx, grantEnd, product.id, { to: 'suspended', ground: 'grant-ended' });
  }
  return products.map((product) => product.id);
}
