import { gatheringRoutes, vaultRoutes, type Answer } from '@sluice/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState, type DragEvent } from 'react';
import { sendBytes } from '../../api/send-bytes.ts';
import { ProblemError } from '../../api/call.ts';
import { useErrorWords } from '../../design/error-state.tsx';
import { Icon } from '../../design/icon.tsx';
import { showNote } from '../../design/notes.ts';
import { Button, Panel, Segmented } from '../../design/primitives.tsx';
import { fill, useLanguage, type Language } from '../../i18n/area.ts';
import { useDeliveryWords } from '../../i18n/deliveries/index.ts';
import css from './deliveries.module.css';
import { formatBytes } from './format-bytes.ts';
import { MappingTable } from './mapping-table.tsx';
import { ProgressBar } from './progress-bar.tsx';
import { SaveFile } from './save-file.tsx';

type Mode = 'full' | 'append';
export type Mapping = Answer<typeof gatheringRoutes.proposeMapping>;

/** A head of text is enough; a packed file can only be read whole. */
const HEAD_BYTES = 1_000_000;
const PACKED_BYTES = 8_000_000;
const PACKED = /\.(xlsx|parquet|zip)$/i;

/** Drag a file or choose one; see what its columns are; send it with progress. */
export function UploadPanel(props: { readonly resourceId: string; readonly onReceived: (batchId: string) => void }) {
  const w = useDeliveryWords();
  const language = useLanguage();
  const [file, setFile] = useState<File | null>(null);
  const [mode, setMode] = useState<Mode>('full');
  const mapping = useMapping(props.resourceId, file, language);
  const upload = useUpload(props, language);
  return (
    <Panel id="upload" title={w.send}>
      <div className={css['upload']}>
        {file ? (
          <div className={css['chosen']}>
            <Icon name="application" />
            <span>{fill(w.chosen, { name: file.name, size: formatBytes(file.size) })}</span>
            {upload.share === null ? (
              <Button look="quiet" onClick={() => setFile(null)}>
                {w.another}
              </Button>
            ) : null}
          </div>
        ) : (
          <DropZone onFile={setFile} label={w.drop} note={w.dropNote} />
        )}
        {file ? null : (
          <div className={css['acts']}>
            <SaveFile
              route={vaultRoutes.getTemplate}
              id={props.resourceId}
              name={`${w.template}.xlsx`}
              label={w.template}
            />
            <span className={css['hint']}>{w.templateNote}</span>
          </div>
        )}
        {file ? <MappingView mapping={mapping} /> : null}
        {file ? (
          <div className={css['acts']}>
            <Segmented
              label={w.mode}
              value={mode}
              options={[
                { value: 'full', label: w.full },
                { value: 'append', label: w.append },
              ]}
              onChange={setMode}
            />
            {upload.share === null ? (
              <Button look="primary" disabled={isRefused(mapping)} onClick={() => void upload.send(file, mode)}>
                <Icon name="upload" /> {w.send}
              </Button>
            ) : (
              <>
                <ProgressBar label={w.sending} share={upload.share} />
                <Button onClick={upload.cancel}>{w.cancel}</Button>
              </>
            )}
          </div>
        ) : null}
        {upload.error ? (
          <p role="alert" className={css['error']}>
            {upload.error}
          </p>
        ) : null}
      </div>
    </Panel>
  );
}

function useUpload(
  props: { readonly resourceId: string; readonly onReceived: (batchId: string) => void },
  language: Language,
) {
  const w = useDeliveryWords();
  const words = useErrorWords();
  const client = useQueryClient();
  const [share, setShare] = useState<number | null>(null);
  const [error, setError] = useState('');
  const abort = useRef<AbortController | null>(null);
  const send = async (file: File, mode: Mode): Promise<void> => {
    abort.current = new AbortController();
    setShare(0);
    setError('');
    try {
      const { data, repeated, evidence } = await sendBytes(
        vaultRoutes.receiveBatch,
        { params: { id: props.resourceId }, query: { mode, filename: file.name } },
        file,
        language,
        { onProgress: setShare, signal: abort.current.signal },
      );
      const entry = evidence.at(-1)?.entryId;
      // What came of it is not known yet: only the batch can say it.
      showNote({ tone: 'ok', text: repeated ? w.repeated : w.arrived, ...(entry && !repeated ? { entry } : {}) });
      await client.invalidateQueries();
      props.onReceived(data.id);
    } catch (failure) {
      if (!(failure instanceof ProblemError && failure.code === 'http.aborted')) {
        const said = words(failure);
        setError([said.title, said.text].filter(Boolean).join(' '));
      }
      setShare(null);
    }
  };
  return { share, error, send, cancel: () => abort.current?.abort() };
}

type MappingState = { readonly state: 'looking' | 'none' } | { readonly state: 'known'; readonly mapping: Mapping };
const LOOKING: MappingState = { state: 'looking' };
const NONE: MappingState = { state: 'none' };

const tooLargeToLook = (file: File): boolean => PACKED.test(file.name) && file.size > PACKED_BYTES;

function useMapping(resourceId: string, file: File | null, language: Language): MappingState {
  const [found, setFound] = useState<{ readonly file: File; readonly state: MappingState } | null>(null);
  useEffect(() => {
    if (!file || tooLargeToLook(file)) return;
    const abort = new AbortController();
    sendBytes(
      gatheringRoutes.proposeMapping,
      { params: { id: resourceId }, query: { filename: file.name } },
      PACKED.test(file.name) ? file : file.slice(0, HEAD_BYTES),
      language,
      { signal: abort.signal },
    )
      .then((mapping) => setFound({ file, state: { state: 'known', mapping } }))
      .catch((failure: unknown) => {
        if (!(failure instanceof ProblemError && failure.code === 'http.aborted')) setFound({ file, state: NONE });
      });
    return () => abort.abort();
  }, [resourceId, file, language]);
  if (file && tooLargeToLook(file)) return NONE;
  return found && found.file === file ? found.state : LOOKING;
}

/** The server says what it would refuse; sending it all the same would only make a refused batch. While it looks, wait. */
const isRefused = (found: MappingState): boolean =>
  found.state === 'looking' || (found.state === 'known' && found.mapping.refusals.length > 0);

function MappingView({ mapping }: { readonly mapping: MappingState }) {
  const w = useDeliveryWords();
  if (mapping.state === 'known') return <MappingTable mapping={mapping.mapping} />;
  return (
    <p className={css['quiet']} role="status">
      {mapping.state === 'looking' ? w.looking : w.noMapping}
    </p>
  );
}

/** A place to drop one file on; the same by click or keyboard. */
export function DropZone(props: {
  readonly onFile: (file: File) => void;
  readonly label: string;
  readonly note?: string;
}) {
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer.files[0];
    if (file) props.onFile(file);
  };
  return (
    <label
      className={css['drop']}
      data-over={over}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <Icon name="upload" size={20} />
      <strong>{props.label}</strong>
      {props.note ? <span>{props.note}</span> : null}
      <input
        type="file"
        aria-label={props.label}
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file) props.onFile(file);
        }}
      />
    </label>
  );
}
