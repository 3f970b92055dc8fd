import type { Authorization } from '@sluice/authorization';
import type { Catalogue } from '@sluice/catalogue';
import type { disclosureRoutes } from '@sluice/contract';
import type { Db } from '@sluice/database';
import type { Identity } from '@sluice/identity';
import type { Handlers } from '../handlers.ts';

interface DisclosureServices {
  readonly authorization: Pick<Authorization, 'disclose'>;
  readonly db: Db;
  readonly identity: Pick<Identity, 'findBody'>;
  readonly catalogue: Pick<Catalogue, 'gatheringTarget'>;
}

/** What the data authorities make public of their grants. */
export function disclosureHandlers(services: DisclosureServices): Handlers<typeof disclosureRoutes> {
  const { authorization, db, identity, catalogue } = services;
  return {
    listDisclosedGrants: async ({ input }) => {
      const { items, total } = await authorization.disclose(db, input.query);
      const bodies = new Set(
        items.flatMap((item) => [item.developer, item.operator, ...item.resources.map(({ agency }) => agency)]),
      );
      const names = await asked(bodies, (id) => identity.findBody(db, id));
      const entries = await asked(new Set(items.flatMap((item) => item.resources.map((one) => one.id))), (id) =>
        catalogue.gatheringTarget(db, id),
      );
      const english = <K extends string>(key: K, text: string | undefined) =>
        (text === undefined ? {} : { [key]: text }) as { readonly [P in K]?: string };
      const name = (id: string): string => names.get(id)?.name ?? '';
      const nameEn = (id: string): string | undefined => names.get(id)?.nameEn;
      return {
        items: items.map((item) => ({
          ...item,
          developer: name(item.developer),
          operator: name(item.operator),
          ...english('developerEn', nameEn(item.developer)),
          ...english('operatorEn', nameEn(item.operator)),
          resources: item.resources.map((resource) => ({
            ...resource,
            agency: name(resource.agency),
            ...english('agencyEn', nameEn(resource.agency)),
            ...english('titleEn', entries.get(resource.id)?.content.titleEn),
          })),
        })),
        total,
      };
    },
  };
}

/** Everything once, however often it is named. */
async function asked<T>(ids: ReadonlySet<string>, find: (id: string) => Promise<T>): Promise<ReadonlyMap<string, T>> {
  return new Map(await Promise.all([...ids].map(async (id) => [id, await find(id)] as const)));
}
