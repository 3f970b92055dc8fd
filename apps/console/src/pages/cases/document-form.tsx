import { authorizationRoutes } from '@sluice/contract';
import { useState } from 'react';
import { useWrite, type WriteInput } from '../../api/use-call.ts';
import { useErrorWords } from '../../design/error-state.tsx';
import { Button } from '../../design/primitives.tsx';
import { fill, titleIn, useLanguage } from '../../i18n/area.ts';
import { useCasesWords } from '../../i18n/cases/index.ts';
import { useConsoleWords } from '../../i18n/console/index.ts';
import type { Application } from './case-data.ts';
import css from './case.module.css';

type Document = Application['documents'][number];
export type Item = Document['items'][number];
type Contents = WriteInput<typeof authorizationRoutes.draftDocument>['body']['contents'];
export type Value = Contents[string];

/** Writing an agreement: one field for each item that the profile names. */
export function DocumentForm(props: {
  readonly application: Application;
  readonly document: Document;
  readonly onDone: () => void;
}) {
  const w = useCasesWords().doc;
  const cancel = useConsoleWords().act.cancel;
  const errorWords = useErrorWords();
  const { application, document } = props;
  const [values, setValues] = useState<Readonly<Record<string, Value>>>(() =>
    Object.fromEntries(document.items.map((item) => [item.id, item.contents ?? startOf(item, application, document)])),
  );
  const draft = useWrite(authorizationRoutes.draftDocument);
  const save = async (): Promise<void> => {
    try {
      const contents = Object.fromEntries(Object.entries(values).map(([id, value]) => [id, tidy(value)]));
      await draft.mutateAsync({ params: { id: application.id, kind: document.kind }, body: { contents } });
      props.onDone();
    } catch {
      // The sentence stands below the form.
    }
  };
  const said = draft.error ? errorWords(draft.error) : null;
  return (
    <div className={css['form']}>
      {document.items.map((item) => {
        const value = values[item.id];
        return value ? (
          <ItemField
            key={item.id}
            item={item}
            value={value}
            onChange={(next) => setValues({ ...values, [item.id]: next })}
          />
        ) : null;
      })}
      {said ? <p role="alert">{[said.title, said.text].filter(Boolean).join(' ')}</p> : null}
      <div className={css['ownActs']}>
        <Button onClick={props.onDone}>{cancel}</Button>
        <Button look="primary" disabled={draft.isPending} onClick={() => void save()}>
          {w.save}
        </Button>
      </div>
    </div>
  );
}

function startOf(item: Item, application: Application, document: Document): Value {
  const period = application.contents.period ?? { startsOn: '', endsOn: '' };
  if (item.type === 'list') return { list: [] };
  if (item.type === 'period') return { period };
  if (item.type === 'fee') return { fee: { amount: '0', basis: '' } };
  if (item.type === 'shares') return { shares: document.parties.map((party) => ({ party, basis: '' })) };
  return { text: '' };
}

/** Lines without words are no items. */
export function tidy(value: Value): Value {
  return 'list' in value ? { list: value.list.map((line) => line.trim()).filter(Boolean) } : value;
}

/** One item of an agreement, by the form that the profile gives it. */
export function ItemField(props: {
  readonly item: Item;
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}) {
  const w = useCasesWords();
  const language = useLanguage();
  const { value, onChange } = props;
  const title = titleIn(language, props.item);
  if ('text' in value)
    return (
      <label>
        {title}
        <textarea rows={2} value={value.text} onChange={(event) => onChange({ text: event.target.value })} />
      </label>
    );
  if ('list' in value)
    return (
      <label>
        {`${title}（${w.doc.listHint}）`}
        <textarea
          rows={3}
          value={value.list.join('\n')}
          onChange={(event) => onChange({ list: event.target.value.split('\n') })}
        />
      </label>
    );
  if ('period' in value)
    return <p>{`${title}：${fill(w.case.periodValue, { from: value.period.startsOn, to: value.period.endsOn })}`}</p>;
  if ('fee' in value)
    return (
      <fieldset>
        <legend>{title}</legend>
        <div className={css['pair']}>
          <input
            aria-label={w.doc.amount}
            inputMode="decimal"
            value={value.fee.amount}
            onChange={(event) => onChange({ fee: { ...value.fee, amount: event.target.value } })}
          />
          <input
            aria-label={w.doc.basis}
            placeholder={w.doc.basis}
            value={value.fee.basis}
            onChange={(event) => onChange({ fee: { ...value.fee, basis: event.target.value } })}
          />
        </div>
      </fieldset>
    );
  const parties: Readonly<Record<string, string>> = w.doc.party;
  return (
    <fieldset>
      <legend>{title}</legend>
      {value.shares.map((share, at) => (
        <div key={share.party} className={css['pair']}>
          <span>{parties[share.party] ?? share.party}</span>
          <input
            aria-label={`${parties[share.party] ?? share.party}：${w.doc.share}`}
            placeholder={w.doc.share}
            value={share.basis}
            onChange={(event) =>
              onChange({
                shares: value.shares.map((one, place) => (place === at ? { ...one, basis: event.target.value } : one)),
              })
            }
          />
        </div>
      ))}
    </fieldset>
  );
}
