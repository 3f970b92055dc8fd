import { useState } from 'react';
import type { Rules } from '../../api/profile.ts';
import { Empty } from '../../design/empty.tsx';
import { Grade } from '../../design/marks.tsx';
import { Button } from '../../design/primitives.tsx';
import { fill, titleIn, useLanguage } from '../../i18n/area.ts';
import { useApplyWords } from '../../i18n/apply/index.ts';
import { wordUse } from '../../i18n/reasons.ts';
import { usesOf } from '../cases/case-checks.ts';
import type { DevelopmentEntry } from './apply-page.tsx';
import css from './apply.module.css';
import type { DraftForm } from './draft-form.ts';

type Field = DevelopmentEntry['fields'][number];

/** Entries of the development catalogue with their fields; beside each field what the rules would let it be used for. */
export function DataStep(props: {
  readonly form: DraftForm;
  readonly change: (patch: Partial<DraftForm>) => void;
  readonly entries: readonly DevelopmentEntry[];
  readonly rules: Rules;
}) {
  const w = useApplyWords();
  const [q, setQ] = useState('');
  const { form, entries } = props;
  if (entries.length === 0) return <Empty icon="catalogue" title={w.noEntries} text={w.noEntriesText} />;
  const chosenFirst = entries.toSorted(
    (a, b) =>
      Number(form.entries.some((one) => one.resourceId === b.resourceId)) -
      Number(form.entries.some((one) => one.resourceId === a.resourceId)),
  );
  const shown = chosenFirst.filter((entry) => `${entry.title}${entry.ownerName}${entry.name}`.includes(q.trim()));
  return (
    <div className={css['fields']}>
      <p className={css['hint']}>{w.entriesHint}</p>
      <Minimality {...props} />
      <input
        type="search"
        className={css['filter']}
        aria-label={w.filter}
        placeholder={w.filter}
        value={q}
        onChange={(event) => setQ(event.target.value)}
      />
      <ul className={css['entries']} aria-label={w.entries}>
        {shown.map((entry) => (
          <EntryBox key={entry.id} {...props} entry={entry} />
        ))}
      </ul>
    </div>
  );
}

/** Fewer fields are reviewed sooner; a field without any use need not be asked for. */
function Minimality(props: {
  readonly form: DraftForm;
  readonly entries: readonly DevelopmentEntry[];
  readonly rules: Rules;
}) {
  const w = useApplyWords();
  const chosen = props.form.entries.flatMap((one) => {
    const entry = props.entries.find((item) => item.resourceId === one.resourceId);
    return (entry?.fields ?? []).filter((field) => one.fields.includes(field.name));
  });
  if (chosen.length === 0) return null;
  const useless = chosen.filter((field) => usesOf(props.rules, field).length === 0).length;
  const graded = chosen.filter((field) => field.grade >= 3).length;
  return (
    <p className={css['minimal']} data-tone={useless > 0 ? 'warn' : graded > 0 ? 'info' : 'ok'} role="status">
      <strong>{w.minimal}</strong>{' '}
      {useless + graded > 0 ? fill(w.minimalText, { useless, graded }) : fill(w.minimalFine, { count: chosen.length })}
    </p>
  );
}

function EntryBox(props: {
  readonly form: DraftForm;
  readonly change: (patch: Partial<DraftForm>) => void;
  readonly entry: DevelopmentEntry;
  readonly rules: Rules;
}) {
  const w = useApplyWords();
  const { form, change, entry, rules } = props;
  const chosen = form.entries.find((one) => one.resourceId === entry.resourceId);
  const [open, setOpen] = useState(chosen !== undefined);
  const choose = (fields: readonly string[]): void => {
    const others = form.entries.filter((one) => one.resourceId !== entry.resourceId);
    change({ entries: fields.length > 0 ? [...others, { resourceId: entry.resourceId, fields }] : others });
  };
  const fields = chosen?.fields ?? [];
  return (
    <li className={css['entry']} data-chosen={fields.length > 0}>
      <button type="button" className={css['entryHead']} aria-expanded={open} onClick={() => setOpen(!open)}>
        <span className={css['entryTitle']}>{entry.title}</span>
        <Grade grade={entry.grade} />
        <span className={css['hint']}>{entry.ownerName}</span>
        <span className={css['count']}>{fields.length > 0 ? fill(w.chosen, { count: fields.length }) : ''}</span>
      </button>
      {open ? (
        <div className={css['entryBody']}>
          <div className={css['quick']}>
            <Button
              look="quiet"
              onClick={() =>
                choose(entry.fields.filter((field) => usesOf(rules, field).length > 0).map((field) => field.name))
              }
            >
              {w.all}
            </Button>
            <Button look="quiet" onClick={() => choose([])}>
              {w.none}
            </Button>
          </div>
          {entry.fields.map((field) => (
            <FieldRow
              key={field.name}
              field={field}
              uses={usesOf(rules, field)}
              checked={fields.includes(field.name)}
              onChange={(checked) =>
                choose(checked ? [...fields, field.name] : fields.filter((name) => name !== field.name))
              }
            />
          ))}
        </div>
      ) : null}
    </li>
  );
}

function FieldRow(props: {
  readonly field: Field;
  readonly uses: readonly string[];
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}) {
  const w = useApplyWords();
  const language = useLanguage();
  const { field, uses } = props;
  return (
    <label className={css['fieldRow']}>
      <input type="checkbox" checked={props.checked} onChange={(event) => props.onChange(event.target.checked)} />
      <span>
        {titleIn(language, field)} <code>{field.name}</code>
      </span>
      <Grade grade={field.grade} />
      <span className={css['hint']} data-warn={uses.length === 0}>
        {uses.length === 0 ? w.noUse : uses.map((use) => wordUse(use, language)).join(' · ')}
      </span>
    </label>
  );
}
