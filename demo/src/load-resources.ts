import { catalogueRoutes, vaultRoutes } from '@sluice/contract';
import type { Actors } from './actors.ts';
import type { DemoCity, DemoResource, DemoSystem } from './city/index.ts';
import type { ApiClient } from './client.ts';
import { deliver, type Delivery } from './deliver-file.ts';

/** Ids of the registered systems by the demo's own keys. */
export async function loadSystems(actors: Actors, city: DemoCity): Promise<ReadonlyMap<string, string>> {
  const ids = new Map<string, string>();
  for (const { key, by, ...system } of city.systems) {
    const api = await actors.as(by);
    const known = (await api.call(catalogueRoutes.listSystems, { query: {} })).items.find(
      ({ name }) => name === system.name,
    );
    ids.set(key, known?.id ?? (await api.call(catalogueRoutes.createSystem, { body: system })).data.id);
  }
  return ids;
}

export function ownerOf(city: DemoCity, resource: DemoResource): DemoSystem {
  const system = city.systems.find(({ key }) => key === resource.system);
  if (!system) throw new Error(`the demo has no system '${resource.system}'`);
  return system;
}

/** Finds an entry of the catalogue by its name, as the asking account sees it. */
export async function findResource(
  api: ApiClient,
  jurisdiction: string,
  name: string,
): Promise<{ id: string; state: string } | undefined> {
  const { items } = await api.call(catalogueRoutes.listResources, { query: { jurisdiction, page: 1, pageSize: 100 } });
  return items.find((item) => item.name === name);
}

/** Draft, submission, publication: goes on from wherever an earlier run stopped. */
export async function publishResource(
  actors: Actors,
  city: DemoCity,
  resource: DemoResource,
  systemId: string,
): Promise<string> {
  const agency = await actors.as(ownerOf(city, resource).by);
  const authority = await actors.as(`${city.id}.authority`);
  const known = await findResource(agency, city.id, resource.content.name);
  const id =
    known?.id ??
    (await agency.call(catalogueRoutes.createResource, { body: { ...resource.content, systemId } })).data.id;
  const state = known?.state ?? 'draft';
  if (state === 'draft') await agency.call(catalogueRoutes.submitResource, { params: { id } });
  if (state !== 'published')
    await authority.call(catalogueRoutes.reviewResource, {
      params: { id },
      body: { decision: 'approve', reasons: [] },
    });
  return id;
}

/** Delivers the resource's file unless an earlier run's delivery is already sealed. */
export async function deliverResource(
  actors: Actors,
  city: DemoCity,
  resource: DemoResource,
  id: string,
  open: () => Promise<Delivery>,
  onShare: (share: number) => void,
): Promise<void> {
  const agency = await actors.as(ownerOf(city, resource).by);
  const { items } = await agency.call(vaultRoutes.listBatches, { params: { id }, query: {} });
  if (items.some(({ state }) => state === 'sealed' || state === 'partly-quarantined')) return;
  await deliver(agency, id, await open(), onShare);
}
