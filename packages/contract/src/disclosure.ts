import { z } from 'zod';
import { id, instant, jurisdiction, page } from './common.ts';
import { route } from './route.ts';
import { grantState } from './use-application.ts';

/** Who was authorized, with what content, scope and period (DIS-01); ended grants stay and are marked. */
export const disclosedGrant = z.object({
  id,
  jurisdiction,
  developer: z.string(),
  developerEn: z.string().optional(),
  operator: z.string(),
  operatorEn: z.string().optional(),
  scenarioTitle: z.string(),
  purpose: z.string(),
  scope: z.string(),
  startsAt: instant,
  endsAt: instant,
  state: grantState,
  filingNumber: z.string().nullable(),
  resources: z.array(
    z.object({
      id,
      title: z.string(),
      titleEn: z.string().optional(),
      agency: z.string(),
      agencyEn: z.string().optional(),
      /** Records of it are about single people; they are used under a key and never shown. */
      personal: z.boolean(),
      fields: z.array(z.object({ title: z.string(), grade: z.number().int() })),
    }),
  ),
});

export const disclosureRoutes = {
  listDisclosedGrants: route({
    name: 'listDisclosedGrants',
    method: 'GET',
    path: '/api/v1/disclosure/grants',
    access: 'none',
    summary: 'Public disclosure: whom the data authorities authorized, with content, scope and period (DIS-01)',
    query: z.object({
      jurisdiction: jurisdiction.optional(),
      page: z.coerce.number().int().min(1).max(10_000).optional(),
    }),
    ok: page(disclosedGrant),
  }),
};
