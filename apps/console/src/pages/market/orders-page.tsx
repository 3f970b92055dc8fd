import { tradingRoutes } from '@sluice/contract';
import { useSession } from '../../api/session.ts';
import { useUrlState } from '../../api/url-state.ts';
import { useRead } from '../../api/use-call.ts';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { DataTable } from '../../design/data-table.tsx';
import { Empty } from '../../design/empty.tsx';
import { Go } from '../../design/go.tsx';
import { PageHead } from '../../design/page-head.tsx';
import { Panel, Tag } from '../../design/primitives.tsx';
import { formatInstant } from '../../i18n/format.ts';
import { useMarketWords } from '../../i18n/market/index.ts';
import { useTerms } from '../../i18n/terms/index.ts';
import css from './market.module.css';
import { OrderDetail } from './order-detail.tsx';
import { PriceText } from './price-text.tsx';

/** Orders of the own body, or of the own products, with keys and usage of the chosen one. */
export function OrdersPage() {
  const w = useMarketWords();
  const o = w.orders;
  const terms = useTerms();
  const role = useSession().data?.active.role;
  const [chosen] = useUrlState('order');
  const orders = useRead(tradingRoutes.listOrders, { query: {} });
  return (
    <>
      <PageHead title={role === 'developer' ? o.sold : o.title} note={o.note} />
      <Await query={orders} skeleton={<RowsSkeleton rows={4} />} roles={['buyer', 'developer']}>
        {({ items }) => {
          const one = items.find((item) => item.id === chosen) ?? items[0];
          return (
            <div className={css['stack']}>
              <Panel id="orders" title={o.title} note={String(items.length)}>
                <DataTable
                  label={o.title}
                  rows={items}
                  rowKey={(row) => row.id}
                  current={one?.id ?? null}
                  href={(row) => `/console/orders?order=${row.id}`}
                  empty={
                    <Empty
                      icon="order"
                      title={o.empty}
                      text={o.emptyText}
                      action={<Go to="/console/market">{o.toMarket}</Go>}
                    />
                  }
                  columns={[
                    { id: 'product', title: o.product, cell: (row) => row.productTitle },
                    {
                      id: 'service',
                      title: o.service,
                      cell: (row) => (
                        <Tag tone={row.serviceState === 'listed' ? 'ok' : 'warn'}>{w.state[row.serviceState]}</Tag>
                      ),
                    },
                    { id: 'state', title: o.state, minor: true, cell: (row) => terms.orderState[row.state] },
                    { id: 'price', title: o.price, cell: (row) => <PriceText price={row.price} /> },
                    { id: 'keys', title: o.keys, numeric: true, minor: true, cell: (row) => row.keys.length },
                    { id: 'at', title: o.at, minor: true, cell: (row) => formatInstant(row.createdAt) },
                  ]}
                />
              </Panel>
              {one ? <OrderDetail key={one.id} order={one} mine={role === 'buyer'} /> : null}
            </div>
          );
        }}
      </Await>
    </>
  );
}
