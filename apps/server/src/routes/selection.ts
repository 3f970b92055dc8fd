import type { Authorization } from '@sluice/authorization';
import type { selectionRoutes } from '@sluice/contract';
import type { Db } from '@sluice/database';
import type { Handlers } from '../handlers.ts';
import { plain } from '../plain.ts';
import type { Written } from '../written.ts';

interface SelectionServices {
  readonly authorization: Authorization;
  readonly db: Db;
  readonly written: Written;
}

/** Choosing operators and admitting developers. */
export function selectionHandlers({ authorization, db, written }: SelectionServices): Handlers<typeof selectionRoutes> {
  return {
    openSelection: async ({ actor, input: { body } }) =>
      plain(
        await written(
          authorization.openSelection(actor, {
            ...body,
            opensAt: new Date(body.opensAt),
            closesAt: new Date(body.closesAt),
          }),
        ),
      ),
    listSelections: async ({ input }) => plain({ items: await authorization.listSelections(db, input.query) }),
    readSelection: async ({ actor, input }) => plain(await authorization.describeSelection(db, actor, input.params.id)),
    applyForSelection: async ({ actor, input }) =>
      plain(await written(authorization.applyForSelection(actor, input.params.id, input.body))),
    examineCandidates: async ({ actor, input }) =>
      plain(await written(authorization.examineCandidates(actor, input.params.id, input.body.identifiers))),
    declareSelectionInterest: async ({ actor, input }) =>
      plain(await written(authorization.declareSelectionInterest(actor, input.params.id))),
    scoreCandidate: async ({ actor, input }) =>
      plain(await written(authorization.scoreCandidate(actor, input.params.id, input.body))),
    decideSelection: async ({ actor, input }) =>
      plain(await written(authorization.decideSelection(actor, input.params.id, input.body))),
    importList: ({ actor, input }) => written(authorization.importList(actor, input.body.entries)),
  };
}
