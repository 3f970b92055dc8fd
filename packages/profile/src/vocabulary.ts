/** Roles of part 2 of the requirements; a profile may name no other actor. */
export const roleCodes = [
  'data-authority',
  'county-authority',
  'custodian',
  'source-agency',
  'sector-authority',
  'operator',
  'developer',
  'security-regulator',
  'economic-regulator',
  'registration-body',
  'exchange',
  'inspection',
  'leading-group',
  'third-party',
  'data-subject',
  'buyer',
  'public',
] as const;
export type RoleCode = (typeof roleCodes)[number];

/** What a step of a chain is. `verification` and `decision` decide; the others prepare. */
export const stepKinds = ['acceptance', 'review', 'opinion', 'verification', 'decision'] as const;
export type StepKind = (typeof stepKinds)[number];

/** Uses of a column that a grant may permit (gate paper, section 2). */
export const fieldUses = [
  'project',
  'group',
  'filter',
  'compare',
  'join',
  'count-distinct',
  'sum',
  'moment2',
  'quantile',
  'rank',
  'feature',
] as const;
export type FieldUse = (typeof fieldUses)[number];

export const identifierRoles = ['direct-identifier', 'entity-key', 'quasi-identifier', 'sensitive', 'other'] as const;
export type IdentifierRole = (typeof identifierRoles)[number];

/** Parts that a use application can be required to state (APP-02). */
export const applicationParts = [
  'providers',
  'scenario',
  'purpose',
  'scope',
  'period',
  'safeguards',
  'entries',
  'techniques',
] as const;
export type ApplicationPart = (typeof applicationParts)[number];

/** Shapes of an agreement's structured items. */
export const itemTypes = ['text', 'list', 'period', 'fee', 'shares'] as const;
export type ItemType = (typeof itemTypes)[number];
