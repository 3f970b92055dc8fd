import { z } from 'zod';
import { id, idParams, instant, jurisdiction, written } from './common.ts';
import { evidenceEntry } from './evidence.ts';
import { route } from './route.ts';

const field = z.string().max(63).optional();
const count = z.number().int();
const counts = z.record(z.string(), count);
const start = z.object({ kind: z.string(), id: z.string(), field: z.string().nullable() });

/** Kinds of thing on the way from source to buyer. */
// oxfmt-ignore
export const lineageKind = z.enum([
  'system', 'resource', 'batch', 'epoch', 'supply', 'application', 'grant', 'query', 'freeze', 'product', 'order', 'buyer', 'call',
]);

/** A name for a person to read; null where the reader may not know it, or it has none. */
const name = z.string().nullable();

const lineageNode = z.object({
  kind: z.string(),
  id: z.string(),
  name,
  /** Fields of a source or columns of a product that the way leads through. */
  fields: z.array(z.string()),
  /** Steps from the thing that was asked about. */
  depth: count,
});

const notice = z.object({
  id,
  originKind: z.string(),
  origin: z.string(),
  ground: z.enum(['record-disputed', 'source-withdrawn', 'record-corrected']),
  reference: z.string(),
  body: z.string(),
  objects: z.record(z.string(), z.array(z.string())),
  counts,
  sentAt: instant,
});

const neighbour = z.object({ kind: z.string(), id: z.string(), name, rel: z.string(), entries: count });

/** Pseudonyms with the names behind them: of persons only for those who oversee the jurisdiction, and of oneself. */
const people = z.record(z.string(), z.string());

export const lineageRoutes = {
  traceLineage: route({
    name: 'traceLineage',
    method: 'GET',
    path: '/api/v1/lineage/:id',
    access: 'session',
    summary:
      'From a product or call back to its sources, or from a source forward to all buyers, for things and for one field (AUD-01)',
    params: idParams,
    query: z.object({
      direction: z.enum(['back', 'forward']),
      field,
      limit: z.coerce.number().int().min(1).max(500).default(150),
    }),
    ok: z.object({
      start,
      /** The nearest ones; `counts` has all. */
      nodes: z.array(lineageNode),
      edges: z.array(
        z.object({
          from: z.string(),
          to: z.string(),
          rel: z.string(),
          fields: z.array(z.string()),
          /** How many entries of the log say so. */
          entries: count,
        }),
      ),
      counts,
      /** Things that are there and not shown to this reader. */
      hidden: counts,
      truncated: z.boolean(),
      /** Size of the log that the answer was drawn from. */
      upTo: count,
    }),
  }),
  readBlastRadius: route({
    name: 'readBlastRadius',
    method: 'GET',
    path: '/api/v1/lineage/:id/blast-radius',
    access: 'session',
    summary: 'What withdrawing a source reaches: counts by kind, and the things of one kind, page by page (AUD-01)',
    params: idParams,
    query: z.object({
      kind: lineageKind.default('product'),
      field,
      after: z.coerce.number().int().min(0).max(2_147_483_647).default(0),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    ok: z.object({
      start,
      counts,
      hidden: counts,
      kind: z.string(),
      items: z.array(
        z.object({
          kind: z.string(),
          id: z.string(),
          name,
          /** Body whose it is, where the reader may know it. */
          owner: name,
          fields: z.array(z.string()),
          /** Calls that were answered from it; of orders. */
          calls: count,
        }),
      ),
      next: count.nullable(),
      truncated: z.boolean(),
      upTo: count,
    }),
  }),
  notifyOwners: route({
    name: 'notifyOwners',
    method: 'POST',
    path: '/api/v1/lineage/:id/notices',
    access: 'session',
    summary:
      'Tells every owner downstream that a record is disputed or corrected or a source withdrawn, each in an act of its own (QUA-07)',
    params: idParams,
    query: z.object({ wait: z.enum(['receipt']).optional() }),
    body: z.object({
      ground: z.enum(['record-disputed', 'source-withdrawn', 'record-corrected']),
      /** Number of the objection or withdrawal in its own file; no words. */
      reference: z.string().regex(/^[A-Za-z0-9_.:/-]{1,80}$/),
    }),
    ok: written(z.object({ notices: z.array(notice) })),
    status: 201,
  }),
  listNotices: route({
    name: 'listNotices',
    method: 'GET',
    path: '/api/v1/lineage-notices',
    access: 'session',
    summary: 'Notices to the own body, newest first; overseers see those of their jurisdiction (QUA-07)',
    query: z.object({ limit: z.coerce.number().int().min(1).max(200).default(50) }),
    ok: z.object({ items: z.array(notice) }),
  }),
  searchLog: route({
    name: 'searchLog',
    method: 'GET',
    path: '/api/v1/evidence/search',
    access: 'session',
    summary: 'Entries by object, person, body, act, jurisdiction and time, newest first, page by page (AUD-03)',
    query: z.object({
      /** `<kind>:<id>`. */
      object: z
        .string()
        .regex(/^[a-z][a-z-]{0,31}:[\x21-\x7e]{1,120}$/)
        .optional(),
      person: z.string().max(60).optional(),
      body: z.string().max(60).optional(),
      type: z
        .string()
        .regex(/^[a-z-]{1,40}(\.[a-z-]{1,60})?$/)
        .optional(),
      jurisdiction: jurisdiction.optional(),
      from: z.iso.datetime({ offset: true }).optional(),
      to: z.iso.datetime({ offset: true }).optional(),
      /** `next` of the page before. */
      before: z.coerce.number().int().min(0).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
      /** Asks for `total` besides. */
      counted: z.literal('true').optional(),
    }),
    ok: z.object({
      items: z.array(evidenceEntry),
      ...{ people, bodies: people },
      next: count.nullable(),
      /** All entries that were looked for, on every page; only where asked for. */
      total: count.optional(),
    }),
  }),
  readStory: route({
    name: 'readStory',
    method: 'GET',
    path: '/api/v1/evidence/stories/:stream',
    access: 'session',
    summary: 'The whole story of one object, whether it is complete, what it uses and what uses it (AUD-01)',
    params: z.object({ stream: z.string().max(160) }),
    ok: z.object({
      stream: z.string(),
      kind: z.string(),
      id: z.string(),
      name,
      /** `complete`: numbered without a hole, each naming the one before. `cut`: too long to be read whole. */
      state: z.enum(['complete', 'incomplete', 'cut']),
      length: count,
      entries: z.array(evidenceEntry),
      uses: z.array(neighbour),
      usedBy: z.array(neighbour),
      people,
      bodies: people,
    }),
  }),
};
