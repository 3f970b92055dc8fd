import { registerRoutes, type Answer } from '@sluice/contract';
import { useMay } from '../../api/may.ts';
import { useSession } from '../../api/session.ts';
import { changeUrl, useUrl } from '../../api/url-state.ts';
import { useRead } from '../../api/use-call.ts';
import { Tabs } from '../../design/detail-page.tsx';
import { Go } from '../../design/go.tsx';
import { PageHead } from '../../design/page-head.tsx';
import { Segmented } from '../../design/primitives.tsx';
import buttons from '../../design/primitives.module.css';
import { Stack } from '../../design/open-panel.tsx';
import { StatCard } from '../../design/stat-card.tsx';
import { fill } from '../../i18n/area.ts';
import { useAgencyWords } from '../../i18n/agency/index.ts';
import { AgenciesTab } from './agencies-tab.tsx';
import { CompareTab } from './compare-tab.tsx';
import { GapsTab } from './gaps-tab.tsx';
import { ServicesTab } from './services-tab.tsx';
import { SystemsTab } from './systems-tab.tsx';
import { TicketsTab } from './tickets-tab.tsx';

export type Figures = Answer<typeof registerRoutes.readGatheringFigures>;

/** Whose things are shown: the own agency's, or those of all. */
export interface Scope {
  readonly ownerId: string | undefined;
  readonly of: <T extends { readonly ownerId: string }>(items: readonly T[]) => readonly T[];
}

/** A source agency's desk: systems, gaps, tasks, time limits; for authority and custodian those of every agency. */
export function AgencyPage() {
  const w = useAgencyWords();
  const may = useMay();
  const active = useSession().data?.active;
  const all = useUrl().get('scope') === 'all' || active?.role !== 'source-agency';
  const ownerId = all ? undefined : active.bodyId;
  const scope: Scope = {
    ownerId,
    of: (items) => (ownerId === undefined ? items : items.filter((item) => item.ownerId === ownerId)),
  };
  return (
    <>
      <PageHead
        title={w.title}
        note={all ? w.noteAll : fill(w.noteOwn, { body: active.bodyName })}
        actions={
          may('resource.register') ? (
            <>
              <Segmented
                label={w.scope}
                value={all ? 'all' : 'own'}
                options={[
                  { value: 'own', label: w.own },
                  { value: 'all', label: w.all },
                ]}
                onChange={(value) => changeUrl({ scope: value === 'all' ? 'all' : null })}
              />
              <Go className={buttons['button']} to="/console/agency/import">
                {w.import}
              </Go>
              <Go className={`${buttons['button']} ${buttons['primary']}`} to="/console/agency/entry">
                {w.compile}
              </Go>
            </>
          ) : null
        }
      />
      <Stack>
        <Glance scope={scope} />
        <Tabs
          label={w.title}
          tabs={[
            { id: 'systems', title: w.tabs.systems, content: () => <SystemsTab scope={scope} /> },
            { id: 'gaps', title: w.tabs.gaps, content: () => <GapsTab scope={scope} /> },
            { id: 'agencies', title: w.tabs.agencies, content: () => <AgenciesTab scope={scope} /> },
            { id: 'tickets', title: w.tabs.tickets, content: () => <TicketsTab scope={scope} /> },
            { id: 'compare', title: w.tabs.compare, content: () => <CompareTab /> },
            { id: 'services', title: w.tabs.services, content: () => <ServicesTab scope={scope} /> },
          ].filter((tab) => tab.id !== 'compare' || may('cross-check.run'))}
        />
      </Stack>
    </>
  );
}

/** The figures that matter to who supplies data; each opens the tab it counts. */
function Glance({ scope }: { readonly scope: Scope }) {
  const w = useAgencyWords();
  const f = w.figure;
  const figures = useRead(registerRoutes.readGatheringFigures, {}).data;
  const prompt = useRead(registerRoutes.readPromptness, {}).data;
  const systems = figures && scope.of(figures.systems);
  const owners = prompt && scope.of(prompt.owners);
  const failing = systems?.filter((one) => one.health === 'failing').length ?? 0;
  const entries = owners?.reduce((sum, one) => sum + one.entries, 0);
  const stale = owners?.reduce((sum, one) => sum + one.stale.length, 0);
  const gaps =
    figures &&
    scope.of(figures.coverage.gaps).length +
      scope.of(figures.brokenLinks).length +
      (systems?.filter((one) => one.published === 0).length ?? 0);
  const percent =
    entries && stale !== undefined
      ? fill(f.prompt, { percent: (((entries - stale) / entries) * 100).toFixed(1) })
      : ' ';
  return (
    <StatCard
      label={w.figures}
      stats={[
        {
          id: 'systems',
          title: f.systems,
          value: systems?.length,
          note: failing > 0 ? fill(f.failing, { count: failing }) : systems?.length ? f.healthy : ' ',
          href: '/console/agency',
        },
        { id: 'entries', title: f.entries, value: entries, note: percent, href: '/console/agency?tab=agencies' },
        {
          id: 'gaps',
          title: f.gaps,
          value: gaps,
          note: f.gapsNote,
          href: '/console/agency?tab=gaps',
        },
        {
          id: 'stale',
          title: f.stale,
          value: stale,
          note: f.staleNote,
          href: '/console/agency?tab=agencies',
          ...(stale ? { tone: 'bad' as const } : {}),
        },
        {
          id: 'records',
          title: f.records,
          value: scope.ownerId === undefined ? figures?.recordsGathered : null,
          note: figures?.realTimeRate === undefined ? ' ' : fill(f.realTime, { percent: figures.realTimeRate }),
        },
      ]}
    />
  );
}
