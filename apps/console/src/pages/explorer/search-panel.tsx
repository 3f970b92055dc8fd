import { useState, type FormEvent } from 'react';
import { useTranslation } from '../../i18n/translate.ts';
import { ProblemError } from '../../api/call.ts';
import { Button, Panel, Skeleton, StateNote } from '../../design/primitives.tsx';
import { actWording, wordAct } from '../../i18n/acts.ts';
import { formatInstant, shorten } from '../../i18n/format.ts';
import css from './explorer.module.css';
import { useSearch, type Filters, type StoryEntry } from './explorer-api.ts';
import { useKindName } from './kind-name.ts';
import { whoActed } from './who-acted.ts';
import { fill, useWords } from './words.ts';

interface Props {
  readonly filters: Filters;
  readonly places: readonly { readonly value: string; readonly label: string }[];
  readonly signedIn: boolean;
  readonly asking: boolean;
  readonly chosen: string | null;
  readonly onSearch: (filters: Filters) => void;
  readonly onChoose: (entry: StoryEntry) => void;
}

const NOTHING: Filters = { object: null, person: null, type: null, place: null, from: null, to: null };

/** Filters and what they find. */
export function SearchPanel(props: Props) {
  const words = useWords();
  return (
    <div className={css['stack']}>
      <Panel id="search" title={words.search.title}>
        <FilterForm key={JSON.stringify(props.filters)} {...props} />
      </Panel>
      <Results {...props} />
    </div>
  );
}

function FilterForm({ filters, places, onSearch }: Props) {
  const words = useWords().search;
  const { i18n } = useTranslation();
  const [draft, setDraft] = useState(filters);
  const set = (name: keyof Filters) => (event: { readonly target: { readonly value: string } }) =>
    setDraft({ ...draft, [name]: event.target.value.trim() || null });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onSearch(draft);
  };
  const types = Object.keys(actWording);
  return (
    <form className={css['form']} onSubmit={submit} role="search">
      <label className={css['wide']}>
        <span>{words.object}</span>
        <input
          name="object"
          defaultValue={filters.object ?? ''}
          placeholder={words.objectHint}
          onChange={set('object')}
          spellCheck={false}
        />
      </label>
      <label className={css['wide']}>
        <span>{words.person}</span>
        <input
          name="person"
          defaultValue={filters.person ?? ''}
          placeholder={words.personHint}
          onChange={set('person')}
          spellCheck={false}
        />
      </label>
      <label>
        <span>{words.type}</span>
        <select name="type" defaultValue={filters.type ?? ''} onChange={set('type')}>
          <option value="">{words.anyType}</option>
          {types.map((type) => (
            <option key={type} value={type}>
              {wordAct(type, i18n.language)}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{words.place}</span>
        <select name="jurisdiction" defaultValue={filters.place ?? ''} onChange={set('place')}>
          <option value="">{words.anyPlace}</option>
          {places.map((one) => (
            <option key={one.value} value={one.value}>
              {one.label}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{words.from}</span>
        <input
          name="from"
          inputMode="numeric"
          pattern="\d{4}-\d{2}-\d{2}"
          title={words.inTime}
          placeholder="2026-11-22"
          defaultValue={filters.from ?? ''}
          onChange={set('from')}
        />
      </label>
      <label>
        <span>{words.to}</span>
        <input
          name="to"
          inputMode="numeric"
          pattern="\d{4}-\d{2}-\d{2}"
          title={words.inTime}
          placeholder="2026-11-22"
          defaultValue={filters.to ?? ''}
          onChange={set('to')}
        />
      </label>
      <div className={css['actions']}>
        <Button type="submit" look="primary">
          {words.run}
        </Button>
        <Button look="quiet" onClick={() => onSearch(NOTHING)}>
          {words.clear}
        </Button>
      </div>
    </form>
  );
}

function Results({ filters, signedIn, asking, chosen, onChoose }: Props) {
  const words = useWords().search;
  const { t, i18n } = useTranslation();
  const kindName = useKindName();
  const found = useSearch(filters, signedIn);
  const pages = found.data?.pages ?? [];
  const items = pages.flatMap((page) => page.items);
  const people = Object.assign({}, ...pages.map((page) => page.people)) as Record<string, string>;
  const bodies = Object.assign({}, ...pages.map((page) => page.bodies)) as Record<string, string>;
  return (
    <Panel
      id="results"
      title={words.results}
      note={items.length > 0 ? fill(words.shown, { count: items.length }) : undefined}
    >
      {!signedIn && !asking ? <StateNote title={words.signIn} text={words.signInText} /> : null}
      {signedIn && found.isError ? <SearchFault error={found.error} onRetry={() => void found.refetch()} /> : null}
      {(signedIn && found.isPending) || asking ? (
        <div className={css['skeletons']}>
          {[0, 1, 2, 3].map((one) => (
            <Skeleton key={one} height={44} />
          ))}
        </div>
      ) : null}
      {signedIn && found.isSuccess && items.length === 0 ? (
        <StateNote title={words.empty} text={words.emptyText} />
      ) : null}
      {items.length > 0 && signedIn ? (
        <ol
          className={`${css['results']} ${css['scroll']}`}
          aria-label={words.results}
          tabIndex={0}
          data-refetching={found.isPlaceholderData}
        >
          {items.map((entry) => (
            <li key={entry.entryId}>
              <button
                type="button"
                className={css['result']}
                aria-current={entry.entryId === chosen}
                onClick={() => onChoose(entry)}
                data-testid="result"
              >
                <span className={css['resultMain']}>
                  <span>{wordAct(entry.type, i18n.language)}</span>
                  <time dateTime={entry.at}>{formatInstant(entry.at)}</time>
                </span>
                <span className={css['resultSub']}>
                  <span title={entry.stream}>
                    {kindName(entry.stream.split(':')[0] ?? '')}{' '}
                    <span className="mono">{shorten(entry.stream.split(':')[1] ?? '', 8, 6)}</span>
                  </span>
                  <span>
                    {whoActed(
                      entry.actor,
                      { people, bodies },
                      (role) => t(`role.${role}` as 'role.public'),
                      i18n.language,
                    )}
                  </span>
                </span>
              </button>
            </li>
          ))}
        </ol>
      ) : null}
      {found.hasNextPage ? (
        <div className={css['more']}>
          <Button onClick={() => void found.fetchNextPage()} disabled={found.isFetchingNextPage}>
            {words.more}
          </Button>
        </div>
      ) : null}
    </Panel>
  );
}

function SearchFault({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }) {
  const words = useWords().search;
  const { t } = useTranslation();
  if (error instanceof ProblemError && error.status === 403)
    return <StateNote alert title={words.refused} text={words.refusedText} />;
  return (
    <StateNote
      alert
      title={t('common.failed')}
      text={error instanceof ProblemError ? t('common.requestId', { id: error.requestId }) : ''}
      action={<Button onClick={onRetry}>{t('common.retry')}</Button>}
    />
  );
}
