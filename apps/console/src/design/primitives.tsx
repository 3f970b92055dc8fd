import { useState, type ButtonHTMLAttributes, type ReactNode, type Ref } from 'react';
import { useTranslation } from '../i18n/translate.ts';
import css from './primitives.module.css';

export function Panel(props: {
  readonly title: string;
  readonly note?: ReactNode;
  readonly action?: ReactNode;
  readonly children: ReactNode;
  readonly id: string;
}) {
  return (
    <section className={css['panel']} aria-labelledby={`${props.id}-title`}>
      <header className={css['panelHead']}>
        <h2 className={css['panelTitle']} id={`${props.id}-title`}>
          {props.title}
        </h2>
        {props.note ? <span className={css['panelNote']}>{props.note}</span> : null}
        {props.action ? <div className={css['panelAction']}>{props.action}</div> : null}
      </header>
      {props.children}
    </section>
  );
}

type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & {
  readonly ref?: Ref<HTMLButtonElement>;
  readonly look?: 'primary' | 'quiet';
};

export function Button({ look, className, ...rest }: ButtonProps) {
  const classes = [css['button'], look ? css[look] : '', className ?? ''].filter(Boolean).join(' ');
  return <button type="button" {...rest} className={classes} />;
}

export function Segmented<T extends string>(props: {
  readonly label: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly onChange: (value: T) => void;
}) {
  return (
    <div role="group" aria-label={props.label} className={css['segmented']}>
      {props.options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === props.value}
          className={css['segment']}
          onClick={() => props.onChange(option.value)}
        >
          {option.label}
        </button>
      ))}
    </div>
  );
}

export function Tag(props: { readonly tone?: 'ok' | 'warn' | 'bad' | 'info'; readonly children: ReactNode }) {
  return <span className={`${css['tag']} ${props.tone ? css[props.tone] : ''}`}>{props.children}</span>;
}

/** Empty, error and no-permission states: what it is, why, and one next action. */
export function StateNote(props: {
  readonly title: string;
  readonly text?: string;
  readonly action?: ReactNode;
  readonly alert?: boolean;
}) {
  return (
    <div className={css['state']} role={props.alert ? 'alert' : 'status'}>
      <div className={css['stateTitle']}>{props.title}</div>
      {props.text ? <div>{props.text}</div> : null}
      {props.action}
    </div>
  );
}

export function Skeleton(props: { readonly height: number; readonly width?: string }) {
  return <div aria-hidden className={css['skeleton']} style={{ height: props.height, width: props.width ?? '100%' }} />;
}

/** A value in full, which a click copies: hashes and identifiers are for machines. */
export function CopyText(props: { readonly value: string; readonly shown?: string; readonly label: string }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const copy = () => {
    void navigator.clipboard
      ?.writeText(props.value)
      .then(() => {
        setCopied(true);
        setTimeout(() => setCopied(false), 1500);
      })
      .catch(() => setCopied(false));
  };
  return (
    <button type="button" className={css['copy']} title={`${props.label} · ${t('common.copy')}`} onClick={copy}>
      {copied ? t('common.copied') : (props.shown ?? props.value)}
    </button>
  );
}
