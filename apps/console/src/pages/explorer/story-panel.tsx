import { useMutation } from '@tanstack/react-query';
import { useTranslation } from '../../i18n/translate.ts';
import { ProblemError } from '../../api/call.ts';
import { loadVerifier } from '../../api/load-verifier.ts';
import { Icon } from '../../design/icon.tsx';
import { Button, CopyText, Panel, Skeleton, StateNote, Tag } from '../../design/primitives.tsx';
import { wordAct } from '../../i18n/acts.ts';
import { formatInstant, shorten } from '../../i18n/format.ts';
import { wordPart } from '../../i18n/parts.ts';
import css from './explorer.module.css';
import { fetchProof, fetchStoryBundle, useStory, type Story, type StoryEntry } from './explorer-api.ts';
import { useKindName } from './kind-name.ts';
import { whoActed } from './who-acted.ts';
import { fill, useWords } from './words.ts';

interface Props {
  readonly stream: string | null;
  readonly entry: string | null;
  readonly onChoose: (stream: string) => void;
  readonly onEntry: (entryId: string) => void;
}

/** The story of one object: a timeline of its entries, whether it is whole, and its neighbours. */
export function StoryPanel({ stream, entry, onChoose, onEntry }: Props) {
  const words = useWords().story;
  const { t } = useTranslation();
  const story = useStory(stream);
  const unknown = story.error instanceof ProblemError && story.error.status === 404;
  return (
    <Panel id="story" title={words.title} action={story.data ? <ExportButton stream={story.data.stream} /> : undefined}>
      {stream === null ? <StateNote title={words.choose} text={words.chooseText} /> : null}
      {stream !== null && story.isPending ? (
        <div className={css['skeletons']}>
          <Skeleton height={32} width="60%" />
          {[0, 1, 2].map((one) => (
            <Skeleton key={one} height={52} />
          ))}
        </div>
      ) : null}
      {unknown ? <StateNote alert title={words.unknown} text={words.unknownText} /> : null}
      {story.isError && !unknown ? (
        <StateNote
          alert
          title={t('common.failed')}
          text={story.error instanceof ProblemError ? t('common.requestId', { id: story.error.requestId }) : ''}
          action={<Button onClick={() => void story.refetch()}>{t('common.retry')}</Button>}
        />
      ) : null}
      {story.data ? (
        <>
          <StoryHead story={story.data} />
          <Neighbours story={story.data} onChoose={onChoose} />
          <ol className={css['timeline']} aria-label={words.title} tabIndex={0}>
            {story.data.entries.map((one) => (
              <TimelineItem
                key={one.entryId}
                one={one}
                story={story.data}
                chosen={one.entryId === entry}
                onEntry={onEntry}
              />
            ))}
          </ol>
        </>
      ) : null}
    </Panel>
  );
}

function StoryHead({ story }: { readonly story: Story }) {
  const words = useWords().story;
  const kindName = useKindName();
  const tone = story.state === 'complete' ? 'ok' : story.state === 'cut' ? 'info' : 'bad';
  return (
    <div className={css['storyHead']}>
      <div className={css['storyName']}>
        <span className={css['storyKind']}>{kindName(story.kind)}</span>
        {story.name ? <strong>{story.name}</strong> : null}
        <CopyText value={story.id} label={words.related} />
      </div>
      <Tag tone={tone}>
        <Icon name={story.state === 'complete' ? 'check' : story.state === 'cut' ? 'minus' : 'cross'} size={14} />
        <span data-testid="story-state">{fill(words[story.state], { count: story.length })}</span>
      </Tag>
    </div>
  );
}

function Neighbours({ story, onChoose }: { readonly story: Story; readonly onChoose: (stream: string) => void }) {
  const words = useWords().story;
  const kindName = useKindName();
  const side = (label: string, all: Story['uses']) => (
    <div className={css['side']}>
      <span className={css['sideName']}>{label}</span>
      {all.length === 0 ? <span className={css['quiet']}>{words.none}</span> : null}
      <ul className={css['chips']}>
        {all.slice(0, 12).map((one) => (
          <li key={`${one.rel} ${one.id}`}>
            <button
              type="button"
              className={css['chip']}
              onClick={() => onChoose(`${one.kind === 'buyer' ? 'body' : one.kind}:${one.id}`)}
            >
              {kindName(one.kind)} <span>{one.name ?? <span className="mono">{shorten(one.id, 6, 4)}</span>}</span>
              {one.entries > 1 ? <span className={css['times']}>× {one.entries}</span> : null}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
  return (
    <div className={css['sides']}>
      {side(words.uses, story.uses)}
      {side(words.usedBy, story.usedBy)}
    </div>
  );
}

function TimelineItem(props: {
  readonly one: StoryEntry;
  readonly story: Story;
  readonly chosen: boolean;
  readonly onEntry: (entryId: string) => void;
}) {
  const words = useWords().story;
  const { t, i18n } = useTranslation();
  const { one, story } = props;
  const actor =
    one.actor.kind === 'system'
      ? fill(words.system, { part: wordPart(one.actor.part, i18n.language) })
      : whoActed(one.actor, story, (role) => t(`role.${role}` as 'role.public'), i18n.language);
  return (
    <li className={css['moment']} data-waiting={one.status !== 'published'}>
      <button
        type="button"
        className={css['momentCard']}
        aria-pressed={props.chosen}
        onClick={() => props.onEntry(one.entryId)}
        data-testid="moment"
      >
        <span className={css['resultMain']}>
          <span>{wordAct(one.type, i18n.language)}</span>
          <time dateTime={one.at}>{formatInstant(one.at)}</time>
        </span>
        <span className={css['resultSub']}>
          <span>{actor}</span>
          <span>
            {fill(words.seq, { seq: one.streamSeq })} ·{' '}
            {one.index === null ? words.waiting : fill(words.index, { index: one.index })}
          </span>
        </span>
      </button>
      {props.chosen ? <Proof entryId={one.entryId} /> : null}
    </li>
  );
}

/** Recomputes the entry's place in the log in this browser, from its bytes and its receipt. */
function Proof({ entryId }: { readonly entryId: string }) {
  const words = useWords().story;
  const { i18n } = useTranslation();
  const check = useMutation({
    mutationFn: async () => {
      const [{ verifyReceipt }, { bytes, receipt }] = [await loadVerifier(), await fetchProof(entryId, i18n.language)];
      return receipt === null ? null : verifyReceipt(bytes, receipt);
    },
  });
  const good = check.data?.included === true;
  return (
    <div className={css['proof']} role="status">
      <Button onClick={() => check.mutate()} disabled={check.isPending}>
        <Icon name="shield" />
        {check.isPending ? words.verifying : words.verify}
      </Button>
      {check.isSuccess ? (
        <Tag tone={good ? 'ok' : check.data === null ? 'warn' : 'bad'}>
          {good ? words.verified : check.data === null ? words.waiting : words.notVerified}
        </Tag>
      ) : null}
      {check.isError ? <Tag tone="bad">{words.notVerified}</Tag> : null}
      {good ? (
        <CopyText value={check.data?.root ?? ''} shown={shorten(check.data?.root ?? '', 10, 6)} label="root" />
      ) : null}
    </div>
  );
}

function ExportButton({ stream }: { readonly stream: string }) {
  const words = useWords().story;
  const { i18n } = useTranslation();
  const download = useMutation({
    mutationFn: async () => {
      const bytes = await fetchStoryBundle(stream, i18n.language);
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob([Uint8Array.from(bytes)], { type: 'application/zip' }));
      link.download = `evidence-${stream.replace(':', '-')}.zip`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    },
  });
  return (
    <>
      {download.isError ? <Tag tone="warn">{words.bundleRefused}</Tag> : null}
      <Button onClick={() => download.mutate()} disabled={download.isPending} data-testid="export">
        <Icon name="download" />
        {words.bundle}
      </Button>
    </>
  );
}
