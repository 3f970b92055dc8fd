import { useSyncExternalStore } from 'react';
import { useConsoleWords } from '../i18n/console/index.ts';
import { Go } from './go.tsx';
import { Icon } from './icon.tsx';
import { dropNote, readNotes, subscribeNotes } from './notes.ts';
import css from './notes-list.module.css';

/** What was just done, read out and shown for a while, with a way to its evidence. */
export function Notes() {
  const w = useConsoleWords();
  const notes = useSyncExternalStore(subscribeNotes, readNotes);
  return (
    <div className={css['list']} role="status" aria-live="polite">
      {notes.map((note) => (
        <div key={note.id} className={css['note']} data-tone={note.tone}>
          <Icon name={note.tone === 'ok' ? 'check' : 'warn'} />
          <span>{note.text ?? w.act.done}</span>
          {note.entry ? <Go to={`/console/evidence?entry=${note.entry}`}>{w.act.evidence}</Go> : null}
          <button type="button" className={css['close']} aria-label={w.act.close} onClick={() => dropNote(note.id)}>
            <Icon name="cross" size={14} />
          </button>
        </div>
      ))}
    </div>
  );
}
