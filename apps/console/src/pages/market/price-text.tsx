import { useMarketWords } from '../../i18n/market/index.ts';
import type { CatalogueRow } from './catalogue-product.ts';
import css from './market.module.css';

/** A price with its unit; free and not yet priced are said in words. */
export function PriceText(props: { readonly price: CatalogueRow['price'] }) {
  const w = useMarketWords();
  const { price } = props;
  if (!price) return <span className={css['unit']}>{w.noPrice}</span>;
  if (price.basis === 'free' || Number(price.amount) === 0) return <span className={css['amount']}>{w.free}</span>;
  return (
    <span>
      <span className={css['amount']}>{price.amount}</span> <span className={css['unit']}>{w.units[price.unit]}</span>
    </span>
  );
}
