import { proposeForeignMapping, type ForeignMapping, type Registers } from '@sluice/catalogue';
import type { registerRoutes } from '@sluice/contract';
import type { Db } from '@sluice/database';
import type { Vault } from '@sluice/vault';
import type { Handlers } from '../handlers.ts';
import { plain } from '../plain.ts';
import type { Written } from '../written.ts';

interface RegisterServices {
  readonly registers: Registers;
  readonly vault: Pick<Vault, 'readGatheringFacts'>;
  readonly db: Db;
  readonly written: Written;
  /** Jurisdictions with the one above each. */
  readonly parents: () => ReadonlyMap<string, string | undefined>;
}

const listed = <T>(items: readonly T[]) => ({ items: items.map(plain), total: items.length });

/** Objections, registrations, upkeep of entries, demands at one desk, identifiers. */
export function registerHandlers(services: RegisterServices): Handlers<typeof registerRoutes> {
  const { registers, vault, db, written, parents } = services;
  return {
    fileObjection: async ({ actor, input }) => plain(await written(registers.raiseObjection(actor, input.body))),
    listObjections: async ({ actor, input }) => listed(await registers.listObjections(actor, input.query)),
    readObjection: async ({ actor, input }) => plain(await registers.readObjection(actor, input.params.id)),
    findOnObjection: async ({ actor, input }) =>
      plain(await written(registers.findOnObjection(actor, input.params.id, input.body))),
    decideObjection: async ({ actor, input }) =>
      plain(await written(registers.decideObjection(actor, input.params.id, input.body))),
    closeObjection: async ({ actor, input }) => plain(await written(registers.closeObjection(actor, input.params.id))),
    applyForRegistration: async ({ actor, input }) =>
      plain(await written(registers.applyForRegistration(actor, input.body))),
    checkRegistration: async ({ actor, input }) =>
      plain(await written(registers.checkRegistration(actor, input.params.id, input.body))),
    amendRegistration: async ({ actor, input }) =>
      plain(await written(registers.amendRegistration(actor, input.params.id, input.body))),
    listRegistrations: async ({ actor, input }) => listed(await registers.listRegistrations(actor, input.query)),
    readRegistration: async ({ actor, input }) => plain(await registers.readRegistration(actor, input.params.id)),
    noteChange: async ({ actor, input }) => plain(await written(registers.noteChange(actor, input.body))),
    listChanges: async ({ actor }) => listed(await registers.listChanges(actor)),
    readPromptness: async ({ actor }) => plain(await registers.readPromptness(actor)),
    readGatheringFigures: async ({ actor }) =>
      plain(await registers.readGatheringFigures(actor, await vault.readGatheringFacts(actor.jurisdiction))),
    readRollUp: async () => plain(await registers.readRollUp(parents())),
    resolveCode: async ({ input }) => plain(await registers.resolveIdentifier(db, input.query.identifier)),
    withdrawResource: async ({ actor, input }) =>
      plain(await written(registers.withdrawResource(actor, input.params.id, input.body))),
    proposeCatalogueMapping: async ({ input }) => plain(proposeForeignMapping(input.body.records)),
    importCatalogue: async ({ actor, input }) => {
      const { systemId, records, firstLine } = input.body;
      const mapping = input.body.mapping as ForeignMapping;
      const { evidence, ...value } = await registers.importCatalogue(actor, { systemId, mapping, records, firstLine });
      return plain(await written(Promise.resolve({ value, evidence })));
    },
    proposeCollection: async ({ actor, input }) => plain(await written(registers.proposeCollection(actor, input.body))),
    markExcluded: async ({ actor, input }) =>
      plain(await written(registers.markExcluded(actor, { resourceId: input.params.id, ...input.body }))),
    listExclusions: async ({ input }) => ({ items: (await registers.listExclusions(input.params.id)).map(plain) }),
    liftExclusion: async ({ actor, input }) =>
      plain(await written(registers.liftExclusion(actor, input.params.id, input.body.reason))),
    loadServiceItems: async ({ actor, input }) =>
      plain(await written(registers.loadServiceItems(actor, input.body.items))),
    bindServiceItems: async ({ actor, input }) =>
      plain(await written(registers.bindServiceItems(actor, input.params.id, input.body.codes))),
    listServiceItems: async ({ actor }) => plain(await registers.listServiceItems(actor)),
    raiseNeed: async ({ actor, input }) => plain(await written(registers.raiseNeed(actor, input.body))),
    listNeeds: async ({ actor, input }) => plain(await registers.listNeeds(actor, input.query)),
    proposeForNeed: async ({ actor, input }) => ({
      items: (await registers.proposeForNeed(actor, input.params.id)).map(plain),
    }),
    turnNeed: async ({ actor, input }) => plain(await written(registers.turnNeed(actor, input.params.id, input.body))),
  };
}
