import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';
import css from './states.module.css';

/** An empty list: what this is, why it is empty, and one next action. */
export function Empty(props: {
  readonly title: string;
  readonly text?: string;
  readonly icon?: IconName;
  readonly action?: ReactNode;
}) {
  return (
    <div className={css['state']} role="status">
      <span className={css['mark']}>
        <Icon name={props.icon ?? 'rows'} size={20} />
      </span>
      <div className={css['title']}>{props.title}</div>
      {props.text ? <div className={css['text']}>{props.text}</div> : null}
      {props.action}
    </div>
  );
}
