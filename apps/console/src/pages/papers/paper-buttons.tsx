import { paperRoutes } from '@sluice/contract';
import { useState } from 'react';
import { call } from '../../api/call.ts';
import { useErrorWords } from '../../design/error-state.tsx';
import { Icon } from '../../design/icon.tsx';
import { showNote } from '../../design/notes.ts';
import { Button } from '../../design/primitives.tsx';
import { useLanguage } from '../../i18n/area.ts';
import { usePaperWords } from '../../i18n/papers/index.ts';

type Kind = 'agreement' | 'operation-agreement' | 'decision' | 'grant' | 'notice';

/** Gives out what stands here as a document and hands it over, as PDF or Word; the same words keep their code. */
export function PaperButtons(props: { readonly kind: Kind; readonly object: string; readonly part?: string }) {
  const { kind, object, part } = props;
  const w = usePaperWords();
  const language = useLanguage();
  const words = useErrorWords();
  const [busy, setBusy] = useState(false);
  const save = async (form: 'pdf' | 'word'): Promise<void> => {
    setBusy(true);
    try {
      const body = { kind, object, ...(part === undefined ? {} : { part }) };
      const { data } = await call(paperRoutes.issuePaper, { body }, language);
      const route = form === 'pdf' ? paperRoutes.readPaperPdf : paperRoutes.readPaperWord;
      const bytes = (await call(route, { params: { id: data.id } }, language)) as Uint8Array<ArrayBuffer>;
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob([bytes]));
      link.download = `${kind}-${data.code}.${form === 'pdf' ? 'pdf' : 'docx'}`;
      link.click();
      URL.revokeObjectURL(link.href);
    } catch (error) {
      showNote({ tone: 'bad', text: words(error).title });
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button disabled={busy} onClick={() => void save('pdf')}>
        <Icon name="download" /> {w.pdf}
      </Button>
      <Button disabled={busy} onClick={() => void save('word')}>
        <Icon name="download" /> {w.word}
      </Button>
    </>
  );
}
