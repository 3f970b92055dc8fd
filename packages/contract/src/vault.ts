import { z } from 'zod';
import { evidence, id, idParams, instant, jurisdiction, page, reason, waitQuery, written } from './common.ts';
import { route } from './route.ts';

/** `partly-quarantined` is sealed too: its good rows are in the epoch, its bad rows wait in quarantine. */
export const batchState = z.enum(['received', 'checking', 'sealed', 'partly-quarantined', 'rejected']);

/** Directly to the data authority, through the sector authority, or through the enterprise zone. */
export const gatherVia = z.enum(['authority', 'sector-authority', 'enterprise-zone']);

/** How often one rule of one field failed. `field` is absent for faults of a whole record. */
export const fault = z.object({ field: z.string().optional(), rule: z.string(), rows: z.number().int() });

/** Shares between 0 and 1, score 0 to 100; timeliness only where there is an earlier batch and a declared cycle. */
export const quality = z.object({
  score: z.number(),
  accuracy: z.number(),
  completeness: z.number(),
  timeliness: z.number().optional(),
});

export const batchView = z.object({
  id,
  resourceId: id,
  jurisdiction: z.string(),
  sourceBody: z.string(),
  filename: z.string(),
  mode: z.enum(['full', 'append']),
  format: z.enum(['csv', 'parquet', 'xlsx', 'json', 'zip']),
  state: batchState,
  /** Way it came (COL-07); `redirected` where the sender had asked for another one. */
  route: z.object({ via: gatherVia, redirected: z.boolean() }),
  receivedAt: instant,
  finishedAt: instant.optional(),
  bytes: z.number(),
  sha256: z.string(),
  encoding: z.string().optional(),
  /** `records` = `good` + `quarantined`, always. Blank lines are no records. */
  rows: z
    .object({
      records: z.number().int(),
      good: z.number().int(),
      quarantined: z.number().int(),
      blankLines: z.number().int(),
    })
    .optional(),
  faults: z.array(fault),
  /** Why the whole batch was refused. */
  refusal: reason.optional(),
  /** What the content says against the declared definition: a citizen number in an ungraded column and the like. */
  warnings: z.array(reason),
  quality: quality.optional(),
  epochId: id.optional(),
  /** Share of the file that has been checked, while it is being checked. */
  progress: z.number().optional(),
  /** The batch whose quarantine this one corrects. */
  corrects: id.optional(),
});

export const quarantinedRow = z.object({
  /** Line of the file on which the record starts; row number for Parquet. */
  line: z.number().int(),
  faults: z.array(z.object({ field: z.string().optional(), rule: z.string() })),
  /** The record as it came: by field, or as raw text where it could not be split. */
  record: z.union([z.record(z.string(), z.string().nullable()), z.string()]),
});

export const epochView = z.object({
  id,
  resourceId: id,
  number: z.number().int(),
  createdAt: instant,
  batchId: id,
  mode: z.enum(['full', 'append']),
  rows: z.number().int(),
  segments: z.number().int(),
  entities: z.array(
    z.object({ field: z.string(), entities: z.number().int(), maxRows: z.number().int(), nullRows: z.number().int() }),
  ),
  current: z.boolean(),
  /** `destroying` from the second approval on: nothing opens it any more. */
  state: z.enum(['live', 'destroying', 'destroyed']),
});

/** An epoch, all data of a resource, or the workspace of a grant (its id is the grant's). */
export const destructionTarget = z.object({ kind: z.enum(['epoch', 'resource', 'workspace']), id });

/** F1a Art.23 for an exit; the others for the life of data. `grant-ended` comes with no request. */
export const destructionGround = z.enum([
  'expiry',
  'own-request',
  'breach',
  'evaluation-not-passed',
  'incident',
  'law-or-policy',
  'superseded',
  'retention-over',
  'end-of-use',
]);

export const destructionView = z.object({
  id,
  target: destructionTarget,
  ownerId: id,
  jurisdiction: z.string(),
  ground: z.union([destructionGround, z.literal('grant-ended')]),
  /** Entry of the act that ordered it, where no person asked. */
  groundEntry: z.string().optional(),
  state: z.enum(['requested', 'withdrawn', 'destroying', 'destroyed']),
  requestedBy: z.string().optional(),
  requestedAt: instant,
  approvals: z.array(z.object({ person: z.string(), body: z.string(), role: z.string(), at: instant })),
  epochIds: z.array(z.string()),
  keyIds: z.array(z.string()),
  /** SHA-256 of each sealed file before its key went. */
  ciphertexts: z.array(z.object({ file: z.string(), sha256: z.string() })),
  /** Segments that a live epoch still names: they were not destroyed. */
  retained: z.array(z.string()),
  completedAt: instant.optional(),
  /** When the last known copy of the keys in an escrow expires; absent where there is none. */
  escrowedUntil: instant.optional(),
});

const pageQuery = z.object({ page: z.coerce.number().int().min(1).max(100_000).optional() });

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

export const vaultRoutes = {
  receiveBatch: route({
    name: 'receiveBatch',
    method: 'POST',
    path: '/api/v1/resources/:id/batches',
    access: 'session',
    summary:
      'Delivers a file of a resource; the same file a second time is the same batch. Checking goes on after the answer',
    params: idParams,
    query: z.object({
      mode: z.enum(['full', 'append']).optional(),
      filename: z.string().trim().min(1).max(255),
      /** Route that the sender takes; a prescribed other one is taken instead and said so. */
      via: gatherVia.optional(),
      /** For reconciliation: what the sender counted and summed. A difference refuses the batch. */
      records: z.coerce.number().int().min(0).optional(),
      sha256: z
        .string()
        .regex(/^[0-9a-f]{64}$/)
        .optional(),
    }),
    accepts: 'bytes',
    ok: z.object({ data: batchView, repeated: z.boolean(), evidence: z.array(evidence) }),
    status: 202,
  }),
  readBatch: route({
    name: 'readBatch',
    method: 'GET',
    path: '/api/v1/batches/:id',
    access: 'session',
    summary: 'State, counts, faults and quality of a batch',
    params: idParams,
    ok: batchView,
  }),
  listBatches: route({
    name: 'listBatches',
    method: 'GET',
    path: '/api/v1/resources/:id/batches',
    access: 'session',
    summary: 'Batches of a resource, newest first',
    params: idParams,
    query: pageQuery,
    ok: page(batchView),
  }),
  readQuarantine: route({
    name: 'readQuarantine',
    method: 'GET',
    path: '/api/v1/batches/:id/quarantine',
    access: 'session',
    summary: 'Quarantined records with line, field and rule: for the source agency only',
    params: idParams,
    query: pageQuery,
    ok: page(quarantinedRow),
  }),
  exportQuarantine: route({
    name: 'exportQuarantine',
    method: 'GET',
    path: '/api/v1/batches/:id/quarantine.csv',
    access: 'session',
    summary: 'The same as a CSV file to be corrected and delivered again: for the source agency only',
    params: idParams,
    answers: { media: 'text/csv; charset=utf-8' },
  }),
  exportQuarantineWorkbook: route({
    name: 'exportQuarantineWorkbook',
    method: 'GET',
    path: '/api/v1/batches/:id/quarantine.xlsx',
    access: 'session',
    summary:
      'The same as a workbook whose cells at fault are red, to be corrected and sent back: for the source agency only',
    params: idParams,
    answers: { media: XLSX },
  }),
  getTemplate: route({
    name: 'getTemplate',
    method: 'GET',
    path: '/api/v1/resources/:id/template.xlsx',
    access: 'session',
    summary:
      'A workbook to be filled in and delivered, with the choices and limits of its fields: for the source agency only',
    params: idParams,
    answers: { media: XLSX },
  }),
  listEpochs: route({
    name: 'listEpochs',
    method: 'GET',
    path: '/api/v1/resources/:id/epochs',
    access: 'session',
    summary: 'Epochs of a resource, newest first',
    params: idParams,
    query: pageQuery,
    ok: page(epochView),
  }),
  requestDestruction: route({
    name: 'requestDestruction',
    method: 'POST',
    path: '/api/v1/destructions',
    access: 'session',
    summary: 'Asks for the destruction of data; two other persons have to approve before anything is touched',
    query: waitQuery,
    body: z.object({ target: destructionTarget, ground: destructionGround }),
    ok: written(destructionView),
    status: 201,
  }),
  approveDestruction: route({
    name: 'approveDestruction',
    method: 'POST',
    path: '/api/v1/destructions/:id/approval',
    access: 'session',
    summary: 'Approves; the second approval carries the destruction out before it is answered',
    params: idParams,
    query: waitQuery,
    ok: written(destructionView),
  }),
  withdrawDestruction: route({
    name: 'withdrawDestruction',
    method: 'POST',
    path: '/api/v1/destructions/:id/withdrawal',
    access: 'session',
    summary: 'Takes a request back, by whoever made it, before it is approved',
    params: idParams,
    query: waitQuery,
    ok: written(destructionView),
  }),
  listDestructions: route({
    name: 'listDestructions',
    method: 'GET',
    path: '/api/v1/destructions',
    access: 'session',
    summary: 'Destructions of a jurisdiction, newest first',
    query: pageQuery.extend({ jurisdiction: jurisdiction.optional() }),
    ok: page(destructionView),
  }),
  readDestruction: route({
    name: 'readDestruction',
    method: 'GET',
    path: '/api/v1/destructions/:id',
    access: 'session',
    summary: 'A destruction with its approvals, keys and digests',
    params: idParams,
    ok: destructionView,
  }),
  getDestructionCertificate: route({
    name: 'getDestructionCertificate',
    method: 'GET',
    path: '/api/v1/destructions/:id/certificate',
    access: 'session',
    summary: 'The destruction certificate, in Chinese and English, with the entries that prove it',
    params: idParams,
    answers: { media: 'text/plain; charset=utf-8' },
  }),
  deleteNetworkLog: route({
    name: 'deleteNetworkLog',
    method: 'POST',
    path: '/api/v1/network-log/deletions',
    access: 'session',
    summary: 'Deletes network log lines from before a date; refused while any of them must be kept',
    query: waitQuery,
    body: z.object({ before: instant }),
    ok: written(z.object({ deleted: z.number().int(), before: instant })),
  }),
};
