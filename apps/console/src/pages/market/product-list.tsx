import { tradingRoutes } from '@sluice/contract';
import { usePlacesWithData } from '../../api/jurisdictions.ts';
import { useUrl } from '../../api/url-state.ts';
import { useRead } from '../../api/use-call.ts';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { Empty } from '../../design/empty.tsx';
import { Go } from '../../design/go.tsx';
import { ListPage, usePage } from '../../design/list-page.tsx';
import { Tag } from '../../design/primitives.tsx';
import { fill, nameIn, useLanguage } from '../../i18n/area.ts';
import { formatInstant } from '../../i18n/format.ts';
import { useMarketWords } from '../../i18n/market/index.ts';
import { useTerms } from '../../i18n/terms/index.ts';
import type { CatalogueRow } from './catalogue-product.ts';
import css from './market.module.css';
import { PriceText } from './price-text.tsx';

const PAGE = 50;
const FORMS = ['dataset', 'api', 'model', 'report', 'other'] as const;
const STATES = ['listed', 'suspended', 'delisted'] as const;

/** The public catalogue of products; `base` is where a product's own page lies. */
export function ProductList(props: { readonly title: string; readonly base: string }) {
  const w = useMarketWords();
  const terms = useTerms();
  const url = useUrl();
  const page = usePage();
  const form = FORMS.find((one) => one === url.get('form'));
  const state = STATES.find((one) => one === url.get('state'));
  const q = url.get('q');
  const place = url.get('jurisdiction');
  const places = usePlacesWithData(place);
  const list = useRead(tradingRoutes.listCatalogueProducts, {
    query: {
      page,
      ...(q ? { q } : {}),
      ...(form ? { form } : {}),
      ...(state ? { state } : {}),
      ...(place ? { jurisdiction: place } : {}),
    },
  });
  const filtered = Boolean(q ?? form ?? state ?? place);
  return (
    <ListPage
      title={props.title}
      note={w.note}
      search={w.search}
      facets={[
        { name: 'state', title: w.facets.state, options: STATES.map((value) => ({ value, label: w.state[value] })) },
        {
          name: 'jurisdiction',
          title: w.facets.jurisdiction,
          options: places,
        },
        {
          name: 'form',
          title: w.facets.form,
          options: FORMS.map((value) => ({ value, label: terms.productForm[value] })),
        },
      ]}
      paging={list.data ? { total: list.data.total, page, pageSize: PAGE } : undefined}
    >
      <Await query={list} skeleton={<RowsSkeleton />}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty
              icon="product"
              title={filtered ? w.empty : w.noneYet}
              text={filtered ? w.emptyText : w.noneYetText}
            />
          ) : (
            <ul className={css['rows']}>
              {items.map((one) => (
                <li key={one.id}>
                  <Row one={one} base={props.base} />
                </li>
              ))}
            </ul>
          )
        }
      </Await>
    </ListPage>
  );
}

function Row(props: { readonly one: CatalogueRow; readonly base: string }) {
  const { one } = props;
  const w = useMarketWords();
  const language = useLanguage();
  const terms = useTerms();
  return (
    <Go className={css['row']} to={`${props.base}/${one.id}`} data-testid="market-product">
      <span className={css['main']}>
        <span className={css['name']}>
          <strong>{one.title}</strong> <Tag>{terms.productForm[one.form]}</Tag>{' '}
          {one.state === 'listed' ? null : <Tag tone="warn">{w.state[one.state]}</Tag>}
        </span>
        <span className={css['summary']}>{one.summary}</span>
        <span className={css['sub']}>
          {nameIn(language, one.developerName, one.developerNameEn)} ·{' '}
          {fill(w.listedOn, { date: formatInstant(one.listedAt).slice(0, 10) })}
        </span>
      </span>
      <span className={css['price']}>
        <PriceText price={one.price} />
      </span>
    </Go>
  );
}
