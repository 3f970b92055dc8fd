import type { Db } from '@sluice/database';
import { isDomainError } from '@sluice/kernel';
import type { ColumnInputs } from '@sluice/ledger';
import type { Product } from '@sluice/product';

/**
 * What each column of a release was computed from, field by field, in the epochs it was frozen over (AUD-01). It stands
 * in a row whose digest the entry carries; a release whose row was taken away by hand has no columns.
 */
export async function lineageColumns(
  product: Pick<Product, 'release'>,
  db: Db,
  releaseId: string,
): Promise<readonly ColumnInputs[]> {
  try {
    const release = await product.release(db, releaseId);
    const epochs = new Map(release.sources.map((source) => [source.resourceId, source.epochId]));
    return release.lineage.map(({ column, inputs }) => ({
      column,
      inputs: inputs.flatMap(({ resourceId, field }) => {
        const epochId = epochs.get(resourceId);
        return epochId === undefined ? [] : [{ resourceId, epochId, field }];
      }),
    }));
  } catch (error) {
    if (isDomainError(error) && error.kind !== 'internal') return [];
    throw error;
  }
}
