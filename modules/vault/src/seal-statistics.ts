import { fromUtf8, utf8 } from '@sluice/crypto';
import type { EpochStatistics } from './ingest/statistics.ts';
import { statisticsOf } from './present-batch.ts';
import type { EpochRow } from './tables.ts';
import type { VaultContext } from './vault-context.ts';

const contextOf = (epochId: string): Uint8Array => utf8(`vault statistics\n${epochId}`);
/** Epochs whose statistics are kept unsealed at once. */
const OPEN_STATISTICS = 256;

/** Under the epoch's key: the values of dimensions are data, and go with it. */
export async function sealStatistics(
  v: Pick<VaultContext, 'keys' | 'sealer'>,
  epochId: string,
  statistics: EpochStatistics | undefined,
): Promise<Buffer | null> {
  if (!statistics) return null;
  const key = await v.keys.read(epochId);
  return Buffer.from(v.sealer.seal(key, utf8(JSON.stringify(statistics)), contextOf(epochId)));
}

/** What may be told of an epoch without its key: counts. */
export const countsOf = (statistics: EpochStatistics | undefined): EpochStatistics =>
  statistics ? { ...statistics, dimensions: [] } : { rows: 0, entities: [], dimensions: [] };

/** @throws DomainError `vault.key-destroyed` (precondition) */
export async function openStatistics(v: VaultContext, epoch: EpochRow): Promise<EpochStatistics> {
  if (epoch.sealed_statistics === null) return statisticsOf(epoch);
  const known = v.openStatistics.get(epoch.id);
  if (known) return known;
  const key = await v.keys.read(epoch.id);
  const opened = JSON.parse(
    fromUtf8(v.sealer.open(key, epoch.sealed_statistics, contextOf(epoch.id))),
  ) as EpochStatistics;
  const oldest = v.openStatistics.size < OPEN_STATISTICS ? undefined : v.openStatistics.keys().next().value;
  if (oldest !== undefined) v.openStatistics.delete(oldest);
  v.openStatistics.set(epoch.id, opened);
  return opened;
}
