import { disclosureRoutes, type Answer, type lineageRoutes } from '@sluice/contract';
import { useRead } from '../../api/use-call.ts';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { DataTable } from '../../design/data-table.tsx';
import { Empty } from '../../design/empty.tsx';
import { State } from '../../design/marks.tsx';
import { Panel } from '../../design/primitives.tsx';
import { nameIn, useLanguage } from '../../i18n/area.ts';
import { useSupervisionWords } from '../../i18n/supervision/index.ts';

type Entry = Answer<typeof lineageRoutes.searchLog>['items'][number];

const uses = (entries: readonly Entry[], grant: string, type: RegExp): number =>
  entries.filter((entry) => type.test(entry.type) && entry.subjects.some((subject) => subject.id === grant)).length;

/** Planned and actual use side by side: what each grant is for and until when, and what was done under it today (SVN-11). */
export function UseTable(props: {
  readonly data: { readonly items: readonly Entry[] };
  readonly place: string | undefined;
}) {
  const w = useSupervisionWords().use;
  const language = useLanguage();
  const grants = useRead(disclosureRoutes.listDisclosedGrants, {
    query: props.place ? { jurisdiction: props.place } : {},
  });
  return (
    <Panel id="use" title={w.title} note={w.note}>
      <Await query={grants} skeleton={<RowsSkeleton rows={3} />}>
        {({ items }) => (
          <DataTable
            label={w.title}
            rows={items}
            rowKey={(row) => row.id}
            href={(row) => `/console/evidence?story=${encodeURIComponent(`grant:${row.id}`)}`}
            empty={<Empty icon="grant" title={w.empty} />}
            columns={[
              { id: 'grant', title: w.grant, cell: (row) => nameIn(language, row.developer, row.developerEn) },
              { id: 'plan', title: w.plan, minor: true, cell: (row) => row.scenarioTitle },
              { id: 'state', title: w.state, cell: (row) => <State of={`grantState.${row.state}`} /> },
              { id: 'until', title: w.until, minor: true, nowrap: true, cell: (row) => row.endsAt.slice(0, 10) },
              {
                id: 'runs',
                title: w.runs,
                numeric: true,
                cell: (row) => uses(props.data.items, row.id, /^gate\.(query-run|cube-released|result-held)/),
              },
              {
                id: 'refused',
                title: w.refused,
                numeric: true,
                cell: (row) => uses(props.data.items, row.id, /refused|overuse/),
              },
            ]}
          />
        )}
      </Await>
    </Panel>
  );
}
