import { authorizationRoutes, type Answer } from '@sluice/contract';
import { useBodyName } from '../../api/bodies.ts';
import { useSession } from '../../api/session.ts';
import { changeUrl, useUrl } from '../../api/url-state.ts';
import { useRead } from '../../api/use-call.ts';
import { useWorkingDays } from '../../api/working-days.ts';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { DataTable } from '../../design/data-table.tsx';
import { Empty } from '../../design/empty.tsx';
import { Go } from '../../design/go.tsx';
import { ListPage, usePage, type Facet } from '../../design/list-page.tsx';
import { ClockChip, State } from '../../design/marks.tsx';
import { Segmented } from '../../design/primitives.tsx';
import buttons from '../../design/primitives.module.css';
import { titleIn, useLanguage } from '../../i18n/area.ts';
import { useCasesWords } from '../../i18n/cases/index.ts';
import { formatInstant } from '../../i18n/format.ts';
import css from './cases-page.module.css';
import { useTerms } from '../../i18n/terms/index.ts';

type Row = Answer<typeof authorizationRoutes.listApplications>['items'][number];
const STATES = ['draft', 'in-review', 'supplement', 'approved', 'granted', 'refused', 'withdrawn', 'lapsed'] as const;
const PAGE_SIZE = 50;

/** Applications the reader may see, by stage. */
export function CasesPage() {
  const w = useCasesWords().list;
  const url = useUrl();
  const page = usePage();
  const role = useSession().data?.active.role;
  const state = STATES.find((one) => one === url.get('state'));
  const mine = url.get('mine') === '1';
  const q = url.get('q') ?? '';
  const rows = useRead(authorizationRoutes.listApplications, {
    query: { ...(q ? { q } : {}), ...(state ? { state } : {}), ...(mine ? { mine: 'to-handle' as const } : {}), page },
  });
  return (
    <ListPage
      title={w.title}
      note={w.note}
      search={w.search}
      facets={[useStateFacet(role === 'developer')]}
      above={
        role === 'developer' ? undefined : (
          <Segmented
            label={w.toHandle}
            value={mine ? 'mine' : 'all'}
            options={[
              { value: 'all', label: w.all },
              { value: 'mine', label: w.toHandle },
            ]}
            onChange={(value) => changeUrl({ mine: value === 'mine' ? '1' : null, page: null })}
          />
        )
      }
      actions={
        role === 'developer' ? (
          <Go className={`${buttons['button']} ${buttons['primary']}`} to="/console/cases/new">
            {w.apply}
          </Go>
        ) : undefined
      }
      paging={
        rows.data && rows.data.total > PAGE_SIZE ? { total: rows.data.total, page, pageSize: PAGE_SIZE } : undefined
      }
    >
      <Await query={rows} skeleton={<RowsSkeleton />}>
        {({ items }) => <Rows rows={items} filtered={Boolean(state) || mine || q !== ''} />}
      </Await>
    </ListPage>
  );
}

/** Each stage with how many there are; the numbers do not follow the choice. */
function useStateFacet(developer: boolean): Facet {
  const w = useCasesWords().list;
  const terms = useTerms();
  const shown = STATES.filter((state) => developer || state !== 'draft');
  const counts = new Map(STATES.map((state) => [state, useCount(state)]));
  return {
    name: 'state',
    title: w.state,
    options: shown
      .filter((state) => counts.get(state) !== 0)
      .map((state) => {
        const count = counts.get(state);
        return { value: state, label: terms.applicationState[state], ...(count === undefined ? {} : { count }) };
      }),
  };
}

function useCount(state: (typeof STATES)[number]): number | undefined {
  return useRead(authorizationRoutes.listApplications, { query: { state } }, { staleMs: 30_000 }).data?.total;
}

function Rows(props: { readonly rows: readonly Row[]; readonly filtered: boolean }) {
  const w = useCasesWords().list;
  const language = useLanguage();
  const bodyName = useBodyName();
  const left = useWorkingDays();
  return (
    <DataTable
      toolsId="cases"
      label={w.title}
      rows={props.rows}
      rowKey={(row) => row.id}
      href={(row) => `/console/cases/${row.id}`}
      empty={
        <Empty
          icon="application"
          title={props.filtered ? w.emptyState : w.empty}
          {...(props.filtered ? {} : { text: w.emptyText })}
        />
      }
      columns={[
        { id: 'case', title: w.case, width: 240, cell: (row) => <Name row={row} /> },
        { id: 'state', title: w.state, cell: (row) => <State of={`applicationState.${row.state}`} /> },
        { id: 'developer', title: w.developer, minor: true, cell: (row) => bodyName(row.developer) ?? '' },
        {
          id: 'step',
          title: w.step,
          minor: true,
          cell: (row) => (row.current ? titleIn(language, row.current) : ''),
        },
        {
          id: 'due',
          title: w.due,
          minor: true,
          cell: (row) => (row.current ? <ClockChip left={left(row.current.dueOn)} dueOn={row.current.dueOn} /> : ''),
        },
        {
          id: 'submitted',
          title: w.submitted,
          numeric: true,
          minor: true,
          cell: (row) => (row.submittedAt ? formatInstant(row.submittedAt).slice(0, 16) : ''),
        },
      ]}
    />
  );
}

function Name({ row }: { readonly row: Row }) {
  return (
    <>
      <span className={css['name']}>{row.scenarioTitle ?? row.id}</span>
      <span className={css['number']}>{row.number}</span>
    </>
  );
}
