import { registerRoutes } from '@sluice/contract';
import { useBodyName } from '../../api/bodies.ts';
import { useMay } from '../../api/may.ts';
import { useRead } from '../../api/use-call.ts';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { DataTable } from '../../design/data-table.tsx';
import { Empty } from '../../design/empty.tsx';
import { Go } from '../../design/go.tsx';
import { Panel } from '../../design/primitives.tsx';
import { Stack } from '../../design/open-panel.tsx';
import { useAgencyWords } from '../../i18n/agency/index.ts';
import { formatInstant } from '../../i18n/format.ts';
import type { Scope } from './agency-page.tsx';

/** What is registered and not listed, listed and not gathered, gathered and not as it was listed (CAT-03, COL-14). */
export function GapsTab({ scope }: { readonly scope: Scope }) {
  const w = useAgencyWords().gaps;
  const may = useMay();
  const bodyName = useBodyName();
  const figures = useRead(registerRoutes.readGatheringFigures, {});
  return (
    <Await query={figures} skeleton={<RowsSkeleton rows={6} />}>
      {(data) => (
        <Stack>
          <Panel id="uncatalogued" title={w.uncatalogued}>
            <DataTable
              label={w.uncatalogued}
              rows={scope.of(data.systems).filter((one) => one.published === 0)}
              rowKey={(row) => row.systemId}
              empty={<Empty icon="check" title={w.uncataloguedNone} />}
              columns={[
                { id: 'name', title: w.system, cell: (row) => row.name },
                { id: 'owner', title: w.owner, minor: true, cell: (row) => row.ownerName },
                {
                  id: 'act',
                  title: '',
                  cell: (row) =>
                    may('resource.register') && scope.ownerId === row.ownerId ? (
                      <Go to={`/console/agency/entry?system=${row.systemId}`}>{w.compile}</Go>
                    ) : null,
                },
              ]}
            />
          </Panel>
          <Panel id="ungathered" title={w.ungathered}>
            <DataTable
              label={w.ungathered}
              rows={scope.of(data.coverage.gaps)}
              rowKey={(row) => row.resourceId}
              href={(row) => `/console/catalogue/${row.resourceId}`}
              empty={<Empty icon="check" title={w.ungatheredNone} />}
              columns={[
                { id: 'title', title: w.resource, cell: (row) => row.title },
                { id: 'owner', title: w.owner, minor: true, cell: (row) => bodyName(row.ownerId) ?? '' },
                { id: 'age', title: w.age, unit: w.days, numeric: true, cell: (row) => row.ageDays },
              ]}
            />
          </Panel>
          <Panel id="broken" title={w.broken}>
            <DataTable
              label={w.broken}
              rows={scope.of(data.brokenLinks)}
              rowKey={(row) => row.resourceId}
              href={(row) => `/console/catalogue/${row.resourceId}`}
              empty={<Empty icon="check" title={w.brokenNone} />}
              columns={[
                { id: 'title', title: w.resource, cell: (row) => row.title },
                { id: 'owner', title: w.owner, minor: true, cell: (row) => bodyName(row.ownerId) ?? '' },
                { id: 'columns', title: w.columns, cell: (row) => row.columns.join('、') },
                { id: 'since', title: w.since, minor: true, nowrap: true, cell: (row) => formatInstant(row.since) },
              ]}
            />
          </Panel>
        </Stack>
      )}
    </Await>
  );
}
