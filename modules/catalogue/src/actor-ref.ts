import type { ActorRef } from '@sluice/database';
import { assertAllowed } from '@sluice/kernel';
import type { Actor, CatalogueContext } from './catalogue-context.ts';

export const actorRef = (actor: Actor): ActorRef => ({
  kind: 'person',
  person: actor.person,
  body: actor.body,
  role: actor.role,
});

/** Asks the one decision function. @throws DomainError with the code of the refusal (forbidden) */
export function assertMay(
  context: CatalogueContext,
  actor: Actor,
  act: string,
  object: { readonly jurisdiction: string; readonly ownerBody?: string; readonly openedBy?: string | null | undefined },
): void {
  assertAllowed(
    context.policy.decide({
      actor,
      act,
      objectJurisdiction: object.jurisdiction,
      ...(object.ownerBody === undefined ? {} : { ownerBody: object.ownerBody }),
      ...(object.openedBy === undefined || object.openedBy === null ? {} : { openedBy: object.openedBy }),
    }),
  );
}
