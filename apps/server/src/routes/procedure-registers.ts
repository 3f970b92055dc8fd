import type { Authorization } from '@sluice/authorization';
import type { procedureRegisterRoutes } from '@sluice/contract';
import type { Db } from '@sluice/database';
import type { Handlers } from '../handlers.ts';
import { plain } from '../plain.ts';
import type { Written } from '../written.ts';

interface RegisterServices {
  readonly authorization: Authorization;
  readonly db: Db;
  readonly written: Written;
}

/** Registers beside the cases. */
export function procedureRegisterHandlers({
  authorization: on,
  db,
  written,
}: RegisterServices): Handlers<typeof procedureRegisterRoutes> {
  return {
    submitSectorPlan: async ({ actor, input }) => plain(await written(on.submitSectorPlan(actor, input.body))),
    listSectorPlans: async ({ input }) => plain({ items: await on.listSectorPlans(db, input.query.jurisdiction) }),
    decideSectorPlan: async ({ actor, input }) =>
      plain(await written(on.decideSectorPlan(actor, input.params.id, input.body))),
    raiseWorkItem: async ({ actor, input }) => plain(await written(on.raiseWorkItem(actor, input.body))),
    listWorkItems: async ({ actor, input: { query } }) =>
      plain({
        items: await on.listWorkItems(db, actor, {
          jurisdiction: query.jurisdiction ?? actor.jurisdiction,
          year: query.year,
        }),
      }),
    assignWorkItem: async ({ actor, input }) =>
      plain(await written(on.assignWorkItem(actor, input.params.id, input.body))),
    completeMilestone: async ({ actor, input }) => plain(await written(on.completeMilestone(actor, input.params.id))),
    listProvider: async ({ actor, input }) => plain(await written(on.listProvider(actor, input.body))),
    listProviders: async ({ input }) => plain({ items: await on.listProviders(db, input.query.jurisdiction) }),
    reviewProvider: async ({ actor, input }) => plain(await written(on.reviewProvider(actor, input.params.id))),
    engageProvider: async ({ actor, input: { params, body } }) => {
      const { feeFen, ...rest } = body;
      const order = feeFen === undefined ? rest : { ...rest, feeFen: BigInt(feeFen) };
      return plain(await written(on.engageProvider(actor, params.id, order)));
    },
    deliverEngagement: async ({ actor, input }) => plain(await written(on.deliverEngagement(actor, input.params.id))),
    noteProviderIncident: async ({ actor, input }) =>
      plain(await written(on.noteProviderIncident(actor, input.params.id, input.body))),
    registerDomain: async ({ actor, input }) => plain(await written(on.registerDomain(actor, input.body))),
    readDomain: async ({ input }) => plain({ domain: (await on.findDomain(db, input.query.jurisdiction)) ?? null }),
    listDuties: async ({ actor, input }) =>
      plain({ items: await on.listDuties(db, actor, input.query.jurisdiction ?? actor.jurisdiction) }),
    performDuty: async ({ actor, input }) => plain(await written(on.performDuty(actor, input.params.id, input.body))),
    reportBypass: async ({ actor, input }) => plain(await written(on.reportBypass(actor, input.body))),
    listViolations: async ({ actor, input }) =>
      plain({ items: await on.listViolations(db, actor, input.query.jurisdiction ?? actor.jurisdiction) }),
    decideViolation: async ({ actor, input }) =>
      plain(await written(on.decideViolation(actor, input.params.id, input.body))),
  };
}
