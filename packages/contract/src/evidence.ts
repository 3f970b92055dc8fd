import { z } from 'zod';
import { instant } from './common.ts';
import { route } from './route.ts';

const hex32 = z.string().regex(/^[0-9a-f]{64}$/);
const entryParams = z.object({ entryId: z.string().regex(/^ent_[0-9a-z]{26}$/) });

export const evidenceActor = z.union([
  z.object({ kind: z.literal('person'), person: z.string(), body: z.string(), role: z.string() }),
  z.object({ kind: z.literal('system'), part: z.string() }),
]);

/** One entry of the log as a reader sees it; `index` is null until it is sequenced. */
export const evidenceEntry = z.object({
  entryId: z.string(),
  type: z.string(),
  at: instant,
  actor: evidenceActor,
  subjects: z.array(z.object({ kind: z.string(), id: z.string(), rel: z.enum(['about', 'uses', 'for']) })),
  stream: z.string(),
  streamSeq: z.number().int(),
  ruleVersion: z.string(),
  leafHash: hex32,
  index: z.number().int().nullable(),
  status: z.enum(['committed', 'sequenced', 'published']),
});

/** One object on the way from source to call, with its whole story so far. */
export const chainNode = z.object({
  stream: z.string(),
  kind: z.string(),
  id: z.string(),
  /** Steps upstream of the entry that was asked about; 0 is its own stream. */
  depth: z.number().int(),
  /** Only the entry itself: the stream gathers the calls of many. */
  partial: z.boolean(),
  entries: z.array(evidenceEntry),
  /** Streams this object was made from. */
  uses: z.array(z.string()),
});

const logState = z.object({ origin: z.string(), size: z.number().int(), root: z.string(), at: instant.nullable() });

/** Who cosigned, and what is signed and not yet public. */
const logRelease = z.object({
  witnesses: z.array(
    z.object({
      name: z.string(),
      vkeyName: z.string(),
      size: z.number().int().nullable(),
      at: instant.nullable(),
      problem: z.enum(['unreachable', 'garbage', 'refused', 'ahead', 'went-back']).nullable(),
    }),
  ),
  quorum: z.enum(['required', 'wanted']),
  met: z.boolean(),
  held: z.number().int().nullable(),
  refusing: z.string().nullable(),
});

export const evidenceRoutes = {
  getEntry: route({
    name: 'getEntry',
    method: 'GET',
    path: '/api/v1/evidence/entries/:entryId',
    access: 'none',
    summary:
      'One entry of the log, its bytes as they are hashed, and its receipt (c2sp.org/tlog-proof) once it is published',
    params: entryParams,
    ok: z.object({ entry: evidenceEntry, bytes: z.string(), receipt: z.string().nullable() }),
  }),
  getPayload: route({
    name: 'getPayload',
    method: 'GET',
    path: '/api/v1/evidence/entries/:entryId/payload',
    access: 'session',
    summary: 'What an entry commits to, with the salt that opens the commitment; null once it was shredded',
    params: entryParams,
    ok: z.object({ payload: z.record(z.string(), z.unknown()), salt: hex32 }).nullable(),
  }),
  listStream: route({
    name: 'listStream',
    method: 'GET',
    path: '/api/v1/evidence/streams/:stream',
    access: 'none',
    summary: 'The story of one object, oldest first; `stream` is `<kind>:<id>`',
    params: z.object({ stream: z.string().max(160) }),
    query: z.object({
      from: z.coerce.number().int().min(0).default(0),
      limit: z.coerce.number().int().min(1).max(500).default(200),
    }),
    ok: z.object({ items: z.array(evidenceEntry), next: z.number().int().nullable() }),
  }),
  searchEntries: route({
    name: 'searchEntries',
    method: 'GET',
    path: '/api/v1/evidence/entries',
    access: 'session',
    summary: 'Entries about a subject (`<kind>:<id>`), newest first; without a subject the latest entries',
    query: z.object({
      subject: z.string().max(160).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    ok: z.object({ items: z.array(evidenceEntry) }),
  }),
  getChain: route({
    name: 'getChain',
    method: 'GET',
    path: '/api/v1/evidence/chain/:entryId',
    access: 'none',
    summary: 'From source to this entry: every object it was made from, upstream first (AUD-01)',
    params: entryParams,
    ok: z.object({
      entryId: z.string(),
      nodes: z.array(chainNode),
      /** References that name no stream of this log. */
      unresolved: z.array(z.string()),
    }),
  }),
  getBundle: route({
    name: 'getBundle',
    method: 'GET',
    path: '/api/v1/evidence/bundles/:entryId',
    access: 'session',
    summary: 'Evidence bundle (zip): all that an outsider needs to verify this entry and its chain offline',
    params: entryParams,
    answers: { media: 'application/zip' },
  }),
  getLog: route({
    name: 'getLog',
    method: 'GET',
    path: '/api/v1/evidence/log',
    access: 'none',
    summary:
      'State of the evidence log: its published size and root, what waits, and the policy (c2sp.org/tlog-policy) with its keys',
    ok: z.object({
      published: logState,
      sequenced: z.number().int(),
      waiting: z.number().int(),
      policy: z.string(),
      refusing: z.string().nullable(),
      release: logRelease,
      timestamps: z
        .object({
          size: z.number().int().nullable(),
          at: instant.nullable(),
          authority: z.string().nullable(),
          problem: z.string().nullable(),
          overdue: z.boolean(),
        })
        .nullable(),
    }),
  }),
};
