import { z } from 'zod';
import { civilDate, jurisdiction } from './common.ts';
import { route } from './route.ts';

const jurisdictionView = z.object({
  id: jurisdiction,
  title: z.string(),
  titleEn: z.string(),
  level: z.string(),
  version: z.string(),
  effectiveFrom: civilDate,
  validUntil: civilDate,
  tiers: z.string(),
  divisions: z.array(z.object({ code: z.string(), title: z.string(), titleEn: z.string() })),
});

export const jurisdictionRoutes = {
  listJurisdictions: route({
    name: 'listJurisdictions',
    method: 'GET',
    path: '/api/v1/jurisdictions',
    access: 'none',
    summary: 'Jurisdictions served by this installation (JUR-01)',
    ok: z.object({ items: z.array(jurisdictionView) }),
  }),
  readProfile: route({
    name: 'readProfile',
    method: 'GET',
    path: '/api/v1/jurisdictions/:jurisdiction/profile',
    access: 'none',
    summary: 'The whole profile: each rule with its clause',
    params: z.object({ jurisdiction }),
    ok: jurisdictionView.extend({ rules: z.record(z.string(), z.unknown()) }),
  }),
};
