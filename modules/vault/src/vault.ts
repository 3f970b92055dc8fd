import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import type { FieldDefinition } from '@sluice/catalogue';
import type { Sealer } from '@sluice/crypto';
import type { Committed, Db, Transact } from '@sluice/database';
import type { Engine } from '@sluice/engines';
import { assertAllowed, type Clock, type IdSource } from '@sluice/kernel';
import { ProgressBoard, type BatchProgress } from './batch-progress.ts';
import type { Written } from './destroy/destruction-act.ts';
import type { DestructionView } from './destroy/present-destruction.ts';
import { listDestructions, readDestruction } from './destroy/read-destruction.ts';
import {
  approveDestruction,
  requestDestruction,
  withdrawDestruction,
  type DestructionRequest,
} from './destroy/request-destruction.ts';
import { endWorkspace, grantsWithWorkspace, openWorkspace, workSealers, type WorkSealer } from './destroy/workspace.ts';
import { correctBatch, type CorrectBatchInput } from './correct-batch.ts';
import { defaultWeights, type QualityWeights } from './ingest/quality.ts';
import type { EpochStatistics } from './ingest/statistics.ts';
import type { KeyFolder } from './keys/key-folder.ts';
import { measureEpoch, type EpochMeasure } from './measure-epoch.ts';
import { openEpoch, type OpenEpoch } from './open-epoch.ts';
import { createPlainCache } from './plain-cache.ts';
import { presentBatch, presentEpoch, type BatchView, type EpochView } from './present-batch.ts';
import { processBatch } from './process-batch.ts';
import { proposeMapping, type MappingProposal } from './propose/propose-mapping.ts';
import { openHead } from './propose/open-head.ts';
import { exportQuarantine, readQuarantine, type QuarantinePage } from './read-quarantine.ts';
import { summariseQuality, type ResourceQuality } from './quality/summarise-quality.ts';
import { receiveBatch, type GatheredResource, type ReceiveBatchInput, type ReceivedBatch } from './receive-batch.ts';
import { recover, wipeMemoryFolder, type Recovered } from './recover.ts';
import { createSealedFiles } from './sealed-files.ts';
import { openStatistics } from './seal-statistics.ts';
import { changeSource, registerSource, type NewSource } from './sources/register-source.ts';
import { runDueSources, runSource, type SourceSurroundings } from './sources/run-source.ts';
import { presentRun, presentSource, type SourceRunView, type SourceView } from './sources/source-settings.ts';
import { getSource, runsOf, sourcesOf } from './sources/store-sources.ts';
import { currentEpochOf, epochsOf, finishedBatches, getBatch, getEpoch, pageOfBatches } from './store.ts';
import type { Actor, OnDestruction, OnEpoch, Policy, VaultContext } from './vault-context.ts';

export interface VaultOptions {
  readonly db: Db;
  readonly transact: Transact;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly engine: Engine;
  readonly policy: Policy;
  readonly sealer: Sealer;
  /** Keys, kept apart from database and files. */
  readonly keys: KeyFolder;
  readonly folders: {
    /** Sealed files. */
    readonly data: string;
    /** Memory-backed (tmpfs), private to this server: plain data lies here and nowhere else. Emptied at start. */
    readonly memory: string;
  };
  /** Plain bytes that may lie open at once. */
  readonly cacheBytes?: number;
  readonly maxUploadBytes?: number;
  readonly weights?: QualityWeights;
  readonly partBytes?: number;
  /** Notes a new epoch elsewhere (the catalogue's entry), in the same transaction. */
  readonly onEpoch?: OnEpoch;
  /** Stops whoever serves answers made of data that is about to go, in the same transaction. */
  readonly onDestruction?: OnDestruction;
  /** Wipes what the host keeps beside the vault and that may hold data. */
  readonly wipeElsewhere?: () => Promise<void>;
  /** Real time, for the expiry of escrowed keys; the domain's clock may be moved. */
  readonly realNow?: () => Date;
  /** Version of the rules of a jurisdiction, named in every entry. */
  readonly ruleVersion: (jurisdiction: string) => string;
  readonly crashPoint?: (name: string) => void;
}

export interface Page<T> {
  readonly items: T[];
  readonly total: number;
}

export interface Vault {
  receiveBatch(input: ReceiveBatchInput): Promise<ReceivedBatch>;
  processBatch(batchId: string): Promise<BatchView>;
  readBatch(actor: Actor, batchId: string): Promise<BatchView>;
  /** Phase, rows, bytes and rates while a batch is taken in. */
  watchBatch(actor: Actor, batchId: string): Promise<BatchProgress>;
  registerSource(actor: Actor, resource: GatheredResource, source: NewSource): Promise<Committed<SourceView>>;
  changeSource(
    actor: Actor,
    id: string,
    change: { readonly state: 'active' | 'paused' },
  ): Promise<Committed<SourceView>>;
  listSources(actor: Actor, resource: GatheredResource): Promise<readonly SourceView[]>;
  listRuns(actor: Actor, sourceId: string, page: number): Promise<Page<SourceRunView>>;
  runSource(around: SourceSurroundings, id: string, actor?: Actor): Promise<SourceRunView>;
  runDueSources(around: SourceSurroundings): Promise<{ readonly runs: number }>;
  /** Takes a corrected quarantine file back. */
  correctBatch(input: CorrectBatchInput): Promise<ReceivedBatch>;
  /** What a head of a file says about its columns; nothing of it is kept. */
  proposeMapping(head: Buffer, whole: boolean, fields: readonly FieldDefinition[]): Promise<MappingProposal>;
  /** Score, trend and rules of the last `periodDays`. */
  readQuality(actor: Actor, resource: GatheredResource, periodDays: number): Promise<ResourceQuality>;
  resourceOfBatch(actor: Actor, batchId: string): Promise<string>;
  listBatches(
    actor: Actor,
    resource: { readonly id: string; readonly jurisdiction: string; readonly ownerId: string },
    page: number,
  ): Promise<Page<BatchView>>;
  readQuarantine(actor: Actor, batchId: string, page: number): Promise<QuarantinePage>;
  exportQuarantine(actor: Actor, batchId: string): AsyncIterable<string>;
  listEpochs(
    actor: Actor,
    resource: { readonly id: string; readonly jurisdiction: string; readonly ownerId: string },
  ): Promise<Page<EpochView>>;
  /** Newest live epoch of a resource, for the modules that build on it; undefined while nothing was gathered. */
  currentEpoch(db: Db, resourceId: string): Promise<EpochView | undefined>;
  /** What the gate binds against. @throws `vault.epoch-not-found`. */
  readStatistics(db: Db, epochId: string): Promise<EpochStatistics>;
  openEpoch(epochId: string): Promise<OpenEpoch>;
  /** Rows and an order-independent digest of some fields, computed from the sealed data: one side of a reconciliation. */
  measureEpoch(epochId: string, fields: readonly string[]): Promise<EpochMeasure>;
  requestDestruction(actor: Actor, request: DestructionRequest): Promise<Written<DestructionView>>;
  approveDestruction(actor: Actor, id: string): Promise<Written<DestructionView>>;
  withdrawDestruction(actor: Actor, id: string): Promise<Written<DestructionView>>;
  readDestruction(actor: Actor, id: string): Promise<DestructionView>;
  listDestructions(actor: Actor, jurisdiction: string, page: number): Promise<Page<DestructionView>>;
  /**
   * Seals what a developer's work under a grant leaves; opens the grant's workspace on first use. The sealer is made for
   * those of the epochs that the work came from.
   */
  sealWork(
    grantId: string,
    jurisdiction: string,
    epochIds: readonly string[],
  ): Promise<(some: readonly string[]) => WorkSealer>;
  /** Opens sealed work. @throws DomainError `vault.workspace-destroyed`, `vault.epoch-destroyed` (precondition) */
  openWork(db: Db, grantId: string, epochIds: readonly string[]): Promise<WorkSealer>;
  /** @throws DomainError `vault.epoch-not-found` (not-found) */
  resourceOfEpoch(db: Db, epochId: string): Promise<string>;
  grantsWithWorkspace(db: Db): Promise<readonly string[]>;
  /** Deletes a grant's workspace because the grant has ended (AUT-09). */
  endWorkspace(grantId: string, groundEntry: string | null): Promise<Written<DestructionView> | undefined>;
  /** Repairs what a crash left; run once before anything else. */
  recover(): Promise<Recovered>;
  /** Wipes everything plain. */
  close(): Promise<void>;
}

const DEFAULT_CACHE_BYTES = 4_000_000_000;
const DEFAULT_MAX_UPLOAD_BYTES = 50_000_000_000;
const PAGE = 50;
/** Batches in a trend. */
const TREND = 200;

/** Opens the vault. Call `recover` before anything else. The memory folder is emptied at once: plain data of an earlier run must not outlive it. */
export async function createVault(options: VaultOptions): Promise<Vault> {
  const { folders } = options;
  await wipeMemoryFolder(folders.memory);
  await chmod(folders.memory, 0o700);
  const { keys } = options.keys;
  const files = await createSealedFiles(folders.data, keys, options.sealer);
  const cache = createPlainCache({
    folder: join(folders.memory, 'open'),
    maxBytes: options.cacheBytes ?? DEFAULT_CACHE_BYTES,
    files,
    engine: options.engine,
  });
  const v: VaultContext = {
    ...options,
    keys,
    keyFolder: options.keys,
    files,
    cache,
    workFolder: join(folders.memory, 'work'),
    bucketKey: await options.keys.serviceKey('entity-buckets'),
    sourceKey: await options.keys.serviceKey('source-secrets'),
    weights: options.weights ?? defaultWeights,
    maxUploadBytes: options.maxUploadBytes ?? DEFAULT_MAX_UPLOAD_BYTES,
    partBytes: options.partBytes,
    onEpoch: options.onEpoch ?? (() => Promise.resolve()),
    onDestruction: options.onDestruction ?? (() => Promise.resolve(() => undefined)),
    wipeElsewhere: options.wipeElsewhere ?? (() => Promise.resolve()),
    realNow: options.realNow ?? (() => options.clock.now()),
    openStatistics: new Map(),
    crashPoint: options.crashPoint ?? (() => undefined),
    progress: new ProgressBoard(options.realNow ?? (() => options.clock.now())),
  };
  return useCases(v, folders.memory);
}

function useCases(v: VaultContext, memory: string): Vault {
  const mayRead = (actor: Actor, jurisdiction: string, owner: string): void =>
    assertAllowed(v.policy.decide({ actor, act: 'batch.read', objectJurisdiction: jurisdiction, ownerBody: owner }));
  return {
    receiveBatch: (input) => receiveBatch(v, input),
    processBatch: (id) => processBatch(v, id),
    async readBatch(actor, id) {
      const row = await getBatch(v.db, id);
      mayRead(actor, row.jurisdiction, row.source_body);
      return presentBatch(row, v.progress.share(id));
    },
    async watchBatch(actor, id) {
      const row = await getBatch(v.db, id);
      mayRead(actor, row.jurisdiction, row.source_body);
      return v.progress.view(row);
    },
    registerSource: (actor, resource, source) => registerSource(v, actor, resource, source),
    changeSource: (actor, id, change) => changeSource(v, actor, id, change),
    async listSources(actor, resource) {
      mayRead(actor, resource.jurisdiction, resource.ownerId);
      return (await sourcesOf(v.db, resource.id)).map(presentSource);
    },
    async listRuns(actor, sourceId, page) {
      const source = await getSource(v.db, sourceId);
      mayRead(actor, source.jurisdiction, source.source_body);
      const { rows, total } = await runsOf(v.db, sourceId, page, PAGE);
      return { items: rows.map(presentRun), total };
    },
    runSource: (around, id, actor) => runSource(v, around, id, actor),
    runDueSources: (around) => runDueSources(v, around),
    correctBatch: (input) => correctBatch(v, input),
    proposeMapping: async (head, whole, fields) => proposeMapping(await openHead(v, head, whole, fields), fields),
    async readQuality(actor, resource, periodDays) {
      mayRead(actor, resource.jurisdiction, resource.ownerId);
      const now = v.clock.now();
      const since = new Date(now.getTime() - periodDays * 86_400_000);
      const batches = await finishedBatches(v.db, resource.id, since, TREND);
      const { id, fields, cycleDays } = resource;
      return summariseQuality({ resourceId: id, fields, cycleDays, batches, periodDays, now });
    },
    async resourceOfBatch(actor, id) {
      const row = await getBatch(v.db, id);
      mayRead(actor, row.jurisdiction, row.source_body);
      return row.resource_id;
    },
    async listBatches(actor, resource, page) {
      mayRead(actor, resource.jurisdiction, resource.ownerId);
      const { rows, total } = await pageOfBatches(v.db, resource.id, page, PAGE);
      return { items: rows.map((row) => presentBatch(row, v.progress.share(row.id))), total };
    },
    readQuarantine: (actor, id, page) => readQuarantine(v, actor, id, page),
    exportQuarantine: (actor, id) => exportQuarantine(v, actor, id),
    async listEpochs(actor, resource) {
      mayRead(actor, resource.jurisdiction, resource.ownerId);
      const rows = await epochsOf(v.db, resource.id);
      const current = rows[0]?.state === 'live' ? rows[0] : undefined;
      return { items: rows.map((row) => presentEpoch(row, row === current)), total: rows.length };
    },
    async currentEpoch(db, resourceId) {
      const row = await currentEpochOf(db, resourceId);
      return row && presentEpoch(row, true);
    },
    readStatistics: async (db, epochId) => openStatistics(v, await getEpoch(db, epochId)),
    openEpoch: (id) => openEpoch(v, id),
    measureEpoch: (id, fields) => measureEpoch(v, id, fields),
    requestDestruction: (actor, request) => requestDestruction(v, actor, request),
    approveDestruction: (actor, id) => approveDestruction(v, actor, id),
    withdrawDestruction: (actor, id) => withdrawDestruction(v, actor, id),
    readDestruction: (actor, id) => readDestruction(v, actor, id),
    listDestructions: (actor, jurisdiction, page) => listDestructions(v, actor, jurisdiction, page, PAGE),
    async sealWork(grantId, jurisdiction, epochIds) {
      await openWorkspace(v, grantId, jurisdiction);
      return workSealers(v, v.db, grantId, epochIds);
    },
    openWork: async (db, grantId, epochIds) => (await workSealers(v, db, grantId, epochIds))(epochIds),
    resourceOfEpoch: async (db, epochId) => (await getEpoch(db, epochId)).resource_id,
    grantsWithWorkspace,
    endWorkspace: (grantId, groundEntry) => endWorkspace(v, grantId, groundEntry),
    recover: () => recover(v),
    async close() {
      await v.cache.close();
      await wipeMemoryFolder(memory);
    },
  };
}
