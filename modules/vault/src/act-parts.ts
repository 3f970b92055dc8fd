import type { ActorRef } from '@sluice/database';
import type { Json } from '@sluice/kernel';
import type { Actor } from './vault-context.ts';

/** The vault's own part in the log: checking is nobody's personal act. */
export const checker: ActorRef = { kind: 'system', part: 'vault' };

export const asActorRef = (actor: Actor): ActorRef => ({
  kind: 'person',
  person: actor.person,
  body: actor.body,
  role: actor.role,
});

/** A value as it will be read back from a JSON column. */
export const plainJson = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json;
