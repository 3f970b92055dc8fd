import { z } from 'zod';
import { civilDate, id, idParams, instant, text, written } from './common.ts';
import { route } from './route.ts';
import { casePage } from './cases.ts';

const outcome = z.enum(['pass', 'fail']);
const reasons = z.array(text(2000)).max(20).default([]);
const slug = z.string().regex(/^[a-z][a-z0-9_-]{0,59}$/);

export const noticeView = z.object({
  id,
  caseId: id,
  caseKind: z.string(),
  subject: z.string(),
  title: z.string().nullable(),
  kind: z.enum(['reminder', 'for-information', 'comment-asked']),
  text: z.string(),
  fromBody: z.object({ id: z.string(), name: z.string() }),
  at: instant,
  readAt: instant.nullable(),
});

export const delegationView = z.object({
  id,
  person: z.string(),
  deputy: z.string(),
  body: z.string(),
  role: z.string(),
  fromOn: civilDate,
  untilOn: civilDate,
  reason: z.string(),
  endedAt: instant.nullable(),
});

/** A write on a case answers with its page as the actor now sees it. */
const onCase = <const Name extends string, const Path extends string, B extends z.core.$ZodType>(
  name: Name,
  path: Path,
  summary: string,
  body: B,
) =>
  route({
    name,
    method: 'POST',
    path,
    access: 'session',
    summary,
    params: idParams,
    body,
    ok: written(casePage),
  });

/** What offices do with a case besides deciding it. */
export const caseOfficeRoutes = {
  voteOnCase: onCase(
    'voteOnCase',
    '/api/v1/cases/:id/votes',
    'A panel member’s vote with points on every criterion, without sight of the others’ (APP-05)',
    z.object({ step: slug, outcome, scores: z.record(slug, z.number().int()), reasons }),
  ),
  askSigner: onCase(
    'askSigner',
    '/api/v1/cases/:id/signers',
    'Ask another body to sign the current step: jointly (会签), or for its opinion (加签)',
    z.object({ role: slug, body: id, mode: z.enum(['joint', 'added']), reason: text(1000) }),
  ),
  signCaseStep: onCase(
    'signCaseStep',
    '/api/v1/cases/:id/signature',
    'Sign the current step as a body that was asked to',
    z.object({ outcome, reasons }),
  ),
  handOverCase: onCase(
    'handOverCase',
    '/api/v1/cases/:id/hand-over',
    'Give the current step to another body of the role, or to one person (转办)',
    z.object({ body: id.optional(), person: id.optional(), reason: text(1000) }),
  ),
  remindHandler: onCase(
    'remindHandler',
    '/api/v1/cases/:id/reminders',
    'Remind whoever has the next act to do, once a day (催办)',
    z.object({ text: text(1000) }),
  ),
  informBody: onCase(
    'informBody',
    '/api/v1/cases/:id/for-information',
    'Let a body read the case (阅知)',
    z.object({ role: slug, body: id.optional(), text: text(1000) }),
  ),
  declareInterest: onCase(
    'declareInterest',
    '/api/v1/cases/:id/interest',
    'Declare an interest of one’s own: no part in the case from then on',
    z.object({ reason: text(1000) }),
  ),
  announceRefusal: onCase(
    'announceRefusal',
    '/api/v1/cases/:id/refusal-notice',
    'Tell the proposer that a refusal is meant, and why: he is heard first',
    z.object({ reasons: z.array(text(2000)).min(1).max(20) }),
  ),
  commentOnRefusal: onCase(
    'commentOnRefusal',
    '/api/v1/cases/:id/comment',
    'Speak to a refusal that is meant',
    z.object({ text: text(4000) }),
  ),
  listCaseNotices: route({
    name: 'listCaseNotices',
    method: 'GET',
    path: '/api/v1/notices',
    access: 'session',
    summary: 'Reminders, notices for information and hearings for the reader, the latest first, at most 200',
    query: z.object({ unread: z.enum(['true', 'false']).optional() }),
    ok: z.object({ items: z.array(noticeView), unread: z.number().int() }),
  }),
  readNotice: route({
    name: 'readNotice',
    method: 'POST',
    path: '/api/v1/notices/:id/read',
    access: 'session',
    summary: 'Mark a notice as read',
    params: idParams,
    ok: written(z.object({ id })),
  }),
  createDelegation: route({
    name: 'createDelegation',
    method: 'POST',
    path: '/api/v1/delegations',
    access: 'session',
    summary: 'Give one’s work to a deputy of the same body and role for a time (代理)',
    body: z.object({ deputy: id, fromOn: civilDate, untilOn: civilDate, reason: text(1000) }),
    ok: written(z.object({ id })),
    status: 201,
  }),
  endDelegation: route({
    name: 'endDelegation',
    method: 'POST',
    path: '/api/v1/delegations/:id/end',
    access: 'session',
    summary: 'Take one’s work back from a deputy',
    params: idParams,
    ok: written(z.object({ id })),
  }),
  listDelegations: route({
    name: 'listDelegations',
    method: 'GET',
    path: '/api/v1/delegations',
    access: 'session',
    summary: 'Delegations that the reader gave or holds',
    ok: z.object({ items: z.array(delegationView) }),
  }),
};
