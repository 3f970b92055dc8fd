import { useState } from 'react';
import type { vaultRoutes } from '@sluice/contract';
import { call } from '../../api/call.ts';
import { useErrorWords } from '../../design/error-state.tsx';
import { Icon } from '../../design/icon.tsx';
import { showNote } from '../../design/notes.ts';
import { Button } from '../../design/primitives.tsx';
import { useLanguage } from '../../i18n/area.ts';

type FileRoute = (typeof vaultRoutes)['exportQuarantine' | 'exportQuarantineWorkbook' | 'getTemplate'];

/** A button that asks for a file and gives it to the reader; a refusal is told as everywhere. */
export function SaveFile(props: {
  readonly route: FileRoute;
  readonly id: string;
  readonly name: string;
  readonly label: string;
}) {
  const language = useLanguage();
  const words = useErrorWords();
  const [busy, setBusy] = useState(false);
  const save = async (): Promise<void> => {
    setBusy(true);
    try {
      const bytes = (await call(props.route, { params: { id: props.id } }, language)) as Uint8Array<ArrayBuffer>;
      const url = URL.createObjectURL(new Blob([bytes]));
      const link = document.createElement('a');
      link.href = url;
      link.download = props.name;
      link.click();
      URL.revokeObjectURL(url);
    } catch (error) {
      showNote({ tone: 'bad', text: words(error).title });
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button disabled={busy} onClick={() => void save()}>
      <Icon name="download" /> {props.label}
    </Button>
  );
}
