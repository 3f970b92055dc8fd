import { useState, type HTMLInputTypeAttribute } from 'react';
import css from './act-form.module.css';
import { ConfirmAct } from './confirm-act.tsx';

interface Option {
  readonly value: string;
  readonly label: string;
}

/** One thing that an act asks for. */
export interface ActField {
  readonly name: string;
  readonly label: string;
  /** `area` for longer text, `checks` for several of the options; a line unless said. */
  readonly kind?: 'text' | 'area' | 'date' | 'datetime-local' | 'number' | 'password' | 'select' | 'checks';
  readonly options?: readonly Option[];
  readonly required?: boolean;
  readonly hint?: string;
  /** What stands there before anybody typed. */
  readonly start?: string;
  readonly shown?: (given: Given) => boolean;
}

/** What was filled in, trimmed. */
export interface Given {
  readonly text: (name: string) => string;
  /** Lines of a longer text, or the chosen options. */
  readonly list: (name: string) => string[];
  readonly number: (name: string) => number;
}

/** Leaves out what was not filled in. */
export function filled<T extends Readonly<Record<string, string>>>(values: T): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== '')) as Partial<T>;
}

/** An act that asks for a few things: a button that opens them in place, and that acts once all that is needed is there. */
export function ActForm(props: {
  readonly label: string;
  readonly look?: 'primary' | 'quiet';
  readonly text: string;
  readonly confirm?: string;
  readonly fields: readonly ActField[];
  /** More than that each required field is filled. */
  readonly ready?: (given: Given) => boolean;
  readonly act: (given: Given) => Promise<unknown>;
}) {
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const valueOf = (name: string): string => typed[name] ?? props.fields.find((one) => one.name === name)?.start ?? '';
  const given: Given = {
    text: (name) => valueOf(name).trim(),
    list: (name) =>
      valueOf(name)
        .split('\n')
        .map((line) => line.trim())
        .filter(Boolean),
    number: (name) => Number(valueOf(name)),
  };
  const fields = props.fields.filter((field) => field.shown?.(given) ?? true);
  const complete = fields.every((field) => field.required !== true || given.text(field.name) !== '');
  return (
    <ConfirmAct
      label={props.label}
      {...(props.look ? { look: props.look } : {})}
      {...(props.confirm ? { confirm: props.confirm } : {})}
      text={props.text}
      ready={complete && (props.ready?.(given) ?? true)}
      act={async () => {
        await props.act(given);
        setTyped({});
      }}
    >
      {fields.map((field) => (
        <FieldOf
          key={field.name}
          field={field}
          value={valueOf(field.name)}
          onChange={(value) => setTyped((before) => ({ ...before, [field.name]: value }))}
        />
      ))}
    </ConfirmAct>
  );
}

interface FieldProps {
  readonly field: ActField;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function FieldOf(props: FieldProps) {
  const { field } = props;
  if (field.kind === 'checks') return <Checks {...props} />;
  return (
    <label className={css['field']}>
      <span>
        {field.label}
        {field.required ? <span aria-hidden> *</span> : null}
      </span>
      <Control {...props} />
      {field.hint ? <span className={css['hint']}>{field.hint}</span> : null}
    </label>
  );
}

function Control({ field, value, onChange }: FieldProps) {
  const change = (event: { readonly target: { readonly value: string } }): void => onChange(event.target.value);
  const required = { 'aria-required': field.required === true };
  if (field.kind === 'area') return <textarea {...required} rows={3} value={value} onChange={change} />;
  if (field.kind === 'select')
    return (
      <select {...required} value={value} onChange={change}>
        {field.start === undefined ? <option value="" /> : null}
        {(field.options ?? []).map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    );
  const type: HTMLInputTypeAttribute = field.kind ?? 'text';
  const secret = type === 'password' ? { autoComplete: 'off' } : {};
  return <input {...required} {...secret} type={type} value={value} onChange={change} />;
}

function Checks({ field, value, onChange }: FieldProps) {
  const chosen = value.split('\n').filter(Boolean);
  return (
    <fieldset className={css['checks']}>
      <legend>
        {field.label}
        {field.required ? <span aria-hidden> *</span> : null}
      </legend>
      <div>
        {(field.options ?? []).map((option) => {
          const on = chosen.includes(option.value);
          return (
            <label key={option.value}>
              <input
                type="checkbox"
                checked={on}
                onChange={() =>
                  onChange((on ? chosen.filter((one) => one !== option.value) : [...chosen, option.value]).join('\n'))
                }
              />
              {option.label}
            </label>
          );
        })}
      </div>
      {field.hint ? <span className={css['hint']}>{field.hint}</span> : null}
    </fieldset>
  );
}
