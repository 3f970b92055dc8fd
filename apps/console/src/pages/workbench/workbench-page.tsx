import { authorizationRoutes } from '@sluice/contract';
import { lazy, Suspense } from 'react';
import { changeUrl, useUrlState } from '../../api/url-state.ts';
import { useRead } from '../../api/use-call.ts';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { Empty } from '../../design/empty.tsx';
import { Icon } from '../../design/icon.tsx';
import { Dates, State } from '../../design/marks.tsx';
import { PageHead } from '../../design/page-head.tsx';
import { Go } from '../../design/go.tsx';
import { Skeleton, Tag } from '../../design/primitives.tsx';
import { fill } from '../../i18n/area.ts';
import { useWorkbenchWords } from '../../i18n/workbench/index.ts';
import { pageExists } from '../../pages.ts';
import css from './workbench.module.css';

/** The editor is most of this page: it comes once a grant is chosen, while the grant is asked for. */
const loadBench = async () => ({ default: (await import('./bench.tsx')).Bench });
const Bench = lazy(loadBench);

/** Programs under one grant; the grant stands in the address. */
export function WorkbenchPage() {
  const [grantId] = useUrlState('grant');
  return grantId ? <OneGrant key={grantId} id={grantId} /> : <ChooseGrant />;
}

function OneGrant({ id }: { readonly id: string }) {
  const w = useWorkbenchWords();
  const grant = useRead(authorizationRoutes.readGrant, { params: { id } });
  void loadBench();
  return (
    <Await query={grant} skeleton={600} roles={['developer']}>
      {(data) => (
        <>
          <PageHead
            title={w.title}
            note={
              <Dates
                text={`${fill(w.scenario, { name: data.scenarioTitle })} · ${fill(w.until, { date: data.endsAt.slice(0, 10) })}`}
              />
            }
            actions={
              <>
                <Tag tone="warn">
                  <Icon name="lock" size={12} /> {w.invisible}
                </Tag>
                <State of={`grantState.${data.state}`} />
                <button type="button" className={css['others']} onClick={() => changeUrl({ grant: null })}>
                  {w.back}
                </button>
              </>
            }
          />
          {data.state === 'active' ? null : <p className={css['inactive']}>{w.inactive}</p>}
          <Suspense fallback={<Skeleton height={600} />}>
            <Bench grant={data} />
          </Suspense>
        </>
      )}
    </Await>
  );
}

function ChooseGrant() {
  const w = useWorkbenchWords();
  const grants = useRead(authorizationRoutes.listGrants, { query: {} });
  return (
    <>
      <PageHead title={w.title} note={w.chooseText} />
      <div className={css['choose']}>
        <h2>{w.choose}</h2>
        <Await query={grants} skeleton={<RowsSkeleton rows={4} />} roles={['developer']}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty
                icon="grant"
                title={w.noGrants}
                text={w.noGrantsText}
                action={
                  pageExists('/console/cases/new') ? <Go to="/console/cases/new">{w.noGrantsText}</Go> : undefined
                }
              />
            ) : (
              <ul>
                {items.map((grant) => (
                  <li key={grant.id}>
                    <Go className={css['grant']} to={`/console/workbench?grant=${grant.id}`} data-testid="grant">
                      <Icon name="grant" />
                      <span className={css['grantText']}>
                        <strong>{grant.scenarioTitle}</strong>
                        <span>{grant.purpose}</span>
                      </span>
                      <State of={`grantState.${grant.state}`} />
                      <span className={css['grantDate']}>{fill(w.until, { date: grant.endsAt.slice(0, 10) })}</span>
                    </Go>
                  </li>
                ))}
              </ul>
            )
          }
        </Await>
      </div>
    </>
  );
}
