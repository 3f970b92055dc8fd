import { useMarketWords } from '../../i18n/market/index.ts';
import { ProductList } from './product-list.tsx';

/** The catalogue for whoever is signed in: a product's page there can be ordered from. */
export function MarketPage() {
  const w = useMarketWords();
  return <ProductList title={w.title} base="/console/market" />;
}

/** The same list for everybody, without a sign-in. */
export function PublicProductsPage() {
  const w = useMarketWords();
  return <ProductList title={w.publicTitle} base="/products" />;
}
