import type { Authorization } from '@sluice/authorization';
import type { disclosureRoutes } from '@sluice/contract';
import type { Db } from '@sluice/database';
import type { Handlers } from '../handlers.ts';

interface DisclosureServices {
  readonly authorization: Pick<Authorization, 'disclose'>;
  readonly db: Db;
  readonly bodyName: (db: Db, id: string) => Promise<string>;
}

/** What the data authorities make public of their grants. */
export function disclosureHandlers(services: DisclosureServices): Handlers<typeof disclosureRoutes> {
  const { authorization, db, bodyName } = services;
  return {
    listDisclosedGrants: async ({ input }) => {
      const { items, total } = await authorization.disclose(db, input.query);
      const bodies = new Set(
        items.flatMap((item) => [item.developer, item.operator, ...item.resources.map(({ agency }) => agency)]),
      );
      const names = new Map(await Promise.all([...bodies].map(async (id) => [id, await bodyName(db, id)] as const)));
      const name = (id: string): string => names.get(id) ?? '';
      return {
        items: items.map((item) => ({
          ...item,
          developer: name(item.developer),
          operator: name(item.operator),
          resources: item.resources.map((resource) => ({ ...resource, agency: name(resource.agency) })),
        })),
        total,
      };
    },
  };
}
