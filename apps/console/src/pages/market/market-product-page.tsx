import { tradingRoutes } from '@sluice/contract';
import { useJurisdictions } from '../../api/jurisdictions.ts';
import { useRead } from '../../api/use-call.ts';
import { Await } from '../../design/await.tsx';
import { DataTable } from '../../design/data-table.tsx';
import { DetailPage, Facts } from '../../design/detail-page.tsx';
import { usePathParam } from '../../design/go.tsx';
import { CopyText, Panel, Tag } from '../../design/primitives.tsx';
import { fill, nameIn, titleIn, useLanguage } from '../../i18n/area.ts';
import { formatInstant, shorten } from '../../i18n/format.ts';
import { useMarketWords } from '../../i18n/market/index.ts';
import { useProductWords } from '../../i18n/products/index.ts';
import { useTerms } from '../../i18n/terms/index.ts';
import { AttemptPanel } from './attempt-panel.tsx';
import type { CatalogueDetail } from './catalogue-product.ts';
import css from './market.module.css';
import { OrderPanel } from './order-panel.tsx';
import { PriceText } from './price-text.tsx';

/** A product for whoever is signed in, with order and try-it. */
export function MarketProductPage() {
  return <OneProduct signedIn />;
}

/** The same product for everybody. */
export function PublicProductPage() {
  return <OneProduct signedIn={false} />;
}

function OneProduct(props: { readonly signedIn: boolean }) {
  const id = usePathParam('id');
  const w = useMarketWords();
  const language = useLanguage();
  const terms = useTerms();
  const product = useRead(tradingRoutes.getCatalogueProduct, { params: { id } });
  const back = props.signedIn ? { href: '/console/market', label: w.back } : { href: '/products', label: w.backPublic };
  return (
    <Await query={product} skeleton={520}>
      {(one) => (
        <DetailPage
          title={one.title}
          back={back}
          meta={
            <>
              <Tag tone={one.state === 'listed' ? 'ok' : 'warn'}>{w.state[one.state]}</Tag>
              <Tag>{terms.productForm[one.form]}</Tag> {nameIn(language, one.developerName, one.developerNameEn)}
            </>
          }
          facts={
            <>
              <OrderPanel product={one} signedIn={props.signedIn} />
              <ProductFacts one={one} />
            </>
          }
        >
          <Panel id="about" title={w.about}>
            <p className={css['text']}>{one.summary}</p>
          </Panel>
          {props.signedIn ? <AttemptPanel product={one} /> : null}
          <Parameters one={one} />
          <Columns one={one} />
          <Sources one={one} />
          <Prices one={one} />
        </DetailPage>
      )}
    </Await>
  );
}

function ProductFacts({ one }: { readonly one: CatalogueDetail }) {
  const w = useMarketWords();
  const f = w.facts;
  const terms = useTerms();
  const values = useProductWords();
  const language = useLanguage();
  const place = useJurisdictions().data?.items.find((item) => item.id === one.jurisdiction);
  return (
    <Facts
      title={f.title}
      items={[
        [f.form, terms.productForm[one.form]],
        [f.developer, nameIn(language, one.developerName, one.developerNameEn)],
        [f.jurisdiction, place ? titleIn(language, place) : one.jurisdiction],
        [values.value[one.value.kind], one.value.statement],
        [f.listed, formatInstant(one.listedAt)],
        [f.ended, one.endedAt ? formatInstant(one.endedAt) : undefined],
        [f.ground, one.ground ? values.ground[one.ground] : undefined],
        [f.since, one.price ? formatInstant(one.price.validFrom) : undefined],
        [f.notice, one.price ? fill(f.noticeDays, { days: one.price.adjustment.noticeDays }) : undefined],
        [
          f.change,
          one.price?.adjustment.maxChangePercent === undefined
            ? undefined
            : `${one.price.adjustment.maxChangePercent} %`,
        ],
        [f.number, <CopyText key="id" label={f.number} value={one.id} shown={shorten(one.id, 8, 6)} />],
      ]}
    />
  );
}

function Parameters({ one }: { readonly one: CatalogueDetail }) {
  const w = useMarketWords().parameters;
  return (
    <Panel id="parameters" title={w.title}>
      {one.parameters.length === 0 ? (
        <p className={css['text']}>{w.none}</p>
      ) : (
        <dl className={css['domains']}>
          {one.parameters.map((parameter) => (
            <div key={parameter.name}>
              <dt>
                {parameter.title} <code>{parameter.name}</code>
                <small>{fill(w.count, { count: parameter.values.length })}</small>
              </dt>
              <dd tabIndex={0}>
                {parameter.values.slice(0, 400).map((value) => (
                  <span key={String(value)}>{String(value ?? '—')}</span>
                ))}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </Panel>
  );
}

function Columns({ one }: { readonly one: CatalogueDetail }) {
  const w = useMarketWords().answer;
  const types: Readonly<Record<string, string>> = useTerms().fieldType;
  return (
    <Panel id="answer" title={w.title} note={w.note}>
      <DataTable
        label={w.title}
        rows={one.columns}
        rowKey={(row) => row.name}
        columns={[
          { id: 'name', title: w.name, cell: (row) => (row.title ? `${row.title}（${row.name}）` : row.name) },
          { id: 'type', title: w.type, cell: (row) => types[row.type] ?? row.type },
        ]}
      />
    </Panel>
  );
}

function Sources({ one }: { readonly one: CatalogueDetail }) {
  const w = useMarketWords().sources;
  return (
    <Panel id="sources" title={w.title} note={w.note}>
      <DataTable
        label={w.title}
        rows={one.sources}
        rowKey={(row) => row.resourceId}
        columns={[
          { id: 'resource', title: w.resource, cell: (row) => row.resourceTitle },
          { id: 'agency', title: w.agency, cell: (row) => row.agency },
          { id: 'fields', title: w.fields, cell: (row) => <code>{row.fields.join(' ')}</code> },
        ]}
      />
    </Panel>
  );
}

function Prices({ one }: { readonly one: CatalogueDetail }) {
  const w = useMarketWords();
  const p = w.prices;
  return (
    <Panel id="prices" title={p.title}>
      <DataTable
        label={p.title}
        rows={one.prices}
        rowKey={(row) => row.id}
        columns={[
          { id: 'amount', title: p.amount, cell: (row) => <PriceText price={row} /> },
          { id: 'from', title: p.from, cell: (row) => formatInstant(row.validFrom) },
          { id: 'basis', title: p.basis, minor: true, cell: (row) => w.bases[row.basis] },
          { id: 'by', title: p.by, minor: true, cell: (row) => p[row.setBy] },
        ]}
      />
    </Panel>
  );
}
