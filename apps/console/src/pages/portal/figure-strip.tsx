import type { Overview } from '../../api/evidence.ts';
import { Go } from '../../design/go.tsx';
import { fill, useLanguage } from '../../i18n/area.ts';
import { formatCount, formatInstant } from '../../i18n/format.ts';
import { usePortalWords } from '../../i18n/portal/index.ts';
import css from './portal.module.css';

const FIGURES = [
  ['resources', '/chain?list=resources'],
  ['records', '/chain?list=resources'],
  ['grants', '/operators'],
  ['products', '/products'],
  ['calls', '/chain?list=calls'],
] as const;

/** What this installation has in all jurisdictions; each figure opens what it counts. */
export function FigureStrip(props: { readonly overview: Overview }) {
  const w = usePortalWords();
  const language = useLanguage();
  const sum = (name: (typeof FIGURES)[number][0]): number =>
    props.overview.jurisdictions.reduce((all, place) => all + place[name], 0);
  return (
    <section className={css['figures']} aria-label={w.figures}>
      {FIGURES.map(([name, href]) => (
        <Go key={name} to={href} className={css['figure']} data-testid={`portal-${name}`}>
          <span className={css['figureName']}>{w.figure[name]}</span>
          <span className={css['figureValue']}>
            {formatCount(sum(name), language)}
            <small>{w.units[name]}</small>
          </span>
        </Go>
      ))}
      <p className={css['fresh']}>{fill(w.asOf, { time: formatInstant(props.overview.at) })}</p>
    </section>
  );
}
