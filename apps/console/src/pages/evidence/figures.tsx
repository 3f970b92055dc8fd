import { useTranslation } from '../../i18n/translate.ts';
import type { Overview } from '../../api/evidence.ts';
import { Skeleton } from '../../design/primitives.tsx';
import { formatCount } from '../../i18n/format.ts';
import css from './evidence-page.module.css';

export type ListKind = 'resources' | 'grants' | 'products' | 'calls';

type Sums = Omit<Overview['jurisdictions'][number], 'jurisdiction'>;

function sum(overview: Overview, place: string | null): Sums {
  const empty: Sums = { resources: 0, records: 0, applications: 0, grants: 0, products: 0, orders: 0, calls: 0 };
  return overview.jurisdictions
    .filter((row) => !place || row.jurisdiction === place)
    .reduce(
      (all, row) => ({
        resources: all.resources + row.resources,
        records: all.records + row.records,
        applications: all.applications + row.applications,
        grants: all.grants + row.grants,
        products: all.products + row.products,
        orders: all.orders + row.orders,
        calls: all.calls + row.calls,
      }),
      empty,
    );
}

/** Four figures in one ruled card; each opens its list. */
export function Figures(props: {
  readonly overview: Overview | undefined;
  readonly place: string | null;
  readonly kind: ListKind;
  readonly onChoose: (kind: ListKind) => void;
}) {
  const { t, i18n } = useTranslation();
  const sums = props.overview ? sum(props.overview, props.place) : undefined;
  const shown = (value: number) => formatCount(value, i18n.language);
  const figures = [
    { kind: 'resources', note: sums && t('figures.records', { count: shown(sums.records) as unknown as number }) },
    {
      kind: 'grants',
      note: sums && t('figures.applications', { count: shown(sums.applications) as unknown as number }),
    },
    { kind: 'products', note: sums && t('figures.orders', { count: shown(sums.orders) as unknown as number }) },
    { kind: 'calls', note: t('figures.published') },
  ] as const;
  return (
    <div className={css['figures']} role="group" aria-label={t('figures.label')}>
      {figures.map((figure) => (
        <button
          key={figure.kind}
          type="button"
          className={css['figure']}
          aria-pressed={props.kind === figure.kind}
          title={t('figures.open', { name: t(`figures.${figure.kind}`) })}
          onClick={() => props.onChoose(figure.kind)}
          data-testid={`figure-${figure.kind}`}
        >
          <div className={css['figureName']}>{t(`figures.${figure.kind}`)}</div>
          {sums ? (
            <div className={css['figureValue']}>
              {shown(sums[figure.kind])}
              <span className={css['figureUnit']}>{t(`figures.units.${figure.kind}`)}</span>
            </div>
          ) : (
            <Skeleton height={36} width="60%" />
          )}
          <div className={css['figureNote']}>{figure.note ?? ' '}</div>
        </button>
      ))}
    </div>
  );
}
