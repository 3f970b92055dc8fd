import { registerRoutes } from '@sluice/contract';
import { useBodyName } from '../../api/bodies.ts';
import { useRead } from '../../api/use-call.ts';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { DataTable } from '../../design/data-table.tsx';
import { Empty } from '../../design/empty.tsx';
import { Panel, Tag } from '../../design/primitives.tsx';
import { fill, sayOf, useLanguage } from '../../i18n/area.ts';
import { useRegisterWords } from '../../i18n/registers/index.ts';

const TONE = { open: 'info', overdue: 'bad', 'in-time': 'ok', late: 'warn' } as const;

/** Changes of law or function with the entries that have to follow, and by when. */
export function ChangesTab() {
  const w = useRegisterWords();
  const language = useLanguage();
  const c = w.changes;
  const bodyName = useBodyName();
  const changes = useRead(registerRoutes.listChanges, {});
  return (
    <Panel id="changes" title={w.tabs.changes}>
      <Await query={changes} skeleton={<RowsSkeleton />}>
        {({ items }) => (
          <DataTable
            label={w.tabs.changes}
            rows={items}
            rowKey={(row) => row.id}
            empty={<Empty icon="clock" title={c.empty} text={c.emptyText} />}
            columns={[
              { id: 'title', title: c.title, cell: (row) => sayOf(language, c.grounds[row.ground], row.title) },
              {
                id: 'state',
                title: w.state,
                nowrap: true,
                cell: (row) => <Tag tone={TONE[row.state]}>{c.states[row.state]}</Tag>,
              },
              { id: 'owner', title: c.owner, minor: true, cell: (row) => bodyName(row.ownerId) ?? '' },
              { id: 'happened', title: c.happened, minor: true, nowrap: true, cell: (row) => row.happenedOn },
              { id: 'due', title: w.due, nowrap: true, cell: (row) => row.dueOn ?? '' },
              {
                id: 'entries',
                title: c.entries,
                numeric: true,
                cell: (row) =>
                  fill(c.entriesValue, {
                    done: row.entries.filter((one) => one.submittedOn !== undefined).length,
                    all: row.entries.length,
                  }),
              },
            ]}
          />
        )}
      </Await>
    </Panel>
  );
}
