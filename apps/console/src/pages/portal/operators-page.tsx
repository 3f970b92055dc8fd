import { disclosureRoutes } from '@sluice/contract';
import { usePlacesWithData } from '../../api/jurisdictions.ts';
import { useUrl } from '../../api/url-state.ts';
import { useRead } from '../../api/use-call.ts';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { ListPage, usePage } from '../../design/list-page.tsx';
import { usePortalWords } from '../../i18n/portal/index.ts';
import { GrantList } from './grant-list.tsx';

const PAGE = 50;

/** Public disclosure of grants: object, content, scope and period. */
export function OperatorsPage() {
  const w = usePortalWords().operators;
  const place = useUrl().get('jurisdiction');
  const page = usePage();
  const places = usePlacesWithData(place);
  const grants = useRead(disclosureRoutes.listDisclosedGrants, {
    query: { page, ...(place ? { jurisdiction: place } : {}) },
  });
  return (
    <ListPage
      title={w.title}
      note={w.note}
      facets={[
        {
          name: 'jurisdiction',
          title: w.jurisdiction,
          options: places,
        },
      ]}
      paging={grants.data ? { total: grants.data.total, page, pageSize: PAGE } : undefined}
    >
      <Await query={grants} skeleton={<RowsSkeleton />}>
        {({ items }) => <GrantList items={items} />}
      </Await>
    </ListPage>
  );
}
