import { authorizationRoutes, clockRoutes, gateRoutes, lineageRoutes, overviewRoutes } from '@sluice/contract';
import { useSession } from '../../api/session.ts';
import { useRead } from '../../api/use-call.ts';
import { Tabs } from '../../design/detail-page.tsx';
import { PageHead } from '../../design/page-head.tsx';
import { StatCard } from '../../design/stat-card.tsx';
import { fill } from '../../i18n/area.ts';
import { useSupervisionWords } from '../../i18n/supervision/index.ts';
import { FlowPanel } from './flow-panel.tsx';
import { CallsTable, HealthPanel, OverdueTable, OveruseTable } from './oversight-tables.tsx';
import css from './supervision.module.css';

const MOST = 200;
const REFRESH_MS = 30_000;

/** A supervisor's first page: flows of the day, refusals, what is overdue, the chain of any call. Nothing here writes. */
export function SupervisionPage() {
  const w = useSupervisionWords();
  const place = useSession().data?.active.jurisdiction;
  const clock = useRead(clockRoutes.readClock, {}, { staleMs: 60_000 });
  const from = clock.data ? `${clock.data.today}T00:00:00+08:00` : undefined;
  const log = useRead(
    lineageRoutes.searchLog,
    {
      query: {
        limit: MOST,
        counted: 'true' as const,
        ...(from ? { from } : {}),
        ...(place ? { jurisdiction: place } : {}),
      },
    },
    { enabled: from !== undefined, refetchMs: REFRESH_MS },
  );
  const overuse = useRead(gateRoutes.listOveruse, { query: {} }, { refetchMs: REFRESH_MS });
  const overdue = useRead(authorizationRoutes.listOverdueSteps, { query: {} }, { refetchMs: REFRESH_MS });
  const overview = useRead(overviewRoutes.getOverview, {}, { refetchMs: REFRESH_MS });
  const figures = overview.data?.jurisdictions.find((one) => one.jurisdiction === place);
  const items = log.data?.items ?? [];
  const refusals = items.filter((entry) => /refused|blocked|overuse/.test(entry.type)).length;
  const value = (query: { readonly isError: boolean }, found: number | undefined) => (query.isError ? null : found);
  return (
    <>
      <PageHead title={w.title} note={w.note} />
      <div className={css['page']}>
        <StatCard
          label={w.figures}
          stats={[
            {
              id: 'acts',
              title: w.stats.acts,
              unit: w.units.acts,
              value: value(log, log.data?.total),
              href: '/console/evidence',
            },
            {
              id: 'overuse',
              title: w.stats.overuse,
              unit: w.units.overuse,
              value: value(overuse, overuse.data?.total),
              href: '/console/supervision?tab=overuse',
            },
            {
              id: 'refusals',
              title: w.stats.refusals,
              unit: w.units.refusals,
              value: value(log, log.data ? refusals : undefined),
              // Only the acts of the newest page are looked through.
              ...(log.data?.next ? { note: fill(w.capped, { count: MOST }) } : {}),
              href: '/console/supervision?tab=overuse',
            },
            {
              id: 'overdue',
              title: w.stats.overdue,
              unit: w.units.overdue,
              value: value(overdue, overdue.data?.items.length),
              href: '/console/supervision?tab=overdue',
              ...(overdue.data && overdue.data.items.length > 0 ? { tone: 'bad' as const } : {}),
            },
            {
              id: 'calls',
              title: w.stats.calls,
              unit: w.units.calls,
              value: figures?.calls,
              href: '/console/supervision?tab=calls',
            },
          ]}
        />
        <div>
          <Tabs
            label={w.title}
            tabs={[
              { id: 'flow', title: w.tabs.flow, content: () => <FlowPanel log={log} place={place} /> },
              {
                id: 'overuse',
                title: w.tabs.overuse,
                ...(overuse.data ? { count: overuse.data.total } : {}),
                content: () => <OveruseTable query={overuse} />,
              },
              {
                id: 'overdue',
                title: w.tabs.overdue,
                ...(overdue.data ? { count: overdue.data.items.length } : {}),
                content: () => <OverdueTable query={overdue} />,
              },
              { id: 'calls', title: w.tabs.calls, content: () => <CallsTable query={overview} place={place} /> },
              { id: 'health', title: w.tabs.health, content: () => <HealthPanel /> },
            ]}
          />
        </div>
      </div>
    </>
  );
}
