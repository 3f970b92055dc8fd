import { jurisdictionRoutes, operationRoutes } from '@sluice/contract';
import { useState } from 'react';
import { useBodyName } from '../../api/bodies.ts';
import { useSession } from '../../api/session.ts';
import { useRead, useWrite } from '../../api/use-call.ts';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { ConfirmAct } from '../../design/confirm-act.tsx';
import { DetailPage, Facts } from '../../design/detail-page.tsx';
import { usePathParam } from '../../design/go.tsx';
import { PageHead } from '../../design/page-head.tsx';
import { CopyText, Panel, Tag } from '../../design/primitives.tsx';
import { fill, titleIn, useLanguage } from '../../i18n/area.ts';
import { formatInstant, shorten } from '../../i18n/format.ts';
import { useSelectionWords } from '../../i18n/selections/index.ts';
import { useTranslation } from '../../i18n/translate.ts';
import { EndAgreement } from '../developers/end-agreement.tsx';
import { ItemText } from '../cases/item-text.tsx';
import { AGREEMENT_TONE, limitWords, type Agreement } from './selections-page.tsx';
import css from './selections.module.css';

type Props = { readonly agreement: Agreement };
const MEASURES = ['order', 'corrected', 'failed', 'suspension', 'lift'] as const;

/** An agreement that an operator works under: its text, who signed, what was ordered since. */
export function AgreementPage() {
  const id = usePathParam('id');
  const w = useSelectionWords();
  const agreement = useRead(operationRoutes.readAgreement, { params: { id } });
  const shown = agreement.data?.id === id ? agreement.data : undefined;
  if (shown) return <Body agreement={shown} />;
  return (
    <>
      <PageHead title={w.agreements} back={{ href: '/console/selections', label: w.back }} />
      <Await query={{ ...agreement, data: shown }} skeleton={<RowsSkeleton rows={8} />}>
        {() => null}
      </Await>
    </>
  );
}

function Body({ agreement }: Props) {
  const words = useSelectionWords();
  const w = words.agreement;
  const bodyName = useBodyName();
  return (
    <DetailPage
      title={bodyName(agreement.operator) ?? words.agreements}
      back={{ href: '/console/selections', label: words.back }}
      meta={
        <>
          <Tag tone={AGREEMENT_TONE[agreement.state]}>{words.agreementState[agreement.state]}</Tag>
          <span>
            {agreement.startsOn} – {agreement.endsOn}
          </span>
          {agreement.renewalDue ? <Tag tone="warn">{words.renewal}</Tag> : null}
          {agreement.ended ? <span>{fill(w.ended, { time: formatInstant(agreement.ended.at) })}</span> : null}
        </>
      }
      actions={<Acts agreement={agreement} />}
      facts={
        <Facts
          items={[
            [words.basis, agreement.basis],
            [words.facts.mandate, agreement.mandate],
            [words.facts.minutes, agreement.minutes],
            [w.limits, limitWords(words, agreement.limits)],
            [
              w.digest,
              <CopyText
                key="digest"
                value={agreement.digest}
                shown={shorten(agreement.digest, 8, 6)}
                label={w.digest}
              />,
            ],
            [words.kind, agreement.takenOver ? w.takenOver : null],
          ]}
        />
      }
    >
      <Panel id="contents" title={w.contents}>
        <Contents agreement={agreement} />
      </Panel>
      <Panel id="signatures" title={w.signatures}>
        <ul className={css['lines']}>
          {agreement.signatures.length === 0 ? <li className={css['quiet']}>{w.unsigned}</li> : null}
          {agreement.signatures.map((one) => (
            <li key={one.party}>
              {fill(w.signed, { body: bodyName(one.body) ?? one.party, time: formatInstant(one.at) })}
            </li>
          ))}
        </ul>
      </Panel>
      {agreement.measures.length > 0 ? <Measures agreement={agreement} /> : null}
    </DetailPage>
  );
}

interface Item {
  readonly id: string;
  readonly title: string;
  readonly title_en: string;
}

/** Items of the text, in the order and under the names of the jurisdiction's profile. */
function Contents({ agreement }: Props) {
  const language = useLanguage();
  const profile = useRead(
    jurisdictionRoutes.readProfile,
    { params: { jurisdiction: agreement.jurisdiction } },
    { staleMs: Number.POSITIVE_INFINITY },
  ).data;
  const rules = profile?.rules as
    | { readonly agreement: { readonly operation: { readonly value: { readonly items: readonly Item[] } } } }
    | undefined;
  const items = rules?.agreement.operation.value.items ?? [];
  const named = [
    ...items.filter(({ id }) => id in agreement.contents),
    ...Object.keys(agreement.contents)
      .filter((id) => !items.some((item) => item.id === id))
      .map((id) => ({ id, title: id, title_en: id })),
  ];
  return (
    <ul className={css['lines']}>
      {named.map((item) => (
        <li key={item.id}>
          <div className={css['quiet']}>{titleIn(language, { title: item.title, titleEn: item.title_en })}</div>
          <div className={css['item']}>
            <ItemText contents={agreement.contents[item.id] ?? null} />
          </div>
        </li>
      ))}
    </ul>
  );
}

function Measures({ agreement }: Props) {
  const w = useSelectionWords();
  const { t } = useTranslation();
  const kinds: Readonly<Record<string, string>> = w.act.measures;
  return (
    <Panel id="measures" title={w.agreement.measures}>
      <ul className={css['lines']}>
        {agreement.measures.map((one) => (
          <li key={one.at}>
            {kinds[one.kind] ?? one.kind} · {t(`role.${one.role}` as 'role.buyer')} · {formatInstant(one.at)}
            {one.dueOn ? ` · ${w.act.due} ${one.dueOn}` : ''}
            <p>{one.reasons.join('；')}</p>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Acts({ agreement }: Props) {
  const w = useSelectionWords().act;
  const active = useSession().data?.active;
  const [kind, setKind] = useState<(typeof MEASURES)[number]>('order');
  const [dueOn, setDueOn] = useState('');
  const sign = useWrite(operationRoutes.signAgreement);
  const measure = useWrite(operationRoutes.measureAgreement);
  if (active?.jurisdiction !== agreement.jurisdiction) return null;
  const party = active.role === 'data-authority' || active.bodyId === agreement.operator;
  const signed = agreement.signatures.some((one) => one.body === active.bodyId);
  const oversees = ['data-authority', 'security-regulator'].includes(active.role);
  return (
    <>
      {party && !signed && agreement.state === 'drafting' ? (
        <ConfirmAct
          label={w.sign}
          look="primary"
          text={w.signText}
          act={() => sign.mutateAsync({ params: { id: agreement.id }, body: { digest: agreement.digest } })}
        />
      ) : null}
      {['in-force', 'correcting', 'suspended'].includes(agreement.state) ? <EndAgreement id={agreement.id} /> : null}
      {oversees && ['in-force', 'correcting', 'suspended'].includes(agreement.state) ? (
        <ConfirmAct
          label={w.measure}
          text={w.measureText}
          reason={w.reason}
          reasonRequired
          act={(reason) =>
            measure.mutateAsync({
              params: { id: agreement.id },
              body: { kind, reasons: [reason], ...(dueOn && kind === 'order' ? { dueOn } : {}) },
            })
          }
        >
          <label className={css['field']}>
            {w.measure}
            <select
              value={kind}
              onChange={(event) => setKind(MEASURES.find((one) => one === event.target.value) ?? 'order')}
            >
              {MEASURES.map((one) => (
                <option key={one} value={one}>
                  {w.measures[one]}
                </option>
              ))}
            </select>
          </label>
          {kind === 'order' ? (
            <label className={css['field']}>
              {w.due}
              <input type="date" value={dueOn} onChange={(event) => setDueOn(event.target.value)} />
            </label>
          ) : null}
        </ConfirmAct>
      ) : null}
    </>
  );
}
