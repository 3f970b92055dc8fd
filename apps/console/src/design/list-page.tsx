import { useEffect, useState, useSyncExternalStore, type ReactNode } from 'react';
import { changeUrl, useUrl } from '../api/url-state.ts';
import { fill, sayOf, useLanguage } from '../i18n/area.ts';
import { useConsoleWords } from '../i18n/console/index.ts';
import { formatCount } from '../i18n/format.ts';
import { Icon } from './icon.tsx';
import { PageHead } from './page-head.tsx';
import { Pager } from './pager.tsx';
import { Skeleton } from './primitives.tsx';
import css from './list-page.module.css';

export interface Facet {
  /** Name of the search parameter that holds the choice. */
  readonly name: string;
  readonly title: string;
  /** Counts ignore this facet's own choice; the server counts them. */
  readonly options: readonly { readonly value: string; readonly label: string; readonly count?: number }[];
}

const SHOWN = 6;
const SETTLE_MS = 300;

/** Changes a filter and goes back to the first page. */
export function setFilter(name: string, value: string | null): void {
  changeUrl({ [name]: value, page: null });
}

const WIDE = '(min-width: 960px)';

/** Whether there is room beside the rows, also after the window was changed. */
function useWide(): boolean {
  return useSyncExternalStore(
    (onChange) => {
      const room = matchMedia(WIDE);
      room.addEventListener('change', onChange);
      return () => room.removeEventListener('change', onChange);
    },
    () => matchMedia(WIDE).matches,
  );
}

/** Page number in the address, 1 unless said. */
export function usePage(): number {
  const page = Number(useUrl().get('page') ?? '1');
  return Number.isInteger(page) && page > 0 ? page : 1;
}

/**
 * A list: search, facets at the left (a sheet below 960 px), chips of what is chosen, rows, pages. The address is the
 * state: `q`, `page` and one parameter a facet.
 */
export function ListPage(props: {
  readonly title: string;
  readonly note?: ReactNode;
  readonly actions?: ReactNode;
  /** Placeholder of the search field; without it the list has none. */
  readonly search?: string;
  readonly facets?: readonly Facet[];
  /** While the choices are on their way their place is kept, so that no row moves when they come. */
  readonly facetsPending?: boolean;
  /** Tabs or a segmented choice above the rows. */
  readonly above?: ReactNode;
  /** Panels of their own below the rows. */
  readonly below?: ReactNode;
  readonly paging?: { readonly total: number; readonly page: number; readonly pageSize: number } | undefined;
  readonly children: ReactNode;
}) {
  const w = useConsoleWords().list;
  const language = useLanguage();
  const url = useUrl();
  const wide = useWide();
  const facets = (props.facets ?? []).filter((facet) => facet.options.length > 0 || url.has(facet.name));
  const chosen = facets.flatMap((facet) => {
    const value = url.get(facet.name);
    const label = facet.options.find((option) => option.value === value)?.label ?? value;
    return value ? [{ name: facet.name, label: sayOf(language, facet.title, label ?? value) }] : [];
  });
  const q = url.get('q');
  const chips = [...(q ? [{ name: 'q', label: `“${q}”` }] : []), ...chosen];
  return (
    <>
      <PageHead title={props.title} note={props.note} actions={props.actions} />
      <div className={css['layout']} data-facets={facets.length > 0 || props.facetsPending}>
        {facets.length === 0 && props.facetsPending ? (
          <div className={css['facetsPending']}>
            <Skeleton height={180} />
            <Skeleton height={220} />
          </div>
        ) : null}
        {facets.length > 0 ? (
          <details className={css['facets']} open={wide}>
            <summary>
              <Icon name="filter" /> {w.filters}
              {chosen.length > 0 ? `（${chosen.length}）` : ''}
            </summary>
            {facets.map((facet) => (
              <FacetBox key={facet.name} facet={facet} value={url.get(facet.name)} />
            ))}
          </details>
        ) : null}
        <div className={css['list']}>
          {props.search || props.above ? (
            <div className={css['tools']}>
              {props.search ? <SearchField placeholder={props.search} value={q ?? ''} /> : null}
              {props.above}
            </div>
          ) : null}
          {chips.length > 0 ? (
            <div className={css['chips']}>
              {chips.map((chip) => (
                <button
                  key={chip.name}
                  type="button"
                  className={css['chip']}
                  aria-label={fill(w.remove, { name: chip.label })}
                  onClick={() => setFilter(chip.name, null)}
                >
                  {chip.label} <Icon name="cross" size={12} />
                </button>
              ))}
              <button
                type="button"
                className={css['clear']}
                onClick={() =>
                  changeUrl(Object.fromEntries([...chips.map((chip) => [chip.name, null]), ['page', null]]))
                }
              >
                {w.clear}
              </button>
            </div>
          ) : null}
          <div className={css['panel']}>{props.children}</div>
          {props.paging ? <Pager {...props.paging} /> : null}
          {props.below ? <div className={css['below']}>{props.below}</div> : null}
        </div>
      </div>
    </>
  );
}

function SearchField(props: { readonly placeholder: string; readonly value: string }) {
  // What is typed holds until the address has it; when the address changes otherwise, the address wins.
  const [draft, setDraft] = useState<{ readonly base: string; readonly text: string } | null>(null);
  const typed = draft && draft.base === props.value ? draft.text : props.value;
  const setTyped = (text: string): void => setDraft({ base: props.value, text });
  useEffect(() => {
    if (typed === props.value) return;
    const timer = setTimeout(() => changeUrl({ q: typed || null, page: null }, true), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [typed, props.value]);
  return (
    <label className={css['search']}>
      <Icon name="search" />
      <input
        type="search"
        aria-label={props.placeholder}
        placeholder={props.placeholder}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
    </label>
  );
}

function FacetBox(props: { readonly facet: Facet; readonly value: string | null }) {
  const w = useConsoleWords().list;
  const language = useLanguage();
  const [all, setAll] = useState(false);
  const { facet, value } = props;
  const shown = all ? facet.options : facet.options.filter((option, at) => at < SHOWN || option.value === value);
  return (
    <fieldset className={css['facet']}>
      <legend>{facet.title}</legend>
      {shown.map((option) => (
        <label key={option.value} className={css['option']}>
          <input
            type="checkbox"
            checked={option.value === value}
            onChange={() => setFilter(facet.name, option.value === value ? null : option.value)}
          />
          <span>{option.label}</span>
          {option.count === undefined ? null : (
            <span className={css['count']}>{formatCount(option.count, language)}</span>
          )}
        </label>
      ))}
      {facet.options.length > SHOWN ? (
        <button type="button" className={css['clear']} onClick={() => setAll(!all)}>
          {all ? w.fewer : fill(w.more, { count: facet.options.length - SHOWN })}
        </button>
      ) : null}
    </fieldset>
  );
}
