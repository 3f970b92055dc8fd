import type { Catalogue } from '@sluice/catalogue';
import type { erasureRoutes } from '@sluice/contract';
import type { Db } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import type { Vault } from '@sluice/vault';
import { gatheredResource } from '../gathered-resource.ts';
import type { Handlers } from '../handlers.ts';
import { plain } from '../plain.ts';
import type { Written } from '../written.ts';

interface ErasureServices {
  readonly vault: Vault;
  readonly catalogue: Pick<Catalogue, 'gatheringTarget'>;
  readonly db: Db;
  readonly written: Written;
}

/** One person's records inside sealed data. */
export function erasureHandlers({ vault, catalogue, db, written }: ErasureServices): Handlers<typeof erasureRoutes> {
  const resourceOf = async (id: string) => {
    const found = await catalogue.gatheringTarget(db, id);
    if (!found) throw new DomainError('resource.unknown', 'not-found', { id });
    return gatheredResource(found);
  };
  const sideOf = async (side: { readonly resourceId: string; readonly key: string; readonly field: string }) => ({
    ...{ resource: await resourceOf(side.resourceId), key: side.key, field: side.field },
  });
  return {
    crossCheck: async ({ actor, input }) =>
      plain(
        await vault.crossCheck(actor, {
          authoritative: await sideOf(input.body.authoritative),
          other: await sideOf(input.body.other),
        }),
      ),
    requestErasure: async ({ actor, input }) => {
      const { field, key, ground, changes } = input.body;
      const request = { field, key, ground, ...(changes ? { changes } : {}) };
      return written(vault.requestErasure(actor, await resourceOf(input.params.id), request));
    },
    listErasures: async ({ actor, input }) => {
      const items = [...(await vault.listErasures(actor, await resourceOf(input.params.id)))];
      return { items, total: items.length };
    },
    approveErasure: ({ actor, input }) => written(vault.approveErasure(actor, input.params.id)),
    withdrawErasure: ({ actor, input }) => written(vault.withdrawErasure(actor, input.params.id)),
  };
}
