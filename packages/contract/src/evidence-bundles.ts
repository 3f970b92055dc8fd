import { z } from 'zod';
import { instant } from './common.ts';
import { route } from './route.ts';

const entryId = z.string().regex(/^ent_[0-9a-z]{26}$/);
const zip = { media: 'application/zip' } as const;
const index = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

/** Evidence to take away: zips that `sluice verify` and the page at `/verify` prove offline (AUD-02, AUD-03). */
export const evidenceBundleRoutes = {
  getStoryBundle: route({
    name: 'getStoryBundle',
    method: 'GET',
    path: '/api/v1/evidence/stories/:stream/bundle',
    access: 'session',
    summary:
      'Evidence bundle of an object’s whole story, numbers 0 to the last, with everything upstream; `stream` is `<kind>:<id>`, for example a grant or an application',
    params: z.object({ stream: z.string().regex(/^[a-z][a-z-]{0,31}:[\x21-\x7e]{1,120}$/) }),
    answers: zip,
  }),
  getVersionBundle: route({
    name: 'getVersionBundle',
    method: 'GET',
    path: '/api/v1/evidence/resources/:id/versions/:version/bundle',
    access: 'session',
    summary: 'Evidence bundle of the publication of one version of a resource, with the story of the resource',
    params: z.object({ id: z.string().regex(/^res_[0-9a-z]{26}$/), version: z.coerce.number().int().min(1) }),
    answers: zip,
  }),
  getDestructionBundle: route({
    name: 'getDestructionBundle',
    method: 'GET',
    path: '/api/v1/evidence/destructions/:entryId/bundle',
    access: 'session',
    summary: 'Evidence bundle of a completed destruction: intent, keys, digests, two approvers',
    params: z.object({ entryId }),
    answers: zip,
  }),
  getRangeBundle: route({
    name: 'getRangeBundle',
    method: 'GET',
    path: '/api/v1/evidence/range-bundle',
    access: 'session',
    summary:
      'Evidence bundle for an audit: every entry of a time (`since`, `until`, instants in UTC) or of an index range (`from`, `to`), none left out, at most 5,000; payloads of other jurisdictions stay closed',
    query: z
      .object({
        since: z.iso.datetime({ precision: 3 }).optional(),
        until: z.iso.datetime({ precision: 3 }).optional(),
        from: index.optional(),
        to: index.optional(),
      })
      .refine(
        ({ since, until, from, to }) =>
          from === undefined && to === undefined
            ? since !== undefined || until !== undefined
            : from !== undefined && to !== undefined && since === undefined && until === undefined,
        'either a time or both indices',
      ),
    answers: zip,
  }),
  resolveIdentifier: route({
    name: 'resolveIdentifier',
    method: 'GET',
    path: '/api/v1/identifiers/:id',
    access: 'none',
    summary:
      'Where a lasting identifier leads: its node, owner and state; of what has ended, a tombstone with date and reason. `<kind>:<id>@<node>`, or the bare id of this node (PLT-14)',
    params: z.object({ id: z.string().min(3).max(240) }),
    ok: z.object({
      identifier: z.string(),
      node: z.string(),
      here: z.boolean(),
      kind: z.string(),
      id: z.string(),
      /** Body that owns the object, by its identifier. */
      owner: z.string().nullable(),
      state: z.enum(['current', 'suspended', 'ended']),
      registeredAt: instant,
      lastAct: z.object({ type: z.string(), at: instant, entryId: z.string() }),
      tombstone: z
        .object({ at: instant, act: z.string(), ground: z.string().nullable(), entryId: z.string() })
        .nullable(),
    }),
  }),
};
