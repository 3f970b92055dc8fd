import { useTranslation } from '../../i18n/translate.ts';
import { clockRoutes } from '@sluice/contract';
import { useLog } from '../../api/evidence.ts';
import { useRead } from '../../api/use-call.ts';
import { Icon } from '../../design/icon.tsx';
import { CopyText } from '../../design/primitives.tsx';
import { formatCount, formatInstant, shorten } from '../../i18n/format.ts';
import css from './evidence-page.module.css';

/** State of the log in one line: how long it is, its root, who signed it and when. */
export function LogStrip() {
  const { t, i18n } = useTranslation();
  const log = useLog().data;
  const clock = useRead(clockRoutes.readClock, {}, { staleMs: 60_000 }).data;
  return (
    <div className={css['strip']} aria-live="off" data-testid="log">
      <span className={css['stripName']}>
        <Icon name="shield" size={18} />
        {t('log.title')}
      </span>
      {log ? (
        <>
          <span>{t('log.size', { count: formatCount(log.published.size, i18n.language) as unknown as number })}</span>
          <span>
            {t('log.root')}{' '}
            <CopyText value={log.published.root} shown={shorten(log.published.root, 10, 6)} label={t('log.root')} />
          </span>
          <span>{t('log.signed')}</span>
          {log.published.at ? <span>{t('log.at', { time: formatInstant(log.published.at) })}</span> : null}
          {clock?.controllable ? (
            <span data-testid="city-clock">{t('log.cityClock', { time: formatInstant(clock.now) })}</span>
          ) : null}
        </>
      ) : (
        <span>…</span>
      )}
    </div>
  );
}
