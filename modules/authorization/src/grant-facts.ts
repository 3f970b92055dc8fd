import type { Db } from '@sluice/database';
import type { Context } from './context.ts';
import { grantState, type GrantState, type GrantTerms } from './grant.ts';
import { readGrant } from './grant-store.ts';

/** A grant in whatever state, for what rests on it: products are reviewed, served and stopped by it. */
export interface GrantFacts {
  readonly id: string;
  readonly applicationId: string;
  readonly jurisdiction: string;
  readonly developer: string;
  readonly state: GrantState;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly scenario: string;
  /** As it stands in the public disclosure. */
  readonly scenarioTitle: string;
  readonly purpose: string;
  readonly entries: GrantTerms['entries'];
  readonly gate: GrantTerms['gate'];
  /** Bodies that a review chain may name, and the field: as they were when the scenario was reviewed. */
  readonly reviewers: Readonly<Record<string, string>>;
}

/** @throws DomainError `grant.not-found` (not-found) */
export async function grantFacts(context: Context, db: Db, id: string): Promise<GrantFacts> {
  const grant = await readGrant(db, id);
  const { scenario } = grant.terms;
  return {
    id: grant.id,
    applicationId: grant.applicationId,
    jurisdiction: grant.jurisdiction,
    developer: grant.developer,
    state: grantState(grant, context.clock.now()),
    startsAt: grant.startsAt,
    endsAt: grant.ended?.at ?? grant.endsAt,
    scenario: scenario.code,
    scenarioTitle: scenario.title,
    purpose: grant.terms.purpose,
    entries: grant.terms.entries,
    gate: grant.terms.gate,
    reviewers: grant.terms.facts,
  };
}
