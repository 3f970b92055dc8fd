import type { GatheringTarget, UpdateCycle } from '@sluice/catalogue';
import type { GatheredResource } from '@sluice/vault';

/** Days within which the next delivery is due. */
const CYCLE_DAYS: Readonly<Record<UpdateCycle, number | undefined>> = {
  'real-time': 1,
  daily: 1,
  weekly: 7,
  monthly: 31,
  quarterly: 92,
  'half-yearly': 184,
  yearly: 366,
  irregular: undefined,
};

/** A catalogue entry as the vault gathers it. */
export function gatheredResource(found: GatheringTarget): GatheredResource {
  const { content } = found;
  return {
    id: found.id,
    jurisdiction: found.jurisdiction,
    ownerId: found.ownerId,
    systemId: content.systemId,
    fields: content.fields ?? [],
    cycleDays: content.updateCycle === undefined ? undefined : CYCLE_DAYS[content.updateCycle],
  };
}
