import { gatheringRoutes } from '@sluice/contract';
import { useRef, useState } from 'react';
import { sendBytes } from '../../api/send-bytes.ts';
import { Empty } from '../../design/empty.tsx';
import { useErrorWords } from '../../design/error-state.tsx';
import { Icon } from '../../design/icon.tsx';
import { Button } from '../../design/primitives.tsx';
import { fill, useLanguage } from '../../i18n/area.ts';
import { useConsoleWords } from '../../i18n/console/index.ts';
import { useEntryWords } from '../../i18n/entry/index.ts';
import { useTerms } from '../../i18n/terms/index.ts';
import type { StepProps } from './basics-step.tsx';
import { emptyField, type FieldDefinition } from './entry-form.ts';
import css from './entry.module.css';

const HEAD_BYTES = 1_000_000;
const PACKED = /\.(xlsx|parquet|zip)$/i;

/** The fields one by one, or proposed from the head of a sample file. */
export function FieldsStep({ form, change }: StepProps) {
  const w = useEntryWords().fields;
  const fields = form.fields ?? [];
  const set = (at: number, patch: Partial<FieldDefinition>): void =>
    change({ fields: fields.map((field, index) => (index === at ? { ...field, ...patch } : field)) });
  return (
    <div className={css['fields']}>
      <p className={css['note']}>{w.note}</p>
      <div className={css['tools']}>
        <FromSample onProposed={(proposed) => change({ fields: proposed })} />
        <Button onClick={() => change({ fields: [...fields, emptyField()] })}>
          <Icon name="plus" /> {w.add}
        </Button>
      </div>
      {fields.length === 0 ? (
        <Empty icon="rows" title={w.none} text={w.noneText} />
      ) : (
        <ul className={css['list']}>
          {fields.map((field, at) => (
            <li key={at}>
              <Row
                field={field}
                set={(patch) => set(at, patch)}
                remove={() => change({ fields: fields.filter((_, index) => index !== at) })}
              />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function FromSample(props: { readonly onProposed: (fields: FieldDefinition[]) => void }) {
  const w = useEntryWords().fields;
  const language = useLanguage();
  const words = useErrorWords();
  const chooser = useRef<HTMLInputElement>(null);
  const [said, setSaid] = useState<{ readonly text: string; readonly bad?: true } | null>(null);
  const read = async (file: File): Promise<void> => {
    setSaid({ text: w.reading });
    try {
      const head = PACKED.test(file.name) ? file : file.slice(0, HEAD_BYTES);
      const { columns } = await sendBytes(
        gatheringRoutes.proposeDefinition,
        { query: { filename: file.name } },
        head,
        language,
      );
      props.onProposed(columns.map((column) => column.field));
      setSaid({ text: fill(w.took, { name: file.name, count: columns.length }) });
    } catch (failure) {
      setSaid({ text: words(failure).text || words(failure).title, bad: true });
    }
  };
  return (
    <>
      <input
        ref={chooser}
        type="file"
        hidden
        data-testid="sample"
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = '';
          if (file) void read(file);
        }}
      />
      <Button look="primary" onClick={() => chooser.current?.click()}>
        <Icon name="upload" /> {w.sample}
      </Button>
      {said ? (
        <span role={said.bad ? 'alert' : 'status'} className={css['said']} data-bad={said.bad}>
          {said.text}
        </span>
      ) : null}
    </>
  );
}

function Row(props: {
  readonly field: FieldDefinition;
  readonly set: (patch: Partial<FieldDefinition>) => void;
  readonly remove: () => void;
}) {
  const w = useEntryWords().fields;
  const terms = useTerms();
  const grades = useConsoleWords().grade;
  const { field, set } = props;
  const pick = <T extends string>(
    words: Readonly<Record<T, string>>,
    label: string,
    value: T,
    to: (value: T) => void,
  ) => (
    <label>
      <span>{label}</span>
      <select value={value} onChange={(event) => to(event.target.value as T)}>
        {Object.entries<string>(words).map(([one, text]) => (
          <option key={one} value={one}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <div className={css['row']}>
      <label>
        <span>{w.title}</span>
        <input maxLength={80} value={field.title} onChange={(event) => set({ title: event.target.value })} />
      </label>
      <label>
        <span>{w.name}</span>
        <input
          className="mono"
          maxLength={63}
          value={field.name}
          onChange={(event) => set({ name: event.target.value.trim() })}
        />
      </label>
      {pick(terms.fieldType, w.type, field.type, (type) => set({ type }))}
      {pick(terms.fieldRole, w.role, field.role, (role) => set({ role }))}
      <label>
        <span>{w.grade}</span>
        <select value={field.grade} onChange={(event) => set({ grade: Number(event.target.value) as 1 })}>
          {([1, 2, 3, 4] as const).map((one) => (
            <option key={one} value={one}>
              {grades[one]}
            </option>
          ))}
        </select>
      </label>
      {field.role === 'entity-key' ? (
        <label>
          <span>{w.entity}</span>
          <input
            placeholder={w.entityHint}
            value={field.entity ?? ''}
            onChange={(event) => set({ entity: event.target.value.trim() })}
          />
        </label>
      ) : null}
      <label className={css['tick']}>
        <input type="checkbox" checked={field.required} onChange={() => set({ required: !field.required })} />
        {w.required}
      </label>
      <Button look="quiet" aria-label={fill(w.remove, { name: field.title || field.name })} onClick={props.remove}>
        <Icon name="cross" />
      </Button>
    </div>
  );
}
