import type { ReactNode } from 'react';
import { changeUrl, useUrl } from '../api/url-state.ts';
import { PageHead } from './page-head.tsx';
import css from './detail-page.module.css';

export interface Tab {
  readonly id: string;
  readonly title: string;
  readonly count?: number;
  readonly content: () => ReactNode;
}

/** Tabs whose choice stands in the address as `tab`; the first one unless said. */
export function Tabs(props: { readonly label: string; readonly tabs: readonly Tab[] }) {
  const url = useUrl();
  const chosen = props.tabs.find((tab) => tab.id === url.get('tab')) ?? props.tabs[0];
  if (!chosen) return null;
  const move = (by: number): void => {
    const at = props.tabs.indexOf(chosen);
    const next = props.tabs[(at + by + props.tabs.length) % props.tabs.length];
    if (next) changeUrl({ tab: next.id }, true);
    document.getElementById(`tab-${next?.id}`)?.focus();
  };
  return (
    <>
      <div role="tablist" aria-label={props.label} className={css['tabs']}>
        {props.tabs.map((tab) => (
          <button
            key={tab.id}
            id={`tab-${tab.id}`}
            type="button"
            role="tab"
            aria-selected={tab === chosen}
            aria-controls={`panel-${tab.id}`}
            tabIndex={tab === chosen ? 0 : -1}
            onClick={() => changeUrl({ tab: tab === props.tabs[0] ? null : tab.id })}
            onKeyDown={(event) => {
              if (event.key === 'ArrowRight') move(1);
              else if (event.key === 'ArrowLeft') move(-1);
            }}
          >
            {tab.title}
            {tab.count === undefined ? null : <span className={css['count']}>{tab.count}</span>}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`panel-${chosen.id}`} aria-labelledby={`tab-${chosen.id}`}>
        {chosen.content()}
      </div>
    </>
  );
}

/** One thing: its name and actions, its parts, and a narrow column of facts (below the parts under 1,200 px). */
export function DetailPage(props: {
  readonly title: string;
  readonly meta?: ReactNode;
  readonly actions?: ReactNode;
  readonly back: { readonly href: string; readonly label: string };
  readonly facts?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <>
      <PageHead title={props.title} meta={props.meta} actions={props.actions} back={props.back} />
      {props.facts ? (
        <div className={css['columns']}>
          <div className={css['main']}>{props.children}</div>
          <aside className={css['aside']}>{props.facts}</aside>
        </div>
      ) : (
        <div className={css['main']}>{props.children}</div>
      )}
    </>
  );
}

/** Names and values of one thing, in a panel of their own. A value that is missing is left out, never a dash. */
export function Facts(props: {
  readonly title?: string;
  readonly items: readonly (readonly [label: string, value: ReactNode])[];
  readonly columns?: 1 | 2 | 3;
}) {
  return (
    <div className={css['facts']}>
      {props.title ? <h2 className={css['factsTitle']}>{props.title}</h2> : null}
      <dl data-columns={props.columns ?? 1}>
        {props.items
          .filter(([, value]) => value !== undefined && value !== null && value !== '')
          .map(([label, value]) => (
            <div key={label} className={css['fact']}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
    </div>
  );
}
