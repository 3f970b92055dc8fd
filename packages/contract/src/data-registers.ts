import { z } from 'zod';
import { civilDate, id, idParams, instant, text, written } from './common.ts';
import { upkeepRoutes } from './data-upkeep.ts';
import { route } from './route.ts';

const count = z.number().int();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const reasons = z.array(text(500)).max(20);
const objectionKind = z.enum(['data', 'catalogue', 'registration', 'opening']);
const objectionState = z.enum(['received', 'upheld', 'rejected', 'corrected']);

export const objectionView = z.object({
  ...{ id, number: z.string(), kind: objectionKind, jurisdiction: z.string() },
  ...{ resourceId: id, resourceTitle: z.string(), registrationId: id.optional() },
  ...{ state: objectionState, dueOn: civilDate, overdue: z.boolean(), receivedAt: instant },
  waitsFor: z.enum(['source-agency', 'decision', 'correction', 'nobody']),
  /** For those who handle it and whoever raised it. */
  statement: z.string().optional(),
  evidence: z.array(z.object({ title: z.string(), sha256 })),
  findings: z.array(
    z.object({
      by: z.enum(['source-agency', 'custodian', 'registration-body']),
      ...{ handler: z.string(), holds: z.boolean(), text: z.string(), at: instant },
    }),
  ),
  reasons: z.array(z.string()),
  decidedAt: instant.optional(),
  closedAt: instant.optional(),
  correctedEpochId: z.string().optional(),
  /** Who had used the resource when the objection was upheld. */
  affected: z.array(
    z.object({ kind: z.enum(['grant', 'product']), id: z.string(), title: z.string(), body: z.string() }),
  ),
});

const registrationKind = z.enum(['resource', 'asset', 'product', 'service']);
const registrationState = z.enum(['submitted', 'returned', 'registered', 'cancelled']);
const registrationContent = z.object({
  ...{ source: z.string(), scope: z.string(), compliance: z.string(), grade: count },
  ...{ code: z.string().optional(), version: count.optional(), digest: z.string().optional() },
});

export const registrationView = z.object({
  ...{ id, kind: registrationKind, subjectId: z.string(), title: z.string(), holderId: z.string() },
  ...{ jurisdiction: z.string(), state: registrationState, number: z.string().optional(), version: count },
  ...{ content: registrationContent, findings: z.array(z.string()), submittedAt: instant },
  ...{ registeredAt: instant.optional(), validUntil: civilDate.optional(), ageDays: count, openObjections: count },
  /** What it comes from, down to the holders of the sources. */
  origins: z.array(
    z.object({
      ...{ resourceId: z.string(), title: z.string(), holderId: z.string(), holderName: z.string() },
      number: z.string().optional(),
    }),
  ),
  /** Every text that it had, oldest first. */
  chain: z.array(
    z.object({
      act: z.enum(['submitted', 'returned', 'registered', 'changed', 'corrected', 'cancelled']),
      ...{
        version: count,
        content: registrationContent,
        reasons: z.array(z.string()),
        person: z.string(),
        at: instant,
      },
    }),
  ),
});

const statement = {
  source: text(500),
  scope: text(500),
  compliance: text(2_000),
  grade: z.number().int().min(1).max(4),
};
const list = <S extends z.core.$ZodType>(item: S) => z.object({ items: z.array(item), total: count });

export const registerRoutes = {
  fileObjection: route({
    ...({ name: 'fileObjection', method: 'POST', path: '/api/v1/objections', access: 'session', status: 201 } as const),
    summary: 'Objects to data, catalogue, registration or open data: one queue, a number and a limit',
    body: z.object({
      ...{ kind: objectionKind, resourceId: id, registrationId: id.optional(), statement: text(4_000) },
      evidence: z
        .array(z.object({ title: text(200), sha256 }))
        .max(20)
        .default([]),
    }),
    ok: written(objectionView),
  }),
  listObjections: route({
    ...({ name: 'listObjections', method: 'GET', path: '/api/v1/objections', access: 'session' } as const),
    summary: 'The queue of objections, as far as the reader has a part in it',
    query: z.object({ resourceId: id.optional(), state: objectionState.optional() }),
    ok: list(objectionView),
  }),
  readObjection: route({
    ...({ name: 'readObjection', method: 'GET', path: '/api/v1/objections/:id', access: 'session' } as const),
    summary: 'An objection with findings, decision and everybody downstream',
    params: idParams,
    ok: objectionView,
  }),
  findOnObjection: route({
    name: 'findOnObjection',
    method: 'POST',
    path: '/api/v1/objections/:id/findings',
    access: 'session',
    summary: 'What the supplying agency or the custodian found when verifying',
    params: idParams,
    body: z.object({ holds: z.boolean(), text: text(2_000) }),
    ok: written(objectionView),
  }),
  decideObjection: route({
    name: 'decideObjection',
    method: 'POST',
    path: '/api/v1/objections/:id/decision',
    access: 'session',
    summary: 'Upholds, so that the source corrects, or rejects with reasons',
    params: idParams,
    body: z.object({ outcome: z.enum(['uphold', 'reject']), reasons }),
    ok: written(objectionView),
  }),
  closeObjection: route({
    name: 'closeObjection',
    method: 'POST',
    path: '/api/v1/objections/:id/close',
    access: 'session',
    summary: 'Closes an upheld objection once the source was corrected and gathered again',
    params: idParams,
    ok: written(objectionView),
  }),
  applyForRegistration: route({
    name: 'applyForRegistration',
    method: 'POST',
    path: '/api/v1/registrations',
    access: 'session',
    summary: 'Hands in a resource, or what is made of registered ones, for registration; also again after a return',
    body: z.object({
      ...{ kind: registrationKind, subjectId: id, resources: z.array(id).max(100).default([]) },
      ...{ title: text(200).optional(), ...statement },
    }),
    ok: written(registrationView),
    status: 201,
  }),
  checkRegistration: route({
    name: 'checkRegistration',
    method: 'POST',
    path: '/api/v1/registrations/:id/check',
    access: 'session',
    summary: 'The registration body passes it, which gives the number, or returns it with findings',
    params: idParams,
    body: z.object({ outcome: z.enum(['pass', 'return']), findings: reasons.default([]) }),
    ok: written(registrationView),
  }),
  amendRegistration: route({
    name: 'amendRegistration',
    method: 'POST',
    path: '/api/v1/registrations/:id/amendments',
    access: 'session',
    summary: 'Changes, corrects or cancels a registration; the texts before it stay in the chain',
    params: idParams,
    body: z.object({
      act: z.enum(['changed', 'corrected', 'cancelled']),
      reasons,
      content: z.object(statement).optional(),
    }),
    ok: written(registrationView),
  }),
  listRegistrations: route({
    ...({ name: 'listRegistrations', method: 'GET', path: '/api/v1/registrations', access: 'session' } as const),
    summary: 'Registrations of the jurisdiction with state, age and origin',
    query: z.object({ state: registrationState.optional(), resourceId: id.optional() }),
    ok: list(registrationView),
  }),
  readRegistration: route({
    ...({ name: 'readRegistration', method: 'GET', path: '/api/v1/registrations/:id', access: 'session' } as const),
    summary: 'A registration with its chain of versions and the resources it comes from',
    params: idParams,
    ok: registrationView,
  }),
  ...upkeepRoutes,
};
