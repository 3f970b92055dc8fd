import type { ActorRef, Db, Transact } from '@sluice/database';
import type { CaseView, Cases } from '@sluice/cases';
import { assertAllowed, type Clock, type Decision, type IdSource } from '@sluice/kernel';
import type { ResolvedChain } from '@sluice/profile';
import type { Actor, EpochRef, GrantFacts, ProductRules } from './product.ts';
import type { KeyQuestion } from './scan-exposure.ts';

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

/** Rules on products of one jurisdiction, with the chain of their review. */
export interface ReviewRules extends ProductRules {
  readonly profile: { readonly id: string; readonly version: string };
  readonly chain: ResolvedChain;
}

/** What the module is made of; the composition root fills it. */
export interface ProductOptions {
  readonly db: Db;
  readonly transact: Transact;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly policy: Policy;
  readonly cases: Cases;
  rules(jurisdiction: string): ReviewRules;
  /** @throws DomainError where the grant is unknown */
  grant(db: Db, grantId: string): Promise<GrantFacts>;
  /** How many of the values are keys or identifiers of the named field in the named epochs; asked in the domain. */
  countKeys(epochs: readonly EpochRef[], question: KeyQuestion): Promise<number>;
  /** Opens what `FrozenCube.seal` sealed. @throws where the workspace or an epoch behind the answers was destroyed */
  openAnswers?(
    db: Db,
    grantId: string,
    epochIds: readonly string[],
  ): Promise<{ open(label: string, sealed: string): string }>;
}

export type ReviewView = CaseView;

export const actorRef = (actor: Actor): ActorRef => ({
  kind: 'person',
  person: actor.person,
  body: actor.body,
  role: actor.role,
});

export const streamOf = (productId: string): string => `product:${productId}`;

interface Owned {
  readonly jurisdiction: string;
  readonly developer: string;
}

/** @throws DomainError of kind `forbidden` with the policy's reasons */
export function assertMay(context: ProductOptions, actor: Actor, act: string, product: Owned, openedBy?: string): void {
  assertAllowed(
    context.policy.decide({
      actor,
      act,
      objectJurisdiction: product.jurisdiction,
      ownerBody: product.developer,
      ...(openedBy === undefined ? {} : { openedBy }),
    }),
  );
}
