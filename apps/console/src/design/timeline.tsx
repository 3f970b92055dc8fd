import type { ReactNode } from 'react';
import css from './timeline.module.css';

export interface Moment {
  readonly id: string;
  readonly actor: string;
  readonly verb: string;
  /** Time, and working days used, already in words. */
  readonly when: ReactNode;
  readonly state: 'done' | 'current' | 'waiting' | 'bad';
  /** What was said, in a box of its own. */
  readonly comment?: ReactNode;
}

/** Who did what, when, in how many working days. The step that is pending is ringed. */
export function Timeline(props: { readonly label: string; readonly moments: readonly Moment[] }) {
  return (
    <ol className={css['line']} aria-label={props.label}>
      {props.moments.map((moment) => (
        <li key={moment.id} className={css['moment']} data-state={moment.state}>
          <div>
            <span className={css['actor']}>{moment.actor}</span> <span className={css['verb']}>{moment.verb}</span>
          </div>
          <div className={css['when']}>{moment.when}</div>
          {moment.comment ? <div className={css['comment']}>{moment.comment}</div> : null}
        </li>
      ))}
    </ol>
  );
}

/** The steps of a chain as a picture: what is done, where it stands, what comes. */
export function StepBar(props: {
  readonly label: string;
  readonly steps: readonly {
    readonly id: string;
    readonly title: string;
    readonly state: 'done' | 'current' | 'waiting' | 'bad' | 'skipped';
    readonly note?: string;
  }[];
}) {
  return (
    <ol className={css['bar']} aria-label={props.label}>
      {props.steps.map((step) => (
        <li key={step.id} data-state={step.state} aria-current={step.state === 'current' ? 'step' : undefined}>
          <span className={css['stepTitle']}>{step.title}</span>
          {step.note ? <span className={css['stepNote']}>{step.note}</span> : null}
        </li>
      ))}
    </ol>
  );
}
