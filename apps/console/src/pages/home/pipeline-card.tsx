import { authorizationRoutes } from '@sluice/contract';
import { useRead } from '../../api/use-call.ts';
import { Go } from '../../design/go.tsx';
import { Panel } from '../../design/primitives.tsx';
import { Meter } from '../../design/stat-card.tsx';
import { useHomeWords } from '../../i18n/home/index.ts';
import { useTerms } from '../../i18n/terms/index.ts';
import { pageExists } from '../../pages.ts';
import css from './home.module.css';

/** What is still on its way: granted and refused ones are closed, and stand in the list. */
const STAGES = ['in-review', 'supplement', 'approved'] as const;
type Stage = (typeof STAGES)[number];

function useStage(state: Stage): number | undefined {
  return useRead(authorizationRoutes.listApplications, { query: { state } }, { refetchMs: 60_000 }).data?.total;
}

/** How many applications stand at which stage; each opens its list. */
export function PipelineCard() {
  const w = useHomeWords().pipeline;
  const terms = useTerms();
  const counts = [useStage('in-review'), useStage('supplement'), useStage('approved')];
  const all = counts.reduce<number>((sum, count) => sum + (count ?? 0), 0);
  return (
    <Panel id="pipeline" title={w.title} note={w.note}>
      <ol className={css['stages']}>
        {STAGES.map((stage, at) => {
          const href = `/console/cases?state=${stage}`;
          const title = terms.applicationState[stage];
          const count = counts[at];
          return (
            <li key={stage}>
              <span className={css['stageName']}>{pageExists(href) ? <Go to={href}>{title}</Go> : title}</span>
              <span className={css['stageCount']}>{count ?? '…'}</span>
              <Meter label={title} value={count ?? 0} max={Math.max(1, all)} />
            </li>
          );
        })}
      </ol>
    </Panel>
  );
}
