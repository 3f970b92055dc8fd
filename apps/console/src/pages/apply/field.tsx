import { useId, type ReactNode } from 'react';
import css from './apply.module.css';

/** A label above, the control, and a line of help that is read with it. */
export function Field(props: {
  readonly label: string;
  readonly hint?: string;
  readonly children: (control: { readonly id: string; readonly 'aria-describedby': string }) => ReactNode;
}) {
  const id = useId();
  return (
    <div className={css['field']}>
      <label htmlFor={id}>{props.label}</label>
      {props.children({ id, 'aria-describedby': `${id}-hint` })}
      <span id={`${id}-hint`} className={css['hint']}>
        {props.hint}
      </span>
    </div>
  );
}
