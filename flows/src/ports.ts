import type { Db } from '@sluice/database';
import type { TableStatistics } from '@sluice/gate';

/** A person who acts for a body in a role; identity's actor fits. */
export interface Actor {
  readonly person: string;
  readonly body: string;
  readonly role: string;
  readonly jurisdiction: string;
}

/** The current epoch of a resource with what the gate needs of it; the vault fills it. */
export interface EpochFacts {
  readonly epochId: string;
  readonly statistics: TableStatistics;
  /** Earlier epochs from which this one differs by single entities. */
  readonly near?: readonly string[];
}

export interface Epochs {
  /** @returns nothing for a resource without sealed data */
  current(db: Db, resourceId: string): Promise<EpochFacts | undefined>;
}

export const personRef = (actor: Actor) => ({
  kind: 'person' as const,
  person: actor.person,
  body: actor.body,
  role: actor.role,
});
