import type { FieldDefinition } from '@sluice/catalogue';
import type { Committed } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import type { BatchProgress } from './batch-progress.ts';
import { correctBatch, type CorrectBatchInput } from './correct-batch.ts';
import type { ErasureView } from './erase/present-erasure.ts';
import {
  approveErasure,
  listErasures,
  requestErasure,
  withdrawErasure,
  type ErasureRequest,
} from './erase/request-erasure.ts';
import { finishErasures } from './erase/rewrite-person.ts';
import { presentBatch, type BatchView } from './present-batch.ts';
import { openHead } from './propose/open-head.ts';
import { proposeMapping, type MappingProposal } from './propose/propose-mapping.ts';
import { readGatheringFacts, type GatheringFacts } from './quality/gathering-facts.ts';
import { crossCheck, type CrossCheck, type CrossCheckResult } from './quality/cross-check.ts';
import { summariseQuality, type ResourceQuality } from './quality/summarise-quality.ts';
import { quarantineBook } from './read-quarantine.ts';
import { assertMayUpload, type GatheredResource, type ReceivedBatch } from './receive-batch.ts';
import { changeSource, registerSource, type NewSource } from './sources/register-source.ts';
import { listSourceKinds, type SourceKindView } from './sources/list-source-kinds.ts';
import type { SourceSurroundings } from './sources/open-reading.ts';
import { runDueSources, runSource } from './sources/run-source.ts';
import { presentRun, presentSource, type SourceRunView, type SourceView } from './sources/source-settings.ts';
import { getSource, runsOf, sourcesOf } from './sources/store-sources.ts';
import { finishedBatches, getBatch, pageOfBatches } from './store.ts';
import type { Actor, VaultContext } from './vault-context.ts';
import { templateWorkbook, type WorkbookLanguage } from './workbooks/template-workbook.ts';

export interface Page<T> {
  readonly items: T[];
  readonly total: number;
}

/** What is gathered, watched, judged and corrected. */
export interface VaultGathering {
  readBatch(actor: Actor, batchId: string): Promise<BatchView>;
  /** Phase, rows, bytes and rates while a batch is taken in. */
  watchBatch(actor: Actor, batchId: string): Promise<BatchProgress>;
  registerSource(actor: Actor, resource: GatheredResource, source: NewSource): Promise<Committed<SourceView>>;
  changeSource(
    actor: Actor,
    id: string,
    change: { readonly state: 'active' | 'paused' },
  ): Promise<Committed<SourceView>>;
  /** A workbook to be filled in for a resource, for those who may deliver it. */
  templateWorkbook(actor: Actor, resource: GatheredResource, language: WorkbookLanguage): Uint8Array;
  /** Quarantined records as a workbook in which the cells at fault are red. */
  quarantineWorkbook(actor: Actor, batchId: string, language: WorkbookLanguage): Promise<Uint8Array>;
  /** Kinds of sources, how far each was tried, and what is missing to read it. */
  listSourceKinds(): Promise<readonly SourceKindView[]>;
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
  /** What was measured of a jurisdiction's sources; whoever shows it has asked whether he may. */
  readGatheringFacts(jurisdiction: string): Promise<GatheringFacts>;
  /** Compares the same item from two sources (COL-03). */
  crossCheck(actor: Actor, it: CrossCheck): Promise<CrossCheckResult>;
  /** Erases or corrects one person inside sealed data, with a second person's approval. */
  requestErasure(actor: Actor, resource: GatheredResource, request: ErasureRequest): Promise<Committed<ErasureView>>;
  approveErasure(actor: Actor, id: string): Promise<Committed<ErasureView>>;
  withdrawErasure(actor: Actor, id: string): Promise<Committed<ErasureView>>;
  listErasures(actor: Actor, resource: GatheredResource): Promise<readonly ErasureView[]>;
  /** Rewrites what is hidden, and destroys the keys of what held it. @returns how many erasures were finished */
  finishErasures(): Promise<number>;
  listBatches(
    actor: Actor,
    resource: { readonly id: string; readonly jurisdiction: string; readonly ownerId: string },
    page: number,
  ): Promise<Page<BatchView>>;
}

/** Batches in a trend. */
const TREND = 200;
const PAGE = 50;
const DAY_MS = 86_400_000;

/** Use cases of gathering, with the one question who may see what was gathered. */
export function gatheringCases(
  v: VaultContext,
  mayRead: (actor: Actor, jurisdiction: string, owner: string) => void,
): VaultGathering {
  return {
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
    templateWorkbook: (actor, resource, language) => templateFor(v, actor, resource, language),
    quarantineWorkbook: (actor, batchId, language) => quarantineBook(v, actor, batchId, language),
    listSourceKinds,
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
      return qualityOf(v, resource, periodDays);
    },
    readGatheringFacts: (jurisdiction) => readGatheringFacts(v.db, jurisdiction, v.clock.now()),
    crossCheck: (actor, it) => crossCheck(v, actor, it),
    requestErasure: (actor, resource, request) => requestErasure(v, actor, resource, request),
    approveErasure: (actor, id) => approveErasure(v, actor, id),
    withdrawErasure: (actor, id) => withdrawErasure(v, actor, id),
    listErasures: (actor, resource) => listErasures(v, actor, resource),
    finishErasures: () => finishErasures(v),
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
  };
}

function templateFor(
  v: VaultContext,
  actor: Actor,
  resource: GatheredResource,
  language: WorkbookLanguage,
): Uint8Array {
  assertMayUpload(v, { actor, resource });
  if (resource.fields.length === 0) throw new DomainError('vault.fields-missing', 'precondition', { id: resource.id });
  return templateWorkbook(resource.fields, language);
}

async function qualityOf(v: VaultContext, resource: GatheredResource, periodDays: number): Promise<ResourceQuality> {
  const now = v.clock.now();
  const since = new Date(now.getTime() - periodDays * DAY_MS);
  const batches = await finishedBatches(v.db, resource.id, since, TREND);
  const { id, fields, cycleDays } = resource;
  return summariseQuality({ resourceId: id, fields, cycleDays, batches, periodDays, now });
}
