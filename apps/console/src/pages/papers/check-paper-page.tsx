import { paperRoutes } from '@sluice/contract';
import { useId, useState, type FormEvent } from 'react';
import { useJurisdictions } from '../../api/jurisdictions.ts';
import { useRead } from '../../api/use-call.ts';
import { Facts } from '../../design/detail-page.tsx';
import { PageHead } from '../../design/page-head.tsx';
import { Button, CopyText, Panel, Tag } from '../../design/primitives.tsx';
import { titleIn, useLanguage } from '../../i18n/area.ts';
import { formatInstant, shorten } from '../../i18n/format.ts';
import { usePaperWords } from '../../i18n/papers/index.ts';
import css from './papers.module.css';

/** Anybody who has a document in hand finds out whether it was given out here, and whether it holds. */
export function CheckPaperPage() {
  const w = usePaperWords();
  const field = useId();
  const [typed, setTyped] = useState('');
  const [asked, setAsked] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setAsked(typed.trim());
  };
  return (
    <>
      <PageHead title={w.title} note={w.note} />
      <Panel id="paper-code" title={w.code}>
        <form className={css['form']} onSubmit={submit}>
          <label htmlFor={field}>{w.code}</label>
          <input
            id={field}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            minLength={8}
            maxLength={40}
            autoComplete="off"
            spellCheck={false}
            required
          />
          <Button type="submit" look="primary">
            {w.check}
          </Button>
        </form>
        {asked === '' ? null : <Outcome code={asked} />}
      </Panel>
    </>
  );
}

const TONES = { stands: 'ok', changed: 'warn', ended: 'warn' } as const;

function Outcome({ code }: { readonly code: string }) {
  const w = usePaperWords();
  const language = useLanguage();
  const found = useRead(paperRoutes.checkPaper, { params: { code } });
  const places = useJurisdictions().data?.items;
  if (found.isError) return <p role="alert">{w.unknown}</p>;
  if (!found.data || found.isPlaceholderData) return null;
  const { kind, jurisdiction, number, issuedAt, digest, standing, entry } = found.data;
  const place = places?.find((one) => one.id === jurisdiction);
  return (
    <section aria-live="polite" className={css['outcome']}>
      <Tag tone={TONES[standing]}>{w.standings[standing]}</Tag>{' '}
      <Tag tone={entry.matches ? 'ok' : 'bad'}>{entry.matches ? w.matches : w.differs}</Tag>
      <Facts
        items={[
          [w.kind, `${place ? titleIn(language, place) : ''} ${w.kinds[kind]}`],
          [w.number, number],
          [w.issued, formatInstant(issuedAt)],
          [w.digest, <CopyText key="digest" value={digest} shown={shorten(digest, 10, 8)} label={w.digest} />],
          [w.entry, <CopyText key="entry" value={entry.entryId} shown={entry.entryId} label={w.entry} />],
        ]}
      />
      <p className={css['hint']}>{w.digestHint}</p>
    </section>
  );
}
