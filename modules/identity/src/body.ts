import { DomainError, type Issue } from '@sluice/kernel';
import { isValidCreditCode } from './credit-code.ts';

/** Bodies whose data is public data: organs, organisations with statutory public functions, public undertakings (JUR-03). */
export const publicBodyTypes = [
  'state-organ',
  'statutory-organisation',
  'undertaking-education',
  'undertaking-health',
  'undertaking-water',
  'undertaking-power',
  'undertaking-gas',
  'undertaking-heat',
  'undertaking-telecom',
  'undertaking-broadcasting',
  'undertaking-culture-tourism',
  'undertaking-sport',
  'undertaking-transport',
  'undertaking-environment',
] as const;

/** Everyone else that acts on the platform (ORG-01). Their data is sector or social data, never public data. */
export const otherBodyTypes = [
  'firm',
  'association',
  'research-institute',
  'social-organisation',
  'individual',
] as const;

export type BodyType = (typeof publicBodyTypes)[number] | (typeof otherBodyTypes)[number];
export const bodyTypes: readonly BodyType[] = [...publicBodyTypes, ...otherBodyTypes];

export function isPublicBodyType(type: BodyType): boolean {
  return (publicBodyTypes as readonly BodyType[]).includes(type);
}

/** From the widest to the narrowest. */
export const bodyLevels = ['nation', 'province', 'city', 'county'] as const;
export type BodyLevel = (typeof bodyLevels)[number];

/** A registration that its own side entered waits for the data authority; one that the administrator entered is active. */
export type RegistrationState = 'submitted' | 'active' | 'refused' | 'ended';

export interface NewBody {
  readonly name: string;
  readonly nameEn?: string | undefined;
  readonly type: BodyType;
  readonly level: BodyLevel;
  readonly jurisdiction: string;
  /** GB/T 2260 code of the district, 6, 9 or 12 digits. */
  readonly divisionCode: string;
  readonly sector?: string | undefined;
  readonly creditCode?: string | undefined;
  readonly parentId?: string | undefined;
}

export interface Body extends NewBody {
  readonly id: string;
  readonly publicBody: boolean;
  readonly state: RegistrationState;
}

/**
 * Faults of a registration: `body.credit-code-missing`, `body.credit-code-checksum`, `body.credit-code-not-for-individuals`.
 * Individuals have no unified credit code; everyone else has one (GB 32100-2015).
 */
export function bodyIssues(body: NewBody): readonly Issue[] {
  const issues: Issue[] = [];
  if (body.type === 'individual') {
    if (body.creditCode !== undefined)
      issues.push({ code: 'body.credit-code-not-for-individuals', path: 'creditCode' });
  } else if (body.creditCode === undefined) {
    issues.push({ code: 'body.credit-code-missing', path: 'creditCode' });
  } else if (!isValidCreditCode(body.creditCode)) {
    issues.push({ code: 'body.credit-code-checksum', path: 'creditCode' });
  }
  return issues;
}

/** @throws DomainError `body.invalid` (invalid) with one issue per fault. */
export function assertSoundBody(body: NewBody): void {
  const issues = bodyIssues(body);
  if (issues.length > 0) throw new DomainError('body.invalid', 'invalid', {}, issues);
}

/** A parent stands at the same level or above: a county's bodies hang below the city's, never the other way round. */
export function mayBeParent(parent: BodyLevel, child: BodyLevel): boolean {
  return bodyLevels.indexOf(parent) <= bodyLevels.indexOf(child);
}

export interface BodyTree {
  readonly body: Body;
  readonly children: readonly BodyTree[];
}

/** Bodies as trees: province, city, county. A body whose parent is not in the list is a root. */
export function asTrees(bodies: readonly Body[]): readonly BodyTree[] {
  const known = new Set(bodies.map((body) => body.id));
  const below = Map.groupBy(bodies, (body) =>
    body.parentId !== undefined && known.has(body.parentId) ? body.parentId : '',
  );
  const grow = (parent: string): readonly BodyTree[] =>
    (below.get(parent) ?? []).map((body) => ({ body, children: grow(body.id) }));
  return grow('');
}
