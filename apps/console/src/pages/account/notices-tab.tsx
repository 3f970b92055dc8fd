import { caseOfficeRoutes } from '@sluice/contract';
import { useRead, useWrite } from '../../api/use-call.ts';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { DataTable } from '../../design/data-table.tsx';
import { Empty } from '../../design/empty.tsx';
import { Go } from '../../design/go.tsx';
import { Button, Panel } from '../../design/primitives.tsx';
import { fill } from '../../i18n/area.ts';
import { formatInstant } from '../../i18n/format.ts';
import { useAccountWords } from '../../i18n/account/index.ts';

/** Reminders, what was sent for information, hearings: each leads to its case. */
export function NoticesTab() {
  const w = useAccountWords().notices;
  const notices = useRead(caseOfficeRoutes.listCaseNotices, { query: {} });
  const read = useWrite(caseOfficeRoutes.readNotice, { quiet: true });
  const unread = notices.data?.unread ?? 0;
  return (
    <Panel id="case-notices" title={w.title} note={unread > 0 ? fill(w.unread, { count: unread }) : w.note}>
      <Await query={notices} skeleton={<RowsSkeleton rows={5} />}>
        {({ items }) => (
          <DataTable
            label={w.title}
            rows={items}
            rowKey={(row) => row.id}
            empty={<Empty icon="bell" title={w.empty} text={w.emptyText} />}
            columns={[
              { id: 'kind', title: w.kind, nowrap: true, cell: (row) => w.kinds[row.kind] },
              {
                id: 'case',
                title: w.case,
                cell: (row) =>
                  row.caseKind === 'application' ? (
                    <Go to={`/console/cases/${row.subject.replace(/^application:/, '')}`}>{row.title ?? w.case}</Go>
                  ) : (
                    (row.title ?? w.case)
                  ),
              },
              { id: 'text', title: w.text, cell: (row) => row.text },
              { id: 'from', title: w.from, minor: true, cell: (row) => row.fromBody.name },
              { id: 'at', title: w.at, minor: true, nowrap: true, cell: (row) => formatInstant(row.at) },
              {
                id: 'read',
                title: '',
                nowrap: true,
                cell: (row) =>
                  row.readAt ? (
                    w.isRead
                  ) : (
                    <Button look="quiet" onClick={() => read.mutate({ params: { id: row.id } })}>
                      {w.read}
                    </Button>
                  ),
              },
            ]}
          />
        )}
      </Await>
    </Panel>
  );
}
