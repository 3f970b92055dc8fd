import { Icon } from '../../design/icon.tsx';
import { Popover } from '../../design/popover.tsx';
import { useLanguage } from '../../i18n/area.ts';
import { useConsoleWords } from '../../i18n/console/index.ts';
import { setLanguage } from '../../i18n/index.ts';
import { toggleDisplay, useDisplay } from '../display.ts';
import css from './top-bar.module.css';

/** Language and theme at one click; density and accessibility mode behind one more. */
export function DisplayTools() {
  const w = useConsoleWords();
  const language = useLanguage();
  const { theme, density, access } = useDisplay();
  const other = language === 'en' ? 'zh-CN' : 'en';
  const themeLabel = theme === 'dark' ? w.tools.light : w.tools.dark;
  return (
    <div className={css['tools']}>
      <button
        type="button"
        className={css['tool']}
        title={w.tools.language}
        lang={other}
        onClick={() => setLanguage(other)}
      >
        {w.tools.languageShort}
      </button>
      <button
        type="button"
        className={css['tool']}
        aria-label={themeLabel}
        title={themeLabel}
        onClick={() => toggleDisplay('theme')}
      >
        <Icon name={theme === 'dark' ? 'sun' : 'moon'} />
      </button>
      <Popover label={w.tools.display} className={css['tool']} button={<Icon name="eye" />}>
        {() => (
          <>
            <button type="button" className={css['choice']} onClick={() => toggleDisplay('density')}>
              <Icon name="rows" /> {density === 'compact' ? w.tools.comfortable : w.tools.compact}
            </button>
            <button
              type="button"
              className={css['choice']}
              aria-pressed={access === 'on'}
              onClick={() => toggleDisplay('access')}
            >
              <Icon name="eye" /> {access === 'on' ? w.tools.accessOff : w.tools.access}
            </button>
          </>
        )}
      </Popover>
    </div>
  );
}
