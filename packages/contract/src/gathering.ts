import { z } from 'zod';
import { fieldDefinition } from './catalogue-views.ts';
import { evidence, id, idParams, instant, page, reason } from './common.ts';
import { route } from './route.ts';
import { batchState, batchView, quality } from './vault.ts';

const count = z.number().int();

/** What a head of a file says about one of its columns; every proposal says why. */
export const proposedColumn = z.object({
  /** From 1, as a person counts. */
  position: count,
  /** As the first line names it; null where the file has no header. */
  source: z.string().nullable(),
  /** Field of the resource that this column carries already, by name, title or standard element. */
  matches: z.string().nullable(),
  /** Ready to be taken into the definition. */
  field: fieldDefinition,
  /** 数据元 of a standard, where one fits. */
  element: z.object({ code: z.string(), title: z.string(), source: z.string() }).nullable(),
  /** Between 0 and 1. */
  confidence: z.number(),
  /** Share of the looked-at records that have a value, and how many different ones. */
  filled: z.number(),
  distinct: count,
  /** `mapping.*`: how type, name, key, protection and grade were arrived at. */
  reasons: z.array(reason),
});

export const mappingProposal = z.object({
  format: z.enum(['csv', 'json', 'json-lines', 'xlsx', 'parquet']),
  encoding: z.string().nullable(),
  delimiter: z.string().nullable(),
  hasHeader: z.boolean(),
  /** Records that were looked at, of a head that may have been cut. */
  records: count,
  columns: z.array(proposedColumn),
  /** Required fields of the resource that no column carries. */
  missing: z.array(z.string()),
  /** For what a delivery of this file would be refused as a whole: unknown, missing or repeated columns. */
  refusals: z.array(reason),
  warnings: z.array(reason),
});

export const batchPhase = z.enum(['waiting', 'reading', 'indexing', 'sealing', 'finished']);

/** How far a batch is, for a bar that moves. Rates are of the last seconds, not of the whole. */
export const batchProgress = z.object({
  batchId: id,
  state: batchState,
  phase: batchPhase,
  /** Between 0 and 1; 1 only when the batch is finished. */
  share: z.number(),
  bytes: count,
  bytesTotal: count,
  rows: count,
  rowsPerSecond: count,
  bytesPerSecond: count,
  startedAt: instant.optional(),
  finishedAt: instant.optional(),
});

const sentence = z.object({ zh: z.string(), en: z.string() });

/** One rule of the definition with how it fared in the newest batch and how often it was broken before. */
export const qualityRule = z.object({
  field: z.string().optional(),
  title: z.string().optional(),
  rule: z.string(),
  dimension: z.enum(['accuracy', 'completeness', 'uniqueness', 'conformity', 'consistency']),
  sentence,
  /** Records of the newest batch that broke it, and their share. */
  broken: count,
  share: z.number(),
  /** Of the batches shown in the trend, how many it was broken in. */
  batchesBroken: count,
});

export const qualityPoint = z.object({
  batchId: id,
  epochId: id.optional(),
  at: instant,
  state: batchState,
  records: count,
  quarantined: count,
  quality: quality.optional(),
  /** Days since the batch before, against the declared cycle. */
  days: z.number().optional(),
  cycleDays: count.optional(),
});

export const resourceQuality = z.object({
  resourceId: id,
  /** Mean of the period's batches, weighted by records; absent without a batch. */
  score: z.number().optional(),
  periodDays: count,
  latest: qualityPoint.optional(),
  /** Oldest first. */
  trend: z.array(qualityPoint),
  rules: z.array(qualityRule),
  /** COL-09: measured time between deliveries, never the declared one. */
  delay: z.object({
    declaredDays: count.optional(),
    medianDays: z.number().optional(),
    worstDays: z.number().optional(),
    daysSinceLast: z.number().optional(),
    overdue: z.boolean(),
  }),
});

const change = z.object({
  /** `title`, `fields.age.type`; a field is named, not numbered. */
  path: z.string(),
  kind: z.enum(['added', 'removed', 'changed']),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
});

export const comparedVersion = z.object({
  version: count,
  state: z.enum(['draft', 'in-review', 'returned', 'published', 'superseded']),
  digest: z.string().optional(),
  submittedBy: z.string().optional(),
  submittedAt: instant.optional(),
  reviewedBy: z.string().optional(),
  reviewedAt: instant.optional(),
  reasons: z.array(z.string()),
  /** Against the version before that the reader may see. */
  changes: z.array(change),
});

export const resourceUse = z.object({
  grantId: id,
  applicationId: id,
  developer: id,
  developerName: z.string(),
  scenario: z.string(),
  scenarioTitle: z.string(),
  purpose: z.string(),
  state: z.string(),
  startsAt: instant,
  endsAt: instant,
  fields: z.array(z.object({ name: z.string(), title: z.string(), uses: z.array(z.string()) })),
});

export const gatheringRoutes = {
  proposeMapping: route({
    name: 'proposeMapping',
    method: 'POST',
    path: '/api/v1/resources/:id/mapping-proposal',
    access: 'session',
    summary:
      'Looks at the head of a file and proposes fields, types, keys and standard elements; nothing is kept of it',
    params: idParams,
    query: z.object({ filename: z.string().trim().min(1).max(255).optional() }),
    accepts: 'bytes',
    ok: mappingProposal,
  }),
  proposeDefinition: route({
    name: 'proposeDefinition',
    method: 'POST',
    path: '/api/v1/mapping-proposals',
    access: 'session',
    summary: 'The same for a file that has no entry in the catalogue yet',
    query: z.object({ filename: z.string().trim().min(1).max(255).optional() }),
    accepts: 'bytes',
    ok: mappingProposal,
  }),
  watchBatch: route({
    name: 'watchBatch',
    method: 'GET',
    path: '/api/v1/batches/:id/progress',
    access: 'session',
    summary:
      'Phase, rows, bytes and rates of a batch while it is being taken in; cheap enough to be asked every second',
    params: idParams,
    ok: batchProgress,
  }),
  correctBatch: route({
    name: 'correctBatch',
    method: 'POST',
    path: '/api/v1/batches/:id/corrections',
    access: 'session',
    summary: 'Takes the corrected quarantine file back: its lines are checked again and added, each of them once',
    params: idParams,
    query: z.object({ filename: z.string().trim().min(1).max(255) }),
    accepts: 'bytes',
    ok: z.object({ data: batchView, repeated: z.boolean(), evidence: z.array(evidence) }),
    status: 202,
  }),
  readResourceQuality: route({
    name: 'readResourceQuality',
    method: 'GET',
    path: '/api/v1/resources/:id/quality',
    access: 'session',
    summary: 'Score, trend, each rule as a sentence with how often it was broken, and the measured delay',
    params: idParams,
    query: z.object({ days: z.coerce.number().int().min(1).max(3_660).default(365) }),
    ok: resourceQuality,
  }),
  listResourceVersions: route({
    name: 'listResourceVersions',
    method: 'GET',
    path: '/api/v1/resources/:id/versions',
    access: 'session',
    summary: 'Versions of an entry, newest first, each with what it changed',
    params: idParams,
    ok: z.object({ items: z.array(comparedVersion) }),
  }),
  listResourceUses: route({
    name: 'listResourceUses',
    method: 'GET',
    path: '/api/v1/resources/:id/uses',
    access: 'session',
    summary: 'Who may use the data of this entry, for which scenario and purpose, with which fields',
    params: idParams,
    ok: page(resourceUse),
  }),
};
