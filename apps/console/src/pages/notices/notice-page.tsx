import { publicityRoutes, type Answer } from '@sluice/contract';
import { useId, useState, type FormEvent } from 'react';
import { useBodyName } from '../../api/bodies.ts';
import { useJurisdictions } from '../../api/jurisdictions.ts';
import { useRead, useWrite } from '../../api/use-call.ts';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { DetailPage, Facts } from '../../design/detail-page.tsx';
import { useErrorWords } from '../../design/error-state.tsx';
import { usePathParam } from '../../design/go.tsx';
import { PageHead } from '../../design/page-head.tsx';
import { Button, CopyText, Panel, Tag } from '../../design/primitives.tsx';
import { fill, titleIn, useLanguage } from '../../i18n/area.ts';
import { formatInstant, shorten } from '../../i18n/format.ts';
import { useNoticeWords } from '../../i18n/notices/index.ts';
import { AnswerObjection } from './answer-objection.tsx';
import css from './notices.module.css';

export type Notice = Answer<typeof publicityRoutes.readPublicNotice>;

/** One public notice: what is put out and why, its objections with their answers, and a form for one more. */
export function NoticePage() {
  const id = usePathParam('id');
  const w = useNoticeWords();
  const notice = useRead(publicityRoutes.readPublicNotice, { params: { id } });
  const shown = notice.data?.id === id ? notice.data : undefined;
  if (shown) return <Body notice={shown} />;
  return (
    <>
      <PageHead title={w.title} back={{ href: '/notices', label: w.back }} />
      <Await query={{ ...notice, data: shown }} skeleton={<RowsSkeleton rows={8} />}>
        {() => null}
      </Await>
    </>
  );
}

function Body({ notice }: { readonly notice: Notice }) {
  const w = useNoticeWords();
  const language = useLanguage();
  const place = useJurisdictions().data?.items.find((one) => one.id === notice.jurisdiction);
  return (
    <DetailPage
      title={notice.title}
      back={{ href: '/notices', label: w.back }}
      meta={
        <>
          <Tag {...(notice.state === 'open' ? { tone: 'info' as const } : {})}>{w.states[notice.state]}</Tag>
          <span>{w.kinds[notice.kind]}</span>
          <span>{place ? titleIn(language, place) : ''}</span>
          <span>{notice.number}</span>
        </>
      }
      facts={
        <Facts
          items={[
            [w.published, formatInstant(notice.publishedAt)],
            [w.closes, notice.closesOn],
            [w.clause, notice.clause],
            [
              w.digest,
              <CopyText key="digest" value={notice.digest} shown={shorten(notice.digest, 8, 6)} label={w.digest} />,
            ],
            [
              w.archive,
              notice.archiveDigest ? (
                <CopyText
                  key="archive"
                  value={notice.archiveDigest}
                  shown={shorten(notice.archiveDigest, 8, 6)}
                  label={w.archive}
                />
              ) : null,
            ],
          ]}
        />
      }
    >
      <Panel id="contents" title={w.contents}>
        <div className={css['contents']}>
          <Contents value={notice.contents} />
        </div>
      </Panel>
      <Panel id="objections" title={w.objections} note={String(notice.objections.length)}>
        <ul className={css['objections']}>
          {notice.objections.length === 0 ? <li>{w.noObjections}</li> : null}
          {notice.objections.map((one) => (
            <li key={one.number}>
              <div className={css['quiet']}>
                {fill(w.objection, { number: one.number, time: formatInstant(one.raisedAt) })}
              </div>
              <p>{one.text}</p>
              {one.outcome ? (
                <p className={css['answer']}>
                  <Tag tone={one.outcome === 'founded' ? 'warn' : 'ok'}>{w.outcomes[one.outcome]}</Tag> {one.answer}
                </p>
              ) : (
                <AnswerObjection notice={notice} number={one.number} />
              )}
            </li>
          ))}
        </ul>
      </Panel>
      {notice.state === 'open' ? <Raise id={notice.id} /> : <p className={css['quiet']}>{w.over}</p>}
    </DetailPage>
  );
}

/** What was put out, as it was entered: names and values, nested as they are; known ones in the reader's words. */
function Contents({ value }: { readonly value: unknown }) {
  const w = useNoticeWords();
  const bodyName = useBodyName();
  const keys: Readonly<Record<string, string>> = w.keys;
  const values: Readonly<Record<string, string>> = w.values;
  if (Array.isArray(value))
    return (
      <ul className={css['values']}>
        {value.map((one, at) => (
          // A list that never changes: its place is its name.
          <li key={at}>
            <Contents value={one} />
          </li>
        ))}
      </ul>
    );
  if (typeof value === 'object' && value !== null)
    return (
      <dl className={css['pairs']}>
        {Object.entries(value).map(([name, one]) => (
          <div key={name}>
            <dt>{keys[name] ?? name}</dt>
            <dd>
              <Contents value={one} />
            </dd>
          </div>
        ))}
      </dl>
    );
  const text = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? `${value}` : '';
  return <>{values[text] ?? bodyName(text) ?? text}</>;
}

function Raise({ id }: { readonly id: string }) {
  const w = useNoticeWords();
  const errorWords = useErrorWords();
  const names = useId();
  const [text, setText] = useState('');
  const [contact, setContact] = useState('');
  const [said, setSaid] = useState<{ readonly ok: boolean; readonly text: string } | null>(null);
  const raise = useWrite(publicityRoutes.raiseObjection, { quiet: true });
  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    try {
      const { data } = await raise.mutateAsync({
        params: { id },
        body: { text: text.trim(), ...(contact.trim() ? { contact: contact.trim() } : {}) },
      });
      setSaid({ ok: true, text: fill(w.sent, { number: data.number }) });
      setText('');
    } catch (error) {
      const words = errorWords(error);
      setSaid({ ok: false, text: [words.title, words.text].filter(Boolean).join(' ') });
    }
  };
  return (
    <Panel id="raise" title={w.raise}>
      <form className={css['form']} onSubmit={(event) => void send(event)}>
        <p className={css['quiet']}>{w.raiseText}</p>
        <label htmlFor={`${names}-text`}>{w.text}</label>
        <textarea id={`${names}-text`} rows={5} value={text} onChange={(event) => setText(event.target.value)} />
        <label htmlFor={`${names}-contact`}>{w.contact}</label>
        <input id={`${names}-contact`} value={contact} onChange={(event) => setContact(event.target.value)} />
        {said ? (
          <p role={said.ok ? 'status' : 'alert'} className={said.ok ? css['good'] : css['bad']}>
            {said.text}
          </p>
        ) : null}
        <div>
          <Button look="primary" type="submit" disabled={raise.isPending || text.trim() === ''}>
            {w.send}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
