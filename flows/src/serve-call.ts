import type { Db } from '@sluice/database';
import type { Product } from '@sluice/product';
import type { ServedAnswer, ServedCube } from '@sluice/trading';

/** The released answers of a product as the gateway holds them in memory. */
export async function loadCube(
  product: Pick<Product, 'facts' | 'release' | 'answers'>,
  db: Db,
  productId: string,
  releaseId: string,
): Promise<ServedCube> {
  const facts = await product.facts(db, productId);
  const release = await product.release(db, releaseId);
  const answers = new Map<string, ServedAnswer>();
  for (const row of await product.answers(db, releaseId))
    answers.set(row.key, { rows: row.rows, rowCount: row.rowCount, digest: row.digest });
  return {
    releaseId,
    freezeId: release.freezeId,
    grantId: facts.grantId,
    epochIds: release.epochIds,
    columns: release.columns,
    domain: release.domain,
    answers,
  };
}
