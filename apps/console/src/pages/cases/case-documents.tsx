import { authorizationRoutes } from '@sluice/contract';
import { useState } from 'react';
import { useTranslation } from '../../i18n/translate.ts';
import { useBodyName } from '../../api/bodies.ts';
import { useSession } from '../../api/session.ts';
import { useWrite } from '../../api/use-call.ts';
import { ConfirmAct } from '../../design/confirm-act.tsx';
import { Icon } from '../../design/icon.tsx';
import { Button, CopyText, Tag } from '../../design/primitives.tsx';
import { fill, titleIn, useLanguage } from '../../i18n/area.ts';
import { useCasesWords } from '../../i18n/cases/index.ts';
import { formatInstant, shorten } from '../../i18n/format.ts';
import { PaperButtons } from '../papers/paper-buttons.tsx';
import type { Application } from './case-data.ts';
import { DocumentForm } from './document-form.tsx';
import { ItemText } from './item-text.tsx';
import css from './case.module.css';

type Document = Application['documents'][number];

/** The agreements of an application: their text, who signed, and what this reader may do with them. */
export function CaseDocuments(props: { readonly application: Application }) {
  const w = useCasesWords();
  const { application } = props;
  const file = useWrite(authorizationRoutes.fileDocuments);
  const reached = application.documents.some((one) => one.state !== 'required') || application.state === 'approved';
  if (!reached || application.documents.length === 0) return null;
  const { filing } = application;
  return (
    <section className={css['part']} aria-labelledby="documents-title">
      <h2 id="documents-title">{w.case.documents}</h2>
      {application.documents.map((document) => (
        <DocumentBox key={document.kind} application={application} document={document} />
      ))}
      {filing.required ? (
        <p className={css['quiet']}>
          {filing.number !== null && filing.at !== null
            ? fill(w.doc.filed, { number: filing.number, time: formatInstant(filing.at) })
            : `${w.doc.notFiled}（${filing.clause}）`}
        </p>
      ) : null}
      {application.mayDo.includes('file') ? (
        <ConfirmAct
          label={w.doc.file}
          look="primary"
          text={w.doc.fileText}
          act={() => file.mutateAsync({ params: { id: application.id }, body: {} })}
        />
      ) : null}
    </section>
  );
}

const TONE = { required: 'warn', draft: 'info', signed: 'ok' } as const;

function DocumentBox(props: { readonly application: Application; readonly document: Document }) {
  const w = useCasesWords().doc;
  const language = useLanguage();
  const session = useSession();
  const [editing, setEditing] = useState(false);
  const { application, document } = props;
  const sign = useWrite(authorizationRoutes.signDocument);
  const may = (act: string): boolean => application.mayDo.includes(`${act}:${document.kind}`);
  return (
    <div className={css['document']}>
      <div className={css['entryHead']}>
        <Icon name="application" />
        <span>{titleIn(language, document)}</span>
        <Tag tone={TONE[document.state]}>{w[document.state]}</Tag>
        {document.digest ? (
          <span className={css['quiet']}>
            {w.digest} <CopyText label={w.digest} value={document.digest} shown={shorten(document.digest, 6, 4)} />
          </span>
        ) : null}
      </div>
      {editing ? (
        <DocumentForm application={application} document={document} onDone={() => setEditing(false)} />
      ) : (
        <DocumentText document={document} />
      )}
      <Signatures document={document} />
      {document.state === 'signed' ? (
        <PaperButtons kind="agreement" object={application.id} part={document.kind} />
      ) : null}
      {editing ? null : (
        <div className={css['ownActs']}>
          {may('draft') ? (
            <Button onClick={() => setEditing(true)}>{document.state === 'required' ? w.draftAct : w.redraft}</Button>
          ) : null}
          {may('sign') && document.digest ? (
            <ConfirmAct
              label={w.sign}
              look="primary"
              text={fill(w.signText, {
                body: session.data?.active.bodyName ?? '',
                digest: shorten(document.digest, 8, 8),
              })}
              act={() =>
                sign.mutateAsync({
                  params: { id: application.id, kind: document.kind },
                  body: { digest: document.digest ?? '' },
                })
              }
            />
          ) : null}
        </div>
      )}
    </div>
  );
}

function DocumentText(props: { readonly document: Document }) {
  const language = useLanguage();
  const written = props.document.items.filter((item) => item.contents !== null);
  if (written.length === 0) return null;
  return (
    <details>
      <summary className={css['quiet']}>{written.map((item) => titleIn(language, item)).join(' · ')}</summary>
      <dl>
        {written.map((item) => (
          <div key={item.id}>
            <dt>{titleIn(language, item)}</dt>
            <dd>
              <ItemText contents={item.contents} />
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function Signatures(props: { readonly document: Document }) {
  const w = useCasesWords().doc;
  const { t } = useTranslation();
  const bodyName = useBodyName();
  const parties: Readonly<Record<string, string>> = w.party;
  const { document } = props;
  const name = (party: string): string => parties[party] ?? t(`role.${party}` as 'role.buyer');
  return (
    <ul className={css['signatures']}>
      {document.parties.map((party) => {
        const signature = document.signatures.find((one) => one.party === party);
        return (
          <li key={party} data-signed={signature !== undefined}>
            <Icon name={signature ? 'check' : 'clock'} size={14} />
            {signature
              ? fill(w.signatureAt, {
                  body: bodyName(signature.body) ?? name(party),
                  party: name(party),
                  time: formatInstant(signature.at),
                })
              : fill(w.unsigned, { party: name(party) })}
          </li>
        );
      })}
    </ul>
  );
}
