import { catalogueRoutes } from '@sluice/contract';
import { useCallback, useEffect, useRef, useState } from 'react';
import { call } from '../../api/call.ts';
import { ownKey } from '../../api/kept-here.ts';
import { changeUrl } from '../../api/url-state.ts';
import { useLanguage } from '../../i18n/area.ts';
import { formatInstant } from '../../i18n/format.ts';
import { canBeKept, contentOf, type EntryForm } from './entry-form.ts';

const SETTLE_MS = 900;
const KEPT = 'entry-draft';

interface Saved {
  readonly state: 'new' | 'kept' | 'saved' | 'saving' | 'unsaved' | 'failed';
  readonly at?: string;
}

/** What was typed and could not be saved, kept on this device. */
export function keptEntry(): EntryForm | null {
  try {
    return JSON.parse(localStorage.getItem(ownKey(KEPT)) ?? 'null') as EntryForm | null;
  } catch {
    return null;
  }
}

function keepHere(form: EntryForm | null): void {
  try {
    if (form === null) localStorage.removeItem(ownKey(KEPT));
    else localStorage.setItem(ownKey(KEPT), JSON.stringify(form));
  } catch {
    // Storage may be full or forbidden: what is typed still stands on the page.
  }
}

/**
 * Saves an entry as it is typed: once it has a name it is a draft whose id stands in the address, until then, and whenever
 * the server does not take it, it is kept on this device.
 */
export function useEntry(started: string | null, start: EntryForm) {
  const language = useLanguage();
  const [form, setForm] = useState(start);
  const [saved, setSaved] = useState<Saved>({ state: 'new' });
  const id = useRef(started);
  const dirty = useRef(false);
  const busy = useRef<Promise<void>>(Promise.resolve());
  const save = useCallback(
    async (current: EntryForm): Promise<void> => {
      if (!dirty.current) return;
      if (!canBeKept(current)) {
        keepHere(current);
        setSaved({ state: 'kept' });
        return;
      }
      dirty.current = false;
      setSaved({ state: 'saving' });
      try {
        const body = contentOf(current);
        if (id.current === null) {
          const made = await call(catalogueRoutes.createResource, { body }, language);
          id.current = made.data.id;
          changeUrl({ draft: made.data.id, system: null }, true);
        } else await call(catalogueRoutes.editResource, { params: { id: id.current }, body }, language);
        keepHere(null);
        setSaved({ state: 'saved', at: formatInstant(new Date().toISOString()).slice(11) });
      } catch {
        dirty.current = true;
        keepHere(current);
        setSaved({ state: 'failed' });
      }
    },
    [language],
  );
  /** One after another: two first saves would make two drafts. */
  const flush = useCallback(
    (current: EntryForm): Promise<void> => {
      busy.current = busy.current.then(() => save(current));
      return busy.current;
    },
    [save],
  );
  useEffect(() => {
    const timer = setTimeout(() => void flush(form), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [form, flush]);
  const change = (patch: EntryForm): void => {
    dirty.current = true;
    setForm((before) => ({ ...before, ...patch }));
    setSaved({ state: 'unsaved' });
  };
  return { form, change, saved, flush: () => flush(form), idNow: () => id.current, forget: () => keepHere(null) };
}
