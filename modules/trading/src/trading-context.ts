import type { ActorRef, Db, Transact } from '@sluice/database';
import type { Clock, Decision, IdSource } from '@sluice/kernel';
import type { ValueStatement } from './tables.ts';

/** A person who acts for a body in a role; identity's actor fits. */
export interface Actor {
  readonly person: string;
  readonly body: string;
  readonly role: string;
  readonly jurisdiction: string;
}

/** Powers of part 2 of the requirements; identity's policy fits. */
export interface Policy {
  decide(question: {
    readonly actor: Actor;
    readonly act: string;
    readonly objectJurisdiction: string;
    readonly ownerBody?: string | undefined;
    readonly openedBy?: string | undefined;
  }): Decision;
}

/** What a jurisdiction's profile says on trade. */
export interface TradingRules {
  readonly ruleVersion: string;
  /** First rule whose purposes name the product's purpose, or `any`. */
  readonly pricing: readonly { readonly purposes: readonly string[]; readonly rule: 'market' | 'administrative' }[];
}

export interface TradingOptions {
  readonly db: Db;
  readonly transact: Transact;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly policy: Policy;
  readonly randomBytes: (n: number) => Uint8Array;
  rules(jurisdiction: string): TradingRules;
}

/** What trading must know of a product; the flow takes it from the product and its grant. */
export interface TradedProduct {
  readonly id: string;
  readonly jurisdiction: string;
  readonly developer: string;
  readonly form: string;
  readonly title: string;
  readonly summary: string;
  readonly value: ValueStatement;
  readonly releaseId: string | null;
  /** End of the grant: no call after it. */
  readonly closesAt: Date;
}

export const actorRef = (actor: Actor | Extract<ActorRef, { kind: 'system' }>): ActorRef =>
  'role' in actor ? { kind: 'person', person: actor.person, body: actor.body, role: actor.role } : actor;

/** Listing and prices continue the story of the product. */
export const productStream = (productId: string): string => `product:${productId}`;
export const orderStream = (orderId: string): string => `order:${orderId}`;
