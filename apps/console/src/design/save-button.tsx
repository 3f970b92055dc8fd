import { useState } from 'react';
import { useErrorWords } from './error-state.tsx';
import { Icon } from './icon.tsx';
import { showNote } from './notes.ts';
import { Button } from './primitives.tsx';

/** A button that asks for bytes and gives them to the reader as a file; a refusal is told as everywhere. */
export function SaveButton(props: {
  readonly label: string;
  readonly name: string;
  readonly look?: 'primary' | 'quiet';
  readonly disabled?: boolean;
  readonly load: () => Promise<unknown>;
}) {
  const words = useErrorWords();
  const [busy, setBusy] = useState(false);
  const save = async (): Promise<void> => {
    setBusy(true);
    try {
      const loaded = await props.load();
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob([loaded as Uint8Array<ArrayBuffer>]));
      link.download = props.name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    } catch (error) {
      showNote({ tone: 'bad', text: words(error).text || words(error).title });
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button {...(props.look ? { look: props.look } : {})} disabled={busy || props.disabled} onClick={() => void save()}>
      <Icon name="download" /> {props.label}
    </Button>
  );
}
