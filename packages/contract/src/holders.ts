import { z } from 'zod';
import { id, idParams, instant, jurisdiction } from './common.ts';
import { role } from './identity.ts';
import { route } from './route.ts';

/** One of the three rights over data (三权分离) with its holder, its basis and its time (AUT-12). */
export const heldRight = z.object({
  right: z.enum(['holding', 'operation', 'use']),
  holder: id,
  holderName: z.string(),
  basis: z.object({ kind: z.enum(['resource', 'operation-agreement', 'grant']), id }),
  via: z.enum(['duty', 'mandate', 'agreement', 'grant']),
  from: instant,
  /** Null: as long as the duty lasts. */
  until: instant.nullable(),
  state: z.enum(['coming', 'running', 'suspended', 'over']),
  /** Reaches beyond the right it rests on. */
  beyond: z.boolean(),
});

/** Who answers for a stage of the life of data: who builds, manages, operates, uses it (SEC-01). */
export const responsibility = z.object({
  stage: z.enum(['build', 'manage', 'operate', 'use']),
  body: id,
  bodyName: z.string(),
  role,
  /** Names are told to public bodies and to the body itself. */
  people: z.array(z.object({ id, name: z.string().optional() })),
});

const holders = z.object({
  id,
  title: z.string(),
  jurisdiction,
  /** The information system that the resource comes from, where it was named. */
  system: id.nullable(),
  rights: z.array(heldRight),
  responsible: z.array(responsibility),
  /** Stages for which nobody answers now: a body without a person in the role, or no body at all. */
  vacant: z.array(responsibility.shape.stage),
});

export const holderRoutes = {
  readResourceHolders: route({
    ...{ name: 'readResourceHolders', method: 'GET', path: '/api/v1/resources/:id/holders', access: 'session' },
    summary: 'Who holds which right over a resource, and who answers for it at each stage (AUT-12, SEC-01)',
    params: idParams,
    ok: holders,
  }),
  readProductHolders: route({
    ...{ name: 'readProductHolders', method: 'GET', path: '/api/v1/products/:id/holders', access: 'session' },
    summary: 'The same for everything that a product was made from (AUT-12, SEC-01)',
    params: idParams,
    ok: z.object({
      id,
      title: z.string(),
      developer: id,
      developerName: z.string(),
      grantId: id,
      sources: z.array(holders),
    }),
  }),
};
