import { publicityRoutes } from '@sluice/contract';
import { useJurisdictions } from '../../api/jurisdictions.ts';
import { useUrl } from '../../api/url-state.ts';
import { useRead } from '../../api/use-call.ts';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { DataTable } from '../../design/data-table.tsx';
import { Empty } from '../../design/empty.tsx';
import { ListPage, usePage } from '../../design/list-page.tsx';
import { Tag } from '../../design/primitives.tsx';
import { titleIn, useLanguage } from '../../i18n/area.ts';
import { useNoticeWords } from '../../i18n/notices/index.ts';

const KINDS = ['operator', 'developer', 'registration', 'draft'] as const;
const STATES = ['open', 'answering', 'closed', 'withdrawn'] as const;
const PAGE = 50;

/** Public notices, the latest first, for everybody. */
export function NoticesPage() {
  const w = useNoticeWords();
  const language = useLanguage();
  const url = useUrl();
  const page = usePage();
  const places = useJurisdictions().data?.items ?? [];
  const kind = KINDS.find((one) => one === url.get('kind'));
  const state = STATES.find((one) => one === url.get('state'));
  const notices = useRead(publicityRoutes.listPublicNotices, {
    query: { page, ...(kind ? { kind } : {}), ...(state ? { state } : {}) },
  });
  const placeOf = (id: string): string => {
    const place = places.find((one) => one.id === id);
    return place ? titleIn(language, place) : id;
  };
  const filtered = kind !== undefined || state !== undefined;
  return (
    <ListPage
      title={w.title}
      note={w.note}
      facets={[
        { name: 'kind', title: w.kind, options: KINDS.map((value) => ({ value, label: w.kinds[value] })) },
        { name: 'state', title: w.state, options: STATES.map((value) => ({ value, label: w.states[value] })) },
      ]}
      paging={
        notices.data && notices.data.total > PAGE ? { total: notices.data.total, page, pageSize: PAGE } : undefined
      }
    >
      <Await query={notices} skeleton={<RowsSkeleton />}>
        {({ items }) => (
          <DataTable
            label={w.title}
            rows={items}
            rowKey={(row) => row.id}
            href={(row) => `/notices/${row.id}`}
            empty={
              <Empty icon="bell" title={filtered ? w.none : w.empty} {...(filtered ? {} : { text: w.emptyText })} />
            }
            columns={[
              { id: 'title', title: w.contents, cell: (row) => row.title },
              { id: 'kind', title: w.kind, minor: true, cell: (row) => w.kinds[row.kind] },
              { id: 'place', title: w.place, minor: true, nowrap: true, cell: (row) => placeOf(row.jurisdiction) },
              {
                id: 'state',
                title: w.state,
                nowrap: true,
                cell: (row) => (
                  <Tag {...(row.state === 'open' ? { tone: 'info' as const } : {})}>{w.states[row.state]}</Tag>
                ),
              },
              { id: 'closes', title: w.closes, nowrap: true, cell: (row) => row.closesOn },
              { id: 'number', title: w.number, minor: true, nowrap: true, cell: (row) => row.number },
            ]}
          />
        )}
      </Await>
    </ListPage>
  );
}
