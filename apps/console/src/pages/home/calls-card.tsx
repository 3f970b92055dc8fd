import { overviewRoutes } from '@sluice/contract';
import { useRead } from '../../api/use-call.ts';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { DataTable } from '../../design/data-table.tsx';
import { Empty } from '../../design/empty.tsx';
import { Panel } from '../../design/primitives.tsx';
import { formatInstant } from '../../i18n/format.ts';
import { useTranslation } from '../../i18n/translate.ts';
import { useHomeWords } from '../../i18n/home/index.ts';

const SHOWN = 6;

/** The latest calls of the jurisdiction's products; each leads to its chain. */
export function CallsCard(props: { readonly jurisdiction: string }) {
  const w = useHomeWords().calls;
  const { t } = useTranslation();
  const overview = useRead(overviewRoutes.getOverview, {}, { refetchMs: 30_000 });
  return (
    <Panel id="calls" title={w.title} note={w.note}>
      <Await query={overview} skeleton={<RowsSkeleton rows={3} />}>
        {({ recentCalls }) => (
          <DataTable
            label={w.title}
            rows={recentCalls.filter((call) => call.jurisdiction === props.jurisdiction).slice(0, SHOWN)}
            rowKey={(row) => row.id}
            href={(row) => `/console/evidence?entry=${row.entryId}`}
            empty={<Empty icon="call" title={w.empty} text={w.emptyText} />}
            columns={[
              {
                id: 'product',
                title: w.product,
                cell: (row) => (
                  <>
                    {row.productTitle} <small>{t('lists.callNumber', { tail: row.id.slice(-4) })}</small>
                  </>
                ),
              },
              { id: 'rows', title: w.rows, unit: w.rowUnit, numeric: true, minor: true, cell: (row) => row.rows },
              { id: 'price', title: w.price, unit: w.yuan, numeric: true, minor: true, cell: (row) => row.price },
              { id: 'at', title: w.at, numeric: true, nowrap: true, cell: (row) => formatInstant(row.at) },
            ]}
          />
        )}
      </Await>
    </Panel>
  );
}
