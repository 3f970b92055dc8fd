import { catalogueRoutes } from '@sluice/contract';
import { useSession } from '../../api/session.ts';
import { useRead } from '../../api/use-call.ts';
import { useCatalogueWords } from '../../i18n/catalogue/index.ts';
import { useConsoleWords } from '../../i18n/console/index.ts';
import { useEntryWords } from '../../i18n/entry/index.ts';
import { useTerms } from '../../i18n/terms/index.ts';
import { Field } from '../apply/field.tsx';
import steps from '../apply/apply.module.css';
import type { Content, EntryForm } from './entry-form.ts';

export interface StepProps {
  readonly form: EntryForm;
  readonly change: (patch: EntryForm) => void;
}

const GRADES = [1, 2, 3, 4] as const;

/** What the data is, where it comes from, how often it changes. */
export function BasicsStep({ form, change }: StepProps) {
  const w = useEntryWords();
  const terms = useTerms();
  const grades = useConsoleWords().grade;
  const sectors: Readonly<Record<string, string>> = useCatalogueWords().sector;
  const ownerId = useSession().data?.active.bodyId ?? '';
  const systems = useRead(catalogueRoutes.listSystems, { query: { ownerId } }, { enabled: ownerId !== '' });
  const options = (words: Readonly<Record<string, string>>) =>
    Object.entries(words).map(([value, label]) => ({ value, label }));
  return (
    <div className={steps['fields']}>
      <Line label={w.title} hint={w.titleHint} value={form.title} onChange={(title) => change({ title })} max={120} />
      <div className={steps['pair']}>
        <Line label={w.name} hint={w.nameHint} value={form.name} onChange={(name) => change({ name })} max={63} />
        <Line label={w.titleEn} value={form.titleEn} onChange={(titleEn) => change({ titleEn })} max={160} />
      </div>
      <Field label={w.description} hint={w.descriptionHint}>
        {(id) => (
          <textarea
            {...id}
            rows={3}
            maxLength={2000}
            value={form.description ?? ''}
            onChange={(event) => change({ description: event.target.value || undefined })}
          />
        )}
      </Field>
      <div className={steps['pair']}>
        <Choice
          label={w.system}
          none={w.systemNone}
          value={form.systemId}
          options={(systems.data?.items ?? []).map((one) => ({ value: one.id, label: one.name }))}
          onChange={(systemId) => change({ systemId })}
        />
        <Choice
          label={w.sector}
          value={form.sector}
          options={options(sectors)}
          onChange={(sector) => change({ sector })}
        />
        <Choice
          label={w.class}
          value={form.class}
          options={options(terms.dataClass)}
          onChange={(value) => change({ class: value as Content['class'] | undefined })}
        />
        <Choice
          label={w.form}
          value={form.form}
          options={options(w.forms)}
          onChange={(value) => change({ form: value as Content['form'] })}
        />
        <Choice
          label={w.cycle}
          value={form.updateCycle}
          options={options(terms.updateCycle)}
          onChange={(value) => change({ updateCycle: value as Content['updateCycle'] })}
        />
        <Choice
          label={w.grade}
          hint={w.gradeHint}
          value={form.grade === undefined ? undefined : String(form.grade)}
          options={GRADES.map((one) => ({ value: String(one), label: grades[one] }))}
          onChange={(value) => change({ grade: GRADES.find((one) => String(one) === value) })}
        />
      </div>
      <Keywords words={form.keywords ?? []} onChange={(keywords) => change({ keywords })} />
    </div>
  );
}

function Keywords(props: { readonly words: readonly string[]; readonly onChange: (words: string[]) => void }) {
  const w = useEntryWords();
  return (
    <Field label={w.keywords} hint={w.keywordsHint}>
      {(id) => (
        <input
          {...id}
          defaultValue={props.words.join('、')}
          onChange={(event) =>
            props.onChange(
              event.target.value
                .split(/[、，,;；\s]+/)
                .filter(Boolean)
                .slice(0, 20),
            )
          }
        />
      )}
    </Field>
  );
}

export function Line(props: {
  readonly label: string;
  readonly hint?: string;
  readonly value: string | undefined;
  readonly max: number;
  readonly onChange: (value: string | undefined) => void;
}) {
  return (
    <Field label={props.label} {...(props.hint ? { hint: props.hint } : {})}>
      {(id) => (
        <input
          {...id}
          maxLength={props.max}
          value={props.value ?? ''}
          onChange={(event) => props.onChange(event.target.value || undefined)}
        />
      )}
    </Field>
  );
}

export function Choice(props: {
  readonly label: string;
  readonly hint?: string;
  readonly none?: string;
  readonly value: string | undefined;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly onChange: (value: string | undefined) => void;
}) {
  const w = useEntryWords();
  return (
    <Field label={props.label} {...(props.hint ? { hint: props.hint } : {})}>
      {(id) => (
        <select {...id} value={props.value ?? ''} onChange={(event) => props.onChange(event.target.value || undefined)}>
          <option value="">{props.none ?? w.choose}</option>
          {props.options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
