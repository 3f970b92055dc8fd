import { useBodyName } from '../../api/bodies.ts';
import { useSession, useSignOut, useSwitchMembership } from '../../api/session.ts';
import { Go } from '../../design/go.tsx';
import { Icon } from '../../design/icon.tsx';
import { Popover } from '../../design/popover.tsx';
import { useConsoleWords } from '../../i18n/console/index.ts';
import { useTranslation } from '../../i18n/translate.ts';
import { DemoAccounts } from './demo-accounts.tsx';
import css from './who-menu.module.css';

/** For whom I act: another of my memberships, or another demo person, with one click. */
export function WhoMenu() {
  const w = useConsoleWords();
  const { t } = useTranslation();
  const session = useSession();
  const signOut = useSignOut();
  const change = useSwitchMembership();
  const bodyName = useBodyName();
  const who = session.data;
  if (!who) return null;
  const bodyOf = (one: { readonly bodyId: string; readonly bodyName: string }): string =>
    bodyName(one.bodyId) ?? one.bodyName;
  const others = who.memberships.filter((one) => one.id !== who.active.id && one.state === 'active');
  return (
    <div className={css['box']}>
      <Popover
        label={`${w.who.switch}：${bodyOf(who.active)} ${t(`role.${who.active.role}`)} · ${who.person.name}`}
        className={css['button']}
        side="left"
        wide
        testId="who"
        button={
          <>
            <span className={css['text']}>
              <span className={css['body']}>{bodyOf(who.active)}</span>{' '}
              <span className={css['role']}>
                {t(`role.${who.active.role}`)} · {who.person.name}
              </span>
            </span>
            <Icon name="switch" />
          </>
        }
      >
        {(close) => (
          <>
            {others.length > 0 ? <div className={css['title']}>{w.who.memberships}</div> : null}
            {others.map((one) => (
              <button
                key={one.id}
                type="button"
                className={css['item']}
                onClick={() => {
                  change.mutate(one.id);
                  close();
                }}
              >
                <span className={css['body']}>{bodyOf(one)}</span>
                <span className={css['role']}>{t(`role.${one.role}`)}</span>
              </button>
            ))}
            <DemoAccounts onChosen={close} />
            <Go className={css['item']} to="/console/account" onClick={close}>
              <span className={css['leave']}>
                <Icon name="person" /> {w.who.account}
              </span>
            </Go>
            <Go className={css['item']} to="/console/doors" onClick={close}>
              <span className={css['leave']}>
                <Icon name="lock" /> {w.who.doors}
              </span>
            </Go>
            <button type="button" className={css['item']} onClick={() => signOut.mutate()}>
              <span className={css['leave']}>
                <Icon name="out" /> {w.who.signOut}
              </span>
            </button>
          </>
        )}
      </Popover>
    </div>
  );
}
