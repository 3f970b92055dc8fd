import { useState, type FormEvent } from 'react';
import { useTranslation } from '../../i18n/translate.ts';
import { useSignIn } from '../../api/session.ts';
import { Go } from '../../design/go.tsx';
import { Icon } from '../../design/icon.tsx';
import { Button } from '../../design/primitives.tsx';
import { useConsoleWords } from '../../i18n/console/index.ts';
import { DemoAccounts } from './demo-accounts.tsx';
import { OtherDoors } from '../../pages/doors/other-doors.tsx';
import { DisplayTools } from './display-tools.tsx';
import css from './sign-in.module.css';

/** Sign-in in place: afterwards the page that was asked for stands here. */
export function SignIn() {
  const w = useConsoleWords();
  const { t } = useTranslation();
  const signIn = useSignIn();
  const [account, setAccount] = useState('');
  const [password, setPassword] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    signIn.mutate({ account, password });
  };
  return (
    <div className={css['page']}>
      <header className={css['head']}>
        <Go className={css['brand']} to="/">
          <span className={css['mark']}>
            <Icon name="mark" size={20} />
          </span>
          {t('brand.name')} {t('brand.latin')}
        </Go>
        <DisplayTools />
      </header>
      <main className={css['card']} id="main">
        <h1 className={css['title']}>{w.signIn.title}</h1>
        <p className={css['lead']}>{w.signIn.lead}</p>
        <div className={css['columns']}>
          <form className={css['form']} onSubmit={submit}>
            <label>
              <span>{w.signIn.account}</span>
              <input
                name="account"
                autoComplete="username"
                value={account}
                onChange={(event) => setAccount(event.target.value)}
                required
              />
            </label>
            <label>
              <span>{w.signIn.password}</span>
              <input
                name="password"
                type="password"
                autoComplete="current-password"
                value={password}
                onChange={(event) => setPassword(event.target.value)}
                required
              />
            </label>
            {signIn.isError ? (
              <p className={css['failed']} role="alert">
                {signIn.error.message || w.signIn.failed}
              </p>
            ) : null}
            <Button type="submit" look="primary" disabled={signIn.isPending}>
              {w.signIn.submit}
            </Button>
            <OtherDoors />
          </form>
          <section className={css['demo']} aria-label={w.signIn.demo}>
            <DemoAccounts wide />
            <p className={css['note']}>{w.signIn.demoNote}</p>
          </section>
        </div>
      </main>
    </div>
  );
}
