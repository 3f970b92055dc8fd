import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useGo } from '../../design/go.tsx';
import { Icon } from '../../design/icon.tsx';
import { fill } from '../../i18n/area.ts';
import { useConsoleWords } from '../../i18n/console/index.ts';
import { pageExists } from '../../pages.ts';
import { useSearchHits, type Hit } from './search-hits.ts';
import css from './search-dialog.module.css';

const SETTLE_MS = 180;

/** One search over pages, resources and their fields, products, cases and bodies; used by keyboard alone. */
export function SearchDialog(props: { readonly onClose: () => void }) {
  const w = useConsoleWords();
  const go = useGo();
  const dialog = useRef<HTMLDialogElement>(null);
  const [typed, setTyped] = useState('');
  const [q, setQ] = useState('');
  const [at, setAt] = useState(0);
  const { groups, loading } = useSearchHits(q);
  const hits = groups.flatMap((group) => group.hits).filter((hit) => pageExists(hit.href));
  const chosen = Math.min(at, Math.max(0, hits.length - 1));

  useEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    const timer = setTimeout(() => {
      setQ(typed.trim());
      setAt(0);
    }, SETTLE_MS);
    return () => clearTimeout(timer);
  }, [typed]);

  const open = (hit: Hit | undefined): void => {
    if (!hit) return;
    props.onClose();
    go(hit.href);
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setAt((chosen + (event.key === 'ArrowDown' ? 1 : hits.length - 1)) % Math.max(1, hits.length));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      open(hits[chosen]);
    }
  };
  return (
    <dialog
      ref={dialog}
      className={css['dialog']}
      aria-label={w.search.title}
      onClose={props.onClose}
      onClick={(event) => event.target === dialog.current && dialog.current.close()}
    >
      <div className={css['inner']}>
        <div className={css['field']}>
          <Icon name="search" size={18} />
          <input
            type="search"
            role="combobox"
            aria-expanded
            aria-controls="search-hits"
            aria-activedescendant={hits[chosen] ? `hit-${hits[chosen].id}` : undefined}
            aria-label={w.search.placeholder}
            placeholder={w.search.placeholder}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            onKeyDown={onKey}
          />
        </div>
        <div className={css['hits']} id="search-hits" role="listbox" aria-label={w.search.title} tabIndex={-1}>
          {groups.map((group) => (
            <Group
              key={group.name}
              title={w.search[group.name]}
              hits={group.hits.filter((hit) => pageExists(hit.href))}
              chosen={hits[chosen]?.id}
              onOpen={open}
            />
          ))}
          {hits.length === 0 ? (
            <div className={css['none']}>
              {q === '' ? w.search.start : loading ? w.search.loading : fill(w.search.none, { q })}
            </div>
          ) : null}
        </div>
        <div className={css['hint']}>{w.search.hint}</div>
      </div>
    </dialog>
  );
}

function Group(props: {
  readonly title: string;
  readonly hits: readonly Hit[];
  readonly chosen: string | undefined;
  readonly onOpen: (hit: Hit) => void;
}) {
  if (props.hits.length === 0) return null;
  return (
    <div role="group" aria-label={props.title}>
      <div className={css['group']}>{props.title}</div>
      {props.hits.map((hit) => (
        <div
          key={hit.id}
          id={`hit-${hit.id}`}
          role="option"
          tabIndex={-1}
          aria-selected={hit.id === props.chosen}
          className={css['hit']}
          onClick={() => props.onOpen(hit)}
          onKeyDown={(event) => event.key === 'Enter' && props.onOpen(hit)}
        >
          <Icon name={hit.icon} />
          <span className={css['hitTitle']}>{hit.title}</span>
          <span className={css['hitNote']}>{hit.note}</span>
        </div>
      ))}
    </div>
  );
}
