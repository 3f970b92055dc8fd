import type { ActorRef, Tx } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import { record } from '@sluice/ledger';
import type { CatalogueContext } from './catalogue-context.ts';
import { lockResource, updateResource } from './store.ts';
import { roundQuality } from './round-quality.ts';

export interface NotedSupply {
  readonly resourceId: string;
  readonly epochId: string;
  readonly rows: number;
  /** Share of checked values that passed, 0 to 1. */
  readonly quality?: number | undefined;
}

/**
 * Notes what the vault now holds of a resource, in the transaction in which the vault made the epoch current.
 * @throws DomainError `resource.unknown` (not-found)
 */
export async function noteSupply(
  context: CatalogueContext,
  tx: Tx,
  actor: ActorRef,
  supply: NotedSupply,
): Promise<void> {
  const resource = await lockResource(tx, supply.resourceId);
  if (!resource) throw new DomainError('resource.unknown', 'not-found', { id: supply.resourceId });
  const quality = supply.quality === undefined ? undefined : roundQuality(supply.quality);
  await updateResource(tx, resource.id, {
    current_epoch_id: supply.epochId,
    row_count: supply.rows,
    quality: quality ?? null,
    supplied_at: tx.at,
  });
  record(tx, {
    type: 'catalogue.supply-noted',
    stream: `resource:${resource.id}`,
    actor,
    subjects: [{ kind: 'epoch', id: supply.epochId, rel: 'uses' }],
    rows: [{ table: 'catalogue.resource', id: resource.id }],
    ruleVersion: context.rules(resource.jurisdiction).version,
    payload: {
      epoch: supply.epochId,
      rows: supply.rows,
      ...(quality === undefined ? {} : { quality }),
    },
  });
}
