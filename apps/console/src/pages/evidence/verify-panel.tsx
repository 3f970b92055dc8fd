import { useMutation } from '@tanstack/react-query';
import { useId, useState, type DragEvent, type ReactNode } from 'react';
import { useTranslation } from '../../i18n/translate.ts';
import { ProblemError } from '../../api/call.ts';
import { useLog } from '../../api/evidence.ts';
import { fetchBundle, loadVerifier } from '../../api/load-verifier.ts';
import type { BundleFinding } from '../../api/verify.ts';
import { Icon } from '../../design/icon.tsx';
import { Button, Panel, StateNote } from '../../design/primitives.tsx';
import css from './verify.module.css';

interface Held {
  readonly bytes: Uint8Array;
  readonly finding: BundleFinding;
  /** Where a bit was changed, and the bytes as they were before. */
  readonly tampered?: { readonly at: number; readonly original: Uint8Array };
}

const KILOBYTE = 1024;

/** Fetches a call's evidence bundle, or takes a dropped one, and verifies it in this browser. */
export function VerifyPanel(props: { readonly entryId: string | null }) {
  const { t, i18n } = useTranslation();
  const policy = useLog().data?.policy;
  const [held, setHeld] = useState<Held | null>(null);
  const [over, setOver] = useState(false);
  const inputId = useId();

  const check = async (bytes: Uint8Array, tampered?: Held['tampered']): Promise<void> => {
    const { checkBundle } = await loadVerifier();
    setHeld({
      bytes,
      finding: checkBundle(bytes, policy, i18n.language),
      ...(tampered ? { tampered } : {}),
    });
  };
  const fetching = useMutation({
    mutationFn: (entryId: string) => fetchBundle(entryId, i18n.language),
    onSuccess: (bytes) => check(bytes),
  });
  const takeFile = (file: File | undefined): void => {
    if (file) void file.arrayBuffer().then((buffer) => check(new Uint8Array(buffer)));
  };
  const onDrop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    takeFile(event.dataTransfer.files[0]);
  };
  const tamper = (): void => {
    if (!held) return;
    const changed = held.bytes.slice();
    const offset = Math.floor(changed.length / 2);
    changed[offset] = (changed[offset] ?? 0) ^ 1;
    void check(changed, { at: offset, original: held.bytes });
  };

  return (
    <Panel id="verify" title={t('verify.title')}>
      <p className={css['text']}>{t('verify.text')}</p>
      <div className={css['actions']}>
        <Button
          look="primary"
          disabled={props.entryId === null || fetching.isPending}
          onClick={() => props.entryId && fetching.mutate(props.entryId)}
          data-testid="verify"
        >
          <Icon name="shield" />
          {fetching.isPending ? t('verify.running') : t('verify.run')}
        </Button>
        {held?.tampered ? (
          <Button onClick={() => void check(held.tampered?.original ?? held.bytes)} data-testid="put-back">
            {t('verify.putBack')}
          </Button>
        ) : null}
        {held && !held.tampered ? (
          <>
            <Button onClick={() => save(held.bytes)}>
              <Icon name="download" />
              {t('verify.download')}
            </Button>
            <Button onClick={tamper} data-testid="tamper">
              {t('verify.tamper')}
            </Button>
          </>
        ) : null}
      </div>
      {fetching.isError ? <FetchFault error={fetching.error} /> : null}
      {held ? <Finding held={held} /> : null}
      <div
        className={`${css['drop']} ${over ? css['over'] : ''}`}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
      >
        <label className={css['file']} htmlFor={inputId}>
          {t('verify.choose')}
        </label>{' '}
        {t('verify.drop')}
        <input
          id={inputId}
          className="visually-hidden"
          type="file"
          accept=".zip"
          onChange={(event) => takeFile(event.target.files?.[0])}
        />
      </div>
    </Panel>
  );
}

function FetchFault(props: { readonly error: Error }) {
  const { t } = useTranslation();
  const problem = props.error instanceof ProblemError ? props.error : null;
  if (problem && (problem.status === 401 || problem.status === 403))
    return <StateNote title={t('verify.needSignIn')} />;
  return (
    <StateNote
      alert
      title={t('common.failed')}
      text={problem ? `${problem.message} · ${t('common.requestId', { id: problem.requestId })}` : ''}
    />
  );
}

function Finding({ held }: { readonly held: Held }) {
  const { t } = useTranslation();
  const { finding } = held;
  return (
    <div role={finding.ok ? 'status' : 'alert'} data-testid="finding" data-ok={finding.ok}>
      <div className={`${css['verdict']} ${finding.ok ? css['pass'] : css['fail']}`}>
        <Icon name={finding.ok ? 'check' : 'cross'} size={20} />
        <span>
          {finding.ok ? t('verify.ok') : t('verify.bad')} ·{' '}
          {t('verify.size', { kb: Math.ceil(finding.bytes / KILOBYTE) })} · {finding.milliseconds} ms
        </span>
      </div>
      {held.tampered ? <p className={css['text']}>{t('verify.tamperNote', { offset: held.tampered.at })}</p> : null}
      <ul className={css['claims']}>
        {finding.problems.map((line) => (
          <Claim key={line} look="broken" icon={<Icon name="cross" />} line={line} />
        ))}
        {finding.proven.map((line) => (
          <Claim key={line} look="proven" icon={<Icon name="check" />} line={line} />
        ))}
        {finding.open.map((line) => (
          <Claim key={line} look="unproven" icon={<Icon name="minus" />} line={`${t('verify.notProven')}: ${line}`} />
        ))}
      </ul>
    </div>
  );
}

function Claim(props: { readonly look: string; readonly icon: ReactNode; readonly line: string }) {
  return (
    <li className={css[props.look]}>
      {props.icon}
      <span style={{ overflowWrap: 'anywhere' }}>{props.line}</span>
    </li>
  );
}

function save(bytes: Uint8Array): void {
  const url = URL.createObjectURL(new Blob([bytes.slice().buffer], { type: 'application/zip' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = 'sluice-evidence.zip';
  link.click();
  URL.revokeObjectURL(url);
}
