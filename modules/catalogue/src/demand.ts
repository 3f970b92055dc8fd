import { addDays, refuse, type CivilDate, type Decision, allow } from '@sluice/kernel';
import type { DemandState, OpinionKind, SupplyReason, SupplyState } from './tables.ts';
import type { SideCount } from './catalogue-context.ts';

/** An item of the demand catalogue (授权运营数据资源需求目录) and what became of it. */
export interface DemandItem {
  readonly id: string;
  readonly jurisdiction: string;
  readonly resourceId: string;
  readonly resourceTitle: string;
  readonly resourceVersion: number;
  readonly operatorId: string;
  readonly scenarios: readonly string[];
  readonly fields: readonly string[];
  readonly studiedOn: CivilDate;
  /** Day by which the study of demand has to be repeated. */
  readonly studyDue: CivilDate;
  readonly stale: boolean;
  readonly state: DemandState;
  readonly opinions: readonly Opinion[];
  readonly operationEntryId?: string;
  readonly registrationTaskId?: string;
  readonly confirmedFields?: readonly string[];
  readonly reasons: readonly string[];
  readonly supplies: readonly Supply[];
  readonly developmentEntryId?: string;
}

export interface Opinion {
  readonly bodyId: string;
  readonly requestedAt: string;
  readonly givenAt?: string;
  readonly opinion?: OpinionKind;
  readonly text?: string;
}

export interface Supply {
  readonly id: string;
  readonly state: SupplyState;
  readonly fields: readonly string[];
  readonly epochId?: string;
  readonly sent?: SideCount;
  readonly received?: SideCount;
  readonly agree?: boolean;
  readonly reasons: readonly SupplyReason[];
  readonly appliedAt: string;
  readonly deliveredAt?: string;
}

/** The same day so many months later, or the last day of a shorter month. */
export function addMonths(date: CivilDate, months: number): CivilDate {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  const first = new Date(Date.UTC(year, month - 1 + months, 1));
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  return addDays(first.toISOString().slice(0, 10), Math.min(day, last) - 1);
}

/** Fields that are not among the allowed ones. */
export function outside(fields: readonly string[], allowed: readonly string[]): readonly string[] {
  return fields.filter((field) => !allowed.includes(field));
}

/**
 * What the receiving side accepts: confirmed fields only, and the same counts and digests on both sides (AOC-05).
 * Refusals: `supply.field-not-confirmed`, `supply.counts-differ`, `supply.digests-differ`.
 */
export function acceptDelivery(
  fields: readonly string[],
  confirmed: readonly string[],
  sent: SideCount,
  received: SideCount | undefined,
): Decision {
  const extra = outside(fields, confirmed);
  if (extra.length > 0) return refuse({ code: 'supply.field-not-confirmed', params: { fields: extra } });
  if (received === undefined) return allow();
  if (sent.rows !== received.rows) {
    return refuse({ code: 'supply.counts-differ', params: { sent: sent.rows, received: received.rows } });
  }
  return sent.digest === received.digest ? allow() : refuse({ code: 'supply.digests-differ' });
}
