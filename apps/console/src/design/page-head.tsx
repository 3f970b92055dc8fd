import type { ReactNode } from 'react';
import { useConsoleWords } from '../i18n/console/index.ts';
import { useTitle } from './crumb.ts';
import { Go } from './go.tsx';
import { Icon } from './icon.tsx';
import css from './page-head.module.css';

/** Title of a page with what it counts or is about, and its actions at the top right. Sets breadcrumb and window title. */
export function PageHead(props: {
  readonly title: string;
  readonly note?: ReactNode;
  readonly actions?: ReactNode;
  readonly back?: { readonly href: string; readonly label: string };
  /** Tags and identifiers below the title. */
  readonly meta?: ReactNode;
}) {
  const w = useConsoleWords();
  useTitle(props.title, w.product);
  return (
    <header className={css['head']}>
      <div className={css['text']}>
        {props.back ? (
          <Go className={css['back']} to={props.back.href}>
            <Icon name="back" size={14} /> {props.back.label}
          </Go>
        ) : null}
        <h1 className={css['title']}>{props.title}</h1>
        {props.meta ? <div className={css['meta']}>{props.meta}</div> : null}
        {props.note ? <p className={css['note']}>{props.note}</p> : null}
      </div>
      {props.actions ? <div className={css['actions']}>{props.actions}</div> : null}
    </header>
  );
}
