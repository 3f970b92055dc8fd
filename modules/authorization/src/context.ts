import type { Cases, CaseActor } from '@sluice/cases';
import type { ActorRef, Db, Transact, Tx } from '@sluice/database';
import {
  assertAllowed,
  civilDateOf,
  DomainError,
  type CivilDate,
  type Clock,
  type IdSource,
  type Issue,
} from '@sluice/kernel';
import type { Profile, ProfileRegistry } from '@sluice/profile';
import type { Application } from './contents.ts';
import type { GrantTerms } from './grant.ts';
import type { CatalogueField, DevelopmentCatalogue, Directory, PowerPolicy, SignWithSeals } from './ports.ts';

export interface AuthorizationOptions {
  readonly db: Db;
  readonly transact: Transact;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly profiles: ProfileRegistry;
  readonly cases: Cases;
  readonly policy: PowerPolicy;
  readonly catalogue: DevelopmentCatalogue;
  readonly directory: Directory;
  /** Signs agreements with people’s signatures and bodies’ seals; without it they are signed in the record alone. */
  readonly seals?: SignWithSeals;
  /** Which place a resource of the catalogue belongs to; none are known unless said. */
  readonly placeOfResource?: (db: Db, resource: string) => Promise<string | undefined>;
  /** What is wrong with declared fields (the catalogue's rules); every list is taken unless said. */
  readonly checkFields?: (fields: readonly CatalogueField[]) => readonly Issue[];
  /** Why terms cannot protect what they grant (the gate's R11); no grant is made of such. */
  readonly lintPolicy?: (terms: Pick<GrantTerms, 'gate' | 'entries'>) => readonly Issue[];
}

export type Context = AuthorizationOptions;

export const actorRef = (actor: CaseActor): ActorRef => ({
  kind: 'person',
  person: actor.person,
  body: actor.body,
  role: actor.role,
});
export const streamOf = (application: { readonly id: string }): string => `application:${application.id}`;
export const versionOf = (profile: { readonly id: string; readonly version: string }): string =>
  `${profile.id}@${profile.version}`;
export const dateOf = (at: Date): CivilDate => civilDateOf(at);
export const applicationRow = (id: string) => ({ table: 'authorization.application', id });

/** The profile that an application keeps from draft to grant. */
export const profileOf = (context: Context, application: Application): Profile =>
  context.profiles.version(application.profile.id, application.profile.version);

/** @throws DomainError of kind `forbidden` with the policy's reasons */
export function assertPower(
  context: Context,
  actor: CaseActor,
  act: string,
  jurisdiction: string,
  ownerBody?: string,
): void {
  assertAllowed(context.policy.decide({ actor, act, objectJurisdiction: jurisdiction, ownerBody }));
}

/** An application of another developer does not exist for one who may not see it. */
export function assertOwn(application: Application, actor: CaseActor): void {
  if (application.developer !== actor.body)
    throw new DomainError('application.not-found', 'not-found', { application: application.id });
}

/** For acts on an own application: another role is told that it lacks the power, another developer that nothing is there. */
export function assertOwnAct(context: Context, application: Application, actor: CaseActor, act: string): void {
  if (actor.role !== 'developer') assertPower(context, actor, act, application.jurisdiction);
  assertOwn(application, actor);
  assertPower(context, actor, act, application.jurisdiction, application.developer);
}

/** Seals over what is signed, as they are kept beside the signature; none where nobody has any. */
export async function sealsOver(
  context: Context,
  tx: Tx,
  actor: CaseActor,
  digest: string,
  purpose: string,
): Promise<string | null> {
  const seals = (await context.seals?.(tx, actor, { digest, purpose })) ?? [];
  return seals.length === 0 ? null : JSON.stringify(seals);
}
