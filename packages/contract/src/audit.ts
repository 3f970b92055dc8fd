import { z } from 'zod';
import { id, instant } from './common.ts';
import { route } from './route.ts';

const count = z.number().int();
const auditKind = z.enum(['full', 'incremental']);

/** One kind of divergence: where it was first met, and how many there are. */
export const auditFinding = z.object({ code: z.string(), place: z.string(), count, places: z.array(z.string()) });

export const auditRun = z.object({
  id,
  kind: auditKind,
  startedAt: instant,
  finishedAt: instant,
  milliseconds: count,
  /** Entries before it were taken from the last audit that found nothing. */
  fromIndex: count,
  size: count,
  root: z.string(),
  rows: count,
  payloads: count,
  findings: z.array(auditFinding),
});

export const auditRoutes = {
  listAudits: route({
    name: 'listAudits',
    method: 'GET',
    path: '/api/v1/audits',
    access: 'session',
    summary: 'Results of the audits of the evidence, newest first (AUD-02)',
    query: z.object({ limit: z.coerce.number().int().min(1).max(100).default(20) }),
    ok: z.object({ items: z.array(auditRun) }),
  }),
  requestAudit: route({
    name: 'requestAudit',
    method: 'POST',
    path: '/api/v1/audits',
    access: 'session',
    summary: 'Asks for an audit now; its result appears in the list (AUD-02)',
    body: z.object({ kind: auditKind }),
    ok: z.object({ queued: z.literal(true) }),
    status: 202,
  }),
  readLogHealth: route({
    name: 'readLogHealth',
    method: 'GET',
    path: '/api/v1/evidence/health',
    access: 'none',
    summary: 'Health of the evidence log: checkpoint and its age, what waits, witnesses, last audit (AUD-02)',
    ok: z.object({
      origin: z.string(),
      size: count,
      root: z.string(),
      checkpointAt: instant.nullable(),
      /** Seconds since the last checkpoint was published; null before the first. */
      checkpointAge: count.nullable(),
      sequenced: count,
      waiting: count,
      refusing: z.string().nullable(),
      /** Who cosigned; null where nobody is asked. */
      witnesses: z
        .object({
          met: z.boolean(),
          held: count.nullable(),
          items: z.array(
            z.object({
              name: z.string(),
              at: instant.nullable(),
              size: count.nullable(),
              problem: z.string().nullable(),
            }),
          ),
        })
        .nullable(),
      /** How far the lineage graph and the search are behind the log, in entries. */
      behind: count,
      lastAudit: z.object({ kind: auditKind, finishedAt: instant, size: count, findings: count }).nullable(),
    }),
  }),
};
