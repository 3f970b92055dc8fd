import type {
  AgreementEnd,
  AgreementView,
  Authorization,
  DeveloperView,
  GrantView,
  NewDeveloperMeasure,
  NewMeasure,
} from '@sluice/authorization';
import type { operationRoutes } from '@sluice/contract';
import type { Committed, Db } from '@sluice/database';
import type { Actor } from '@sluice/identity';
import type { Handlers } from '../handlers.ts';
import { plain } from '../plain.ts';
import type { Written } from '../written.ts';

interface OperationServices {
  readonly authorization: Authorization;
  readonly db: Db;
  readonly written: Written;
  /** Acts after which what rests on grants stops with them. */
  readonly measureOperator: (actor: Actor, id: string, measure: NewMeasure) => Promise<Committed<AgreementView>>;
  readonly endOperation: (actor: Actor, id: string, end: AgreementEnd) => Promise<Committed<AgreementView>>;
  readonly measureDeveloper: (actor: Actor, measure: NewDeveloperMeasure) => Promise<Committed<DeveloperView>>;
  readonly suspendGrant: (actor: Actor, id: string, ground: string) => Promise<Committed<GrantView>>;
}

/** Operators' agreements, and who may develop under them. */
export function operationHandlers(services: OperationServices): Handlers<typeof operationRoutes> {
  const { authorization, db, written } = services;
  return {
    draftAgreement: async ({ actor, input }) => plain(await written(authorization.draftAgreement(actor, input.body))),
    signAgreement: async ({ actor, input }) =>
      plain(await written(authorization.signAgreement(actor, input.params.id, input.body.digest))),
    listAgreements: async ({ actor, input }) =>
      plain({ items: await authorization.listAgreements(db, actor, input.query) }),
    readAgreement: async ({ actor, input }) => plain(await authorization.describeAgreement(db, actor, input.params.id)),
    measureAgreement: async ({ actor, input }) =>
      plain(await written(services.measureOperator(actor, input.params.id, input.body))),
    endAgreement: async ({ actor, input }) =>
      plain(await written(services.endOperation(actor, input.params.id, input.body))),
    takeOverDeveloper: async ({ actor, input }) =>
      plain(await written(authorization.takeOverDeveloper(actor, input.body))),
    listAdmissions: async ({ input }) => plain({ items: await authorization.listAdmissions(db, input.query) }),
    readDeveloper: async ({ actor, input }) =>
      authorization.describeDeveloper(db, actor, {
        jurisdiction: actor.jurisdiction,
        developer: input.params.developer,
      }),
    evaluateDeveloper: ({ actor, input }) =>
      written(
        authorization.evaluateDeveloper(actor, {
          ...input.body,
          jurisdiction: actor.jurisdiction,
          developer: input.params.developer,
        }),
      ),
    measureDeveloper: ({ actor, input }) =>
      written(
        services.measureDeveloper(actor, {
          ...input.body,
          jurisdiction: actor.jurisdiction,
          developer: input.params.developer,
        }),
      ),
    giveConsent: ({ actor, input }) => written(authorization.giveConsent(actor, input.params.id, input.body)),
    assessApplication: ({ actor, input }) => written(authorization.assess(actor, input.params.id, input.body)),
    acceptMeasures: ({ actor, input }) => written(authorization.acceptMeasures(actor, input.params.id)),
    suspendGrant: ({ actor, input }) => written(services.suspendGrant(actor, input.params.id, input.body.ground)),
    resumeGrant: ({ actor, input }) => written(authorization.resumeGrant(actor, input.params.id, input.body.ground)),
  };
}
