import type { BodyType, RegistrationState } from './body.ts';
import type { Actor } from './decide.ts';
import type { Role } from './role.ts';

/** A role that a person holds for a body in a jurisdiction. */
export interface Membership {
  readonly id: string;
  readonly person: string;
  readonly bodyId: string;
  readonly bodyName: string;
  readonly bodyType: BodyType;
  readonly role: Role;
  readonly jurisdiction: string;
  readonly state: RegistrationState;
  readonly submittedBy?: string;
}

export const asActor = (membership: Membership): Actor => ({
  person: membership.person,
  body: membership.bodyId,
  bodyType: membership.bodyType,
  role: membership.role,
  jurisdiction: membership.jurisdiction,
  membership: membership.id,
});
