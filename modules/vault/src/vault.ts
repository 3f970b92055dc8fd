import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sealer } from '@sluice/crypto';
import type { Db, Transact } from '@sluice/database';
import type { Engine } from '@sluice/engines';
import { assertAllowed, type Clock, type IdSource } from '@sluice/kernel';
import { ProgressBoard } from './batch-progress.ts';
import type { Written } from './destroy/destruction-act.ts';
import type { DestructionView } from './destroy/present-destruction.ts';
import { listDestructions, readDestruction } from './destroy/read-destruction.ts';
import {
  approveDestruction,
  requestDestruction,
  withdrawDestruction,
  type DestructionRequest,
} from './destroy/request-destruction.ts';
import { endResource } from './destroy/end-resource.ts';
import { exportRecords } from './export-epoch.ts';
import { endWorkspace, grantsWithWorkspace, openWorkspace, workSealers, type WorkSealer } from './destroy/workspace.ts';
import { epochsBeforeErasures, hiddenIn } from './erase/store-erasure.ts';
import { defaultWeights, type QualityWeights } from './ingest/quality.ts';
import type { EpochStatistics } from './ingest/statistics.ts';
import type { KeyFolder } from './keys/key-folder.ts';
import { measureEpoch, type EpochMeasure } from './measure-epoch.ts';
import { openEpoch, type OpenEpoch } from './open-epoch.ts';
import { createPlainCache } from './plain-cache.ts';
import { presentEpoch, type BatchView, type EpochView } from './present-batch.ts';
import { processBatch } from './process-batch.ts';
import { exportQuarantine, readQuarantine, type QuarantinePage } from './read-quarantine.ts';
import { receiveBatch, type ReceiveBatchInput, type ReceivedBatch } from './receive-batch.ts';
import { recover, wipeMemoryFolder, type Recovered } from './recover.ts';
import { createSealedFiles } from './sealed-files.ts';
import { openStatistics } from './seal-statistics.ts';
import { currentEpochOf, epochsOf, getEpoch } from './store.ts';
import { gatheringCases, type Page, type VaultGathering } from './vault-gathering.ts';
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

export interface Vault extends VaultGathering {
  receiveBatch(input: ReceiveBatchInput): Promise<ReceivedBatch>;
  processBatch(batchId: string): Promise<BatchView>;
  readQuarantine(actor: Actor, batchId: string, page: number): Promise<QuarantinePage>;
  exportQuarantine(actor: Actor, batchId: string): AsyncIterable<string>;
  listEpochs(
    actor: Actor,
    resource: { readonly id: string; readonly jurisdiction: string; readonly ownerId: string },
  ): Promise<Page<EpochView>>;
  /** Newest live epoch of a resource, for the modules that build on it; undefined while nothing was gathered. */
  currentEpoch(db: Db, resourceId: string): Promise<EpochView | undefined>;
  /** Epochs that this one follows by erasures and corrections of single entities alone, the newest first. */
  epochsBeforeErasures(db: Db, epochId: string): Promise<readonly string[]>;
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
  /** Destroys all data of a resource that was there for something that has ended; an entry orders it (SOC-04). */
  endResource(ended: Parameters<typeof endResource>[1]): Promise<Written<DestructionView> | undefined>;
  /** Records of a resource for the owner who has them back; the caller has asked whether he may. */
  exportRecords(resourceId: string, fields: readonly string[]): AsyncIterable<string>;
  /** Repairs what a crash left; run once before anything else. */
  recover(): Promise<Recovered>;
  /** Gives up the checks that run, as a server does that stops: their batches wait for its next start. */
  giveUpChecks(): void;
  /** Wipes everything plain. */
  close(): Promise<void>;
}

const DEFAULT_CACHE_BYTES = 4_000_000_000;
const DEFAULT_MAX_UPLOAD_BYTES = 50_000_000_000;
const PAGE = 50;

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
    hiddenIn: (id) => hiddenIn(options.db, [id]),
  });
  const stopping = new AbortController();
  const v: VaultContext = {
    ...options,
    givenUp: stopping.signal,
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
  return { ...useCases(v, folders.memory), giveUpChecks: () => stopping.abort() };
}

function useCases(v: VaultContext, memory: string): Omit<Vault, 'giveUpChecks'> {
  const mayRead = (actor: Actor, jurisdiction: string, owner: string): void =>
    assertAllowed(v.policy.decide({ actor, act: 'batch.read', objectJurisdiction: jurisdiction, ownerBody: owner }));
  return {
    receiveBatch: (input) => receiveBatch(v, input),
    processBatch: (id) => processBatch(v, id),
    ...gatheringCases(v, mayRead),
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
    epochsBeforeErasures,
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
    endResource: (ended) => endResource(v, ended),
    exportRecords: (id, fields) => exportRecords(v, id, fields),
    recover: () => recover(v),
    async close() {
      await v.cache.close();
      await wipeMemoryFolder(memory);
    },
  };
}
