import { useEffect, useId, useRef, useState, type ReactNode } from 'react';
import css from './popover.module.css';

/** A button and what it opens beside itself. Escape and a click elsewhere close it; the focus returns to the button. */
export function Popover(props: {
  readonly label: string;
  readonly button: ReactNode;
  readonly className?: string | undefined;
  readonly side?: 'left' | 'right';
  readonly wide?: boolean;
  readonly testId?: string;
  readonly children: (close: () => void) => ReactNode;
}) {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const [button, setButton] = useState<HTMLButtonElement | null>(null);
  const id = useId();
  const close = (): void => {
    setOpen(false);
    button?.focus();
  };
  useEffect(() => {
    if (!open) return;
    const onPointer = (event: PointerEvent): void => {
      if (!box.current?.contains(event.target as Node)) setOpen(false);
    };
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      setOpen(false);
      button?.focus();
    };
    document.addEventListener('pointerdown', onPointer);
    document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('pointerdown', onPointer);
      document.removeEventListener('keydown', onKey);
    };
  }, [open, button]);
  const panel = [css['panel'], css[props.side ?? 'right'], props.wide ? css['wide'] : ''].join(' ');
  return (
    <div className={css['box']} ref={box}>
      <button
        ref={setButton}
        type="button"
        className={props.className}
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        aria-label={props.label}
        title={props.label}
        data-testid={props.testId}
        onClick={() => setOpen((before) => !before)}
      >
        {props.button}
      </button>
      {open ? (
        <div className={panel} id={id} role="group" aria-label={props.label}>
          {props.children(close)}
        </div>
      ) : null}
    </div>
  );
}
