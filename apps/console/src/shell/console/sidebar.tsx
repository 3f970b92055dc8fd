import { calendarRoutes, clockRoutes } from '@sluice/contract';
import { useTranslation } from '../../i18n/translate.ts';
import { useJurisdictions } from '../../api/jurisdictions.ts';
import { useSession } from '../../api/session.ts';
import { useTasks } from '../../api/tasks.ts';
import { useRead } from '../../api/use-call.ts';
import { Go } from '../../design/go.tsx';
import { Icon } from '../../design/icon.tsx';
import { fill, titleIn, useLanguage } from '../../i18n/area.ts';
import { useConsoleWords } from '../../i18n/console/index.ts';
import { usePath } from '../../route/location.ts';
import { navAt, navFor, type NavGroup, type NavItem } from '../nav.ts';
import css from './sidebar.module.css';
import { WhoMenu } from './who-menu.tsx';

const GROUPS: readonly NavGroup[] = ['overview', 'resources', 'development', 'supervision'];

/** Who I am, where I can go, and what of mine is overdue. A drawer below 960 px. */
export function Sidebar(props: { readonly open: boolean }) {
  const w = useConsoleWords();
  const { t } = useTranslation();
  const language = useLanguage();
  const session = useSession();
  const places = useJurisdictions();
  const path = usePath();
  if (!session.data) return null;
  const items = navFor(session.data.active.role);
  const here = navAt(path);
  const place = places.data?.items.find((one) => one.id === session.data?.active.jurisdiction);
  return (
    <aside className={css['side']} data-open={props.open}>
      <Go className={css['brand']} to="/console">
        <span className={css['mark']}>
          <Icon name="mark" size={20} />
        </span>
        <span>
          <span className={css['name']}>
            {t('brand.name')} {t('brand.latin')}
          </span>
          <span className={css['place']}>{place ? titleIn(language, place) : ' '}</span>
        </span>
      </Go>
      <WhoMenu />
      <nav aria-label={w.navigation} className={css['nav']}>
        {GROUPS.map((group) => {
          const own = items.filter((item) => item.group === group);
          return own.length === 0 ? null : (
            <div key={group}>
              <div className={css['group']}>{w.groups[group]}</div>
              <ul>
                {own.map((item) => (
                  <li key={item.path}>
                    <Go
                      className={css['item']}
                      to={item.path}
                      aria-current={here?.path === item.path ? 'page' : undefined}
                    >
                      <Icon name={item.icon} />
                      <span>{w.nav[item.name]}</span>
                      <Count of={item} />
                    </Go>
                  </li>
                ))}
              </ul>
            </div>
          );
        })}
      </nav>
      <TimeBase />
    </aside>
  );
}

function Count(props: { readonly of: NavItem }) {
  const tasks = useTasks();
  if (props.of.counts !== 'todo' || tasks.items.length === 0) return null;
  const late = tasks.items.filter((task) => task.left !== null && task.left < 0).length;
  return (
    <span className={css['count']} data-late={late > 0}>
      {late > 0 ? late : tasks.items.length}
    </span>
  );
}

/** By which day and which announced calendar limits are counted. */
function TimeBase() {
  const w = useConsoleWords();
  const clock = useRead(clockRoutes.readClock, {}, { staleMs: 60_000 });
  const calendar = useRead(calendarRoutes.readCalendar, {}, { staleMs: Number.POSITIVE_INFINITY });
  return (
    <div className={css['foot']}>
      <Icon name="shield" size={14} />
      <span>
        {clock.data && calendar.data
          ? fill(w.timeBase, { today: clock.data.today, year: calendar.data.publishedUntil })
          : ' '}
      </span>
    </div>
  );
}
