import type { Db } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import type { CatalogueContext } from './catalogue-context.ts';
import { takeRoute, type GatherVia, type RouteTaken } from './gather-route.ts';
import { parseContent } from './present-resource.ts';
import { selectResourcesWithText } from './store.ts';

/**
 * The route that a delivery of a resource takes, whatever route it was sent by: a hospital that sends directly is
 * led through its sector authority (COL-07). The vault writes it into the entry of the batch.
 * @throws DomainError `resource.unknown` (not-found), `gather.sector-authority-missing` (precondition)
 */
export async function routeGathering(
  context: CatalogueContext,
  db: Db,
  resourceId: string,
  asked: GatherVia,
): Promise<RouteTaken> {
  const [found] = await selectResourcesWithText(db, [resourceId]);
  if (!found) throw new DomainError('resource.unknown', 'not-found', { id: resourceId });
  const { resource } = found;
  const owner = await context.bodies.find(db, resource.owner_id);
  if (!owner) throw new DomainError('catalogue.owner-unknown', 'precondition', { body: resource.owner_id });
  const taken = takeRoute(owner.type, asked, context.rules(resource.jurisdiction).gatherRoutes);
  if (taken.via !== 'sector-authority') return taken;
  const sector = owner.sector ?? parseContent(found.content).sector ?? '';
  const through = await context.bodies.findSectorAuthority(db, resource.jurisdiction, sector);
  if (!through) throw new DomainError('gather.sector-authority-missing', 'precondition', { sector });
  return { ...taken, through: through.id };
}
