import type { ActorRef, Committed, Db, Transact, Tx } from '@sluice/database';
import type { Actor, CatalogueContext } from './catalogue-context.ts';
import { compareVersions, type ComparedVersion } from './compare-versions.ts';
import { decideDemand, giveOpinion, requestOpinion, type DemandDecision, type GivenOpinion } from './decide-demand.ts';
import type { DemandItem } from './demand.ts';
import { createResource, editResource } from './draft-resource.ts';
import type { GatherVia, RouteTaken } from './gather-route.ts';
import { noteSupply, type NotedSupply } from './note-supply.ts';
import { parseContent, type ResourceView } from './present-resource.ts';
import {
  describeDevelopment,
  developmentEntries,
  listDevelopment,
  publishDevelopment,
  type DevelopmentEntry,
  type Grading,
} from './publish-development.ts';
import { raiseDemand, type NewDemandItem } from './raise-demand.ts';
import { describeDemand, listDemand, readDemand } from './read-demand.ts';
import {
  listSystems,
  readCoverage,
  registerSystem,
  type Coverage,
  type NewSystem,
  type SystemView,
} from './register-system.ts';
import type { ResourceContent } from './resource.ts';
import { reviewResource, type ResourceReview } from './review-resource.ts';
import { routeGathering } from './route-gathering.ts';
import { readResource, searchResources, type ResourceList, type ResourceSearch } from './search-resources.ts';
import type { DemandFilter } from './store-demand.ts';
import { findResource, findVersion } from './store.ts';
import { submitResource } from './submit-resource.ts';
import { applyForSupply, decideSupply, pushSupply, type Push, type SupplyDecision } from './supply-demand.ts';

export interface CatalogueOptions extends CatalogueContext {
  readonly db: Db;
  readonly transact: Transact;
}

/** A published entry as other modules build on it. */
export interface PublishedResource {
  readonly id: string;
  readonly jurisdiction: string;
  readonly ownerId: string;
  readonly code: string;
  readonly version: number;
  readonly digest: string;
  readonly content: ResourceContent;
  /** Since when it stands in the catalogue. */
  readonly publishedAt: Date;
  readonly currentEpochId?: string;
}

/** What gathering needs of an entry, published or not. */
export interface GatheringTarget {
  readonly id: string;
  readonly jurisdiction: string;
  readonly ownerId: string;
  readonly state: 'draft' | 'in-review' | 'published';
  readonly version: number;
  readonly content: ResourceContent;
}

export interface Catalogue {
  registerSystem(by: Actor, system: NewSystem): Promise<Committed<SystemView>>;
  listSystems(by: Actor, filter: { readonly ownerId?: string | undefined }): Promise<readonly SystemView[]>;
  createResource(by: Actor, content: ResourceContent): Promise<Committed<ResourceView>>;
  editResource(by: Actor, id: string, content: ResourceContent): Promise<Committed<ResourceView>>;
  submitResource(by: Actor, id: string): Promise<Committed<ResourceView>>;
  reviewResource(by: Actor, id: string, review: ResourceReview): Promise<Committed<ResourceView>>;
  searchResources(by: Actor, search: ResourceSearch): Promise<ResourceList>;
  readResource(by: Actor, id: string): Promise<ResourceView>;
  /** Versions that the reader may see, newest first, each with what it changed. */
  compareVersions(by: Actor, id: string): Promise<readonly ComparedVersion[]>;
  readCoverage(by: Actor, filter: { readonly ownerId?: string | undefined }): Promise<Coverage>;
  raiseDemand(by: Actor, item: NewDemandItem): Promise<Committed<DemandItem>>;
  requestOpinion(by: Actor, id: string, bodyId: string): Promise<Committed<DemandItem>>;
  giveOpinion(by: Actor, id: string, opinion: GivenOpinion): Promise<Committed<DemandItem>>;
  decideDemand(by: Actor, id: string, decision: DemandDecision): Promise<Committed<DemandItem>>;
  applyForSupply(by: Actor, id: string, fields: readonly string[]): Promise<Committed<DemandItem>>;
  decideSupply(by: Actor, id: string, decision: SupplyDecision): Promise<Committed<DemandItem>>;
  pushSupply(by: Actor, id: string, push: Push): Promise<Committed<DemandItem>>;
  publishDevelopment(by: Actor, id: string, grading: Grading): Promise<Committed<DevelopmentEntry>>;
  listDemand(by: Actor, filter: Pick<DemandFilter, 'resourceId' | 'state'>): Promise<readonly DemandItem[]>;
  readDemand(by: Actor, id: string): Promise<DemandItem>;
  listDevelopment(by: Actor, filter: { readonly q?: string | undefined }): Promise<readonly DevelopmentEntry[]>;

  /** For the vault: fields and owner of an entry, by the version the world sees or the latest draft. */
  gatheringTarget(db: Db, resourceId: string): Promise<GatheringTarget | undefined>;
  routeGathering(db: Db, resourceId: string, asked: GatherVia): Promise<RouteTaken>;
  /** For the vault: inside the transaction that makes an epoch current. */
  noteSupply(tx: Tx, actor: ActorRef, supply: NotedSupply): Promise<void>;
  /** For authorization: the published text of an entry, and what stands of it in the development catalogue. */
  publishedResource(db: Db, resourceId: string, version?: number): Promise<PublishedResource | undefined>;
  developmentEntries(
    db: Db,
    jurisdiction: string,
    resourceIds: readonly string[],
  ): Promise<readonly DevelopmentEntry[]>;
}

/** Creates the catalogue: systems, entries with versions, search, and the catalogues of authorized operation. */
export function createCatalogue(options: CatalogueOptions): Catalogue {
  const { db, transact } = options;
  const context: CatalogueContext = options;
  const resourceAct = async (by: Actor, work: (tx: Tx) => Promise<string>): Promise<Committed<ResourceView>> => {
    const { value: id, evidence } = await transact(work);
    return { value: await readResource(context, db, by, id), evidence };
  };
  const demandAct = async (committed: Promise<Committed<string>>): Promise<Committed<DemandItem>> => {
    const { value: id, evidence } = await committed;
    return { value: await describeDemand(context, db, id), evidence };
  };
  return {
    registerSystem: (by, system) => transact((tx) => registerSystem(context, tx, by, system)),
    listSystems: (by, filter) => listSystems(context, db, by, filter),
    createResource: (by, content) => resourceAct(by, (tx) => createResource(context, tx, by, content)),
    editResource: (by, id, content) => resourceAct(by, (tx) => editResource(context, tx, by, id, content)),
    submitResource: (by, id) => resourceAct(by, (tx) => submitResource(context, tx, by, id)),
    reviewResource: (by, id, review) => resourceAct(by, (tx) => reviewResource(context, tx, by, id, review)),
    searchResources: (by, search) => searchResources(context, db, by, search),
    readResource: (by, id) => readResource(context, db, by, id),
    compareVersions: async (by, id) => compareVersions((await readResource(context, db, by, id)).versions),
    readCoverage: (by, filter) => readCoverage(context, db, by, filter),
    raiseDemand: (by, item) => demandAct(transact((tx) => raiseDemand(context, tx, by, item))),
    requestOpinion: (by, id, bodyId) => demandAct(transact((tx) => requestOpinion(context, tx, by, id, bodyId))),
    giveOpinion: (by, id, opinion) => demandAct(transact((tx) => giveOpinion(context, tx, by, id, opinion))),
    decideDemand: (by, id, decision) => demandAct(transact((tx) => decideDemand(context, tx, by, id, decision))),
    applyForSupply: (by, id, fields) => demandAct(transact((tx) => applyForSupply(context, tx, by, id, fields))),
    decideSupply: (by, id, decision) => demandAct(transact((tx) => decideSupply(context, tx, by, id, decision))),
    pushSupply: (by, id, push) => demandAct(pushSupply(context, db, transact, by, id, push)),
    async publishDevelopment(by, id, grading) {
      const { value, evidence } = await transact((tx) => publishDevelopment(context, tx, by, id, grading));
      return { value: await describeDevelopment(db, value), evidence };
    },
    listDemand: (by, filter) => listDemand(context, db, by, filter),
    readDemand: (by, id) => readDemand(context, db, by, id),
    listDevelopment: (by, filter) => listDevelopment(context, db, by, filter),
    gatheringTarget,
    routeGathering: (reader, resourceId, asked) => routeGathering(context, reader, resourceId, asked),
    noteSupply: (tx, actor, supply) => noteSupply(context, tx, actor, supply),
    publishedResource,
    developmentEntries,
  };
}

async function gatheringTarget(db: Db, resourceId: string): Promise<GatheringTarget | undefined> {
  const resource = await findResource(db, resourceId);
  if (!resource) return undefined;
  const version = await findVersion(db, resourceId, resource.published_version ?? resource.version);
  if (!version) return undefined;
  return {
    id: resource.id,
    jurisdiction: resource.jurisdiction,
    ownerId: resource.owner_id,
    state: resource.state,
    version: version.version,
    content: parseContent(version.content),
  };
}

async function publishedResource(db: Db, resourceId: string, version?: number): Promise<PublishedResource | undefined> {
  const resource = await findResource(db, resourceId);
  if (!resource || resource.published_version === null || resource.code === null) return undefined;
  const row = await findVersion(db, resourceId, version ?? resource.published_version);
  if (!row || row.digest === null || (row.state !== 'published' && row.state !== 'superseded')) return undefined;
  return {
    id: resource.id,
    jurisdiction: resource.jurisdiction,
    ownerId: resource.owner_id,
    code: resource.code,
    version: row.version,
    digest: row.digest,
    content: parseContent(row.content),
    publishedAt: resource.published_at ?? resource.updated_at,
    ...(resource.current_epoch_id === null ? {} : { currentEpochId: resource.current_epoch_id }),
  };
}
