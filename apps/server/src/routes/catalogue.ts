import type { Catalogue } from '@sluice/catalogue';
import type { catalogueRoutes, HandlerInput } from '@sluice/contract';
import type { Actor } from '@sluice/identity';
import type { Handlers } from '../handlers.ts';
import { plain } from '../plain.ts';
import type { Written } from '../written.ts';

interface CatalogueServices {
  readonly catalogue: Catalogue;
  readonly written: Written;
}

/** Somebody who has not signed in: the public of no jurisdiction and no body. */
const visitor = { person: 'visitor', body: 'visitor', role: 'public', jurisdiction: 'public' };

type SupplyBody = HandlerInput<typeof catalogueRoutes.supplyDemandItem>['body'];

/** Systems, entries, search, and the way from demand to the development catalogue: the module's views, unchanged. */
export function catalogueHandlers({ catalogue, written }: CatalogueServices): Handlers<typeof catalogueRoutes> {
  const supply = (actor: Actor, id: string, body: SupplyBody) => {
    switch (body.act) {
      case 'apply':
        return catalogue.applyForSupply(actor, id, body.fields);
      case 'decide':
        return catalogue.decideSupply(actor, id, body);
      case 'push':
        return catalogue.pushSupply(actor, id, body);
    }
  };
  return {
    createSystem: async ({ actor, input }) => plain(await written(catalogue.registerSystem(actor, input.body))),
    listSystems: async ({ actor, input }) => ({ items: plain(await catalogue.listSystems(actor, input.query)) }),
    createResource: async ({ actor, input }) => plain(await written(catalogue.createResource(actor, input.body))),
    editResource: async ({ actor, input }) =>
      plain(await written(catalogue.editResource(actor, input.params.id, input.body))),
    submitResource: async ({ actor, input }) => plain(await written(catalogue.submitResource(actor, input.params.id))),
    reviewResource: async ({ actor, input }) =>
      plain(await written(catalogue.reviewResource(actor, input.params.id, input.body))),
    listResources: async ({ actor, input }) => plain(await catalogue.searchResources(actor, input.query)),
    listPublishedResources: async ({ input }) =>
      plain(await catalogue.searchResources(visitor, { ...input.query, state: 'published' })),
    getResource: async ({ actor, input }) => plain(await catalogue.readResource(actor, input.params.id)),
    getCoverage: async ({ actor, input }) => plain(await catalogue.readCoverage(actor, input.query)),
    createDemandItem: async ({ actor, input }) => plain(await written(catalogue.raiseDemand(actor, input.body))),
    requestOpinion: async ({ actor, input }) =>
      plain(await written(catalogue.requestOpinion(actor, input.params.id, input.body.bodyId))),
    giveOpinion: async ({ actor, input }) =>
      plain(await written(catalogue.giveOpinion(actor, input.params.id, input.body))),
    confirmDemandItem: async ({ actor, input }) =>
      plain(await written(catalogue.decideDemand(actor, input.params.id, input.body))),
    supplyDemandItem: async ({ actor, input }) => plain(await written(supply(actor, input.params.id, input.body))),
    publishDevelopmentEntry: async ({ actor, input }) =>
      plain(await written(catalogue.publishDevelopment(actor, input.params.id, input.body))),
    listDemandItems: async ({ actor, input }) => ({ items: plain(await catalogue.listDemand(actor, input.query)) }),
    getDemandItem: async ({ actor, input }) => plain(await catalogue.readDemand(actor, input.params.id)),
    listDevelopmentCatalogue: async ({ actor, input }) => ({
      items: plain(await catalogue.listDevelopment(actor, input.query)),
    }),
  };
}
