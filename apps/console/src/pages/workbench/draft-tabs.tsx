import { Icon } from '../../design/icon.tsx';
import { fill } from '../../i18n/area.ts';
import { formatInstant } from '../../i18n/format.ts';
import { useWorkbenchWords } from '../../i18n/workbench/index.ts';
import type { Draft, useDrafts } from './use-drafts.ts';
import css from './workbench.module.css';

/** The open texts. Closing one puts it away in the history; nothing that was typed is lost. */
export function DraftTabs(props: {
  readonly drafts: ReturnType<typeof useDrafts>;
  readonly current: Draft;
  readonly onAdd: () => void;
}) {
  const w = useWorkbenchWords().editor;
  const { drafts, current } = props;
  return (
    <div className={css['tabs']}>
      <ul className={css['tabList']} aria-label={w.label}>
        {drafts.open.map((one) => {
          const name = fill(w.tab, { number: one.number });
          return (
            <li key={one.id} className={css['tab']} data-chosen={one.id === current.id}>
              <button
                type="button"
                aria-pressed={one.id === current.id}
                className={css['tabName']}
                onClick={() => drafts.choose(one.id)}
              >
                {name}
              </button>
              <button
                type="button"
                className={css['tabClose']}
                aria-label={fill(w.closeTab, { name })}
                title={w.closeText}
                onClick={() => drafts.close(one.id)}
              >
                <Icon name="cross" size={12} />
              </button>
            </li>
          );
        })}
      </ul>
      <button type="button" className={css['tabAdd']} aria-label={w.newTab} title={w.newTab} onClick={props.onAdd}>
        <Icon name="plus" size={14} />
      </button>
      <span className={css['saved']} role="status">
        {fill(w.saved, { time: formatInstant(current.savedAt).slice(11) })}
      </span>
    </div>
  );
}
