import { z } from 'zod';
import { authorizableClass } from './catalogue-views.ts';
import { civilDate, id, idParams, instant, reason, text, written } from './common.ts';
import { route } from './route.ts';

const count = z.number().int();

export const changeView = z.object({
  ...{ id, ownerId: z.string(), ground: z.enum(['law', 'function']), title: z.string(), happenedOn: civilDate },
  dueOn: civilDate.optional(),
  state: z.enum(['open', 'overdue', 'in-time', 'late']),
  entries: z.array(z.object({ resourceId: z.string(), submittedOn: civilDate.optional() })),
});

const needRoute = z.enum(['sharing', 'opening', 'authorization']);
const needState = z.enum(['open', 'met', 'refused']);

export const exclusionView = z.object({
  ...{ id, resourceId: z.string(), field: z.string().optional() },
  ground: z.enum([
    'state-secret',
    'national-interest',
    'public-safety',
    'trade-secret',
    'personal-privacy',
    'other-law',
  ]),
  ...{ basis: z.string(), markedBody: z.string(), markedRole: z.string(), markedAt: instant },
  ...{ liftedAt: instant.optional(), liftedReason: z.string().optional() },
});

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

export const upkeepRoutes = {
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
      coverage: z.object({
        ...{ catalogued: count, gathered: count, percent: z.number() },
        gaps: z.array(z.object({ resourceId: z.string(), title: z.string(), ownerId: z.string(), ageDays: count })),
      }),
      classes: z.array(z.object({ class: z.union([authorizableClass, z.literal('none')]), resources: count })),
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
  resolveCode: route({
    ...({ name: 'resolveCode', method: 'GET', path: '/api/v1/identifiers', access: 'none' } as const),
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
      firstLine: z.number().int().min(1).max(1_000_000_000).default(1),
    }),
    ok: written(
      z.object({
        ...{ created: count, merged: count, unchanged: count },
        rejected: z.array(z.object({ line: count, code: z.string() })),
      }),
    ),
  }),
  proposeCollection: route({
    ...({ name: 'proposeCollection', method: 'POST', path: '/api/v1/collections', access: 'session' } as const),
    summary: 'How an item is collected; what somebody holds already becomes a request to share',
    body: z.object({
      ...{ title: text(120), element: text(60).optional(), basis: z.string().max(500), source: z.string().max(500) },
      ...{ method: z.string().max(500), frequency: z.string().max(120), unit: z.string().max(200) },
      ...{ codes: z.array(text(60)).max(500).optional(), reason: text(500).optional() },
    }),
    ok: written(
      z.object({
        outcome: z.enum(['entered', 'sharing-requested']),
        ...{ id: z.string(), element: z.string().optional(), warnings: z.array(reason) },
        holders: z.array(
          z.object({
            ...{ bodyId: z.string(), bodyName: z.string(), by: z.enum(['specification', 'catalogue']) },
            ...{ resourceId: z.string().optional(), title: z.string() },
          }),
        ),
        need: needView.optional(),
      }),
    ),
  }),
  markExcluded: route({
    name: 'markExcluded',
    method: 'POST',
    path: '/api/v1/resources/:id/exclusions',
    access: 'session',
    summary:
      'Marks a resource or a field as not to be authorized, with its legal basis: its agency or a sector authority',
    params: idParams,
    body: z.object({ field: text(63).optional(), ground: exclusionView.shape.ground, basis: z.string().max(500) }),
    ok: written(exclusionView),
    status: 201,
  }),
  listExclusions: route({
    name: 'listExclusions',
    method: 'GET',
    path: '/api/v1/resources/:id/exclusions',
    access: 'session',
    summary: 'What of a resource may not be authorized, on which basis and by whom, with what was lifted',
    params: idParams,
    ok: z.object({ items: z.array(exclusionView) }),
  }),
  liftExclusion: route({
    name: 'liftExclusion',
    method: 'POST',
    path: '/api/v1/exclusions/:id/lift',
    access: 'session',
    summary: 'Takes a mark back, by the body that set it, with its reason',
    params: idParams,
    body: z.object({ reason: text(500) }),
    ok: written(exclusionView),
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
