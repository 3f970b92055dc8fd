import type { Authorization } from '@sluice/authorization';
import type { Db, Tx } from '@sluice/database';
import { dataEnd, type Product, type ProductFacts } from '@sluice/product';
import type { Trading } from '@sluice/trading';
import type { ComingDestruction, Vault } from '@sluice/vault';

export interface DestroyParts {
  readonly product: Pick<Product, 'restingOn' | 'ofGrant' | 'suspend'>;
  readonly trading: Pick<Trading, 'stopListing'>;
  readonly onChange: (productId: string) => void;
}

/**
 * Suspends every product in service whose answers were made of data that is about to be destroyed, in the transaction
 * that begins the destruction. Its answers were sealed under the data's keys: they end with them.
 * @returns tells the running gateway, after the commit
 */
export async function stopForDestruction(parts: DestroyParts, tx: Tx, coming: ComingDestruction): Promise<() => void> {
  const products = [
    ...(await parts.product.restingOn(tx, coming.epochIds)),
    ...(coming.grantId === undefined ? [] : await parts.product.ofGrant(tx, coming.grantId, ['listed'])),
  ];
  const ids = [...new Set(products.map((product) => product.id))];
  for (const id of ids) {
    await parts.product.suspend(tx, dataEnd, id, 'data-destroyed');
    await parts.trading.stopListing(tx, dataEnd, id, { to: 'suspended', ground: 'data-destroyed' });
  }
  return () => ids.forEach(parts.onChange);
}

export interface EndWorkspaceParts {
  readonly authorization: Pick<Authorization, 'grantFacts'>;
  readonly vault: Pick<Vault, 'grantsWithWorkspace' | 'endWorkspace'>;
  /** Entry that ended a grant, for the certificate. */
  readonly endOf: (grantId: string) => Promise<string | null>;
}

/** Deletes the workspaces of grants that have ended by the clock or by revocation (AUT-09). @returns how many */
export async function sweepEndedWorkspaces(parts: EndWorkspaceParts, db: Db): Promise<number> {
  let count = 0;
  for (const grantId of await parts.vault.grantsWithWorkspace(db)) {
    const { state } = await parts.authorization.grantFacts(db, grantId);
    if (state !== 'expired' && state !== 'revoked') continue;
    // The end is entered first; without its entry the certificate would have no ground.
    const entry = await parts.endOf(grantId);
    if (entry !== null && (await parts.vault.endWorkspace(grantId, entry))) count += 1;
  }
  return count;
}

/**
 * Refuses to put a product into service whose answers can no longer be opened.
 * @throws DomainError `vault.epoch-destroyed`, `vault.workspace-destroyed` (precondition)
 */
export async function assertAnswersLive(
  parts: { readonly product: Pick<Product, 'release'>; readonly vault: Pick<Vault, 'openWork'> },
  db: Db,
  product: Pick<ProductFacts, 'grantId' | 'releaseId'>,
): Promise<void> {
  if (product.releaseId === null) return;
  const { epochIds } = await parts.product.release(db, product.releaseId);
  await parts.vault.openWork(db, product.grantId, epochIds);
}
