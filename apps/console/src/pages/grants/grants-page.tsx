import { authorizationRoutes } from '@sluice/contract';
import { useBodyName } from '../../api/bodies.ts';
import { useUrl } from '../../api/url-state.ts';
import { useRead } from '../../api/use-call.ts';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { DataTable } from '../../design/data-table.tsx';
import { Empty } from '../../design/empty.tsx';
import { ListPage, usePage } from '../../design/list-page.tsx';
import { State } from '../../design/marks.tsx';
import { useGrantWords } from '../../i18n/grants/index.ts';
import { useTerms } from '../../i18n/terms/index.ts';

const STATES = ['prepared', 'active', 'suspended', 'expired', 'revoked'] as const;
const PAGE_SIZE = 50;

/** Grants the reader may see, by state. */
export function GrantsPage() {
  const w = useGrantWords();
  const terms = useTerms();
  const url = useUrl();
  const page = usePage();
  const bodyName = useBodyName();
  const state = STATES.find((one) => one === url.get('state'));
  const q = url.get('q') ?? '';
  const grants = useRead(authorizationRoutes.listGrants, {
    query: { ...(q ? { q } : {}), ...(state ? { state } : {}), page },
  });
  const counts = [
    useCount('prepared'),
    useCount('active'),
    useCount('suspended'),
    useCount('expired'),
    useCount('revoked'),
  ];
  return (
    <ListPage
      title={w.title}
      note={w.note}
      search={w.search}
      facets={[
        {
          name: 'state',
          title: w.state,
          options: STATES.flatMap((value, at) => {
            const count = counts[at];
            return count === 0 && state !== value
              ? []
              : [{ value, label: terms.grantState[value], ...(count === undefined ? {} : { count }) }];
          }),
        },
      ]}
      paging={
        grants.data && grants.data.total > PAGE_SIZE
          ? { total: grants.data.total, page, pageSize: PAGE_SIZE }
          : undefined
      }
    >
      <Await query={grants} skeleton={<RowsSkeleton />}>
        {({ items }) => (
          <DataTable
            toolsId="grants"
            label={w.title}
            rows={items}
            rowKey={(row) => row.id}
            href={(row) => `/console/grants/${row.id}`}
            empty={
              <Empty
                icon="grant"
                title={state || q ? w.none : w.empty}
                {...(state || q ? {} : { text: w.emptyText })}
              />
            }
            columns={[
              { id: 'scenario', title: w.scenario, cell: (row) => row.scenarioTitle },
              { id: 'state', title: w.state, cell: (row) => <State of={`grantState.${row.state}`} /> },
              { id: 'developer', title: w.developer, minor: true, cell: (row) => bodyName(row.developer) ?? '' },
              { id: 'purpose', title: w.purpose, minor: true, cell: (row) => row.purpose },
              { id: 'ends', title: w.ends, numeric: true, cell: (row) => row.endsAt.slice(0, 10) },
            ]}
          />
        )}
      </Await>
    </ListPage>
  );
}

function useCount(state: (typeof STATES)[number]): number | undefined {
  return useRead(authorizationRoutes.listGrants, { query: { state } }, { staleMs: 30_000 }).data?.total;
}
