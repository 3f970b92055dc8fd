import type { Rules } from '../../api/profile.ts';
import { fill } from '../../i18n/area.ts';
import { useApplyWords } from '../../i18n/apply/index.ts';
import { useCasesWords } from '../../i18n/cases/index.ts';
import css from './apply.module.css';
import type { DraftForm } from './draft-form.ts';
import { Field } from './field.tsx';

/** How long, in which way and with which safeguards. */
export function SafeguardsStep(props: {
  readonly form: DraftForm;
  readonly change: (patch: Partial<DraftForm>) => void;
  readonly rules: Rules;
}) {
  const w = useApplyWords();
  const titles: Readonly<Record<string, string>> = useCasesWords().technique;
  const { form, change, rules } = props;
  const max = rules.term.grant.max_months;
  const techniques = rules.application.techniques.value;
  const chosen = form.techniques.length > 0 ? form.techniques : techniques;
  return (
    <div className={css['fields']}>
      <div className={css['pair']}>
        <Field label={w.startsOn} hint={fill(w.periodHint, { months: max.value, clause: max.clause })}>
          {(id) => (
            <input
              {...id}
              type="date"
              name="startsOn"
              value={form.startsOn}
              onChange={(event) => change({ startsOn: event.target.value })}
            />
          )}
        </Field>
        <Field label={w.endsOn}>
          {(id) => (
            <input
              {...id}
              type="date"
              name="endsOn"
              value={form.endsOn}
              onChange={(event) => change({ endsOn: event.target.value })}
            />
          )}
        </Field>
      </div>
      <fieldset className={css['field']}>
        <legend>{w.technique}</legend>
        {techniques.map((technique) => (
          <label key={technique} className={css['choice']}>
            <input
              type="checkbox"
              checked={chosen.includes(technique)}
              disabled={techniques.length === 1}
              onChange={(event) =>
                change({
                  techniques: event.target.checked ? [...chosen, technique] : chosen.filter((one) => one !== technique),
                })
              }
            />
            {titles[technique] ?? technique}
          </label>
        ))}
      </fieldset>
      <Field label={w.safeguards} hint={w.safeguardsHint}>
        {(id) => (
          <textarea
            {...id}
            name="safeguards"
            rows={5}
            value={form.safeguards}
            onChange={(event) => change({ safeguards: event.target.value })}
          />
        )}
      </Field>
    </div>
  );
}
