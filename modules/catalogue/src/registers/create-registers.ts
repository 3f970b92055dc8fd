import type { Committed, Db } from '@sluice/database';
import type { Actor } from '../catalogue-context.ts';
import { importCatalogue, type CatalogueImport, type ImportOutcome } from '../import/import-catalogue.ts';
import { proposeCollection, type CollectionAnswer, type CollectionSpec } from './collection.ts';
import { readGatheringFigures, type GatheringFigures, type MeasuredSources } from './figures.ts';
import {
  liftExclusion,
  listExclusions,
  markExcluded,
  type ExclusionView,
  type NewExclusion,
} from './mark-exclusions.ts';
import {
  listNeeds,
  proposeForNeed,
  raiseNeed,
  turnNeed,
  type NeedList,
  type NeedProposal,
  type NeedView,
  type NewNeed,
} from './needs.ts';
import {
  closeObjection,
  decideObjection,
  findOnObjection,
  listObjections,
  raiseObjection,
  readObjection,
  type NewObjection,
  type ObjectionView,
} from './objections.ts';
import type { RegisterContext } from './register-context.ts';
import {
  amendRegistration,
  applyForRegistration,
  checkRegistration,
  listRegistrations,
  readRegistration,
  registeredNumbers,
  type NewRegistration,
  type RegistrationView,
} from './registrations.ts';
import {
  bindServiceItems,
  listServiceItems,
  loadServiceItems,
  type ServiceItem,
  type ServiceItemList,
} from './service-items.ts';
import {
  listChanges,
  noteChange,
  readPromptness,
  readRollUp,
  resolveIdentifier,
  withdrawResource,
  type ChangeView,
  type NewChange,
  type Promptness,
  type Resolved,
  type RollUp,
} from './upkeep.ts';

type Rest<F> = F extends (context: RegisterContext, actor: Actor, ...rest: infer R) => unknown ? R : never;

/** What stands beside the entries: objections, registrations, upkeep, demands at one desk, identifiers. */
export interface Registers {
  raiseObjection(by: Actor, it: NewObjection): Promise<Committed<ObjectionView>>;
  findOnObjection(by: Actor, ...rest: Rest<typeof findOnObjection>): Promise<Committed<ObjectionView>>;
  decideObjection(by: Actor, ...rest: Rest<typeof decideObjection>): Promise<Committed<ObjectionView>>;
  closeObjection(by: Actor, id: string): Promise<Committed<ObjectionView>>;
  readObjection(by: Actor, id: string): Promise<ObjectionView>;
  listObjections(by: Actor, ...rest: Rest<typeof listObjections>): Promise<readonly ObjectionView[]>;
  applyForRegistration(by: Actor, it: NewRegistration): Promise<Committed<RegistrationView>>;
  checkRegistration(by: Actor, ...rest: Rest<typeof checkRegistration>): Promise<Committed<RegistrationView>>;
  amendRegistration(by: Actor, ...rest: Rest<typeof amendRegistration>): Promise<Committed<RegistrationView>>;
  readRegistration(by: Actor, id: string): Promise<RegistrationView>;
  listRegistrations(by: Actor, ...rest: Rest<typeof listRegistrations>): Promise<readonly RegistrationView[]>;
  registeredNumbers(db: Db, resources: readonly string[]): Promise<ReadonlyMap<string, string>>;
  noteChange(by: Actor, it: NewChange): Promise<Committed<ChangeView>>;
  listChanges(by: Actor): Promise<readonly ChangeView[]>;
  readPromptness(by: Actor): Promise<Promptness>;
  readGatheringFigures(by: Actor, measured: MeasuredSources): Promise<GatheringFigures>;
  readRollUp(parents: ReadonlyMap<string, string | undefined>): Promise<RollUp>;
  resolveIdentifier(db: Db, identifier: string): Promise<Resolved>;
  withdrawResource(by: Actor, ...rest: Rest<typeof withdrawResource>): Promise<Committed<Resolved>>;
  loadServiceItems(by: Actor, items: readonly ServiceItem[]): Promise<Committed<{ readonly loaded: number }>>;
  bindServiceItems(
    by: Actor,
    ...rest: Rest<typeof bindServiceItems>
  ): Promise<Committed<{ readonly codes: readonly string[] }>>;
  listServiceItems(by: Actor): Promise<ServiceItemList>;
  proposeCollection(by: Actor, it: CollectionSpec): Promise<Committed<CollectionAnswer>>;
  markExcluded(by: Actor, it: NewExclusion): Promise<Committed<ExclusionView>>;
  liftExclusion(by: Actor, id: string, reason: string): Promise<Committed<ExclusionView>>;
  listExclusions(resourceId: string): Promise<readonly ExclusionView[]>;
  importCatalogue(by: Actor, it: CatalogueImport): Promise<ImportOutcome>;
  raiseNeed(by: Actor, it: NewNeed): Promise<Committed<NeedView>>;
  proposeForNeed(by: Actor, id: string): Promise<readonly NeedProposal[]>;
  turnNeed(by: Actor, ...rest: Rest<typeof turnNeed>): Promise<Committed<NeedView>>;
  listNeeds(by: Actor, ...rest: Rest<typeof listNeeds>): Promise<NeedList>;
}

/** Creates the registers beside the catalogue; they live in its schema and read its entries. */
export function createRegisters(context: RegisterContext): Registers {
  return {
    raiseObjection: (by, it) => raiseObjection(context, by, it),
    findOnObjection: (by, ...rest) => findOnObjection(context, by, ...rest),
    decideObjection: (by, ...rest) => decideObjection(context, by, ...rest),
    closeObjection: (by, id) => closeObjection(context, by, id),
    readObjection: (by, id) => readObjection(context, by, id),
    listObjections: (by, ...rest) => listObjections(context, by, ...rest),
    applyForRegistration: (by, it) => applyForRegistration(context, by, it),
    checkRegistration: (by, ...rest) => checkRegistration(context, by, ...rest),
    amendRegistration: (by, ...rest) => amendRegistration(context, by, ...rest),
    readRegistration: (by, id) => readRegistration(context, by, id),
    listRegistrations: (by, ...rest) => listRegistrations(context, by, ...rest),
    registeredNumbers,
    noteChange: (by, it) => noteChange(context, by, it),
    listChanges: (by) => listChanges(context, by),
    readPromptness: (by) => readPromptness(context, by),
    readGatheringFigures: (by, measured) => readGatheringFigures(context, by, measured),
    readRollUp: (parents) => readRollUp(context, parents),
    resolveIdentifier,
    withdrawResource: (by, ...rest) => withdrawResource(context, by, ...rest),
    loadServiceItems: (by, items) => loadServiceItems(context, by, items),
    bindServiceItems: (by, ...rest) => bindServiceItems(context, by, ...rest),
    listServiceItems: (by) => listServiceItems(context, by),
    proposeCollection: (by, it) => proposeCollection(context, by, it),
    markExcluded: (by, it) => markExcluded(context, by, it),
    liftExclusion: (by, id, reason) => liftExclusion(context, by, id, reason),
    listExclusions: (resourceId) => listExclusions(context, resourceId),
    importCatalogue: (by, it) => importCatalogue(context, by, it),
    raiseNeed: (by, it) => raiseNeed(context, by, it),
    proposeForNeed: (by, id) => proposeForNeed(context, by, id),
    turnNeed: (by, ...rest) => turnNeed(context, by, ...rest),
    listNeeds: (by, ...rest) => listNeeds(context, by, ...rest),
  };
}
