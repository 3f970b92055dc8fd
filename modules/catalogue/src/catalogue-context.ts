import type { Db } from '@sluice/database';
import type { Clock, Decision, IdSource } from '@sluice/kernel';
import type { GatherRoute } from './gather-route.ts';

/** A person acting for a body in a role; what identity knows of more is not needed here. */
export interface Actor {
  readonly person: string;
  readonly body: string;
  readonly role: string;
  readonly jurisdiction: string;
}

/** The one decision function, as far as this module asks it. */
export interface Policy {
  decide(question: {
    readonly actor: Actor;
    readonly act: string;
    readonly objectJurisdiction: string;
    readonly ownerBody?: string | undefined;
    readonly openedBy?: string | undefined;
  }): Decision;
}

export interface OwnerBody {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly jurisdiction: string;
  readonly divisionCode: string;
  readonly sector?: string | undefined;
  readonly creditCode?: string | undefined;
}

/** What this module has to know of bodies. */
export interface Bodies {
  find(db: Db, id: string): Promise<OwnerBody | undefined>;
  /** The sector authority of a field in a jurisdiction, where one is registered. */
  findSectorAuthority(db: Db, jurisdiction: string, sector: string): Promise<OwnerBody | undefined>;
}

/** What a jurisdiction's profile says about its catalogue. */
export interface CatalogueRules {
  /** Version of the profile, named in every entry. */
  readonly version: string;
  /** Types of bodies whose data is public data (JUR-03). */
  readonly publicBodyTypes: readonly string[];
  readonly media: readonly string[];
  /** After so many months a demand study has to be repeated (AOC-01). */
  readonly studyCycleMonths: number;
  /** Routes by kind of body; none where the jurisdiction prescribes none (COL-07). */
  readonly gatherRoutes: readonly GatherRoute[];
}

export interface SideCount {
  readonly rows: number;
  readonly digest: string;
}

/** Counts a delivery on both sides: what the public data platform sends, what the operation platform then holds. */
export interface SupplySides {
  sent(db: Db, delivery: Delivery): Promise<SideCount>;
  received(db: Db, delivery: Delivery): Promise<SideCount>;
}

export interface Delivery {
  readonly resourceId: string;
  readonly epochId: string;
  readonly fields: readonly string[];
}

export interface CatalogueContext {
  readonly policy: Policy;
  /** Whether a role sees every object of a kind, not only its own part of it. */
  readonly seesAll: (object: string, role: string) => boolean;
  readonly bodies: Bodies;
  /** @throws DomainError where the jurisdiction is unknown */
  readonly rules: (jurisdiction: string) => CatalogueRules;
  readonly supplySides: SupplySides;
  readonly ids: IdSource;
  readonly clock: Clock;
}
