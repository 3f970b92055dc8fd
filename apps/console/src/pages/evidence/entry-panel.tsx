import { useState } from 'react';
import { useTranslation } from '../../i18n/translate.ts';
import { useChain, useEntry, type ChainNode, type Entry } from '../../api/evidence.ts';
import { loadVerifier } from '../../api/load-verifier.ts';
import type { ReceiptFinding } from '../../api/verify.ts';
import { Icon } from '../../design/icon.tsx';
import { Button, CopyText, Panel, Skeleton, StateNote } from '../../design/primitives.tsx';
import { wordAct } from '../../i18n/acts.ts';
import { formatInstant, shorten } from '../../i18n/format.ts';
import { wordPart } from '../../i18n/parts.ts';
import css from './entry.module.css';
import { lookOf } from './node-look.ts';

/** The story of the chosen object, and one entry of it with its place in the log. */
export function EntryPanel(props: { readonly callEntry: string | null; readonly stream: string | null }) {
  const { t, i18n } = useTranslation();
  const chain = useChain(props.callEntry);
  const nodes = chain.data?.nodes ?? [];
  const node = nodes.find((item) => item.stream === props.stream) ?? nodes.find((item) => item.depth === 0);
  const [chosen, setChosen] = useState<string | null>(null);
  const current = node?.entries.find((entry) => entry.entryId === chosen) ?? node?.entries.at(-1);
  return (
    <Panel id="entry" title={t('entry.title')} note={node ? t(`kind.${lookOf(node.kind).key}`) : undefined}>
      {!node && chain.isLoading ? (
        <div style={{ padding: 16 }}>
          <Skeleton height={180} />
        </div>
      ) : null}
      {!node && !chain.isLoading ? <StateNote title={t('chain.choose')} text={t('chain.chooseText')} /> : null}
      {node ? <Story node={node} current={current?.entryId} onChoose={setChosen} language={i18n.language} /> : null}
      {current ? <EntryDetail key={current.entryId} entry={current} /> : null}
    </Panel>
  );
}

function Story(props: {
  readonly node: ChainNode;
  readonly current: string | undefined;
  readonly onChoose: (entryId: string) => void;
  readonly language: string;
}) {
  const { t } = useTranslation();
  return (
    <div className={css['story']}>
      <ol className={css['steps']} aria-label={t('entry.story')}>
        {props.node.entries.map((entry) => (
          <li key={entry.entryId}>
            <button
              type="button"
              className={css['step']}
              data-status={entry.status}
              aria-current={entry.entryId === props.current}
              onClick={() => props.onChoose(entry.entryId)}
            >
              <span className={css['stepMain']}>
                <span>{wordAct(entry.type, props.language)}</span>
                <span className="mono">{entry.index === null ? '…' : `#${entry.index}`}</span>
              </span>
              <span className={css['stepSub']}>
                {formatInstant(entry.at)} · <Actor entry={entry} />
              </span>
            </button>
          </li>
        ))}
      </ol>
    </div>
  );
}

function Actor(props: { readonly entry: Entry }) {
  const { t, i18n } = useTranslation();
  const actor = props.entry.actor;
  if (actor.kind === 'system') return <>{t('entry.actorSystem', { part: wordPart(actor.part, i18n.language) })}</>;
  const key = `role.${actor.role}`;
  const role = t(key as 'role.operator');
  return <>{t('entry.actorPerson', { role: role === key ? actor.role : role })}</>;
}

function EntryDetail(props: { readonly entry: Entry }) {
  const { t, i18n } = useTranslation();
  const entry = props.entry;
  const detail = useEntry(entry.entryId).data;
  const [finding, setFinding] = useState<ReceiptFinding | null>(null);
  const verify = (): void => {
    if (!detail?.receipt) return;
    const { bytes, receipt } = detail;
    void loadVerifier().then((verifier) => setFinding(verifier.verifyReceipt(bytes, receipt)));
  };
  return (
    <>
      <dl className={css['facts']}>
        <dt>{t('entry.type')}</dt>
        <dd>
          {wordAct(entry.type, i18n.language)} <span className="mono">{entry.type}</span>
        </dd>
        <dt>{t('entry.stream')}</dt>
        <dd>
          <CopyText value={entry.stream} shown={shorten(entry.stream, 22, 6)} label={t('entry.stream')} /> ·{' '}
          {t('entry.position', { seq: entry.streamSeq + 1 })}
        </dd>
        <dt>{t('entry.rule')}</dt>
        <dd>{entry.ruleVersion}</dd>
        <dt>{t('entry.leaf')}</dt>
        <dd>
          <CopyText value={entry.leafHash} shown={shorten(entry.leafHash, 16, 8)} label={t('entry.leaf')} />
        </dd>
      </dl>
      <div className={css['check']}>
        <Button disabled={!detail?.receipt} onClick={verify} data-testid="verify-entry">
          <Icon name="shield" />
          {t('entry.verifyInclusion')}
        </Button>
        {finding?.included ? (
          <span className={css['good']} role="status">
            <Icon name="check" />
            {t('entry.included')}
          </span>
        ) : null}
        {finding && !finding.included ? (
          <span className={css['wrong']} role="alert">
            <Icon name="cross" />
            {t('entry.notIncluded')}
          </span>
        ) : null}
        {detail && !detail.receipt ? <span>{t('entry.noneYet')}</span> : null}
      </div>
      {finding ? (
        <dl className={css['facts']}>
          <dt>{t('entry.proof')}</dt>
          <dd>{t('entry.index', { index: finding.index, size: finding.size })}</dd>
          <dt>{t('entry.root')}</dt>
          <dd>
            <CopyText value={finding.root} shown={shorten(finding.root, 16, 8)} label={t('entry.root')} />
          </dd>
        </dl>
      ) : null}
      <details className={css['more']}>
        <summary>{t('entry.raw')}</summary>
        <pre className={css['raw']}>{detail ? pretty(detail.bytes) : ''}</pre>
        {finding ? (
          <pre
            className={css['raw']}
          >{`${t('entry.path', { count: finding.path.length })}\n${finding.path.join('\n')}`}</pre>
        ) : null}
      </details>
    </>
  );
}

/** Indented for reading; the hash is over the bytes as they came. */
function pretty(bytes: string): string {
  try {
    return JSON.stringify(JSON.parse(bytes), null, 2);
  } catch {
    return bytes;
  }
}
