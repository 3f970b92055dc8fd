import { z } from 'zod';
import { civilDate, id, idParams, instant, jurisdiction, text, written } from './common.ts';
import { route } from './route.ts';

const kind = z.enum(['operator', 'developer']);
const slug = z.string().regex(/^[a-z][a-z0-9_]{0,59}$/);
const points = z.record(slug, z.number().min(0).max(100));

/** The choice of an operator, or a call to developers. */
export const selectionView = z.object({
  id,
  jurisdiction,
  kind,
  title: z.string(),
  conditions: z.string(),
  field: z.string().nullable(),
  opensAt: instant,
  closesAt: instant,
  /** `decided`: its notice is out; `concluded`: it has effect; `failed`: nobody fitted, or an objection was founded. */
  state: z.enum(['open', 'decided', 'concluded', 'failed']),
  mandate: z.string().nullable(),
  minutes: z.string().nullable(),
  reasons: z.array(z.string()),
  noticeId: id.nullable(),
  profile: z.object({ id: z.string(), version: z.string() }),
  candidates: z.array(
    z.object({
      id,
      body: z.string(),
      submittedAt: instant,
      state: z.enum(['submitted', 'eligible', 'rejected', 'chosen', 'not-chosen']),
      reasons: z.array(z.object({ code: z.string(), path: z.string() })),
      proofs: z.array(z.object({ id: z.string(), reference: z.string(), expiresOn: civilDate.nullable() })),
      /** Sum of every reviewer's points. */
      total: z.number(),
      scores: z.array(z.object({ reviewer: z.string(), points: z.record(z.string(), z.number()) })),
    }),
  ),
});

export const selectionRoutes = {
  openSelection: route({
    name: 'openSelection',
    method: 'POST',
    path: '/api/v1/selections',
    access: 'session',
    summary: 'Open the choice of an operator, or a call to developers, with its time (AUT-02, DEV-01)',
    body: z.object({
      jurisdiction,
      kind,
      title: text(200),
      conditions: text(8000),
      field: z.string().max(60).optional(),
      opensAt: z.iso.datetime(),
      closesAt: z.iso.datetime(),
      mandate: text(500).optional(),
    }),
    ok: written(selectionView),
    status: 201,
  }),
  listSelections: route({
    name: 'listSelections',
    method: 'GET',
    path: '/api/v1/selections',
    access: 'none',
    summary: 'Announced selections and calls, the latest first, without their candidates',
    query: z.object({ jurisdiction: jurisdiction.optional(), kind: kind.optional() }),
    ok: z.object({ items: z.array(selectionView) }),
  }),
  readSelection: route({
    name: 'readSelection',
    method: 'GET',
    path: '/api/v1/selections/:id',
    access: 'session',
    summary: 'A selection: all candidates for whoever conducts it, the own one for a candidate',
    params: idParams,
    ok: selectionView,
  }),
  applyForSelection: route({
    name: 'applyForSelection',
    method: 'POST',
    path: '/api/v1/selections/:id/candidates',
    access: 'session',
    summary: 'Stand as a candidate, within the time (DEV-01)',
    params: idParams,
    body: z.object({
      proofs: z
        .array(z.object({ id: slug, reference: text(200), expiresOn: civilDate.optional() }))
        .max(50)
        .default([]),
      statements: z
        .object({
          lastMajorIncidentOn: civilDate.optional(),
          mlpsLevel: z.number().int().min(0).max(5).optional(),
          mlpsExpiresOn: civilDate.optional(),
          cryptoExpiresOn: civilDate.optional(),
        })
        .default({}),
    }),
    ok: written(selectionView),
    status: 201,
  }),
  examineCandidates: route({
    name: 'examineCandidates',
    method: 'POST',
    path: '/api/v1/selections/:id/examination',
    access: 'session',
    summary: 'Hold every candidate against the conditions and the lists (AUT-03, AUT-04, DEV-02)',
    params: idParams,
    /** Names and numbers by candidate, its legal representative's among them; looked up, and not kept. */
    body: z.object({ identifiers: z.record(id, z.array(text(120)).max(20)).default({}) }),
    ok: written(selectionView),
  }),
  declareSelectionInterest: route({
    name: 'declareSelectionInterest',
    method: 'POST',
    path: '/api/v1/selections/:id/interest',
    access: 'session',
    summary: 'Declare an interest of one’s own: no points to anybody in it (DEV-03)',
    params: idParams,
    ok: written(selectionView),
  }),
  scoreCandidate: route({
    name: 'scoreCandidate',
    method: 'POST',
    path: '/api/v1/selections/:id/scores',
    access: 'session',
    summary: 'A reviewer’s points for a candidate on every criterion, once',
    params: idParams,
    body: z.object({ candidate: id, points }),
    ok: written(selectionView),
  }),
  decideSelection: route({
    name: 'decideSelection',
    method: 'POST',
    path: '/api/v1/selections/:id/decision',
    access: 'session',
    summary: 'Decide; the result is put out where the profile asks for it, as it was decided (AUT-02, AUT-05, DEV-03)',
    params: idParams,
    body: z.object({
      chosen: z.array(id).max(100),
      reasons: z.array(text(2000)).max(20).default([]),
      minutes: text(500).optional(),
    }),
    ok: written(selectionView),
  }),
  importList: route({
    name: 'importList',
    method: 'POST',
    path: '/api/v1/exclusion-lists',
    access: 'session',
    summary: 'Enter what an exclusion list says; of names and numbers only digests are kept (DEV-02)',
    body: z.object({
      entries: z
        .array(
          z.object({
            list: slug,
            subject: text(120),
            source: text(300),
            since: civilDate,
            until: civilDate.optional(),
          }),
        )
        .min(1)
        .max(500),
    }),
    ok: written(z.object({ entered: z.number().int() })),
    status: 201,
  }),
};
