import { z } from 'zod';
import { id, instant, jurisdiction } from './common.ts';
import { route } from './route.ts';
import { callRecord } from './trading.ts';

const lineageNode = z.object({
  kind: z.enum(['system', 'resource', 'epoch', 'batch', 'application', 'grant', 'freeze', 'product', 'order', 'buyer']),
  id: z.string(),
  /** Field of a resource, or column of a product, when the question was asked at field level. */
  fields: z.array(z.string()),
  /** Steps from the object that was asked about. */
  depth: z.number().int(),
});

export const overviewRoutes = {
  getOverview: route({
    name: 'getOverview',
    method: 'GET',
    path: '/api/v1/overview',
    access: 'none',
    summary: 'What this city has, by jurisdiction, and the latest calls with their evidence entries',
    ok: z.object({
      at: instant,
      jurisdictions: z.array(
        z.object({
          jurisdiction,
          resources: z.number().int(),
          records: z.number().int(),
          applications: z.number().int(),
          grants: z.number().int(),
          products: z.number().int(),
          orders: z.number().int(),
          calls: z.number().int(),
        }),
      ),
      /** Of no named buyer: the order stays with those who may see it. */
      recentCalls: z.array(callRecord.omit({ orderId: true })),
    }),
  }),
  traceLineage: route({
    name: 'traceLineage',
    method: 'GET',
    path: '/api/v1/lineage/:id',
    access: 'session',
    summary:
      'From a product back to its sources, or from a resource forward to all buyers, at data set and field level (AUD-01)',
    params: z.object({ id }),
    query: z.object({ direction: z.enum(['back', 'forward']), field: z.string().max(63).optional() }),
    ok: z.object({
      nodes: z.array(lineageNode),
      edges: z.array(z.object({ from: z.string(), to: z.string(), rel: z.string(), fields: z.array(z.string()) })),
    }),
  }),
};
