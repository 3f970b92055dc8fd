import { sourceRoutes, type Answer } from '@sluice/contract';
import { useUrl } from '../../api/url-state.ts';
import { useRead, useWrite } from '../../api/use-call.ts';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { ConfirmAct } from '../../design/confirm-act.tsx';
import { DataTable } from '../../design/data-table.tsx';
import { Empty } from '../../design/empty.tsx';
import { Go } from '../../design/go.tsx';
import { OpenPanel, Stack } from '../../design/open-panel.tsx';
import { Panel, Tag } from '../../design/primitives.tsx';
import buttons from '../../design/primitives.module.css';
import { fill } from '../../i18n/area.ts';
import { formatInstant } from '../../i18n/format.ts';
import { useSourceWords } from '../../i18n/sources/index.ts';
import { SourceRuns } from './source-runs.tsx';
import type { SettingName } from './source-settings.ts';

type Source = Answer<typeof sourceRoutes.listSources>['items'][number];

/** Where a resource's data comes from; the open source (`?source=`) with its connection, acts and runs. */
export function SourcesPart({ id, edits }: { readonly id: string; readonly edits: boolean }) {
  const w = useSourceWords();
  const open = useUrl().get('source');
  const sources = useRead(sourceRoutes.listSources, { params: { id } });
  const register = edits ? (
    <Go className={buttons['button']} to={`/console/agency/source?resource=${id}`}>
      {w.register}
    </Go>
  ) : null;
  const one = sources.data?.items.find((source) => source.id === open) ?? sources.data?.items[0];
  return (
    <Stack>
      <Panel id="sources" title={w.title} note={w.note} action={register}>
        <Await query={sources} skeleton={<RowsSkeleton rows={3} />} roles={['source-agency', 'custodian']}>
          {({ items }) => (
            <DataTable
              label={w.title}
              rows={items}
              rowKey={(row) => row.id}
              href={(row) => `/console/catalogue/${id}?tab=sources&source=${row.id}`}
              current={one?.id ?? null}
              empty={<Empty icon="system" title={w.empty} text={w.emptyText} />}
              columns={[
                { id: 'title', title: w.name, cell: (row) => row.title },
                {
                  id: 'state',
                  title: w.state,
                  nowrap: true,
                  cell: (row) => (
                    <Tag tone={row.failures > 0 ? 'bad' : row.state === 'active' ? 'ok' : 'warn'}>
                      {w.states[row.state]}
                    </Tag>
                  ),
                },
                { id: 'kind', title: w.kind, minor: true, cell: (row) => w.kinds[row.kind] },
                { id: 'mode', title: w.mode, minor: true, cell: (row) => w.modes[row.mode] },
                {
                  id: 'every',
                  title: w.every,
                  minor: true,
                  cell: (row) => (row.everyMinutes ? fill(w.everyValue, { minutes: row.everyMinutes }) : w.byHand),
                },
                {
                  id: 'next',
                  title: w.nextRun,
                  nowrap: true,
                  cell: (row) => (row.nextRunAt ? formatInstant(row.nextRunAt) : ''),
                },
              ]}
            />
          )}
        </Await>
      </Panel>
      {one ? <OpenSource key={one.id} source={one} edits={edits} /> : null}
    </Stack>
  );
}

function OpenSource({ source, edits }: { readonly source: Source; readonly edits: boolean }) {
  const w = useSourceWords();
  const names: Readonly<Record<string, string>> = w.setting;
  const shown = Object.entries(source.settings).filter(([, value]) => ['string', 'number'].includes(typeof value));
  return (
    <>
      <OpenPanel
        id="source"
        title={source.title}
        note={w.kinds[source.kind]}
        columns={3}
        facts={[
          ...shown
            .filter(([name]) => name in names)
            .map(([name, value]) => [names[name as SettingName] ?? name, String(value)] as const),
          [w.watermark, source.watermark],
          [w.failures, source.failures > 0 ? source.failures : null],
          [w.created, formatInstant(source.createdAt)],
        ]}
        acts={edits ? <Acts source={source} /> : null}
      />
      <SourceRuns id={source.id} resourceId={source.resourceId} />
    </>
  );
}

function Acts({ source }: { readonly source: Source }) {
  const w = useSourceWords();
  const change = useWrite(sourceRoutes.changeSource);
  const run = useWrite(sourceRoutes.runSource, { done: w.ran });
  const params = { id: source.id };
  const paused = source.state === 'paused';
  return (
    <>
      <ConfirmAct
        label={paused ? w.resume : w.pause}
        text={paused ? w.resumeText : w.pauseText}
        act={() => change.mutateAsync({ params, body: { state: paused ? 'active' : 'paused' } })}
      />
      <ConfirmAct label={w.run} look="primary" text={w.runText} act={() => run.mutateAsync({ params })} />
    </>
  );
}
