export { createProfileRegistry, loadProfiles, type ProfileRegistry } from './load-profiles.ts';
export { checkProfile, checkProfileFile, type ProfileFault, type ProfileReport } from './check-profile.ts';
export { parseProfiles, type ProfileSource } from './parse-profiles.ts';
export { resolveChain, type ResolvedChain, type ResolvedStep } from './resolve-chain.ts';
export type { Chain, ChainStep, Condition } from './chain-schema.ts';
export type { AgreementDocument, Profile } from './profile-schema.ts';
export {
  fieldUses,
  identifierRoles,
  roleCodes,
  type ApplicationPart,
  type FieldUse,
  type IdentifierRole,
  type ItemType,
  type RoleCode,
  type StepKind,
} from './vocabulary.ts';
