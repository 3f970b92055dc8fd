import { useEffect, useRef, useState } from 'react';
import { useTranslation } from '../i18n/translate.ts';
import { useJurisdictions } from '../api/jurisdictions.ts';
import { useDemoAccounts, useSession, useSignIn, useSignOut } from '../api/session.ts';
import { Icon } from '../design/icon.tsx';
import { Button, Segmented, Skeleton } from '../design/primitives.tsx';
import css from './shell.module.css';

/** Sign-in as any demo role with one click; who is signed in stands on the button. */
export function AccountMenu() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const session = useSession();
  const signIn = useSignIn();
  const signOut = useSignOut();

  useEffect(() => {
    if (!open) return;
    const onPointer = (event: PointerEvent) => {
      if (!box.current?.contains(event.target as Node)) setOpen(false);
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      setOpen(false);
      button.current?.focus();
    };
    document.addEventListener('pointerdown', onPointer);
    document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('pointerdown', onPointer);
      document.removeEventListener('keydown', onKey);
    };
  }, [open]);

  const who = session.data;
  return (
    <div className={css['menuBox']} ref={box}>
      <Button
        aria-expanded={open}
        aria-haspopup="true"
        ref={button}
        onClick={() => setOpen((before) => !before)}
        data-testid="account"
      >
        <Icon name="person" />
        <span className={css['who']}>{who ? t(`role.${who.active.role}`) : t('tools.signIn')}</span>
        <Icon name="chevron" size={14} />
      </Button>
      {open ? (
        <div className={css['menu']}>
          {who ? (
            <>
              <div className={css['menuTitle']}>{t('tools.signedInAs')}</div>
              <button
                type="button"
                className={css['menuItem']}
                onClick={() => {
                  signOut.mutate();
                  setOpen(false);
                }}
              >
                <span className={css['menuMain']}>
                  {who.person.name} · {t('tools.signOut')}
                </span>
                <span className={css['menuSub']}>{who.active.bodyName}</span>
              </button>
            </>
          ) : null}
          <AccountList
            current={
              who
                ? { name: who.person.name, body: who.active.bodyName, jurisdiction: who.active.jurisdiction }
                : undefined
            }
            onChoose={(account) => {
              signIn.mutate(account);
              setOpen(false);
              button.current?.focus();
            }}
          />
        </div>
      ) : null}
    </div>
  );
}

function AccountList(props: {
  readonly current: { readonly name: string; readonly body: string; readonly jurisdiction: string } | undefined;
  readonly onChoose: (account: { account: string; password: string }) => void;
}) {
  const { t, i18n } = useTranslation();
  const accounts = useDemoAccounts(true);
  const places = useJurisdictions();
  const items = accounts.data?.items ?? [];
  const named = [...new Set(items.map((item) => item.jurisdiction))];
  const [chosen, setChosen] = useState<string | null>(null);
  if (accounts.isPending) return <Skeleton height={160} />;
  if (items.length === 0) return <div className={css['menuTitle']}>{t('tools.noDemo')}</div>;
  const place = chosen ?? props.current?.jurisdiction ?? named[0] ?? '';
  const label = (id: string): string => {
    const found = places.data?.items.find((one) => one.id === id);
    return found ? (i18n.language === 'en' ? found.titleEn : found.title) : id;
  };
  return (
    <>
      <div className={css['menuTitle']}>{t('tools.chooseRole')}</div>
      {named.length > 1 ? (
        <div className={css['menuPlaces']}>
          <Segmented
            label={t('page.jurisdiction')}
            value={place}
            options={named.map((id) => ({ value: id, label: label(id) }))}
            onChange={setChosen}
          />
        </div>
      ) : null}
      <ul>
        {items
          .filter((item) => item.jurisdiction === place)
          .map((item) => (
            <li key={item.account}>
              <button
                type="button"
                className={css['menuItem']}
                data-account={item.account}
                aria-current={props.current?.name === item.person && props.current.body === item.bodyName}
                onClick={() => props.onChoose({ account: item.account, password: item.password })}
              >
                <span className={css['menuMain']}>{t(`role.${item.role}`)}</span>
                <span className={css['menuSub']}>
                  {item.person} · {item.bodyName}
                </span>
              </button>
            </li>
          ))}
      </ul>
    </>
  );
}
