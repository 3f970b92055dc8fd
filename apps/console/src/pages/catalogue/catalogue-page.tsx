import { catalogueRoutes, type Answer } from '@sluice/contract';
import { useBodyName } from '../../api/bodies.ts';
import { useJurisdictions } from '../../api/jurisdictions.ts';
import { useUrl } from '../../api/url-state.ts';
import { useRead } from '../../api/use-call.ts';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { Empty } from '../../design/empty.tsx';
import { ListPage, usePage, type Facet } from '../../design/list-page.tsx';
import { fill, titleIn, useLanguage } from '../../i18n/area.ts';
import { useCatalogueWords } from '../../i18n/catalogue/index.ts';
import { useConsoleWords } from '../../i18n/console/index.ts';
import { formatCount } from '../../i18n/format.ts';
import { useTerms } from '../../i18n/terms/index.ts';
import { ResourceRow } from './resource-row.tsx';
import css from './catalogue.module.css';

type Answered = Answer<typeof catalogueRoutes.listResources>;
const STATES = ['draft', 'in-review', 'published'] as const;

/** The catalogue: words and facets stand in the address; each facet counts without its own choice (CAT-11). */
export function CataloguePage() {
  const w = useCatalogueWords();
  const language = useLanguage();
  const url = useUrl();
  const page = usePage();
  const state = STATES.find((one) => one === url.get('state'));
  const grade = Number(url.get('grade') ?? '0');
  const text = (name: 'q' | 'jurisdiction' | 'sector' | 'ownerId') => {
    const value = url.get(name);
    return value ? { [name]: value } : {};
  };
  const resources = useRead(catalogueRoutes.listResources, {
    query: {
      ...text('q'),
      ...text('jurisdiction'),
      ...text('sector'),
      ...text('ownerId'),
      ...(state ? { state } : {}),
      ...(grade >= 1 && grade <= 4 ? { grade } : {}),
      page,
      pageSize: 20,
    },
  });
  const filtered = ['q', 'jurisdiction', 'sector', 'grade', 'state', 'ownerId'].some((name) => url.has(name));
  const data = resources.data;
  return (
    <ListPage
      title={w.title}
      note={data ? fill(w.note, { count: formatCount(data.total, language) }) : ' '}
      search={w.search}
      facets={useFacets(data?.facets)}
      facetsPending={resources.isPending}
      paging={data ? { total: data.total, page: data.page, pageSize: data.pageSize } : undefined}
    >
      <Await query={resources} skeleton={<RowsSkeleton rows={10} />}>
        {({ items, widened }) =>
          items.length === 0 ? (
            <Empty icon="catalogue" title={filtered ? w.none : w.empty} text={filtered ? w.noneText : w.emptyText} />
          ) : (
            <>
              {widened.some((one) => one.with.length > 0) ? (
                <p className={css['widened']}>
                  {fill(w.widened, { words: widened.flatMap((one) => one.with).join('、') })}
                </p>
              ) : null}
              <ul className={css['rows']}>
                {items.map((resource) => (
                  <ResourceRow key={resource.id} resource={resource} />
                ))}
              </ul>
            </>
          )
        }
      </Await>
    </ListPage>
  );
}

function useFacets(facets: Answered['facets'] | undefined): readonly Facet[] {
  const w = useCatalogueWords();
  const grades: Readonly<Record<string, string>> = useConsoleWords().grade;
  const states: Readonly<Record<string, string>> = useTerms().resourceState;
  const language = useLanguage();
  const places = useJurisdictions().data?.items ?? [];
  const bodyName = useBodyName();
  const sectors: Readonly<Record<string, string>> = w.sector;
  const named = (
    name: keyof typeof w.facets,
    items: Answered['facets']['grade'] | undefined,
    label: (value: string) => string | undefined,
  ): Facet => ({
    name,
    title: w.facets[name],
    options: (items ?? []).map((item) => ({
      value: item.value,
      label: label(item.value) ?? item.label ?? item.value,
      count: item.count,
    })),
  });
  return [
    named('jurisdiction', facets?.jurisdiction, (value) => {
      const place = places.find((one) => one.id === value);
      return place ? titleIn(language, place) : value;
    }),
    named('sector', facets?.sector, (value) => sectors[value] ?? value),
    named(
      'grade',
      facets?.grade.toSorted((a, b) => a.value.localeCompare(b.value)),
      (value) => grades[value] ?? `L${value}`,
    ),
    named('ownerId', facets?.owner, bodyName),
    named('state', facets && facets.state.length > 1 ? facets.state : undefined, (value) => states[value] ?? value),
  ];
}
