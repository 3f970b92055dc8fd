import { useSourceWords } from '../../i18n/sources/index.ts';
import { Field } from '../apply/field.tsx';
import { SETTINGS, valueOf, type Kind, type Setting, type Typed } from './source-settings.ts';
import css from './sources.module.css';

interface Props {
  readonly kind: Kind;
  readonly typed: Typed;
  readonly put: (name: string, value: string) => void;
}

const NO_SECRET: readonly Kind[] = ['folder'];

/** The connection of one kind of source, and its secret. */
export function SourceSettings({ kind, typed, put }: Props) {
  const w = useSourceWords();
  return (
    <>
      {SETTINGS[kind].map((setting) => (
        <One key={setting.name} setting={setting} typed={typed} put={put} />
      ))}
      {NO_SECRET.includes(kind) ? null : (
        <Field label={w.secret} hint={w.secretHint}>
          {(id) => (
            <input
              {...id}
              type="password"
              autoComplete="off"
              value={typed['secret'] ?? ''}
              onChange={(event) => put('secret', event.target.value)}
            />
          )}
        </Field>
      )}
    </>
  );
}

function One({ setting, typed, put }: Omit<Props, 'kind'> & { readonly setting: Setting }) {
  const w = useSourceWords();
  const label = w.setting[setting.name];
  const hints: Readonly<Record<string, string>> = w.hint;
  const value = valueOf(typed, setting);
  if (setting.type === 'tick')
    return (
      <label className={css['tick']}>
        <input
          type="checkbox"
          checked={value === 'yes'}
          onChange={() => put(setting.name, value === 'yes' ? 'no' : 'yes')}
        />
        {label}
      </label>
    );
  if (setting.type === 'paging') return <Paging typed={typed} put={put} value={value} />;
  return (
    <div className={setting.wide ? css['wide'] : undefined}>
      <Field label={label} {...(hints[setting.name] ? { hint: hints[setting.name] ?? '' } : {})}>
        {(id) => (
          <input
            {...id}
            type={setting.type === 'number' ? 'number' : 'text'}
            value={value}
            onChange={(event) => put(setting.name, event.target.value)}
          />
        )}
      </Field>
    </div>
  );
}

function Paging({ typed, put, value }: Omit<Props, 'kind'> & { readonly value: string }) {
  const w = useSourceWords();
  const line = (name: 'parameter' | 'next') => (
    <Field label={w.setting[name]}>
      {(id) => <input {...id} value={typed[name] ?? ''} onChange={(event) => put(name, event.target.value)} />}
    </Field>
  );
  return (
    <>
      <Field label={w.setting.paging}>
        {(id) => (
          <select {...id} value={value} onChange={(event) => put('paging', event.target.value)}>
            {Object.entries(w.paging).map(([kind, label]) => (
              <option key={kind} value={kind}>
                {label}
              </option>
            ))}
          </select>
        )}
      </Field>
      {value === 'none' ? null : line('parameter')}
      {value === 'cursor' ? line('next') : null}
    </>
  );
}
