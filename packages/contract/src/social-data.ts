import { z } from 'zod';
import { fieldDefinition, sqlName } from './catalogue-views.ts';
import { id, idParams, instant, jurisdiction, text, written } from './common.ts';
import { route } from './route.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const proof = z.object({ title: text(200), sha256 });

/** What a developer applies with: where the data is from, how it was lawfully acquired, what is in it, what for, on what terms. */
const socialContents = z.strictObject({
  ...{ name: sqlName, title: text(120), source: text(500), acquisition: text(2_000), proof: proof.optional() },
  ...{ content: text(2_000), purpose: text(2_000), revenue: text(1_000) },
  rights: z.strictObject({ holder: text(200), basis: text(500) }),
  exit: z.enum(['return', 'destroy']),
  fields: z.array(fieldDefinition).min(1).max(100),
  sha256,
  records: z.number().int().min(1).optional(),
});

const socialState = z.enum([
  ...(['applied', 'returned', 'refused', 'agreed', 'compiled', 'published', 'imported'] as const),
  ...(['blocked', 'leaving', 'removed'] as const),
]);

/** Data that a developer brought in for one grant. */
export const socialDataView = z.object({
  ...{ id, jurisdiction, developer: z.string(), grantId: id, scenario: z.string(), name: z.string() },
  ...{ title: z.string(), source: z.string(), acquisition: z.string(), proof: proof.nullable() },
  ...{ content: z.string(), purpose: z.string(), revenue: z.string(), sha256: z.string() },
  rights: z.object({ holder: z.string(), basis: z.string() }),
  exit: z.enum(['return', 'destroy']),
  fields: z.array(fieldDefinition),
  records: z.number().int().nullable(),
  state: socialState,
  summary: z.string().nullable(),
  reasons: z.array(z.string()),
  ...{ appliedBy: z.string(), appliedAt: instant, decidedBy: z.string().nullable(), decidedAt: instant.nullable() },
  ...{ publishedAt: instant.nullable(), epochId: z.string().nullable(), rows: z.number().int().nullable() },
  ...{ importedAt: instant.nullable(), endGround: z.string().nullable(), endedAt: instant.nullable() },
  takenBack: z.boolean(),
});

/** Something that was turned away at the import; closed with what the operator found. */
export const socialReport = z.object({
  ...{ id, socialId: id, code: z.string(), sha256: z.string().nullable(), person: z.string(), at: instant },
  ...{ finding: z.string().nullable(), closedAt: instant.nullable() },
});

export const fusionEntry = z.object({
  ...{ id, jurisdiction, developer: z.string(), title: z.string(), summary: z.string(), source: z.string() },
  ...{ scenario: z.string(), approvedAt: instant, publishedAt: instant },
});

const reasons = z.array(text(500)).max(20);
const base = '/api/v1/social-data';

export const socialDataRoutes = {
  applySocialData: route({
    name: 'applySocialData',
    method: 'POST',
    path: base,
    access: 'session',
    summary: 'A developer applies to bring data of its own in for one of its grants (SOC-01)',
    body: z.strictObject({ grantId: id, ...socialContents.shape }),
    ok: written(socialDataView),
    status: 201,
  }),
  listSocialData: route({
    name: 'listSocialData',
    method: 'GET',
    path: base,
    access: 'session',
    summary: 'Own social data, or all of a place for its operator and those who inspect',
    query: z.object({ jurisdiction: jurisdiction.optional(), grantId: id.optional() }),
    ok: z.object({ items: z.array(socialDataView) }),
  }),
  readSocialData: route({
    name: 'readSocialData',
    method: 'GET',
    path: `${base}/:id`,
    access: 'session',
    summary: 'Social data with what was turned away at its import',
    params: idParams,
    ok: socialDataView.extend({ reports: z.array(socialReport) }),
  }),
  amendSocialData: route({
    name: 'amendSocialData',
    method: 'PUT',
    path: `${base}/:id`,
    access: 'session',
    summary: 'Completes an application that is not decided yet, or was given back',
    params: idParams,
    body: socialContents,
    ok: written(socialDataView),
  }),
  decideSocialData: route({
    name: 'decideSocialData',
    method: 'POST',
    path: `${base}/:id/decision`,
    access: 'session',
    summary: 'The operator agrees, gives back or refuses; without proof of lawful acquisition nobody agrees',
    params: idParams,
    body: z.strictObject({ outcome: z.enum(['agree', 'return', 'refuse']), reasons: reasons.default([]) }),
    ok: written(socialDataView),
  }),
  compileSocialData: route({
    name: 'compileSocialData',
    method: 'POST',
    path: `${base}/:id/entry`,
    access: 'session',
    summary: 'The developer writes its entry of the fusion catalogue (SOC-02)',
    params: idParams,
    body: z.strictObject({ summary: text(2_000) }),
    ok: written(socialDataView),
  }),
  publishSocialData: route({
    name: 'publishSocialData',
    method: 'POST',
    path: `${base}/:id/publication`,
    access: 'session',
    summary: 'The operator publishes the entry',
    params: idParams,
    ok: written(socialDataView),
  }),
  withdrawSocialData: route({
    name: 'withdrawSocialData',
    method: 'POST',
    path: `${base}/:id/withdrawal`,
    access: 'session',
    summary: 'The operator withdraws its approval: out of the catalogue and of every program at once',
    params: idParams,
    body: z.strictObject({ reasons: reasons.min(1) }),
    ok: written(socialDataView),
  }),
  importSocialData: route({
    name: 'importSocialData',
    method: 'POST',
    path: `${base}/:id/file`,
    access: 'session',
    summary: 'The file itself: the one that was approved by its digest, every record as declared (SOC-03)',
    params: idParams,
    query: z.object({ filename: z.string().min(1).max(255) }),
    accepts: 'bytes',
    ok: written(socialDataView),
  }),
  closeSocialReport: route({
    name: 'closeSocialReport',
    method: 'POST',
    path: `${base}/:id/reports/:report`,
    access: 'session',
    summary: 'The operator says what a refused import was about',
    params: z.object({ id, report: id }),
    body: z.strictObject({ finding: text(2_000) }),
    ok: written(socialDataView),
  }),
  takeBackSocialData: route({
    name: 'takeBackSocialData',
    method: 'POST',
    path: `${base}/:id/return`,
    access: 'session',
    summary:
      'After the end the owner has the records back as CSV, where those are its terms; then they are removed here',
    params: idParams,
    answers: { media: 'text/csv' },
  }),
  listFusionCatalogue: route({
    name: 'listFusionCatalogue',
    method: 'GET',
    path: '/api/v1/fusion-catalogue',
    access: 'none',
    summary: 'The fusion catalogue: social data that was agreed to and published',
    query: z.object({ jurisdiction }),
    ok: z.object({ items: z.array(fusionEntry) }),
  }),
  listProductOrigins: route({
    name: 'listProductOrigins',
    method: 'GET',
    path: '/api/v1/products/:id/origins',
    access: 'session',
    summary: 'Inputs of a product, public and social kept apart: origin, share, rights, revenue and exit (SOC-04)',
    params: idParams,
    ok: z.object({
      items: z.array(
        z.object({
          ...{ resourceId: id, epochId: id, title: z.string(), origin: z.enum(['public', 'social']) },
          ...{ holder: z.string(), share: z.number(), fields: z.array(z.string()) },
          terms: z.object({ basis: z.string(), revenue: z.string(), exit: z.string(), state: z.string() }).nullable(),
        }),
      ),
    }),
  }),
};
