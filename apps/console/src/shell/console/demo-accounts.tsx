import { useState } from 'react';
import { useTranslation } from '../../i18n/translate.ts';
import { useJurisdictions } from '../../api/jurisdictions.ts';
import { useDemoAccounts, useSession, useSignIn } from '../../api/session.ts';
import { Segmented, Skeleton } from '../../design/primitives.tsx';
import { titleIn, useLanguage } from '../../i18n/area.ts';
import { useConsoleWords } from '../../i18n/console/index.ts';
import css from './who-menu.module.css';

/** The demo's people by jurisdiction; a click signs in as one of them. */
export function DemoAccounts(props: { readonly onChosen?: () => void; readonly wide?: boolean }) {
  const w = useConsoleWords();
  const { t } = useTranslation();
  const language = useLanguage();
  const session = useSession();
  const accounts = useDemoAccounts(true);
  const places = useJurisdictions();
  const signIn = useSignIn();
  const all = accounts.data?.items ?? [];
  const named = [...new Set(all.map((one) => one.jurisdiction))];
  const [chosen, setChosen] = useState<string | null>(null);
  const place = chosen ?? session.data?.active.jurisdiction ?? named[0] ?? '';
  if (accounts.isPending) return <Skeleton height={200} />;
  if (all.length === 0) return <div className={css['title']}>{w.who.noDemo}</div>;
  const label = (id: string): string => {
    const found = places.data?.items.find((one) => one.id === id);
    return found ? titleIn(language, found) : id;
  };
  return (
    <>
      <div className={css['title']}>{props.wide ? w.signIn.demo : w.who.demo}</div>
      {named.length > 1 ? (
        <div className={css['places']}>
          <Segmented
            label={t('page.jurisdiction')}
            value={place}
            options={named.map((id) => ({ value: id, label: label(id) }))}
            onChange={setChosen}
          />
        </div>
      ) : null}
      <div className={`${css['grid']} ${props.wide ? css['gridWide'] : ''}`}>
        {all
          .filter((one) => one.jurisdiction === place)
          .map((one) => (
            <button
              key={one.account}
              type="button"
              className={css['item']}
              data-account={one.account}
              aria-current={session.data?.person.name === one.person && session.data.active.bodyName === one.bodyName}
              onClick={() => {
                signIn.mutate({ account: one.account, password: one.password });
                props.onChosen?.();
              }}
            >
              <span className={css['main']}>{t(`role.${one.role}`)}</span>
              <span className={css['role']}>
                {one.person} · {one.bodyName}
              </span>
            </button>
          ))}
      </div>
    </>
  );
}
