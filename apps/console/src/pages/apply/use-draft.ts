import { authorizationRoutes } from '@sluice/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { call } from '../../api/call.ts';
import { changeUrl } from '../../api/url-state.ts';
import { useLanguage } from '../../i18n/area.ts';
import { formatInstant } from '../../i18n/format.ts';
import type { Contents, DraftForm } from './draft-form.ts';
import { ownKey } from '../../api/kept-here.ts';

const SETTLE_MS = 900;
const KEPT = 'application-draft';

export interface Saved {
  readonly state: 'new' | 'saved' | 'saving' | 'unsaved' | 'failed';
  readonly at?: string;
}

interface Kept {
  readonly id: string | null;
  readonly form: DraftForm;
}

/** A draft that the server did not take, kept on this device; it may be nobody's any more. */
export function keptDraft(): Kept | null {
  try {
    return JSON.parse(localStorage.getItem(ownKey(KEPT)) ?? 'null') as Kept | null;
  } catch {
    return null;
  }
}

export function dropKept(): void {
  localStorage.removeItem(ownKey(KEPT));
}

function keep(kept: Kept): void {
  try {
    localStorage.setItem(ownKey(KEPT), JSON.stringify(kept));
  } catch {
    // Storage may be full or forbidden: what is typed still stands on the page.
  }
}

/**
 * Saves what is typed as it is typed: the first time as a new draft, whose id then stands in the address, afterwards as
 * changes of it. What could not be saved is kept on this device.
 */
export function useDraft(input: {
  readonly id: string | null;
  readonly start: DraftForm;
  readonly jurisdiction: string;
  readonly previous: string | null;
  /** Only a draft is saved as it is typed; a supplement is handed in as a whole. */
  readonly autosave: boolean;
  readonly contents: (form: DraftForm) => Contents;
}) {
  const language = useLanguage();
  const client = useQueryClient();
  const [form, setForm] = useState(input.start);
  const [saved, setSaved] = useState<Saved>({ state: 'new' });
  const id = useRef(input.id);
  const dirty = useRef(false);
  const busy = useRef<Promise<void>>(Promise.resolve());
  const { contents, jurisdiction, previous, autosave } = input;
  const save = useCallback(
    async (current: DraftForm): Promise<void> => {
      if (!dirty.current) return;
      dirty.current = false;
      setSaved({ state: 'saving' });
      try {
        const body = contents(current);
        if (id.current === null) {
          const made = await call(
            authorizationRoutes.createApplication,
            { body: { jurisdiction, contents: body, ...(previous ? { previous } : {}) } },
            language,
          );
          id.current = made.data.id;
          changeUrl({ draft: made.data.id, resource: null, previous: null }, true);
        } else {
          await call(authorizationRoutes.editApplication, { params: { id: id.current }, body }, language);
        }
        setSaved({ state: 'saved', at: formatInstant(new Date().toISOString()).slice(11) });
        dropKept();
        await client.invalidateQueries({ queryKey: [authorizationRoutes.listApplications.name] });
      } catch {
        dirty.current = true;
        keep({ id: id.current, form: current });
        setSaved({ state: 'failed' });
      }
    },
    [client, contents, jurisdiction, language, previous],
  );
  /** One after another: two first saves would make two drafts. */
  const flush = useCallback(
    (current: DraftForm): Promise<void> => {
      busy.current = busy.current.then(() => save(current));
      return busy.current;
    },
    [save],
  );
  useSettled(form, autosave, flush);
  const change = (patch: Partial<DraftForm>): void => {
    dirty.current = true;
    setForm((before) => ({ ...before, ...patch }));
    if (autosave) setSaved({ state: 'unsaved' });
  };
  return { form, change, saved, flush: () => flush(form), idNow: () => id.current };
}

/** Saves once typing has paused; `save` itself knows whether there is anything to save. */
function useSettled(form: DraftForm, enabled: boolean, save: (form: DraftForm) => Promise<void>): void {
  useEffect(() => {
    if (!enabled) return;
    const timer = setTimeout(() => void save(form), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [form, enabled, save]);
}
