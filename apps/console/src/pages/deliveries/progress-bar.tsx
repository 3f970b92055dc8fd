import css from './deliveries.module.css';

/** How far something is, as a bar and a figure. */
export function ProgressBar(props: { readonly label: string; readonly share: number }) {
  const percent = Math.floor(props.share * 100);
  return (
    <span className={css['progress']}>
      <span
        className={css['bar']}
        role="progressbar"
        aria-label={props.label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
      >
        <span style={{ width: `${percent}%` }} />
      </span>
      <b>{percent} %</b>
    </span>
  );
}
