import { doorRoutes } from '@sluice/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState, type FormEvent } from 'react';
import { useRead, useWrite } from '../../api/use-call.ts';
import { useErrorWords } from '../../design/error-state.tsx';
import { PageHead } from '../../design/page-head.tsx';
import { Button, Panel } from '../../design/primitives.tsx';
import { useLanguage } from '../../i18n/area.ts';
import { useDoorWords } from '../../i18n/doors/index.ts';
import { formatInstant } from '../../i18n/format.ts';
import css from './doors.module.css';
import { hasPasskeys, makePasskey } from './passkey.ts';

/** One's own passkeys: added and taken away with the password. */
export function DoorsPage() {
  const w = useDoorWords();
  const [password, setPassword] = useState('');
  const field = useId();
  return (
    <>
      <PageHead title={w.title} note={w.note} />
      <Panel id="passkeys" title={w.passkeys}>
        <p className={css['row']}>
          <label htmlFor={field}>{w.password}</label>
          <input
            id={field}
            type="password"
            autoComplete="current-password"
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        </p>
        <Passkeys password={password} />
        {hasPasskeys() ? <AddPasskey password={password} /> : <p>{w.unable}</p>}
      </Panel>
    </>
  );
}

function Passkeys({ password }: { readonly password: string }) {
  const w = useDoorWords();
  const items = useRead(doorRoutes.listPasskeys, {}).data?.items;
  const remove = useWrite(doorRoutes.removePasskey);
  const words = useErrorWords();
  if (!items) return null;
  if (items.length === 0) return <p>{w.none}</p>;
  return (
    <>
      <ul className={css['list']}>
        {items.map(({ id, name, madeAt, usedAt }) => (
          <li key={id} className={css['row']}>
            <strong>{name}</strong>
            <span>
              {w.made} {formatInstant(madeAt)}
            </span>
            <span>{usedAt === null ? w.never : `${w.used} ${formatInstant(usedAt)}`}</span>
            <Button disabled={password === ''} onClick={() => remove.mutate({ body: { id, password } })}>
              {w.remove}
            </Button>
          </li>
        ))}
      </ul>
      {remove.isError ? <p role="alert">{words(remove.error).title}</p> : null}
    </>
  );
}

function AddPasskey({ password }: { readonly password: string }) {
  const w = useDoorWords();
  const language = useLanguage();
  const client = useQueryClient();
  const words = useErrorWords();
  const field = useId();
  const [name, setName] = useState('');
  const add = useMutation({
    mutationFn: () => makePasskey({ password, name }, language),
    onSuccess: () => client.invalidateQueries(),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    add.mutate();
  };
  return (
    <form className={css['row']} onSubmit={submit}>
      <label htmlFor={field}>{w.name}</label>
      <input id={field} value={name} onChange={(event) => setName(event.target.value)} maxLength={60} required />
      <Button type="submit" look="primary" disabled={password === '' || add.isPending}>
        {w.add}
      </Button>
      {add.isError ? <p role="alert">{words(add.error).title}</p> : null}
    </form>
  );
}
