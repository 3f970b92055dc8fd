import type { ReactNode } from 'react';
import { changeUrl, useUrl } from '../api/url-state.ts';
import { fill } from '../i18n/area.ts';
import { useConsoleWords } from '../i18n/console/index.ts';
import { Icon } from './icon.tsx';
import { Button } from './primitives.tsx';
import css from './steps-form.module.css';

export interface FormStep {
  readonly id: string;
  readonly title: string;
  readonly content: ReactNode;
  /** What is missing or wrong on this step, in words; empty when it is complete. */
  readonly problems: readonly string[];
  /** Not touched yet: what is missing is not held against the writer. */
  readonly untouched?: boolean;
}

/** A long form as sections, the last one a summary. The step stands in the address as `step`; what is typed is saved as it is typed. */
export function StepsForm(props: {
  readonly label: string;
  readonly steps: readonly FormStep[];
  /** Time of the last save in words, or what is going on with it. */
  readonly saved: { readonly state: 'new' | 'kept' | 'saved' | 'saving' | 'unsaved' | 'failed'; readonly at?: string };
  /** Legal basis, who decides, how long it takes: beside the form. */
  readonly aside?: ReactNode;
  readonly submit: ReactNode;
}) {
  const w = useConsoleWords().act;
  const url = useUrl();
  const at = Math.max(
    0,
    props.steps.findIndex((step) => step.id === url.get('step')),
  );
  const step = props.steps[at];
  if (!step) return null;
  const go = (to: number): void => {
    changeUrl({ step: props.steps[to]?.id ?? null });
    window.scrollTo({ top: 0 });
  };
  const saved = {
    new: '',
    kept: w.kept,
    saved: fill(w.saved, { time: props.saved.at ?? '' }),
    saving: w.saving,
    unsaved: w.unsaved,
    failed: w.saveFailed,
  }[props.saved.state];
  const last = at === props.steps.length - 1;
  return (
    <div className={css['layout']}>
      <nav className={css['steps']} aria-label={props.label}>
        <ol>
          {props.steps.map((one, index) => (
            <li key={one.id}>
              <button type="button" aria-current={index === at ? 'step' : undefined} onClick={() => go(index)}>
                <span className={css['number']} data-done={one.problems.length === 0 && index !== at}>
                  {one.problems.length === 0 && index !== at ? <Icon name="check" size={12} /> : index + 1}
                </span>
                {one.title}
              </button>
            </li>
          ))}
        </ol>
        <p className={css['saved']} role="status" data-state={props.saved.state}>
          {saved}
        </p>
      </nav>
      <section className={css['form']} aria-label={step.title}>
        <h2 className={css['title']}>{step.title}</h2>
        {step.problems.length > 0 && !step.untouched ? (
          <div className={css['problems']}>
            <strong>{fill(w.problems, { count: step.problems.length })}</strong>
            <ul>
              {step.problems.map((problem) => (
                <li key={problem}>{problem}</li>
              ))}
            </ul>
          </div>
        ) : null}
        {step.content}
        <div className={css['acts']}>
          {at > 0 ? <Button onClick={() => go(at - 1)}>{w.previous}</Button> : null}
          {last ? (
            <>
              {step.problems.length > 0 ? (
                <span className={css['waits']}>{fill(w.waits, { count: step.problems.length })}</span>
              ) : null}
              {props.submit}
            </>
          ) : (
            <Button look="primary" onClick={() => go(at + 1)}>
              {at === props.steps.length - 2 ? w.summary : w.next}
            </Button>
          )}
        </div>
      </section>
      {props.aside ? <aside className={css['aside']}>{props.aside}</aside> : null}
    </div>
  );
}
