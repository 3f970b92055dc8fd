import { z } from 'zod';
import { civilDate, id, idParams, instant, jurisdiction, page, text, written } from './common.ts';
import { route } from './route.ts';

const kind = z.enum(['operator', 'developer', 'registration', 'draft']);
const state = z.enum(['open', 'answering', 'closed', 'withdrawn']);
const contents = z.record(z.string().max(60), z.json());

/** A public notice (公示) with its objections; of who raised one, only the number is said. */
export const publicNotice = z.object({
  id,
  jurisdiction,
  number: z.string(),
  kind,
  subject: z.string(),
  title: z.string(),
  contents,
  digest: z.string(),
  clause: z.string(),
  publishedAt: instant,
  /** Last day on which an objection is received. */
  closesOn: civilDate,
  state,
  closedAt: instant.nullable(),
  /** Digest of what was archived: contents, objections, answers. */
  archiveDigest: z.string().nullable(),
  objections: z.array(
    z.object({
      number: z.number().int(),
      text: z.string(),
      raisedAt: instant,
      outcome: z.enum(['founded', 'unfounded']).nullable(),
      answer: z.string().nullable(),
      answeredAt: instant.nullable(),
    }),
  ),
});

export const publicityRoutes = {
  publishNotice: route({
    name: 'publishNotice',
    method: 'POST',
    path: '/api/v1/public-notices',
    access: 'session',
    summary: 'Put something out for the public, for the working days of the profile (公示)',
    body: z.object({ jurisdiction, kind, subject: text(120), title: text(200), contents }),
    ok: written(publicNotice),
    status: 201,
  }),
  listPublicNotices: route({
    name: 'listPublicNotices',
    method: 'GET',
    path: '/api/v1/public-notices',
    access: 'none',
    summary: 'Public notices, the latest first, without their objections',
    query: z.object({
      jurisdiction: jurisdiction.optional(),
      kind: kind.optional(),
      state: state.optional(),
      subject: z.string().max(120).optional(),
      page: z.coerce.number().int().min(1).max(10_000).optional(),
    }),
    ok: page(publicNotice),
  }),
  readPublicNotice: route({
    name: 'readPublicNotice',
    method: 'GET',
    path: '/api/v1/public-notices/:id',
    access: 'none',
    summary: 'A public notice with its objections and what became of them (JUR-07)',
    params: idParams,
    ok: publicNotice,
  }),
  raiseObjection: route({
    name: 'raiseObjection',
    method: 'POST',
    path: '/api/v1/public-notices/:id/objections',
    access: 'none',
    summary:
      'Object to a notice, or comment on a draft: anybody, until the end of the last day; answers with its number',
    params: idParams,
    body: z.object({
      text: text(4000),
      /** How to reach whoever raises it; shown to the one who answers, never in public. */
      contact: z.string().trim().min(3).max(200).optional(),
    }),
    ok: written(z.object({ number: z.number().int() })),
    status: 201,
  }),
  answerObjection: route({
    name: 'answerObjection',
    method: 'POST',
    path: '/api/v1/public-notices/:id/answers',
    access: 'session',
    summary: 'Say what became of an objection',
    params: idParams,
    body: z.object({ number: z.number().int().min(1), outcome: z.enum(['founded', 'unfounded']), answer: text(4000) }),
    ok: written(publicNotice),
  }),
};
