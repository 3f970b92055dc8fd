import { z } from 'zod';
import { id, idParams, instant, written } from './common.ts';
import { route } from './route.ts';

const ground = z.enum(['subject-request', 'objection-upheld', 'consent-withdrawn', 'source-mistake']);

/** One person's records, taken out of sealed data or corrected there. Never his key. */
export const erasureView = z.object({
  id,
  resourceId: id,
  jurisdiction: z.string(),
  kind: z.enum(['erase', 'correct']),
  field: z.string(),
  ground,
  /** `hidden`: no query sees it any more, the files are still to be written again. */
  state: z.enum(['requested', 'withdrawn', 'hidden', 'finished']),
  requestedBy: id,
  requestedAt: instant,
  approvedBy: id.optional(),
  hiddenAt: instant.optional(),
  /** By then nothing of it lies under any key. */
  dueAt: instant.optional(),
  finishedAt: instant.optional(),
  overdue: z.boolean(),
  rows: z.number().int().optional(),
  epochBefore: id.optional(),
  epochAfter: id.optional(),
});

const checkedSide = z.object({ resourceId: id, key: z.string().max(64), field: z.string().max(64) });

export const crossCheckResult = z.object({
  epochs: z.array(z.string()).length(2),
  ...{ compared: z.number().int(), differing: z.number().int(), correctIn: z.string(), truncated: z.boolean() },
  missing: z.array(z.number().int()).length(2),
  items: z.array(z.object({ key: z.string(), authoritative: z.string().nullable(), other: z.string().nullable() })),
});

export const erasureRoutes = {
  crossCheck: route({
    name: 'crossCheck',
    method: 'POST',
    path: '/api/v1/cross-checks',
    access: 'session',
    summary: 'Compares the values of one item from two sources; what differs is corrected in the other one',
    body: z.object({ authoritative: checkedSide, other: checkedSide }),
    ok: crossCheckResult,
  }),
  requestErasure: route({
    name: 'requestErasure',
    method: 'POST',
    path: '/api/v1/resources/:id/erasures',
    access: 'session',
    summary: "Asks that one person's records be erased or, with changes, corrected inside the sealed data",
    params: idParams,
    body: z.strictObject({
      field: z.string().min(1).max(64),
      key: z.string().min(1).max(200),
      ground,
      changes: z.record(z.string().max(64), z.string().max(4_000).nullable()).optional(),
    }),
    ok: written(erasureView),
    status: 201,
  }),
  listErasures: route({
    name: 'listErasures',
    method: 'GET',
    path: '/api/v1/resources/:id/erasures',
    access: 'session',
    summary: 'Erasures and corrections of a resource with their state and limit',
    params: idParams,
    ok: z.object({ items: z.array(erasureView), total: z.number().int() }),
  }),
  approveErasure: route({
    name: 'approveErasure',
    method: 'POST',
    path: '/api/v1/erasures/:id/approve',
    access: 'session',
    summary: 'A second person approves: from the answer on no query sees the person',
    params: idParams,
    ok: written(erasureView),
  }),
  withdrawErasure: route({
    name: 'withdrawErasure',
    method: 'POST',
    path: '/api/v1/erasures/:id/withdraw',
    access: 'session',
    summary: 'Takes the request back before it is approved',
    params: idParams,
    ok: written(erasureView),
  }),
};
