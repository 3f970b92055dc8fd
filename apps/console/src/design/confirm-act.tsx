import { useState, type ReactNode } from 'react';
import { useConsoleWords } from '../i18n/console/index.ts';
import css from './confirm-act.module.css';
import { useErrorWords } from './error-state.tsx';
import { Button } from './primitives.tsx';

/** An act that needs a second look: the button opens a box in place, with what it means and, where asked, a reason. */
export function ConfirmAct(props: {
  readonly label: string;
  readonly look?: 'primary' | 'quiet';
  /** What happens, in a sentence. */
  readonly text: string;
  /** Label of the reason; the act gets what was typed. Without it none is asked. */
  readonly reason?: string;
  readonly reasonRequired?: boolean;
  readonly disabled?: boolean;
  /** False while something in the box is still to be filled in. */
  readonly ready?: boolean;
  readonly confirm?: string;
  readonly children?: ReactNode;
  readonly act: (reason: string) => Promise<unknown>;
}) {
  const w = useConsoleWords().act;
  const words = useErrorWords();
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  if (!open)
    return (
      <Button {...(props.look ? { look: props.look } : {})} disabled={props.disabled} onClick={() => setOpen(true)}>
        {props.label}
      </Button>
    );
  const run = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      await props.act(reason.trim());
      setOpen(false);
      setReason('');
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  const close = (): void => {
    setOpen(false);
    setError(null);
  };
  return (
    <div
      className={css['box']}
      role="group"
      aria-label={props.label}
      onKeyDown={(event) => event.key === 'Escape' && close()}
    >
      <p>{props.text}</p>
      {props.children}
      {props.reason ? (
        <label className={css['reason']}>
          <span>{props.reason}</span>
          <textarea rows={3} value={reason} onChange={(event) => setReason(event.target.value)} />
        </label>
      ) : null}
      {error ? (
        <p className={css['error']} role="alert">
          {words(error).text || words(error).title}
        </p>
      ) : null}
      <div className={css['acts']}>
        <Button onClick={close} disabled={busy}>
          {w.cancel}
        </Button>
        <Button
          look="primary"
          disabled={
            busy || props.disabled || props.ready === false || (props.reasonRequired === true && reason.trim() === '')
          }
          onClick={() => void run()}
        >
          {props.confirm ?? props.label}
        </Button>
      </div>
    </div>
  );
}
