import { authorizationRoutes } from '@sluice/contract';
import { useTranslation } from '../../i18n/translate.ts';
import { useRead } from '../../api/use-call.ts';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { DataTable } from '../../design/data-table.tsx';
import { Panel } from '../../design/primitives.tsx';
import { useHomeWords } from '../../i18n/home/index.ts';

/** Steps past their limit, listed against the unit in charge. */
export function OverdueCard() {
  const w = useHomeWords().overdue;
  const { t } = useTranslation();
  // Without any, the figure above says so; an empty card would say it twice.
  const steps = useRead(authorizationRoutes.listOverdueSteps, { query: {} }, { refetchMs: 60_000 });
  if (steps.data?.items.length === 0) return null;
  return (
    <Panel id="overdue" title={w.title}>
      <Await query={steps} skeleton={<RowsSkeleton rows={2} />}>
        {({ items }) => (
          <DataTable
            label={w.title}
            rows={items}
            rowKey={(row) => row.id + row.step}
            columns={[
              { id: 'step', title: w.step, cell: (row) => row.step },
              { id: 'role', title: w.role, cell: (row) => t(`role.${row.role}` as 'role.buyer') },
              { id: 'due', title: w.due, cell: (row) => row.dueOn },
              { id: 'over', title: w.over, unit: w.days, numeric: true, cell: (row) => row.workingDaysOver },
            ]}
          />
        )}
      </Await>
    </Panel>
  );
}
