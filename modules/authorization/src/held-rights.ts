import type { Db } from '@sluice/database';
import type { Context } from './context.ts';
import { grantState, type Grant } from './grant.ts';
import { grantsNaming } from './grant-store.ts';
import type { OperationAgreement } from './operation/agreement.ts';
import { findAgreements } from './operation/agreement-store.ts';

/** The three rights over data that the texts keep apart (三权分离): to hold it, to operate with it, to use it. */
export type RightKind = 'holding' | 'operation' | 'use';

/** One right over a resource: whose, on what it rests, from when to when. */
export interface HeldRight {
  readonly right: RightKind;
  readonly holder: string;
  readonly basis: { readonly kind: 'resource' | 'operation-agreement' | 'grant'; readonly id: string };
  /** How the holder came to it: by its duties, entrusted under a mandate, chosen by agreement, granted. */
  readonly via: 'duty' | 'mandate' | 'agreement' | 'grant';
  readonly from: string;
  /** Null: as long as the duty lasts. */
  readonly until: string | null;
  readonly state: 'coming' | 'running' | 'suspended' | 'over';
  /** Reaches beyond the right it rests on: none may, and an auditor looks here whether one does. */
  readonly beyond: boolean;
}

/** The resource whose rights are asked for, as the catalogue knows it. */
export interface HeldThing {
  readonly resourceId: string;
  readonly jurisdiction: string;
  readonly owner: string;
  readonly sector: string | undefined;
  readonly since: Date;
}

const CHINA_DAY_STARTS = 'T00:00:00+08:00';
const CHINA_DAY_ENDS = 'T23:59:59.999+08:00';
const iso = (at: Date): string => at.toISOString();

/** Who holds which right over a resource, the one that gives before those that rest on it (AUT-12). */
export function rightsOn(
  thing: HeldThing,
  agreements: readonly OperationAgreement[],
  grants: readonly Grant[],
  now: Date,
): HeldRight[] {
  const operations = agreements
    .filter(({ inForceAt, field }) => inForceAt !== null && (field === null || field === thing.sector))
    .map((agreement) => operationRight(agreement, now));
  return [
    {
      ...{ right: 'holding', holder: thing.owner, basis: { kind: 'resource', id: thing.resourceId }, via: 'duty' },
      ...{ from: iso(thing.since), until: null, state: 'running', beyond: false },
    },
    ...operations,
    ...grants.map((grant) => useRight(grant, operations, now)),
  ];
}

function operationRight(agreement: OperationAgreement, now: Date): HeldRight {
  const from = iso(new Date(agreement.startsOn + CHINA_DAY_STARTS));
  const until = iso(agreement.endedAt ?? new Date(agreement.endsOn + CHINA_DAY_ENDS));
  const running = agreement.state === 'suspended' ? 'suspended' : 'running';
  return {
    right: 'operation',
    holder: agreement.operator,
    basis: { kind: 'operation-agreement', id: agreement.id },
    via: agreement.mandate === null ? 'agreement' : 'mandate',
    ...{ from, until, state: within(from, until, now, running), beyond: false },
  };
}

function useRight(grant: Grant, operations: readonly HeldRight[], now: Date): HeldRight {
  const from = iso(grant.startsAt);
  const until = iso(grant.ended?.at ?? grant.endsAt);
  const under = operations.filter(({ holder }) => holder === grant.operator);
  const state = grantState(grant, now);
  return {
    ...{ right: 'use', holder: grant.developer, basis: { kind: 'grant', id: grant.id }, via: 'grant', from, until },
    state: within(from, until, now, state === 'suspended' ? 'suspended' : 'running'),
    beyond: !under.some((one) => one.from <= from && (one.until === null || until <= one.until)),
  };
}

const within = (from: string, until: string, now: Date, running: HeldRight['state']): HeldRight['state'] => {
  if (iso(now) < from) return 'coming';
  return iso(now) > until ? 'over' : running;
};

/** Rights over a resource as they stand; the caller has checked that the reader may know. */
export async function readRights(context: Context, db: Db, thing: HeldThing): Promise<readonly HeldRight[]> {
  const agreements = await findAgreements(db, { jurisdiction: thing.jurisdiction });
  return rightsOn(thing, agreements, await grantsNaming(db, thing.resourceId), context.clock.now());
}
