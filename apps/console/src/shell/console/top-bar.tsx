import { useEffect, useState } from 'react';
import { useCrumb } from '../../design/crumb.ts';
import { Go } from '../../design/go.tsx';
import { Icon } from '../../design/icon.tsx';
import { useConsoleWords } from '../../i18n/console/index.ts';
import { usePath } from '../../route/location.ts';
import { navAt } from '../nav.ts';
import { DisplayTools } from './display-tools.tsx';
import { NoticeMenu } from './notice-menu.tsx';
import { SearchDialog } from './search-dialog.tsx';
import css from './top-bar.module.css';

/** Where I am, one search over everything, and how things are shown. */
export function TopBar(props: { readonly drawer: boolean; readonly onMenu: () => void }) {
  const w = useConsoleWords();
  const [searching, setSearching] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      setSearching(true);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  return (
    <header className={css['bar']}>
      <button
        type="button"
        className={`${css['tool']} ${css['menu']}`}
        aria-label={props.drawer ? w.closeMenu : w.menu}
        aria-expanded={props.drawer}
        onClick={props.onMenu}
      >
        <Icon name="menu" size={18} />
      </button>
      <Breadcrumb />
      <button
        type="button"
        className={css['search']}
        aria-label={`${w.search.open} ⌘ K`}
        onClick={() => setSearching(true)}
      >
        <Icon name="search" />
        <span>{w.search.open}</span>
        <kbd>⌘ K</kbd>
      </button>
      <DisplayTools />
      <NoticeMenu />
      {searching ? <SearchDialog onClose={() => setSearching(false)} /> : null}
    </header>
  );
}

function Breadcrumb() {
  const w = useConsoleWords();
  const path = usePath();
  const item = navAt(path);
  const crumb = useCrumb();
  const parts = item ? [w.groups[item.group], w.nav[item.name]] : [];
  const below = item && path.replace(/\/$/, '') !== item.path ? crumb : null;
  return (
    <nav className={css['crumb']} aria-label={w.breadcrumb}>
      <ol>
        {parts.map((part, at) => (
          <li key={part} aria-current={at === parts.length - 1 && !below ? 'page' : undefined}>
            {at === 1 && below && item ? <Go to={item.path}>{part}</Go> : part}
          </li>
        ))}
        {below ? <li aria-current="page">{below}</li> : null}
      </ol>
    </nav>
  );
}
