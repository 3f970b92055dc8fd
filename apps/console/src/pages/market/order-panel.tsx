import { tradingRoutes } from '@sluice/contract';
import { useState } from 'react';
import { useSession } from '../../api/session.ts';
import { useRead, useWrite } from '../../api/use-call.ts';
import { useErrorWords } from '../../design/error-state.tsx';
import { Go } from '../../design/go.tsx';
import { Button } from '../../design/primitives.tsx';
import { useMarketWords } from '../../i18n/market/index.ts';
import type { CatalogueDetail } from './catalogue-product.ts';
import css from './market.module.css';
import { PriceText } from './price-text.tsx';

/** Price, and the way to an order: a buyer's form, the order there is, or where to sign in. */
export function OrderPanel(props: { readonly product: CatalogueDetail; readonly signedIn: boolean }) {
  const w = useMarketWords();
  const { product } = props;
  return (
    <div className={css['order']}>
      <div className={css['bigPrice']}>
        <PriceText price={product.price} />
      </div>
      {product.state === 'listed' ? null : <p>{w.order.notListed}</p>}
      {props.signedIn ? (
        <BuyerOrder product={product} />
      ) : (
        <Go to={`/console/market/${product.id}`}>{w.order.toConsole}</Go>
      )}
    </div>
  );
}

function BuyerOrder({ product }: { readonly product: CatalogueDetail }) {
  const w = useMarketWords().order;
  const words = useErrorWords();
  const role = useSession().data?.active.role;
  const orders = useRead(tradingRoutes.listOrders, { query: {} }, { enabled: role === 'buyer' });
  const place = useWrite(tradingRoutes.placeOrder, { done: w.done });
  const [use, setUse] = useState('');
  const own = orders.data?.items.find((one) => one.productId === product.id && one.state === 'active');
  if (role !== 'buyer') return <p>{w.buyerOnly}</p>;
  if (own)
    return (
      <p>
        {w.have} · <Go to={`/console/orders?order=${own.id}`}>{w.open}</Go>
      </p>
    );
  if (product.state !== 'listed') return null;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        place.mutate({ query: {}, body: { productId: product.id, use: use.trim() } });
      }}
    >
      <label className={css['field']}>
        <span>{w.use}</span>
        <textarea rows={2} value={use} maxLength={500} onChange={(event) => setUse(event.target.value)} />
        <small>{w.useHelp}</small>
      </label>
      <Button look="primary" type="submit" disabled={use.trim() === '' || place.isPending} data-testid="order">
        {w.place}
      </Button>
      {place.error ? (
        <p className={css['wrong']} role="alert">
          {words(place.error).title}
        </p>
      ) : null}
    </form>
  );
}
