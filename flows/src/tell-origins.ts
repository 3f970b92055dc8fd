import type { Authorization } from '@sluice/authorization';
import type { Db } from '@sluice/database';
import type { Product } from '@sluice/product';
import { productGrant, type GrantParts } from './grant-facts.ts';
import type { Actor } from './ports.ts';

/** One input of a product: where it comes from, whose it is, how large its part is, and what becomes of it (SOC-04). */
export interface OriginShare {
  readonly resourceId: string;
  readonly epochId: string;
  readonly title: string;
  readonly origin: 'public' | 'social';
  readonly holder: string;
  /** Of the fields that columns of the answers were computed from or chosen by, the part that are its own; 0 to 1. */
  readonly share: number;
  readonly fields: string[];
  /** By what right, how revenue is shared, and what becomes of it at the end; of what its developer brought in. */
  readonly terms: {
    readonly basis: string;
    readonly revenue: string;
    readonly exit: string;
    readonly state: string;
  } | null;
}

export interface OriginParts extends GrantParts {
  readonly authorization: GrantParts['authorization'] & Pick<Authorization, 'socialOf'>;
  readonly product: Pick<Product, 'dossier' | 'facts' | 'release'>;
}

/** Inputs of a product's answers, public and social kept apart. Asked by whoever may see the product's file. */
export async function productOrigins(
  parts: OriginParts,
  db: Db,
  actor: Actor,
  productId: string,
): Promise<readonly OriginShare[]> {
  await parts.product.dossier(db, actor, productId);
  const { releaseId, grantId } = await parts.product.facts(db, productId);
  if (releaseId === null) return [];
  const release = await parts.product.release(db, releaseId);
  const grant = await productGrant(parts, db, grantId);
  const touched = new Set(
    release.lineage.flatMap((column) =>
      column.inputs.map((input) => JSON.stringify([column.column, input.resourceId, input.field])),
    ),
  );
  const parsed = [...touched].map((one) => JSON.parse(one) as [string, string, string]);
  const shares: OriginShare[] = [];
  for (const { resourceId, epochId } of release.sources) {
    const own = await parts.authorization.socialOf(db, resourceId);
    const mine = parsed.filter(([, resource]) => resource === resourceId);
    const known = grant.resources.find((one) => one.resourceId === resourceId);
    shares.push({
      ...{ resourceId, epochId, title: own?.title ?? known?.title ?? '' },
      origin: own ? 'social' : 'public',
      holder: own?.rights.holder ?? known?.agency ?? '',
      share: parsed.length === 0 ? 0 : mine.length / parsed.length,
      fields: [...new Set(mine.map(([, , field]) => field))].toSorted(),
      terms: own ? { basis: own.rights.basis, revenue: own.revenue, exit: own.exit, state: own.state } : null,
    });
  }
  return shares;
}
