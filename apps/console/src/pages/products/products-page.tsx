import { productRoutes } from '@sluice/contract';
import { useSession } from '../../api/session.ts';
import { useUrl } from '../../api/url-state.ts';
import { useRead } from '../../api/use-call.ts';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { DataTable } from '../../design/data-table.tsx';
import { Empty } from '../../design/empty.tsx';
import { Go } from '../../design/go.tsx';
import { ListPage, usePage } from '../../design/list-page.tsx';
import { ClockChip, State } from '../../design/marks.tsx';
import { titleIn, useLanguage } from '../../i18n/area.ts';
import { formatInstant } from '../../i18n/format.ts';
import { useProductWords } from '../../i18n/products/index.ts';
import { useTerms } from '../../i18n/terms/index.ts';
import { useWorkingDays } from '../../api/working-days.ts';
import primitives from '../../design/primitives.module.css';
import { PRODUCT_STATES, type Dossier, type ProductState } from './dossier.ts';

const PAGE = 50;

/** A developer's own products; for the operator and authorities all of the jurisdiction. */
export function ProductsPage() {
  const w = useProductWords();
  const terms = useTerms();
  const session = useSession();
  const url = useUrl();
  const page = usePage();
  const state = PRODUCT_STATES.find((one) => one === url.get('state'));
  const developer = session.data?.active.role === 'developer';
  const q = url.get('q');
  const list = useRead(productRoutes.listProductDossiers, {
    query: { page, ...(q ? { q } : {}), ...(state ? { state } : {}) },
  });
  return (
    <ListPage
      title={developer ? w.mine : w.queue}
      note={developer ? w.mineNote : w.queueNote}
      search={w.search}
      actions={
        developer ? (
          <Go className={`${primitives['button']} ${primitives['primary']}`} to="/console/products/new">
            {w.add}
          </Go>
        ) : undefined
      }
      facets={[
        {
          name: 'state',
          title: w.state,
          options: PRODUCT_STATES.map((value) => ({ value, label: terms.productState[value] })),
        },
      ]}
      paging={list.data ? { total: list.data.total, page, pageSize: PAGE } : undefined}
    >
      <Await query={list} skeleton={<RowsSkeleton />} roles={['developer', 'operator', 'data-authority']}>
        {({ items }) => <Rows items={items} developer={developer} filtered={Boolean(q) || state !== undefined} />}
      </Await>
    </ListPage>
  );
}

function Rows(props: { readonly items: readonly Dossier[]; readonly developer: boolean; readonly filtered: boolean }) {
  const w = useProductWords();
  const terms = useTerms();
  const language = useLanguage();
  const left = useWorkingDays();
  const step = (one: Dossier) => one.review?.steps.find((item) => item.state === 'current');
  return (
    <DataTable
      toolsId="products"
      label={props.developer ? w.mine : w.queue}
      rows={props.items}
      rowKey={(one) => one.id}
      href={(one) => `/console/products/${one.id}`}
      empty={
        props.filtered ? (
          <Empty icon="product" title={w.noneFits} />
        ) : (
          <Empty
            icon="product"
            title={w.empty}
            text={props.developer ? w.emptyMine : w.emptyQueue}
            action={props.developer ? <Go to="/console/workbench">{w.toWorkbench}</Go> : undefined}
          />
        )
      }
      columns={[
        { id: 'title', title: w.columns.title, cell: (one) => one.title },
        { id: 'form', title: w.columns.form, minor: true, cell: (one) => terms.productForm[one.form] },
        {
          id: 'state',
          title: w.columns.state,
          cell: (one) => <State of={`productState.${one.state as ProductState}`} />,
        },
        {
          id: 'next',
          title: w.columns.next,
          cell: (one) => {
            const current = step(one);
            return current ? (
              <>
                {titleIn(language, current)}{' '}
                {current.dueOn ? <ClockChip left={left(current.dueOn)} dueOn={current.dueOn} /> : null}
              </>
            ) : null;
          },
        },
        { id: 'updated', title: w.columns.updated, minor: true, cell: (one) => formatInstant(one.updatedAt) },
      ]}
    />
  );
}
