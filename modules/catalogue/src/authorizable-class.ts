import { DomainError } from '@sluice/kernel';
import type { Db } from '@sluice/database';
import type { Bodies } from './catalogue-context.ts';
import { parseContent } from './present-resource.ts';
import type { ResourceContent } from './resource.ts';
import { findResource, findVersion } from './store.ts';

/** The five classes of what may be authorized (F1b §四(一)), in the order of the text (JUR-05). */
const authorizableClasses = [
  // Government data 政务数据.
  'government',
  // Data of institutions and firms with public functions.
  'public-function',
  // Data of public value of bodies that public money pays for, as basic research.
  'publicly-funded',
  // Data of public-service social groups that touches major public interests.
  'public-service-group',
  // Other public-service data gathered with public resources or powers.
  'other-public-service',
] as const;
export type AuthorizableClass = (typeof authorizableClasses)[number];

/**
 * The class of a resource: as stated, or where nothing is stated what follows from public data of its owner. Sector and
 * social data has none until somebody states it.
 */
export function authorizableClassOf(
  content: Pick<ResourceContent, 'class' | 'authorizableClass'>,
  bodyType: string | undefined,
): AuthorizableClass | undefined {
  if (content.authorizableClass !== undefined) return content.authorizableClass;
  if (content.class !== 'public' || bodyType === undefined) return undefined;
  return bodyType === 'state-organ' ? 'government' : 'public-function';
}

/** Government data is an organ's; whoever is no public body states one of the last three. */
export function classFitsOwner(
  stated: AuthorizableClass | undefined,
  bodyType: string,
  publicBodyTypes: readonly string[],
): boolean {
  if (stated === 'government') return bodyType === 'state-organ';
  if (stated === 'public-function') return publicBodyTypes.includes(bodyType);
  return true;
}

/** @throws DomainError `demand.class-missing` (precondition): a resource of no class enters no authorized-operation catalogue */
export async function assertAuthorizableClass(
  bodies: Pick<Bodies, 'find'>,
  db: Db,
  resourceId: string,
  version: number,
): Promise<void> {
  const resource = await findResource(db, resourceId);
  const text = await findVersion(db, resourceId, version);
  const owner = resource && (await bodies.find(db, resource.owner_id));
  if (!text || authorizableClassOf(parseContent(text.content), owner?.type) === undefined)
    throw new DomainError('demand.class-missing', 'precondition', { resource: resourceId });
}

/** How many published entries are of each class, and how many of none. */
export interface ClassCount {
  readonly class: AuthorizableClass | 'none';
  readonly resources: number;
}

export function countClasses(
  entries: readonly {
    readonly content: Pick<ResourceContent, 'class' | 'authorizableClass'>;
    readonly bodyType: string | undefined;
  }[],
): readonly ClassCount[] {
  const found = entries.map(({ content, bodyType }) => authorizableClassOf(content, bodyType) ?? 'none');
  return [...authorizableClasses, 'none' as const].map((one) => ({
    class: one,
    resources: found.filter((other) => other === one).length,
  }));
}
