import { tradingRoutes, type Answer } from '@sluice/contract';
import { useSession } from '../../api/session.ts';
import { useUrl, useUrlState } from '../../api/url-state.ts';
import { useRead } from '../../api/use-call.ts';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { DataTable } from '../../design/data-table.tsx';
import { Empty } from '../../design/empty.tsx';
import { Go } from '../../design/go.tsx';
import { ListPage, usePage } from '../../design/list-page.tsx';
import { Tag } from '../../design/primitives.tsx';
import { formatInstant } from '../../i18n/format.ts';
import { useMarketWords } from '../../i18n/market/index.ts';
import { useTerms } from '../../i18n/terms/index.ts';
import css from './market.module.css';
import { OrderDetail } from './order-detail.tsx';
import { PriceText } from './price-text.tsx';

type Order = Answer<typeof tradingRoutes.listOrders>['items'][number];
const PAGE = 50;

/** Orders of the own body, or of the own products, with keys and usage of the chosen one. */
export function OrdersPage() {
  const o = useMarketWords().orders;
  const role = useSession().data?.active.role;
  const page = usePage();
  const q = useUrl().get('q');
  const [chosen] = useUrlState('order');
  const orders = useRead(tradingRoutes.listOrders, { query: { ...(q ? { q } : {}), page } });
  const items = orders.data?.items ?? [];
  const one = items.find((item) => item.id === chosen) ?? items[0];
  return (
    <div className={css['stack']}>
      <div>
        <ListPage
          title={role === 'developer' ? o.sold : o.title}
          note={o.note}
          search={o.search}
          paging={
            orders.data && orders.data.total > PAGE ? { total: orders.data.total, page, pageSize: PAGE } : undefined
          }
        >
          <Await query={orders} skeleton={<RowsSkeleton rows={4} />} roles={['buyer', 'developer']}>
            {(answer) => <Rows items={answer.items} current={one?.id ?? null} q={q} />}
          </Await>
        </ListPage>
      </div>
      {one ? <OrderDetail key={one.id} order={one} mine={role === 'buyer'} /> : null}
    </div>
  );
}

function Rows(props: { readonly items: readonly Order[]; readonly current: string | null; readonly q: string | null }) {
  const w = useMarketWords();
  const o = w.orders;
  const terms = useTerms();
  return (
    <DataTable
      toolsId="orders"
      label={o.title}
      rows={props.items}
      rowKey={(row) => row.id}
      current={props.current}
      href={(row) => `/console/orders?${props.q ? `q=${encodeURIComponent(props.q)}&` : ''}order=${row.id}`}
      empty={
        props.q ? (
          <Empty icon="order" title={o.noneFits} />
        ) : (
          <Empty icon="order" title={o.empty} text={o.emptyText} action={<Go to="/console/market">{o.toMarket}</Go>} />
        )
      }
      columns={[
        { id: 'product', title: o.product, cell: (row) => row.productTitle },
        {
          id: 'service',
          title: o.service,
          cell: (row) => <Tag tone={row.serviceState === 'listed' ? 'ok' : 'warn'}>{w.state[row.serviceState]}</Tag>,
        },
        { id: 'state', title: o.state, minor: true, cell: (row) => terms.orderState[row.state] },
        { id: 'price', title: o.price, cell: (row) => <PriceText price={row.price} /> },
        { id: 'keys', title: o.keys, numeric: true, minor: true, cell: (row) => row.keys.length },
        { id: 'at', title: o.at, minor: true, cell: (row) => formatInstant(row.createdAt) },
      ]}
    />
  );
}
