import { lineageRoutes } from '@sluice/contract';
import { useRead } from '../../api/use-call.ts';
import { Go } from '../../design/go.tsx';
import { Icon } from '../../design/icon.tsx';
import { Popover } from '../../design/popover.tsx';
import { StateNote } from '../../design/primitives.tsx';
import { fill } from '../../i18n/area.ts';
import { useConsoleWords } from '../../i18n/console/index.ts';
import { formatInstant } from '../../i18n/format.ts';
import css from './top-bar.module.css';

/** What my body was told: disputed records and withdrawn sources upstream of what it has. */
export function NoticeMenu() {
  const w = useConsoleWords();
  const notices = useRead(lineageRoutes.listNotices, { query: { limit: 20 } }, { refetchMs: 60_000 });
  const items = notices.data?.items ?? [];
  return (
    <Popover
      label={w.tools.notices}
      className={css['tool']}
      wide
      button={
        <>
          <Icon name="bell" />
          {items.length > 0 ? <span className={css['dot']} /> : null}
        </>
      }
    >
      {(close) =>
        items.length === 0 ? (
          <StateNote title={w.tools.noNotices} text={w.tools.noNoticesText} />
        ) : (
          <ul>
            {items.map((one) => (
              <li key={one.id} className={css['notice']}>
                <div className={css['noticeMain']}>{w.notice[one.ground]}</div>
                <div className={css['noticeSub']}>
                  {formatInstant(one.sentAt)} · {fill(w.notice.reference, { reference: one.reference })}
                </div>
                <Go
                  to={`/console/evidence?story=${encodeURIComponent(`${one.originKind}:${one.origin}`)}`}
                  onClick={close}
                >
                  {w.act.evidence}
                </Go>
              </li>
            ))}
          </ul>
        )
      }
    </Popover>
  );
}
