import { useState, type ReactNode } from 'react';
import { useTranslation } from '../../i18n/translate.ts';
import { useGrants, useProducts, useResources, type Call } from '../../api/evidence.ts';
import { useSession } from '../../api/session.ts';
import { Panel, Skeleton, StateNote, Tag } from '../../design/primitives.tsx';
import { formatCount, formatInstant } from '../../i18n/format.ts';
import css from './evidence-page.module.css';
import type { ListKind } from './figures.tsx';

interface ListProps {
  readonly kind: ListKind;
  readonly place: string | null;
  readonly calls: readonly Call[];
  readonly loading: boolean;
  readonly chosen: string | null;
  readonly onChoose: (entryId: string) => void;
}

/** The list that the chosen figure opens. */
export function ListPanel(props: ListProps) {
  const { t } = useTranslation();
  return (
    <Panel id="list" title={t(`lists.${props.kind}`)} note={props.kind === 'calls' ? t('lists.callsNote') : undefined}>
      {props.kind === 'calls' ? <CallRows {...props} /> : null}
      {props.kind === 'resources' ? <ResourceRows place={props.place} /> : null}
      {props.kind === 'products' ? <ProductRows place={props.place} /> : null}
      {props.kind === 'grants' ? <GrantRows place={props.place} /> : null}
    </Panel>
  );
}

function Rows(props: { readonly kind: ListKind; readonly loading: boolean; readonly items: readonly ReactNode[] }) {
  const { t } = useTranslation();
  if (props.loading) {
    return (
      <div className={css['pad']} aria-label={t('common.loading')}>
        <Skeleton height={200} />
      </div>
    );
  }
  if (props.items.length === 0)
    return (
      <StateNote
        title={t(`lists.empty.${props.kind}`)}
        text={t(`lists.emptyText.${props.kind}`, { origin: window.location.origin })}
      />
    );
  return <ul className={css['rows']}>{props.items}</ul>;
}

function CallRows(props: ListProps) {
  const { t } = useTranslation();
  return (
    <Rows
      kind="calls"
      loading={props.loading}
      items={props.calls.map((call) => (
        <li key={call.id} className={css['rowBox']}>
          <button
            type="button"
            className={css['row']}
            aria-current={call.entryId === props.chosen}
            onClick={() => props.onChoose(call.entryId)}
            data-testid="call"
          >
            <span className={css['rowMain']}>
              <span>{call.productTitle}</span>
              <span>{t('lists.yuan', { amount: call.price })}</span>
            </span>
            <span className={css['rowSub']}>
              <span>
                {formatInstant(call.at)} · {t('lists.callNumber', { tail: call.id.slice(-4) })}
              </span>
              <span>{t('lists.rows', { count: call.rows })}</span>
            </span>
          </button>
        </li>
      ))}
    />
  );
}

function ResourceRows(props: { readonly place: string | null }) {
  const { t, i18n } = useTranslation();
  const [q, setQ] = useState('');
  const resources = useResources(props.place, q, true);
  return (
    <>
      <input
        className={css['search']}
        type="search"
        value={q}
        onChange={(event) => setQ(event.target.value)}
        placeholder={t('lists.search')}
        aria-label={t('lists.search')}
      />
      <Rows
        kind="resources"
        loading={resources.isPending}
        items={(resources.data?.items ?? []).map((item) => (
          <li key={item.id} className={css['rowBox']}>
            <div className={css['row']}>
              <span className={css['rowMain']}>
                <span>{i18n.language === 'en' ? (item.titleEn ?? item.title) : item.title}</span>
                {item.grade ? (
                  <Tag tone={(['ok', 'info', 'warn', 'bad'] as const)[item.grade - 1] ?? 'bad'}>L{item.grade}</Tag>
                ) : null}
              </span>
              <span className={css['rowSub']}>
                <span>
                  {item.ownerName} · <span className="mono">{item.code}</span>
                </span>
                <span>
                  {item.rowCount === undefined
                    ? ''
                    : t('lists.rows', { count: formatCount(item.rowCount, i18n.language) as unknown as number })}
                  {item.quality === undefined ? '' : ` · ${t('lists.quality', { score: item.quality.toFixed(1) })}`}
                </span>
              </span>
            </div>
          </li>
        ))}
      />
    </>
  );
}

function ProductRows(props: { readonly place: string | null }) {
  const { t } = useTranslation();
  const products = useProducts(props.place, true);
  return (
    <Rows
      kind="products"
      loading={products.isPending}
      items={(products.data?.items ?? []).map((item) => (
        <li key={item.id} className={css['rowBox']}>
          <div className={css['row']}>
            <span className={css['rowMain']}>
              <span>{item.title}</span>
              <span>{item.price ? t('lists.yuan', { amount: item.price.amount }) : ''}</span>
            </span>
            <span className={css['rowSub']}>
              <span>{item.developerName}</span>
              <span>{t('lists.from', { date: formatInstant(item.listedAt).slice(0, 10) })}</span>
            </span>
          </div>
        </li>
      ))}
    />
  );
}

function GrantRows(props: { readonly place: string | null }) {
  const { t } = useTranslation();
  const session = useSession();
  const grants = useGrants(Boolean(session.data));
  if (session.data === null) return <StateNote title={t('lists.grants')} text={t('lists.grantsSignIn')} />;
  return (
    <Rows
      kind="grants"
      loading={grants.isPending}
      items={(grants.data?.items ?? [])
        .filter((item) => !props.place || item.jurisdiction === props.place)
        .map((item) => (
          <li key={item.id} className={css['rowBox']}>
            <div className={css['row']}>
              <span className={css['rowMain']}>
                <span>{item.scenarioTitle}</span>
              </span>
              <span className={css['rowSub']}>
                <span>{t('lists.from', { date: formatInstant(item.startsAt).slice(0, 10) })}</span>
                <span>{t('lists.until', { date: formatInstant(item.endsAt).slice(0, 10) })}</span>
              </span>
            </div>
          </li>
        ))}
    />
  );
}
