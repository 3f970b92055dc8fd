import { z } from 'zod';
import { civilDate, id, idParams, instant, jurisdiction, reason, text, written } from './common.ts';
import { sector } from './identity.ts';
import { route } from './route.ts';

/** A name that SQL can use without quotes: a letter (Latin lower case or Chinese), then letters, digits, underscores. */
export const sqlName = z.string().regex(/^[a-z_\p{Lo}][a-z0-9_\p{Lo}]{0,62}$/u);

/** A declared generalisation of a dimension, from fine to coarse. */
export const level = z.discriminatedUnion('kind', [
  z.object({ name: sqlName, kind: z.literal('identity') }),
  z.object({ name: sqlName, kind: z.literal('bin'), width: z.number().positive(), origin: z.number().optional() }),
  z.object({ name: sqlName, kind: z.literal('date'), unit: z.enum(['day', 'month', 'quarter', 'year']) }),
  z.object({ name: sqlName, kind: z.literal('prefix'), length: z.number().int().min(1).max(64) }),
]);

export const checksum = z.enum(['citizen-id', 'uscc', 'bank-card']);
export const grade = z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]);

/** 信息项: one field of a resource with its rules, its part in protection and its grade. */
export const fieldDefinition = z.object({
  name: sqlName,
  title: text(80),
  titleEn: text(120).optional(),
  type: z.enum(['text', 'integer', 'decimal', 'boolean', 'date', 'timestamp']),
  required: z.boolean(),
  unique: z.boolean().optional(),
  min: z.union([z.number(), z.string().max(40)]).optional(),
  max: z.union([z.number(), z.string().max(40)]).optional(),
  maxLength: z.number().int().min(1).max(65_536).optional(),
  pattern: z.string().max(300).optional(),
  codes: z.array(z.string().max(80)).max(5_000).optional(),
  checksum: checksum.optional(),
  role: z.enum(['direct-identifier', 'entity-key', 'quasi-identifier', 'sensitive', 'other']),
  /** What the entity key stands for: `person`, `enterprise`, `vehicle` … */
  entity: z
    .string()
    .regex(/^[a-z][a-z-]{1,30}$/)
    .optional(),
  levels: z.array(level).max(12).optional(),
  grade,
  /** May be summed and averaged. */
  measure: z.boolean().optional(),
});

export const dataClass = z.enum(['public', 'sector', 'social']);
export const mediaForm = z.enum(['text', 'table', 'image', 'audio', 'video']);
export const updateCycle = z.enum([
  'real-time',
  'daily',
  'weekly',
  'monthly',
  'quarterly',
  'half-yearly',
  'yearly',
  'irregular',
]);
export const resourceState = z.enum(['draft', 'in-review', 'published']);

/** One of sharing, opening, authorization: `none` needs a reason, `conditional` its conditions. */
export const access = z.object({
  mode: z.enum(['unconditional', 'conditional', 'none']),
  conditions: text(500).optional(),
  reason: text(500).optional(),
});
/** 回流: whether data gathered upward comes back; `none` needs a reason. */
export const returnFlow = z.object({
  mode: z.enum(['returned', 'on-request', 'none']),
  conditions: text(500).optional(),
  reason: text(500).optional(),
});

/** What a source agency writes. Everything but name, title and class may be missing in a draft, not at submission. */
export const resourceContent = z.object({
  name: sqlName,
  title: text(120),
  titleEn: text(160).optional(),
  description: text(2_000).optional(),
  class: dataClass,
  systemId: id.optional(),
  form: mediaForm.optional(),
  sector: sector.optional(),
  keywords: z.array(text(40)).max(20).optional(),
  updateCycle: updateCycle.optional(),
  grade: grade.optional(),
  sharing: access.optional(),
  opening: access.optional(),
  returnFlow: returnFlow.optional(),
  authorization: access.optional(),
  fields: z.array(fieldDefinition).max(500).optional(),
});

export const system = z.object({
  id,
  jurisdiction,
  ownerId: id,
  ownerName: z.string(),
  name: z.string(),
  description: z.string().optional(),
  sector: sector.optional(),
  /** Entries that stand in the catalogue, published or not yet. */
  resources: z.number().int(),
});

/** What may be asked for from an entry, by its attributes (CAT-11). */
export const requestType = z.enum(['sharing', 'opening', 'authorization']);

export const resourceSummary = z.object({
  id,
  /** Identifier, assigned at first publication and kept. */
  code: z.string().optional(),
  name: z.string(),
  title: z.string(),
  titleEn: z.string().optional(),
  description: z.string().optional(),
  jurisdiction,
  ownerId: id,
  ownerName: z.string(),
  systemId: id.optional(),
  class: dataClass,
  form: mediaForm.optional(),
  sector: sector.optional(),
  grade: grade.optional(),
  updateCycle: updateCycle.optional(),
  state: resourceState,
  version: z.number().int(),
  fieldCount: z.number().int(),
  quality: z.number().optional(),
  currentEpochId: z.string().optional(),
  rowCount: z.number().int().optional(),
  suppliedAt: instant.optional(),
  publishedAt: instant.optional(),
  updatedAt: instant,
  requests: z.array(requestType),
  /** Where the words of the search stood. */
  matched: z.array(z.enum(['code', 'name', 'title', 'keywords', 'fields', 'description', 'owner'])),
});

export const resourceVersion = z.object({
  version: z.number().int(),
  state: z.enum(['draft', 'in-review', 'returned', 'published', 'superseded']),
  /** SHA-256 of the canonical JSON of `content`, fixed at submission and checked at publication. */
  digest: z.string().optional(),
  content: resourceContent,
  submittedBy: z.string().optional(),
  submittedAt: instant.optional(),
  reviewedBy: z.string().optional(),
  reviewedAt: instant.optional(),
  reasons: z.array(z.string()),
});

export const resource = resourceSummary.omit({ matched: true }).extend({
  /** The version that the reader may see: the published one, or the draft for owner and reviewers. */
  content: resourceContent,
  digest: z.string().optional(),
  versions: z.array(resourceVersion),
});

const facet = z.array(z.object({ value: z.string(), label: z.string().optional(), count: z.number().int() }));

const resourceList = z.object({
  items: z.array(resourceSummary),
  total: z.number().int(),
  page: z.number().int(),
  pageSize: z.number().int(),
  /** Each facet counts without its own choice, so that a reader sees what another choice would give. */
  facets: z.object({ jurisdiction: facet, sector: facet, grade: facet, state: facet, owner: facet }),
});

const coverage = z.object({
  owners: z.array(
    z.object({
      ownerId: id,
      ownerName: z.string(),
      systems: z.number().int(),
      catalogued: z.number().int(),
      /** Share of registered systems with at least one published entry, per cent. */
      percent: z.number(),
      gaps: z.array(z.object({ systemId: id, name: z.string() })),
    }),
  ),
  systems: z.number().int(),
  catalogued: z.number().int(),
  percent: z.number(),
});

export const demandState = z.enum(['drafted', 'opinion-requested', 'opinion-given', 'confirmed', 'refused']);

const supply = z.object({
  id,
  state: z.enum(['applied', 'confirmed', 'refused', 'delivered', 'rejected']),
  fields: z.array(z.string()),
  epochId: z.string().optional(),
  sent: z.object({ rows: z.number().int(), digest: z.string() }).optional(),
  received: z.object({ rows: z.number().int(), digest: z.string() }).optional(),
  agree: z.boolean().optional(),
  reasons: z.array(reason),
  appliedAt: instant,
  deliveredAt: instant.optional(),
});

export const demandItem = z.object({
  id,
  jurisdiction,
  resourceId: id,
  resourceTitle: z.string(),
  resourceVersion: z.number().int(),
  operatorId: id,
  scenarios: z.array(z.string()),
  fields: z.array(z.string()),
  studiedOn: civilDate,
  /** Day by which the study has to be repeated, by the profile's cycle. */
  studyDue: civilDate.optional(),
  stale: z.boolean(),
  state: demandState,
  opinions: z.array(
    z.object({
      bodyId: id,
      requestedAt: instant,
      givenAt: instant.optional(),
      opinion: z.enum(['agree', 'agree-with-conditions', 'disagree']).optional(),
      text: z.string().optional(),
    }),
  ),
  /** Set at confirmation: the entry of the operation catalogue and the registration it calls for (AOC-02). */
  operationEntryId: id.optional(),
  registrationTaskId: id.optional(),
  confirmedFields: z.array(z.string()).optional(),
  reasons: z.array(z.string()),
  supplies: z.array(supply),
  developmentEntryId: id.optional(),
});

/** Metadata only: what a developer may see of an authorized resource (AOC-07). */
export const developmentEntry = z.object({
  id,
  demandItemId: id,
  resourceId: id,
  resourceCode: z.string().optional(),
  resourceVersion: z.number().int(),
  jurisdiction,
  operatorId: id,
  name: z.string(),
  title: z.string(),
  description: z.string().optional(),
  ownerId: id,
  ownerName: z.string(),
  sector: sector.optional(),
  updateCycle: updateCycle.optional(),
  category: z.string(),
  grade,
  fields: z.array(fieldDefinition.extend({ category: z.string() })),
  publishedAt: instant,
});

const supplyBody = z.discriminatedUnion('act', [
  z.object({ act: z.literal('apply'), fields: z.array(sqlName).min(1).max(500) }),
  z.object({
    act: z.literal('decide'),
    decision: z.enum(['confirm', 'refuse']),
    reasons: z.array(text(500)).max(20).optional(),
  }),
  z.object({
    act: z.literal('push'),
    /** The fields that are sent; the applied ones unless said. */
    fields: z.array(sqlName).min(1).max(500).optional(),
    /** What the sending platform counted; measured by this one unless given. */
    sent: z.object({ rows: z.number().int().min(0), digest: z.string().regex(/^[0-9a-f]{64}$/) }).optional(),
  }),
]);

const fieldGrade = z.object({ field: sqlName, category: text(60), grade });

export const catalogueRoutes = {
  createSystem: route({
    name: 'createSystem',
    method: 'POST',
    path: '/api/v1/systems',
    access: 'session',
    summary: 'Register a business system of the own body',
    body: z.object({ name: text(120), description: text(500).optional(), sector: sector.optional() }),
    ok: written(system),
    status: 201,
  }),
  listSystems: route({
    name: 'listSystems',
    method: 'GET',
    path: '/api/v1/systems',
    access: 'session',
    summary: 'Business systems of a jurisdiction',
    query: z.object({ ownerId: id.optional() }),
    ok: z.object({ items: z.array(system) }),
  }),
  createResource: route({
    name: 'createResource',
    method: 'POST',
    path: '/api/v1/resources',
    access: 'session',
    summary: 'Start a catalogue entry as a draft',
    body: resourceContent,
    ok: written(resource),
    status: 201,
  }),
  editResource: route({
    name: 'editResource',
    method: 'PUT',
    path: '/api/v1/resources/:id',
    access: 'session',
    summary: 'Change the draft; on a published entry this starts the next version',
    params: idParams,
    body: resourceContent,
    ok: written(resource),
  }),
  submitResource: route({
    name: 'submitResource',
    method: 'POST',
    path: '/api/v1/resources/:id/submit',
    access: 'session',
    summary: 'Hand the draft to the data authority; refused with each missing attribute named',
    params: idParams,
    ok: written(resource),
  }),
  reviewResource: route({
    name: 'reviewResource',
    method: 'POST',
    path: '/api/v1/resources/:id/review',
    access: 'session',
    summary: 'Publish exactly the submitted text, or return it with reasons',
    params: idParams,
    body: z.object({ decision: z.enum(['approve', 'return']), reasons: z.array(text(500)).max(20).default([]) }),
    ok: written(resource),
  }),
  listResources: route({
    name: 'listResources',
    method: 'GET',
    path: '/api/v1/resources',
    access: 'session',
    summary: 'Search and filter the catalogue, with counts per facet and the reason of each hit',
    query: z.object({
      q: z.string().max(200).optional(),
      jurisdiction: jurisdiction.optional(),
      sector: sector.optional(),
      grade: z.coerce.number().int().min(1).max(4).optional(),
      state: resourceState.optional(),
      ownerId: id.optional(),
      page: z.coerce.number().int().min(1).max(10_000).default(1),
      pageSize: z.coerce.number().int().min(1).max(100).default(20),
    }),
    ok: resourceList,
  }),
  getResource: route({
    name: 'getResource',
    method: 'GET',
    path: '/api/v1/resources/:id',
    access: 'session',
    summary: 'One entry with its fields and versions',
    params: idParams,
    ok: resource,
  }),
  getCoverage: route({
    name: 'getCoverage',
    method: 'GET',
    path: '/api/v1/coverage',
    access: 'session',
    summary: 'How much of what the agencies registered stands in the catalogue, with the gaps by name',
    query: z.object({ ownerId: id.optional() }),
    ok: coverage,
  }),
  createDemandItem: route({
    name: 'createDemandItem',
    method: 'POST',
    path: '/api/v1/demand-items',
    access: 'session',
    summary: 'Operator: put a published entry into the demand catalogue for at least one scenario',
    body: z.object({
      resourceId: id,
      fields: z.array(sqlName).max(500),
      scenarios: z.array(text(200)).max(50),
      studiedOn: civilDate,
    }),
    ok: written(demandItem),
    status: 201,
  }),
  requestOpinion: route({
    name: 'requestOpinion',
    method: 'POST',
    path: '/api/v1/demand-items/:id/opinion-requests',
    access: 'session',
    summary: 'Data authority: ask a sector authority; until it answers the item cannot be confirmed',
    params: idParams,
    body: z.object({ bodyId: id }),
    ok: written(demandItem),
  }),
  giveOpinion: route({
    name: 'giveOpinion',
    method: 'POST',
    path: '/api/v1/demand-items/:id/opinion',
    access: 'session',
    summary: 'Sector authority: answer a requested opinion',
    params: idParams,
    body: z.object({ opinion: z.enum(['agree', 'agree-with-conditions', 'disagree']), text: text(1_000).optional() }),
    ok: written(demandItem),
  }),
  confirmDemandItem: route({
    name: 'confirmDemandItem',
    method: 'POST',
    path: '/api/v1/demand-items/:id/confirm',
    access: 'session',
    summary: 'Data authority: confirm into the operation catalogue (and open its registration) or refuse with reasons',
    params: idParams,
    body: z.object({
      decision: z.enum(['confirm', 'refuse']).default('confirm'),
      /** A part of the asked fields; all of them unless said. */
      fields: z.array(sqlName).min(1).max(500).optional(),
      reasons: z.array(text(500)).max(20).default([]),
    }),
    ok: written(demandItem),
  }),
  supplyDemandItem: route({
    name: 'supplyDemandItem',
    method: 'POST',
    path: '/api/v1/demand-items/:id/supply',
    access: 'session',
    summary: 'Operator applies, data authority decides, custodian pushes; both sides are counted and compared',
    params: idParams,
    body: supplyBody,
    ok: written(demandItem),
  }),
  publishDevelopmentEntry: route({
    name: 'publishDevelopmentEntry',
    method: 'POST',
    path: '/api/v1/demand-items/:id/publish',
    access: 'session',
    summary: 'Operator: classify and grade the confirmed fields and publish them to developers',
    params: idParams,
    body: z.object({ category: text(60), grade, fields: z.array(fieldGrade).max(500) }),
    ok: written(developmentEntry),
    status: 201,
  }),
  listDemandItems: route({
    name: 'listDemandItems',
    method: 'GET',
    path: '/api/v1/demand-items',
    access: 'session',
    summary: 'Demand and operation catalogue of the own jurisdiction',
    query: z.object({ resourceId: id.optional(), state: demandState.optional() }),
    ok: z.object({ items: z.array(demandItem) }),
  }),
  getDemandItem: route({
    name: 'getDemandItem',
    method: 'GET',
    path: '/api/v1/demand-items/:id',
    access: 'session',
    summary: 'One item of the demand catalogue',
    params: idParams,
    ok: demandItem,
  }),
  listDevelopmentCatalogue: route({
    name: 'listDevelopmentCatalogue',
    method: 'GET',
    path: '/api/v1/development-catalogue',
    access: 'session',
    summary: 'What developers may apply for: metadata only',
    query: z.object({ q: z.string().max(200).optional() }),
    ok: z.object({ items: z.array(developmentEntry) }),
  }),
};
