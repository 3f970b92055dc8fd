import { z } from 'zod';
import { instant, jurisdiction } from './common.ts';
import { route } from './route.ts';
import { callRecord } from './trading.ts';

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
};
