import type { ReactNode } from 'react';
import { useTranslation } from '../i18n/translate.ts';
import { Go } from '../design/go.tsx';
import { Icon } from '../design/icon.tsx';
import { Button } from '../design/primitives.tsx';
import { setLanguage } from '../i18n/index.ts';
import { AccountMenu } from './account-menu.tsx';
import { usePath } from '../route/location.ts';
import css from './shell.module.css';
import { toggleDisplay, useDisplay } from './display.ts';

const PORTAL_PAGES = [
  ['home', '/'],
  ['products', '/products'],
  ['operators', '/operators'],
  ['notices', '/notices'],
  ['overview', '/chain'],
  ['explorer', '/evidence'],
] as const;

/** Frame of every public page: mark, language, theme, who is signed in. */
export function PortalFrame(props: { readonly children: ReactNode }) {
  const { t, i18n } = useTranslation();
  const { theme, access } = useDisplay();
  const here = usePath();
  const themeLabel = theme === 'dark' ? t('tools.light') : t('tools.dark');
  return (
    <>
      <a className={css['skip']} href="#main">
        {t('brand.skip')}
      </a>
      <header className={css['bar']}>
        <Go className={css['brand']} to="/">
          <span className={css['mark']}>
            <Icon name="mark" size={20} />
          </span>
          <span>
            <span className={css['name']}>
              {t('brand.name')} {t('brand.latin')}
            </span>
            <br />
            <span className={css['slogan']}>{t('brand.slogan')}</span>
          </span>
        </Go>
        <nav className={css['nav']} aria-label={t('nav.label')}>
          {PORTAL_PAGES.map(([name, href]) => (
            <Go key={name} to={href} aria-current={here === href ? 'page' : undefined}>
              {t(`nav.${name}`)}
            </Go>
          ))}
          <a href="/verify">{t('nav.verify')}</a>
          <Go to="/console">{t('nav.console')}</Go>
        </nav>
        <div className={css['tools']}>
          <Button
            look="quiet"
            title={t('tools.language')}
            lang={i18n.language === 'en' ? 'zh-CN' : 'en'}
            onClick={() => setLanguage(i18n.language === 'en' ? 'zh-CN' : 'en')}
          >
            {t('tools.languageShort')}
          </Button>
          <Button look="quiet" aria-label={themeLabel} title={themeLabel} onClick={() => toggleDisplay('theme')}>
            <Icon name={theme === 'dark' ? 'sun' : 'moon'} />
          </Button>
          <AccountMenu />
        </div>
      </header>
      <main className={css['main']} id="main">
        {props.children}
      </main>
      <footer className={css['foot']}>
        <div>{t('brand.foot')}</div>
        <Go to="/papers">{t('nav.papers')}</Go>
        <Button look="quiet" aria-pressed={access === 'on'} onClick={() => toggleDisplay('access')}>
          <Icon name="eye" /> {t('tools.access')}
        </Button>
      </footer>
    </>
  );
}
