import type { ReactNode } from 'react';
import { Facts } from './detail-page.tsx';
import { Panel } from './primitives.tsx';
import css from './stack.module.css';

/** The one thing of a register that is open: what it is, and below it what may be done with it. */
export function OpenPanel(props: {
  readonly id: string;
  readonly title: string;
  readonly note?: ReactNode;
  readonly facts: readonly (readonly [label: string, value: ReactNode])[];
  readonly columns?: 1 | 2 | 3;
  readonly children?: ReactNode;
  readonly acts?: ReactNode;
}) {
  return (
    <Panel id={props.id} title={props.title} {...(props.note ? { note: props.note } : {})}>
      <div className={css['flat']}>
        <Facts items={props.facts} columns={props.columns ?? 2} />
      </div>
      {props.children}
      <div className={css['acts']}>{props.acts}</div>
    </Panel>
  );
}

/** Parts below each other, with the gap of the page. */
export function Stack(props: { readonly children: ReactNode }) {
  return <div className={css['stack']}>{props.children}</div>;
}

/** What may be done with a list as a whole, at its right. */
export function Tools(props: { readonly children: ReactNode }) {
  return <div className={css['tools']}>{props.children}</div>;
}
