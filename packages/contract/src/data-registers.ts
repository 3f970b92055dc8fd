import { z } from 'zod';
import { civilDate, id, idParams, instant, text, written } from './common.ts';
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

export const changeView = z.object({
  ...{ id, ownerId: z.string(), ground: z.enum(['law', 'function']), title: z.string(), happenedOn: civilDate },
  dueOn: civilDate.optional(),
  state: z.enum(['open', 'overdue', 'in-time', 'late']),
  entries: z.array(z.object({ resourceId: z.string(), submittedOn: civilDate.optional() })),
});

const needRoute = z.enum(['sharing', 'opening', 'authorization']);
const needState = z.enum(['open', 'met', 'refused']);

export const needView = z.object({
  ...{ id, number: z.string(), text: z.string(), purpose: z.string(), route: needRoute, state: needState },
  ...{ askedBody: z.string(), askedAt: instant, ageDays: count },
  ...{ holderId: z.string().optional(), resourceId: z.string().optional() },
  history: z.array(
    z.object({
      turn: z.enum(['received', 're-routed', 'proposed', 'met', 'refused']),
      ...{ by: z.string(), at: instant, route: needRoute.optional() },
      ...{ resourceId: z.string().optional(), reason: z.string().optional() },
    }),
  ),
  closedAt: instant.optional(),
});

export const resolvedIdentifier = z.object({
  ...{ identifier: z.string(), state: z.enum(['published', 'withdrawn']), resourceId: z.string() },
  ...{ jurisdiction: z.string(), ownerName: z.string(), title: z.string() },
  ...{ version: count.optional(), digest: z.string().optional() },
  ...{ withdrawnAt: instant.optional(), reason: z.string().optional(), successor: z.string().optional() },
});

const stale = z.object({
  ...{ resourceId: z.string(), title: z.string(), days: count },
  reasons: z.array(z.enum(['review-cycle', 'data-late', 'never-supplied'])),
});

const statement = {
  source: text(500),
  scope: text(500),
  compliance: text(2_000),
  grade: z.number().int().min(1).max(4),
};
const boundEntry = z.object({ resourceId: z.string(), title: z.string(), ownerName: z.string() });
const foreignAttribute = z.enum([
  ...(['title', 'description', 'provider', 'keywords', 'theme'] as const),
  ...(['updateCycle', 'opening', 'identifier', 'fields'] as const),
]);
const foreignMapping = z.partialRecord(foreignAttribute, z.string().max(120));
const foreignRecords = z
  .array(z.record(z.string().max(120), z.unknown()))
  .min(1)
  .max(2_000);
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
  noteChange: route({
    ...({ name: 'noteChange', method: 'POST', path: '/api/v1/changes', access: 'session', status: 201 } as const),
    summary: 'Notes a change of law or function; its entries are to be updated within the limit of the profile',
    body: z.object({
      ...{ ground: z.enum(['law', 'function']), title: text(200), happenedOn: civilDate },
      resources: z.array(id).min(1).max(500),
    }),
    ok: written(changeView),
  }),
  listChanges: route({
    ...({ name: 'listChanges', method: 'GET', path: '/api/v1/changes', access: 'session' } as const),
    summary: 'Changes of the jurisdiction: in time, late, open or overdue',
    ok: list(changeView),
  }),
  readPromptness: route({
    ...({ name: 'readPromptness', method: 'GET', path: '/api/v1/promptness', access: 'session' } as const),
    summary: 'Stale entries and the promptness of each agency',
    ok: z.object({
      owners: z.array(
        z.object({
          ...{ ownerId: z.string(), ownerName: z.string(), entries: count, promptness: z.number() },
          stale: z.array(stale),
        }),
      ),
    }),
  }),
  readGatheringFigures: route({
    ...({ name: 'readGatheringFigures', method: 'GET', path: '/api/v1/gathering-figures', access: 'session' } as const),
    summary: 'Records gathered, open data sets, measured real-time rate, broken links and the health of each system',
    ok: z.object({
      ...{ recordsGathered: count, resourcesGathered: count, dataSetsOpen: count, realTime: count },
      realTimeRate: z.number().optional(),
      brokenLinks: z.array(
        z.object({
          ...{ resourceId: z.string(), title: z.string(), ownerId: z.string() },
          ...{ columns: z.array(z.string()), since: instant },
        }),
      ),
      systems: z.array(
        z.object({
          ...{ systemId: z.string(), name: z.string(), ownerId: z.string(), ownerName: z.string(), published: count },
          health: z.enum(['good', 'failing', 'no-data']),
        }),
      ),
    }),
  }),
  readRollUp: route({
    ...({ name: 'readRollUp', method: 'GET', path: '/api/v1/catalogue/roll-up', access: 'none' } as const),
    summary: 'Distinct published entries of each level and of all below it',
    ok: z.object({
      levels: z.array(
        z.object({ jurisdiction: z.string(), parent: z.string().optional(), own: count, total: count, doubles: count }),
      ),
    }),
  }),
  resolveIdentifier: route({
    ...({ name: 'resolveIdentifier', method: 'GET', path: '/api/v1/identifiers', access: 'none' } as const),
    summary: 'What an identifier stands for now; of what was withdrawn, when and why',
    query: z.object({ identifier: z.string().min(1).max(120) }),
    ok: resolvedIdentifier,
  }),
  withdrawResource: route({
    name: 'withdrawResource',
    method: 'POST',
    path: '/api/v1/resources/:id/withdraw',
    access: 'session',
    summary: 'Takes a published entry out of the catalogue; its identifier resolves to a tombstone',
    params: idParams,
    body: z.object({ reason: text(500), successor: z.string().max(120).optional() }),
    ok: written(resolvedIdentifier),
  }),
  proposeCatalogueMapping: route({
    name: 'proposeCatalogueMapping',
    method: 'POST',
    path: '/api/v1/catalogue-imports/proposal',
    access: 'session',
    summary: 'Which key of a foreign directory stands for what; nothing is kept of it',
    body: z.object({ records: foreignRecords }),
    ok: z.object({
      mapping: foreignMapping,
      unused: z.array(z.string()),
      filled: z.partialRecord(foreignAttribute, z.number()),
    }),
  }),
  importCatalogue: route({
    name: 'importCatalogue',
    method: 'POST',
    path: '/api/v1/catalogue-imports',
    access: 'session',
    summary: 'Takes entries of a foreign directory in as drafts: doubles are merged, rejects are told line by line',
    body: z.object({
      ...{ systemId: id, mapping: foreignMapping, records: foreignRecords },
      firstLine: z.number().int().min(1).default(1),
    }),
    ok: written(
      z.object({
        ...{ created: count, merged: count, unchanged: count },
        rejected: z.array(z.object({ line: count, code: z.string() })),
      }),
    ),
  }),
  loadServiceItems: route({
    ...({ name: 'loadServiceItems', method: 'POST', path: '/api/v1/service-items', access: 'session' } as const),
    summary: 'Loads the list of government service items',
    body: z.object({
      items: z
        .array(z.object({ code: text(60), title: text(200) }))
        .min(1)
        .max(5_000),
    }),
    ok: written(z.object({ loaded: count })),
  }),
  bindServiceItems: route({
    name: 'bindServiceItems',
    method: 'PUT',
    path: '/api/v1/resources/:id/service-items',
    access: 'session',
    summary: 'Says which service items an entry serves',
    params: idParams,
    body: z.object({ codes: z.array(text(60)).max(200) }),
    ok: written(z.object({ codes: z.array(z.string()) })),
  }),
  listServiceItems: route({
    ...({ name: 'listServiceItems', method: 'GET', path: '/api/v1/service-items', access: 'session' } as const),
    summary: 'Service items with their entries, and the entries that nothing needs',
    ok: z.object({
      items: z.array(z.object({ id, code: z.string(), title: z.string(), entries: z.array(boundEntry) })),
      unbound: z.array(boundEntry),
    }),
  }),
  raiseNeed: route({
    ...({ name: 'raiseNeed', method: 'POST', path: '/api/v1/needs', access: 'session', status: 201 } as const),
    summary: 'Asks for data at the one desk, which sends it to sharing, opening or authorized operation',
    body: z.object({ text: text(500), purpose: text(1_000), route: needRoute.optional() }),
    ok: written(needView),
  }),
  listNeeds: route({
    ...({ name: 'listNeeds', method: 'GET', path: '/api/v1/needs', access: 'session' } as const),
    summary: "The desk's queues, or what the own body asked for and owes",
    query: z.object({ route: needRoute.optional(), state: needState.optional() }),
    ok: z.object({ items: z.array(needView), total: count, met: count, satisfaction: z.number().optional() }),
  }),
  proposeForNeed: route({
    ...({ name: 'proposeForNeed', method: 'GET', path: '/api/v1/needs/:id/proposals', access: 'session' } as const),
    summary: 'Entries that may be what is meant, best first',
    params: idParams,
    ok: z.object({
      items: z.array(
        z.object({
          ...{ resourceId: id, title: z.string(), ownerId: z.string(), ownerName: z.string() },
          ...{ open: z.boolean(), found: z.array(z.string()) },
        }),
      ),
    }),
  }),
  turnNeed: route({
    name: 'turnNeed',
    method: 'POST',
    path: '/api/v1/needs/:id/turns',
    access: 'session',
    summary: 'Re-routes a demand, names its resource, or closes it as met or refused',
    params: idParams,
    body: z.object({
      turn: z.enum(['re-routed', 'proposed', 'met', 'refused']),
      ...{ route: needRoute.optional(), resourceId: id.optional(), reason: text(500).optional() },
    }),
    ok: written(needView),
  }),
};
