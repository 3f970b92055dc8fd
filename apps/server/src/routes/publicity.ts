import type { Authorization } from '@sluice/authorization';
import type { publicityRoutes } from '@sluice/contract';
import type { Db } from '@sluice/database';
import type { JsonObject } from '@sluice/kernel';
import type { Handlers } from '../handlers.ts';
import { plain } from '../plain.ts';
import type { Written } from '../written.ts';

interface PublicityServices {
  readonly authorization: Authorization;
  readonly db: Db;
  readonly written: Written;
}

/** What is put out for everybody to read and object to, without signing in. */
export function publicityHandlers({ authorization, db, written }: PublicityServices): Handlers<typeof publicityRoutes> {
  return {
    publishNotice: async ({ actor, input: { body } }) =>
      plain(await written(authorization.publishNotice(actor, { ...body, contents: body.contents as JsonObject }))),
    listPublicNotices: async ({ input }) => plain(await authorization.listNotices(db, input.query)),
    readPublicNotice: async ({ input }) => plain(await authorization.describeNotice(db, input.params.id)),
    raiseObjection: ({ input }) => written(authorization.raiseObjection(input.params.id, input.body, null)),
    answerObjection: async ({ actor, input }) =>
      plain(await written(authorization.answerObjection(actor, input.params.id, input.body))),
  };
}
