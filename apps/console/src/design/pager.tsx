import { useState, type KeyboardEvent } from 'react';
import { changeUrl } from '../api/url-state.ts';
import { fill, useLanguage } from '../i18n/area.ts';
import { useConsoleWords } from '../i18n/console/index.ts';
import { formatCount } from '../i18n/format.ts';
import { Button } from './primitives.tsx';
import css from './list-page.module.css';

/** Pages of a server's list; the page stands in the address as `page`. */
export function Pager(props: { readonly total: number; readonly page: number; readonly pageSize: number }) {
  const w = useConsoleWords().list;
  const language = useLanguage();
  const pages = Math.max(1, Math.ceil(props.total / props.pageSize));
  const [typed, setTyped] = useState('');
  const go = (page: number): void => changeUrl({ page: page <= 1 ? null : String(Math.min(page, pages)) });
  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !/^\d+$/.test(typed)) return;
    go(Number(typed));
    setTyped('');
  };
  return (
    <nav className={css['pager']} aria-label={fill(w.page, { page: props.page, pages })}>
      <span className={css['total']}>{fill(w.total, { count: formatCount(props.total, language) })}</span>
      {pages > 1 ? (
        <>
          <Button disabled={props.page <= 1} onClick={() => go(props.page - 1)}>
            {w.previous}
          </Button>
          <span>{fill(w.page, { page: props.page, pages })}</span>
          <Button disabled={props.page >= pages} onClick={() => go(props.page + 1)}>
            {w.next}
          </Button>
          <input
            className={css['jump']}
            inputMode="numeric"
            aria-label={w.jump}
            placeholder={w.jump}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            onKeyDown={onKey}
          />
        </>
      ) : null}
    </nav>
  );
}
