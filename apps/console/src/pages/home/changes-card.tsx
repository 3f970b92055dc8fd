import { lineageRoutes } from '@sluice/contract';
import { useTranslation } from '../../i18n/translate.ts';
import { useBodyName } from '../../api/bodies.ts';
import { useSession } from '../../api/session.ts';
import { useRead } from '../../api/use-call.ts';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { Empty } from '../../design/empty.tsx';
import { Go } from '../../design/go.tsx';
import { Panel } from '../../design/primitives.tsx';
import { useLanguage } from '../../i18n/area.ts';
import { wordAct } from '../../i18n/acts.ts';
import { formatInstant } from '../../i18n/format.ts';
import { useHomeWords } from '../../i18n/home/index.ts';
import css from './home.module.css';

const SHOWN = 9;

/** The latest entries of the log in this jurisdiction that this reader may see. */
export function ChangesCard() {
  const w = useHomeWords().changes;
  const { t } = useTranslation();
  const language = useLanguage();
  const session = useSession();
  const bodyName = useBodyName();
  const jurisdiction = session.data?.active.jurisdiction;
  const entries = useRead(
    lineageRoutes.searchLog,
    { query: { limit: SHOWN, ...(jurisdiction ? { jurisdiction } : {}) } },
    { refetchMs: 15_000 },
  );
  return (
    <Panel id="changes" title={w.title} note={w.note}>
      <Await query={entries} skeleton={<RowsSkeleton rows={4} />}>
        {({ items, bodies }) =>
          items.length === 0 ? (
            <Empty icon="evidence" title={w.empty} />
          ) : (
            <ul className={css['rows']}>
              {items.map((entry) => (
                <li key={entry.entryId}>
                  <Go
                    className={css['row']}
                    to={`/console/evidence?story=${encodeURIComponent(entry.stream)}&entry=${entry.entryId}`}
                  >
                    <span className={css['main']}>
                      <span className={css['name']}>{wordAct(entry.type, language)}</span>
                    </span>
                    <span className={css['sub']}>
                      <span className={css['name']}>
                        {entry.actor.kind === 'system'
                          ? w.system
                          : [
                              bodyName(entry.actor.body) ?? bodies[entry.actor.body],
                              t(`role.${entry.actor.role}` as 'role.buyer'),
                            ]
                              .filter(Boolean)
                              .join(' · ')}
                      </span>
                      <time dateTime={entry.at}>{formatInstant(entry.at)}</time>
                    </span>
                  </Go>
                </li>
              ))}
            </ul>
          )
        }
      </Await>
    </Panel>
  );
}
