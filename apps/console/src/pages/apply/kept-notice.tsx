import { useState } from 'react';
import { Button } from '../../design/primitives.tsx';
import { useApplyWords } from '../../i18n/apply/index.ts';
import css from './apply.module.css';
import type { DraftForm } from './draft-form.ts';
import { dropKept, keptDraft } from './use-draft.ts';

/** What could not be saved last time can be taken back: nothing typed is lost. */
export function KeptNotice(props: { readonly id: string | null; readonly onRestore: (form: DraftForm) => void }) {
  const w = useApplyWords();
  const [kept, setKept] = useState(keptDraft);
  if (!kept || kept.id !== props.id) return null;
  return (
    <div className={css['kept']} role="status">
      <span>{w.local}</span>
      <Button
        onClick={() => {
          props.onRestore(kept.form);
          setKept(null);
        }}
      >
        {w.restore}
      </Button>
      <Button
        look="quiet"
        onClick={() => {
          dropKept();
          setKept(null);
        }}
      >
        {w.discard}
      </Button>
    </div>
  );
}
