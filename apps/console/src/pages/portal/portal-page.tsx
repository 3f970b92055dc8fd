import { catalogueRoutes, disclosureRoutes, overviewRoutes, tradingRoutes } from '@sluice/contract';
import { useState } from 'react';
import { changeUrl, useUrl } from '../../api/url-state.ts';
import { useRead } from '../../api/use-call.ts';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { Empty } from '../../design/empty.tsx';
import { Go } from '../../design/go.tsx';
import { Icon } from '../../design/icon.tsx';
import { Button, Panel } from '../../design/primitives.tsx';
import { nameIn, fill, titleIn, useLanguage } from '../../i18n/area.ts';
import { formatCount, formatInstant } from '../../i18n/format.ts';
import { usePortalWords } from '../../i18n/portal/index.ts';
import { FigureStrip } from './figure-strip.tsx';
import { GrantList } from './grant-list.tsx';
import css from './portal.module.css';

const SHOWN = 8;

/** The public first page: search without a sign-in, figures, who is authorized for what, notices. */
export function PortalPage() {
  const w = usePortalWords();
  const q = useUrl().get('q') ?? '';
  const overview = useRead(overviewRoutes.getOverview, {}, { refetchMs: 30_000 });
  return (
    <div className={css['page']}>
      <header className={css['hero']}>
        <h1>{w.title}</h1>
        <p>{w.lead}</p>
        <SearchForm key={q} first={q} />
      </header>
      {q ? (
        <Results q={q} />
      ) : (
        <>
          <Await query={overview} skeleton={112}>
            {(data) => <FigureStrip overview={data} />}
          </Await>
          <div className={css['columns']}>
            <Authorized />
            <div className={css['stack']}>
              <Notices />
              <CheckYourself />
            </div>
          </div>
        </>
      )}
    </div>
  );
}

function SearchForm(props: { readonly first: string }) {
  const w = usePortalWords();
  const [typed, setTyped] = useState(props.first);
  return (
    <form
      role="search"
      className={css['search']}
      onSubmit={(event) => {
        event.preventDefault();
        changeUrl({ q: typed.trim() || null });
      }}
    >
      <Icon name="search" size={18} />
      <input
        type="search"
        aria-label={w.search}
        placeholder={w.search}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      <Button look="primary" type="submit">
        {w.go}
      </Button>
    </form>
  );
}

function Results({ q }: { readonly q: string }) {
  const w = usePortalWords();
  const language = useLanguage();
  const resources = useRead(catalogueRoutes.listPublishedResources, { query: { q, page: 1, pageSize: 20 } });
  const products = useRead(tradingRoutes.listCatalogueProducts, { query: { q } });
  const nothing = resources.data?.total === 0 && products.data?.total === 0;
  if (nothing) return <Empty icon="search" title={fill(w.none, { q })} text={w.noneText} />;
  return (
    <>
      <h2 className={css['heading']}>{w.results}</h2>
      {products.data && products.data.items.length > 0 ? (
        <Panel id="found-products" title={w.products} note={String(products.data.total)}>
          <ul className={css['list']}>
            {products.data.items.slice(0, SHOWN).map((one) => (
              <li key={one.id}>
                <Go to={`/products/${one.id}`}>{one.title}</Go>
                <span>
                  {nameIn(language, one.developerName, one.developerNameEn)} · {one.summary}
                </span>
              </li>
            ))}
          </ul>
        </Panel>
      ) : null}
      <Await query={resources} skeleton={<RowsSkeleton />}>
        {({ items, total }) =>
          items.length === 0 ? null : (
            <Panel
              id="found-resources"
              title={w.resources}
              note={fill(w.moreResources, { count: total, shown: items.length })}
            >
              <ul className={css['list']} data-testid="found-resources">
                {items.map((one) => (
                  <li key={one.id}>
                    <strong>{titleIn(language, one)}</strong>
                    <span>{one.description}</span>
                    <span className={css['meta']}>
                      {one.ownerName} · {fill(w.fields, { count: one.fieldCount })}
                      {one.rowCount === undefined
                        ? ''
                        : ` · ${fill(w.rows, { count: formatCount(one.rowCount, language) })}`}
                      {one.code ? ` · ${one.code}` : ''}
                    </span>
                  </li>
                ))}
              </ul>
            </Panel>
          )
        }
      </Await>
    </>
  );
}

function Authorized() {
  const w = usePortalWords().operators;
  const grants = useRead(disclosureRoutes.listDisclosedGrants, { query: {} });
  return (
    <Panel id="authorized" title={w.title} note={w.note} action={<Go to="/operators">{w.more}</Go>}>
      <Await query={grants} skeleton={<RowsSkeleton rows={4} />}>
        {({ items }) => <GrantList items={items.slice(0, 4)} brief />}
      </Await>
    </Panel>
  );
}

/** What changed in public: products listed or ended, grants given; the newest first. */
function Notices() {
  const w = usePortalWords().notices;
  const products = useRead(tradingRoutes.listCatalogueProducts, { query: {} });
  const grants = useRead(disclosureRoutes.listDisclosedGrants, { query: {} });
  const items = [
    ...(products.data?.items ?? []).map((one) => ({
      id: one.id,
      at: one.endedAt ?? one.listedAt,
      text: fill(w[one.state], { name: one.title }),
      href: `/products/${one.id}`,
    })),
    ...(grants.data?.items ?? []).map((one) => ({
      id: one.id,
      at: one.startsAt,
      text: fill(w.grant, { developer: one.developer, name: one.scenarioTitle }),
      href: `/operators`,
    })),
  ]
    .toSorted((a, b) => b.at.localeCompare(a.at))
    .slice(0, 6);
  return (
    <Panel id="notices" title={w.title}>
      {items.length === 0 ? (
        <Empty icon="bell" title={w.empty} />
      ) : (
        <ul className={css['list']}>
          {items.map((one) => (
            <li key={one.id}>
              <Go to={one.href}>{one.text}</Go>
              <time className={css['meta']} dateTime={one.at}>
                {formatInstant(one.at)}
              </time>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function CheckYourself() {
  const w = usePortalWords().verify;
  return (
    <Panel id="check" title={w.title}>
      <p className={css['text']}>{w.text}</p>
      <ul className={css['ways']}>
        <li>
          <Go to="/chain">{w.chain}</Go>
        </li>
        <li>
          <a href="/verify">{w.bundle}</a>
        </li>
        <li>
          <Go to="/me">{w.me}</Go>
        </li>
      </ul>
    </Panel>
  );
}
