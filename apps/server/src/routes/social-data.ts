import type { Authorization, SocialData } from '@sluice/authorization';
import type { FieldDefinition } from '@sluice/catalogue';
import type { socialDataRoutes } from '@sluice/contract';
import type { Db } from '@sluice/database';
import { importSocialData, productOrigins, returnSocialData, type OriginParts, type SocialParts } from '@sluice/flows';
import { bytesOf } from '../bytes-of.ts';
import type { Handlers } from '../handlers.ts';
import { plain } from '../plain.ts';
import type { Written, WrittenAnswer } from '../written.ts';

interface SocialServices {
  readonly authorization: Authorization;
  readonly social: SocialParts;
  readonly origins: OriginParts;
  readonly db: Db;
  readonly written: Written;
}

/** What developers bring in: applied for, reviewed, catalogued, imported once, told apart in products. */
export function socialDataHandlers({
  authorization: on,
  social,
  origins,
  db,
  written,
}: SocialServices): Handlers<typeof socialDataRoutes> {
  return {
    // Parsed bodies: parts that may be missing are undefined in them.
    applySocialData: async ({ actor, input }) => shown(await written(on.applySocial(actor, input.body))),
    listSocialData: async ({ actor, input: { query } }) =>
      plain({
        items: await on
          .listSocial(db, actor, { jurisdiction: query.jurisdiction ?? actor.jurisdiction, grantId: query.grantId })
          .then((items) => items.map(fieldsOf)),
      }),
    readSocialData: async ({ actor, input }) => plain(fieldsOf(await on.readSocial(db, actor, input.params.id))),
    amendSocialData: async ({ actor, input }) =>
      shown(await written(on.amendSocial(actor, input.params.id, input.body))),
    decideSocialData: async ({ actor, input }) =>
      shown(await written(on.decideSocial(actor, input.params.id, input.body))),
    compileSocialData: async ({ actor, input }) =>
      shown(await written(on.compileSocial(actor, input.params.id, input.body.summary))),
    publishSocialData: async ({ actor, input }) => shown(await written(on.publishSocial(actor, input.params.id))),
    withdrawSocialData: async ({ actor, input }) =>
      shown(await written(on.withdrawSocial(actor, input.params.id, input.body.reasons))),
    importSocialData: async ({ actor, input }) =>
      shown(
        await written(
          importSocialData(social, db, actor, {
            ...{ id: input.params.id, filename: input.query.filename, stream: input.body },
          }),
        ),
      ),
    closeSocialReport: async ({ actor, input: { params, body } }) =>
      shown(await written(on.closeSocialReport(actor, { ...params, finding: body.finding }))),
    takeBackSocialData: async ({ actor, input, setHeader }) => {
      setHeader('content-disposition', `attachment; filename="${input.params.id}.csv"`);
      return bytesOf(returnSocialData(social, db, actor, input.params.id));
    },
    listFusionCatalogue: async ({ input }) =>
      plain({ items: await on.listFusionCatalogue(db, input.query.jurisdiction) }),
    listProductOrigins: async ({ actor, input }) =>
      plain({ items: await productOrigins(origins, db, actor, input.params.id) }),
  };
}

/** Declared fields as the catalogue knows them, which authorization carries through. */
const fieldsOf = <T extends SocialData>(one: T) => ({
  ...one,
  fields: one.fields as readonly unknown[] as readonly FieldDefinition[],
});

const shown = ({ data, evidence }: WrittenAnswer<SocialData>) => plain({ data: fieldsOf(data), evidence });
