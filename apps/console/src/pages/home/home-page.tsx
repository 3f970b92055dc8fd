import { clockRoutes } from '@sluice/contract';
import { useBodyName } from '../../api/bodies.ts';
import { useSession } from '../../api/session.ts';
import { useRead } from '../../api/use-call.ts';
import { PageHead } from '../../design/page-head.tsx';
import { StatCard } from '../../design/stat-card.tsx';
import { fill } from '../../i18n/area.ts';
import { useHomeWords } from '../../i18n/home/index.ts';
import type { Session } from '../../shell/nav.ts';
import { CallsCard } from './calls-card.tsx';
import { ChangesCard } from './changes-card.tsx';
import css from './home.module.css';
import { useHomeStats } from './home-stats.ts';
import { OverdueCard } from './overdue-card.tsx';
import { PipelineCard } from './pipeline-card.tsx';
import { TasksCard } from './tasks-card.tsx';

const SEE_PIPELINE = [
  'data-authority',
  'county-authority',
  'operator',
  'security-regulator',
  'economic-regulator',
  'inspection',
];
const SEE_OVERDUE = ['data-authority', 'county-authority', 'security-regulator', 'economic-regulator', 'inspection'];

/** What waits for me with its clock, what changed, and the figures that matter to this role. */
export function HomePage() {
  const session = useSession();
  return session.data ? <Home session={session.data} /> : null;
}

function Home({ session }: { readonly session: Session }) {
  const w = useHomeWords();
  const bodyName = useBodyName();
  const clock = useRead(clockRoutes.readClock, {}, { staleMs: 60_000 });
  const stats = useHomeStats(session);
  const { role } = session.active;
  return (
    <>
      <PageHead
        title={w.title}
        note={fill(w.note, {
          today: clock.data?.today ?? '…',
          body: bodyName(session.active.bodyId) ?? session.active.bodyName,
        })}
      />
      <div className={css['page']}>
        <StatCard label={w.figures} stats={stats} />
        {SEE_PIPELINE.includes(role) ? <PipelineCard /> : null}
        <div className={css['columns']}>
          <div className={css['page']}>
            <TasksCard />
            {SEE_OVERDUE.includes(role) ? <OverdueCard /> : null}
            <CallsCard jurisdiction={session.active.jurisdiction} />
          </div>
          <ChangesCard />
        </div>
      </div>
    </>
  );
}
