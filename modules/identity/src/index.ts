export {
  createIdentity,
  type DemoAccount,
  type Identity,
  type IdentityOptions,
  type OwnPower,
  type SessionView,
} from './identity.ts';
export { actNames, actRule, acts, type Act, type ActRule } from './acts.ts';
export {
  bodyTypes,
  isPublicBodyType,
  publicBodyTypes,
  type Body,
  type BodyLevel,
  type BodyTree,
  type BodyType,
  type NewBody,
  type RegistrationState,
} from './body.ts';
export { auditNames } from './audit-names.ts';
export { findPeople, type PersonFound } from './find-people.ts';
export { listMemberships, type MembershipListed } from './list-memberships.ts';
export { creditCodeCheckCharacter, isValidCreditCode } from './credit-code.ts';
export {
  actorRef,
  createPolicy,
  notOwnCase,
  seesAll,
  type Actor,
  type Narrowing,
  type Policy,
  type PolicyOptions,
  type Question,
} from './decide.ts';
export { letterMeanings, matrix, type Cell, type Letter, type Matrix } from './matrix.ts';
export type { Membership } from './membership.ts';
export { migrations } from './migrations.ts';
export { defaultPasswordCost, type PasswordCost } from './password.ts';
export type { NewMembership, NewPerson, Person } from './register-person.ts';
export type { Review } from './register-body.ts';
export { isRole, matrixRoles, PLATFORM, roles, type MatrixRole, type Role } from './role.ts';
export type { SealView } from './seal/keep-seals.ts';
export { checkStatement, type SealCertificate, type SealedStatement, type SealTrust } from './seal/sealed-statement.ts';
export { serviceNames, servicesOf, type ReachedService, type Service } from './services.ts';
export type { SecretSealer, SessionLimits, Standing } from './identity-context.ts';
export type { Whence } from './pace-sign-in.ts';
export type { Site } from './doors/use-passkeys.ts';
export type { Provider, ProviderSubject } from './doors/use-providers.ts';
export type { Authenticated, Credentials, SignedIn } from './sign-in.ts';
export { peopleInRole, personName, type BodyFilter } from './store.ts';
