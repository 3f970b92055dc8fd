import type { Authorization, GrantView } from '@sluice/authorization';
import type { authorizationRoutes } from '@sluice/contract';
import type { Committed, Db } from '@sluice/database';
import type { Actor } from '@sluice/identity';
import type { Handlers } from '../handlers.ts';
import type { Written } from '../written.ts';

interface AuthorizationServices {
  readonly authorization: Authorization;
  readonly db: Db;
  readonly written: Written;
  /** Bodies that the reader may know and whose name holds some words. */
  readonly bodiesNamed: (actor: Actor, words: string) => Promise<readonly string[]>;
  /** Ends a grant and with it what rests on it. */
  readonly revokeGrant: (actor: Actor, id: string, ground: string) => Promise<Committed<GrantView>>;
}

/** Applications, agreements, grants: parsed input in, the module's views out. */
export function authorizationHandlers({
  authorization,
  db,
  written,
  bodiesNamed,
  revokeGrant,
}: AuthorizationServices): Handlers<typeof authorizationRoutes> {
  const wordsOf = async (actor: Actor, { q }: { readonly q?: string | undefined }) =>
    q === undefined ? {} : { words: { q, developers: await bodiesNamed(actor, q) } };
  return {
    createApplication: ({ actor, input }) => written(authorization.draft(actor, input.body)),
    editApplication: ({ actor, input }) => written(authorization.edit(actor, input.params.id, input.body)),
    submitApplication: ({ actor, input }) => written(authorization.submit(actor, input.params.id)),
    supplementApplication: ({ actor, input }) => written(authorization.supplement(actor, input.params.id, input.body)),
    withdrawApplication: ({ actor, input }) =>
      written(authorization.withdraw(actor, input.params.id, input.body.reason)),
    listApplications: async ({ actor, input: { query } }) =>
      authorization.list(db, actor, { ...query, ...(await wordsOf(actor, query)) }),
    readApplication: ({ actor, input }) => authorization.describe(db, actor, input.params.id),
    actOnApplicationStep: ({ actor, input }) =>
      written(authorization.act(actor, input.params.id, { step: input.params.step, ...input.body })),
    reexamineApplication: ({ actor, input }) =>
      written(authorization.reexamine(actor, input.params.id, input.body.ground)),
    enterDelayReason: ({ actor, input }) =>
      written(authorization.explainDelay(actor, input.params.id, input.params.step, input.body.reason)),
    draftDocument: ({ actor, input }) =>
      written(authorization.draftDocument(actor, input.params.id, input.params.kind, input.body.contents)),
    signDocument: ({ actor, input }) =>
      written(authorization.signDocument(actor, input.params.id, input.params.kind, input.body.digest)),
    fileDocuments: ({ actor, input }) => written(authorization.fileDocuments(actor, input.params.id)),
    listGrants: async ({ actor, input: { query } }) =>
      authorization.listGrants(db, actor, { ...query, ...(await wordsOf(actor, query)) }),
    readGrant: ({ actor, input }) => authorization.describeGrant(db, actor, input.params.id),
    revokeGrant: ({ actor, input }) => written(revokeGrant(actor, input.params.id, input.body.ground)),
    appointOperator: ({ actor, input }) => written(authorization.takeOverOperator(actor, input.body)),
    listOperatorAppointments: async ({ actor }) => ({
      items: (await authorization.listOperatorAppointments(db, actor.jurisdiction)).map((one) => ({
        ...{ id: one.id, jurisdiction: one.jurisdiction, operator: one.operator, field: one.field, basis: one.basis },
        ...{ startsOn: one.startsOn, endsOn: one.endsOn, agreement: one.agreement },
        ...{ suspended: one.suspended, ended: one.ended },
      })),
    }),
    listOverdueSteps: async ({ actor, input }) => ({
      items: [...(await authorization.listOverdue(db, actor, input.query.jurisdiction))],
    }),
  };
}
