import { z } from 'zod';
import { civilDate, id, instant, jurisdiction, reason, text } from './common.ts';
import { sector } from './identity.ts';

/** A name that SQL can use without quotes: a letter (Latin lower case or Chinese), then letters, digits, underscores. */
export const sqlName = z.string().regex(/^[a-z_\p{Lo}][a-z0-9_\p{Lo}]{0,62}$/u);

/** A declared generalisation of a dimension, from fine to coarse. */
export const level = z.discriminatedUnion('kind', [
  z.object({ name: sqlName, kind: z.literal('identity') }),
  z.object({ name: sqlName, kind: z.literal('bin'), width: z.number().positive(), origin: z.number().optional() }),
  z.object({ name: sqlName, kind: z.literal('date'), unit: z.enum(['day', 'month', 'quarter', 'year']) }),
  z.object({ name: sqlName, kind: z.literal('prefix'), length: z.number().int().min(1).max(64) }),
  z.object({
    name: sqlName,
    kind: z.literal('band'),
    bands: z
      .array(z.object({ from: z.union([z.number(), z.string().min(1).max(40)]), label: text(80) }))
      .min(1)
      .max(200),
  }),
  z.object({
    name: sqlName,
    kind: z.literal('map'),
    groups: z
      .array(z.object({ label: text(80), values: z.array(z.string().min(1).max(80)).min(1).max(2_000) }))
      .min(1)
      .max(200),
    length: z.number().int().min(1).max(64).optional(),
  }),
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
/** The five classes of what may be authorized (JUR-05). */
export const authorizableClass = z.enum([
  'government',
  'public-function',
  'publicly-funded',
  'public-service-group',
  'other-public-service',
]);
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
  authorizableClass: authorizableClass.optional(),
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

export const searchPart = z.enum(['code', 'name', 'title', 'keywords', 'fields', 'description', 'owner']);

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
  matched: z.array(searchPart),
  /** Why it was found: each word of the question with the place and text that it was found in, and by which way. */
  why: z.array(
    z.object({
      part: searchPart,
      /** The piece of text that holds it. */
      text: z.string(),
      /** Word of the question. */
      term: z.string(),
      /** What stands in the text: the word itself, a synonym of it, or what is pronounced like it. */
      found: z.string(),
      by: z.enum(['word', 'synonym', 'pinyin']),
    }),
  ),
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

export const resource = resourceSummary.omit({ matched: true, why: true }).extend({
  /** The version that the reader may see: the published one, or the draft for owner and reviewers. */
  content: resourceContent,
  digest: z.string().optional(),
  versions: z.array(resourceVersion),
});

export const facet = z.array(z.object({ value: z.string(), label: z.string().optional(), count: z.number().int() }));

export const resourceList = z.object({
  items: z.array(resourceSummary),
  total: z.number().int(),
  page: z.number().int(),
  pageSize: z.number().int(),
  /** Where nothing held the question as it was asked: all of its words anywhere, or any of them. */
  loosened: z.enum(['none', 'all-words', 'any-word']),
  /** Nothing was found: what is missed can be asked for at the desk of demands, with these words. */
  offersDemand: z.string().optional(),
  /** Words that were looked for besides the asked ones. */
  widened: z.array(z.object({ term: z.string(), with: z.array(z.string()) })),
  /** Each facet counts without its own choice, so that a reader sees what another choice would give. */
  facets: z.object({ jurisdiction: facet, sector: facet, grade: facet, state: facet, owner: facet }),
});

export const coverage = z.object({
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

export const supply = z.object({
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

export const supplyBody = z.discriminatedUnion('act', [
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

export const fieldGrade = z.object({ field: sqlName, category: text(60), grade });
