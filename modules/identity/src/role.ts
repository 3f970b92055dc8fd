/** Roles of part 2 of the requirements in the order of its columns, with the two letters used there. */
export const matrixRoles = {
  DA: 'data-authority',
  CA: 'county-authority',
  CU: 'custodian',
  SA: 'source-agency',
  SE: 'sector-authority',
  OP: 'operator',
  DV: 'developer',
  SR: 'security-regulator',
  ER: 'economic-regulator',
  RB: 'registration-body',
  EX: 'exchange',
  IA: 'inspection',
  LG: 'leading-group',
  TP: 'third-party',
  DS: 'data-subject',
  BU: 'buyer',
  PU: 'public',
} as const;

export type MatrixRole = (typeof matrixRoles)[keyof typeof matrixRoles];

/** The seventeen roles of the matrix, and the one who sets the platform up and has no power over any case. */
export type Role = MatrixRole | 'platform-administrator';

export const roles: readonly Role[] = [...Object.values(matrixRoles), 'platform-administrator'];

export function isRole(text: string): text is Role {
  return (roles as readonly string[]).includes(text);
}

/** Offices of state: only a public body can hold them (F1a Art.4, F0 §五(一)). */
const offices: ReadonlySet<Role> = new Set<Role>([
  'data-authority',
  'county-authority',
  'custodian',
  'sector-authority',
  'security-regulator',
  'economic-regulator',
  'registration-body',
  'inspection',
  'leading-group',
]);

export function needsPublicBody(role: Role): boolean {
  return offices.has(role);
}

/** Where the administrator stands: the platform itself, which is no jurisdiction and which no profile may name. */
export const PLATFORM = 'platform';
