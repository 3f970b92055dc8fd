import type { ReactNode } from 'react';
import { useLanguage } from '../i18n/area.ts';
import { formatCount } from '../i18n/format.ts';
import { pageExists } from '../pages.ts';
import { Go } from './go.tsx';
import { Skeleton } from './primitives.tsx';
import css from './stat-card.module.css';

export interface Stat {
  readonly id: string;
  readonly title: string;
  /** Undefined while it is fetched; null when this reader may not know it (it is then left out). */
  readonly value: number | string | undefined | null;
  readonly unit?: string;
  readonly note?: ReactNode;
  /** The filtered list behind the figure. */
  readonly href?: string;
  readonly trend?: readonly number[];
  readonly tone?: 'bad';
}

/** Key figures in one ruled card; each opens the list it counts. */
export function StatCard(props: { readonly label: string; readonly stats: readonly Stat[] }) {
  return (
    <section className={css['card']} aria-label={props.label}>
      {props.stats
        .filter((stat) => stat.value !== null)
        .map((stat) =>
          stat.href && pageExists(stat.href) ? (
            <Go key={stat.id} className={css['stat']} to={stat.href}>
              <Figure stat={stat} />
            </Go>
          ) : (
            <div key={stat.id} className={css['stat']}>
              <Figure stat={stat} />
            </div>
          ),
        )}
    </section>
  );
}

function Figure({ stat }: { readonly stat: Stat }) {
  const language = useLanguage();
  return (
    <>
      <span className={css['title']}>{stat.title}</span>
      {stat.value === undefined || stat.value === null ? (
        <Skeleton height={36} width="60%" />
      ) : (
        <span className={css['value']} data-tone={stat.tone} data-testid={`stat-${stat.id}`}>
          {typeof stat.value === 'number' ? formatCount(stat.value, language) : stat.value}
          {stat.unit ? <span className={css['unit']}>{stat.unit}</span> : null}
        </span>
      )}
      <span className={css['note']}>{stat.note ?? ' '}</span>
      {stat.trend && stat.trend.length > 1 ? <Sparkline values={stat.trend} /> : null}
    </>
  );
}

/** A small line without axes: decoration beside a figure that stands in words. */
export function Sparkline(props: { readonly values: readonly number[] }) {
  const max = Math.max(...props.values, 1);
  const points = props.values
    .map((value, at) => `${((at / (props.values.length - 1)) * 84).toFixed(1)},${(26 - (value / max) * 22).toFixed(1)}`)
    .join(' ');
  return (
    <svg className={css['spark']} viewBox="0 0 84 28" aria-hidden width="84" height="28">
      <polygon points={`0,28 ${points} 84,28`} />
      <polyline points={points} />
    </svg>
  );
}

/** A share of a whole as a bar, with its figure beside it. */
export function Meter(props: {
  readonly value: number;
  readonly max: number;
  readonly label: string;
  readonly tone?: 'ok' | 'warn' | 'bad';
}) {
  const share = props.max > 0 ? Math.min(1, props.value / props.max) : 0;
  return (
    <span
      className={css['meter']}
      role="meter"
      aria-label={props.label}
      aria-valuemin={0}
      aria-valuemax={props.max}
      aria-valuenow={props.value}
      data-tone={props.tone}
    >
      <span style={{ width: `${share * 100}%` }} />
    </span>
  );
}
