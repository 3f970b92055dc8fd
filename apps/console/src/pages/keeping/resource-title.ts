import { catalogueRoutes, type Answer, type vaultRoutes } from '@sluice/contract';
import { useRead } from '../../api/use-call.ts';

export type Destruction = Answer<typeof vaultRoutes.readDestruction>;

/** Name of the resource that a destruction is about, where the reader may know it. */
export function useResourceTitle(): (destruction: Destruction) => string | undefined {
  const resources = useRead(catalogueRoutes.listResources, { query: { pageSize: 100 } }, { staleMs: 60_000 });
  const titles = new Map((resources.data?.items ?? []).map((one) => [one.id, one.title]));
  return (destruction) => titles.get(destruction.ownerId);
}
