import type { overviewRoutes } from '@sluice/contract';
import type { Db } from '@sluice/database';
import type { Clock } from '@sluice/kernel';
import type { Trading } from '@sluice/trading';
import type { Handlers } from '../handlers.ts';
import { describeCalls } from './trading.ts';

export interface OverviewServices {
  readonly db: Db;
  readonly clock: Clock;
  readonly trading: Trading;
  /** Jurisdictions that this installation serves, in the order in which they are shown. */
  readonly jurisdictions: readonly string[];
  readonly countResources: (
    db: Db,
  ) => Promise<readonly { readonly jurisdiction: string; readonly resources: number; readonly records: number }[]>;
  readonly countGrants: (
    db: Db,
  ) => Promise<readonly { readonly jurisdiction: string; readonly applications: number; readonly grants: number }[]>;
}

const RECENT_CALLS = 20;

/** What this city has, and where data comes from and goes to. */
export function overviewHandlers(services: OverviewServices): Handlers<typeof overviewRoutes> {
  const { db, trading } = services;
  return {
    async getOverview() {
      const [resources, grants, trade] = [
        await services.countResources(db),
        await services.countGrants(db),
        await trading.counts(db),
      ];
      const of = <T extends { readonly jurisdiction: string }>(rows: readonly T[], id: string) =>
        rows.find((row) => row.jurisdiction === id);
      const calls = await describeCalls(db, await trading.latestCalls(db, RECENT_CALLS));
      return {
        at: services.clock.now().toISOString(),
        jurisdictions: services.jurisdictions.map((jurisdiction) => ({
          jurisdiction,
          resources: of(resources, jurisdiction)?.resources ?? 0,
          records: of(resources, jurisdiction)?.records ?? 0,
          applications: of(grants, jurisdiction)?.applications ?? 0,
          grants: of(grants, jurisdiction)?.grants ?? 0,
          products: of(trade, jurisdiction)?.products ?? 0,
          orders: of(trade, jurisdiction)?.orders ?? 0,
          calls: of(trade, jurisdiction)?.calls ?? 0,
        })),
        recentCalls: calls.map(({ orderId: _orderId, ...call }) => call),
      };
    },
  };
}
