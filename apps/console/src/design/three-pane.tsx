import type { ReactNode } from 'react';
import css from './three-pane.module.css';

/** Queue · thing · process. Each pane scrolls by itself, so that the decision stays in view; one below another under 960 px. */
export function ThreePane(props: {
  readonly queueLabel: string;
  readonly mainLabel: string;
  readonly sideLabel: string;
  readonly queue: ReactNode;
  readonly main: ReactNode;
  readonly side: ReactNode;
  /** Stays at the bottom of the process pane: opinion and decision. */
  readonly foot?: ReactNode;
  /** Where one stands below another, the queue comes last: the thing was opened by its address. */
  readonly queueLast?: boolean | undefined;
}) {
  return (
    <div className={css['panes']} data-queue-last={props.queueLast}>
      <section className={css['queue']} aria-label={props.queueLabel} tabIndex={0}>
        {props.queue}
      </section>
      <section className={css['main']} aria-label={props.mainLabel} tabIndex={0}>
        {props.main}
      </section>
      <section className={css['side']} aria-label={props.sideLabel} data-empty={!props.side && !props.foot}>
        <div className={css['sideBody']} tabIndex={0} role="group" aria-label={props.sideLabel}>
          {props.side}
        </div>
        {props.foot ? <div className={css['foot']}>{props.foot}</div> : null}
      </section>
    </div>
  );
}
