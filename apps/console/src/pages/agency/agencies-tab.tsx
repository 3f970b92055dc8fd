import { catalogueRoutes, registerRoutes } from '@sluice/contract';
import { useBodyName } from '../../api/bodies.ts';
import { useRead } from '../../api/use-call.ts';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { DataTable } from '../../design/data-table.tsx';
import { Empty } from '../../design/empty.tsx';
import { Panel } from '../../design/primitives.tsx';
import { Stack } from '../../design/open-panel.tsx';
import { Meter } from '../../design/stat-card.tsx';
import { joinWords, useLanguage } from '../../i18n/area.ts';
import { useAgencyWords } from '../../i18n/agency/index.ts';
import type { Scope } from './agency-page.tsx';
import css from './agency.module.css';

const LOW = 60;

/** Coverage and promptness agency by agency, and the entries that are out of date with why (CAT-03, COL-09). */
export function AgenciesTab({ scope }: { readonly scope: Scope }) {
  const w = useAgencyWords().agencies;
  const language = useLanguage();
  const bodyName = useBodyName();
  const prompt = useRead(registerRoutes.readPromptness, {});
  const coverage = useRead(catalogueRoutes.getCoverage, { query: {} }).data?.owners ?? [];
  return (
    <Await query={prompt} skeleton={<RowsSkeleton rows={6} />}>
      {({ owners }) => {
        const rows = scope.of(owners);
        const stale = rows
          .flatMap((owner) => owner.stale.map((one) => ({ ...one, owner: bodyName(owner.ownerId) ?? owner.ownerName })))
          .toSorted((a, b) => b.days - a.days);
        return (
          <Stack>
            <Panel id="agencies" title={w.title} note={w.note}>
              <DataTable
                label={w.title}
                toolsId="agencies"
                rows={rows}
                rowKey={(row) => row.ownerId}
                href={(row) => `/console/catalogue?ownerId=${row.ownerId}`}
                empty={<Empty icon="people" title={w.empty} />}
                columns={[
                  { id: 'owner', title: w.owner, cell: (row) => bodyName(row.ownerId) ?? row.ownerName },
                  { id: 'entries', title: w.entries, numeric: true, minor: true, cell: (row) => row.entries },
                  {
                    id: 'promptness',
                    title: w.promptness,
                    unit: '%',
                    numeric: true,
                    cell: (row) => <Share value={row.promptness} label={`${row.ownerName} ${w.promptness}`} />,
                  },
                  {
                    id: 'coverage',
                    title: w.coverage,
                    unit: '%',
                    numeric: true,
                    cell: (row) => {
                      const of = coverage.find((one) => one.ownerId === row.ownerId);
                      return of ? <Share value={of.percent} label={`${row.ownerName} ${w.coverage}`} /> : '';
                    },
                  },
                  { id: 'stale', title: w.stale, numeric: true, cell: (row) => row.stale.length },
                ]}
              />
            </Panel>
            <Panel id="stale" title={w.staleTitle}>
              <DataTable
                label={w.staleTitle}
                toolsId="stale"
                rows={stale}
                rowKey={(row) => row.resourceId}
                href={(row) => `/console/catalogue/${row.resourceId}?tab=quality`}
                empty={<Empty icon="check" title={w.staleNone} />}
                columns={[
                  { id: 'title', title: w.resource, cell: (row) => row.title },
                  { id: 'owner', title: w.owner, minor: true, cell: (row) => row.owner },
                  {
                    id: 'reason',
                    title: w.reason,
                    cell: (row) =>
                      joinWords(
                        language,
                        row.reasons.map((reason) => w.reasons[reason]),
                      ),
                  },
                  {
                    id: 'days',
                    title: w.days,
                    unit: language === 'en' ? 'days' : '天',
                    numeric: true,
                    cell: (row) => row.days,
                  },
                ]}
              />
            </Panel>
          </Stack>
        );
      }}
    </Await>
  );
}

function Share(props: { readonly value: number; readonly label: string }) {
  return (
    <span className={css['share']}>
      <Meter value={props.value} max={100} label={props.label} tone={props.value < LOW ? 'warn' : 'ok'} />
      <span>{props.value}</span>
    </span>
  );
}
