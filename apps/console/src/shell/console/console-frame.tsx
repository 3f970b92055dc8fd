import { useEffect, useState, type ReactNode } from 'react';
import { useSession } from '../../api/session.ts';
import { Slow } from '../../design/await.tsx';
import { Boundary } from '../../design/boundary.tsx';
import { ErrorState } from '../../design/error-state.tsx';
import { Notes } from '../../design/notes-list.tsx';
import { Skeleton } from '../../design/primitives.tsx';
import { useConsoleWords } from '../../i18n/console/index.ts';
import { usePath } from '../../route/location.ts';
import css from './console-frame.module.css';
import { Sidebar } from './sidebar.tsx';
import { SignIn } from './sign-in.tsx';
import { TopBar } from './top-bar.tsx';

/** Frame of every working page. Without a session it offers the sign-in in place, and the page asked for follows. */
export function ConsoleFrame(props: { readonly children: ReactNode }) {
  const session = useSession();
  if (session.isPending) {
    return (
      <div className={css['wait']}>
        <Skeleton height={52} />
        <Slow />
      </div>
    );
  }
  if (session.error && session.data === undefined)
    return (
      <main id="main">
        <ErrorState error={session.error} onRetry={() => void session.refetch()} />
      </main>
    );
  return (
    <>
      {session.data ? <Working key={session.data.active.id}>{props.children}</Working> : <SignIn />}
      <Notes />
    </>
  );
}

function Working(props: { readonly children: ReactNode }) {
  const w = useConsoleWords();
  const path = usePath();
  // Open on the page where it was opened: going to another one closes it.
  const [openedOn, setOpenedOn] = useState<string | null>(null);
  const drawer = openedOn === path;
  useEffect(() => {
    if (!drawer) return;
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') setOpenedOn(null);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [drawer]);
  return (
    <div className={css['frame']}>
      <a className={css['skip']} href="#main">
        {w.skip}
      </a>
      <Sidebar open={drawer} />
      {drawer ? (
        <button type="button" className={css['veil']} aria-label={w.closeMenu} onClick={() => setOpenedOn(null)} />
      ) : null}
      <div className={css['body']}>
        <TopBar drawer={drawer} onMenu={() => setOpenedOn(drawer ? null : path)} />
        <main className={css['main']} id="main" tabIndex={-1}>
          <Boundary key={path}>{props.children}</Boundary>
        </main>
      </div>
    </div>
  );
}
