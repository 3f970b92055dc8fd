import type { Catalogue } from '@sluice/catalogue';
import type { sourceRoutes } from '@sluice/contract';
import type { Db } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import type { SourceSurroundings, Vault } from '@sluice/vault';
import { gatheredResource } from '../gathered-resource.ts';
import type { Handlers } from '../handlers.ts';
import { plain } from '../plain.ts';
import type { Written } from '../written.ts';

interface SourceServices {
  readonly vault: Vault;
  readonly catalogue: Pick<Catalogue, 'gatheringTarget' | 'routeGathering'>;
  readonly db: Db;
  readonly written: Written;
  readonly surroundings: SourceSurroundings;
}

/** Sources that are gathered from by themselves, and their runs. */
export function sourceHandlers({
  vault,
  catalogue,
  db,
  written,
  surroundings,
}: SourceServices): Handlers<typeof sourceRoutes> {
  const resourceOf = async (id: string) => {
    const target = await catalogue.gatheringTarget(db, id);
    if (!target) throw new DomainError('resource.unknown', 'not-found', { id });
    return gatheredResource(target);
  };
  return {
    listSourceKinds: async () => ({ items: plain([...(await vault.listSourceKinds())]) }),
    createSource: async ({ actor, input }) =>
      plain(await written(vault.registerSource(actor, await resourceOf(input.params.id), input.body))),
    listSources: async ({ actor, input }) => ({
      items: plain([...(await vault.listSources(actor, await resourceOf(input.params.id)))]),
    }),
    changeSource: async ({ actor, input }) =>
      plain(await written(vault.changeSource(actor, input.params.id, input.body))),
    runSource: async ({ actor, input }) => runAnswer(await vault.runSource(surroundings, input.params.id, actor)),
    listSourceRuns: async ({ actor, input }) => {
      const { items, total } = await vault.listRuns(actor, input.params.id, input.query.page);
      return { items: items.map(runAnswer), total };
    },
  };
}

type Run = Awaited<ReturnType<Vault['runSource']>>;

/** Reasons of a run hold texts, numbers and lists of texts, as every reason does. */
const runAnswer = ({ reason, ...run }: Run) => ({
  ...run,
  ...(reason
    ? { reason: { code: reason.code, ...(reason.params ? { params: reason.params as Record<string, string> } : {}) } }
    : {}),
});
