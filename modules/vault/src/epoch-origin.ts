import type { Db } from '@sluice/database';
import { epochsOf, getEpoch } from './store.ts';

/** Which deliveries an epoch is made of. */
export interface EpochOrigin {
  readonly resourceId: string;
  /** Oldest first: the last full delivery and every one appended to it. */
  readonly batchIds: readonly string[];
}

/** @throws DomainError `vault.epoch-not-found` (not-found) */
export async function epochOrigin(db: Db, epochId: string): Promise<EpochOrigin> {
  const epoch = await getEpoch(db, epochId);
  const upTo = (await epochsOf(db, epoch.resource_id)).filter((one) => one.number <= epoch.number);
  const full = upTo.findIndex((one) => one.mode === 'full');
  const parts = full === -1 ? upTo : upTo.slice(0, full + 1);
  return { resourceId: epoch.resource_id, batchIds: parts.map((one) => one.batch_id).toReversed() };
}
