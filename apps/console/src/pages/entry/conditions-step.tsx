import { useEntryWords } from '../../i18n/entry/index.ts';
import steps from '../apply/apply.module.css';
import { Choice, Line, type StepProps } from './basics-step.tsx';
import { ACCESS, type AccessName, type Content, type EntryForm } from './entry-form.ts';
import css from './entry.module.css';

/** Who may have it how: sharing, opening, authorized operation, return flow; what is refused needs its reason. */
export function ConditionsStep({ form, change }: StepProps) {
  const w = useEntryWords().access;
  return (
    <div className={steps['fields']}>
      {ACCESS.map((name) => (
        <fieldset key={name} className={css['access']}>
          <legend>
            {w[name]} <span>{w[`${name}Hint`]}</span>
          </legend>
          <One name={name} form={form} change={change} />
        </fieldset>
      ))}
    </div>
  );
}

function One({ name, form, change }: StepProps & { readonly name: AccessName }) {
  const w = useEntryWords().access;
  const access = form[name];
  const modes: Readonly<Record<string, string>> = name === 'returnFlow' ? w.returnModes : w.modes;
  /** Modes differ by attribute; the select offers only those of this one. */
  const set = (value: object | undefined): void =>
    change({ [name]: value } as { readonly [K in AccessName]?: Content[K] } as EntryForm);
  return (
    <div className={steps['fields']}>
      <Choice
        label={w.mode}
        value={access?.mode}
        options={Object.entries(modes).map(([value, label]) => ({ value, label }))}
        onChange={(mode) => set(mode ? { mode } : undefined)}
      />
      {access && (access.mode === 'conditional' || access.mode === 'on-request') ? (
        <Line
          label={w.conditions}
          max={500}
          value={access.conditions}
          onChange={(conditions) => set({ mode: access.mode, ...(conditions ? { conditions } : {}) })}
        />
      ) : null}
      {access?.mode === 'none' ? (
        <Line
          label={w.reason}
          max={500}
          value={access.reason}
          onChange={(reason) => set({ mode: access.mode, ...(reason ? { reason } : {}) })}
        />
      ) : null}
    </div>
  );
}
