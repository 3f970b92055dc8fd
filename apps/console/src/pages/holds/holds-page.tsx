import { authorizationRoutes, gateRoutes, type Answer } from '@sluice/contract';
import { useSession } from '../../api/session.ts';
import { useUrl } from '../../api/url-state.ts';
import { useRead, useWrite } from '../../api/use-call.ts';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { ConfirmAct } from '../../design/confirm-act.tsx';
import { DataTable } from '../../design/data-table.tsx';
import { Empty } from '../../design/empty.tsx';
import { Go } from '../../design/go.tsx';
import { ListPage, usePage } from '../../design/list-page.tsx';
import { Panel, Tag } from '../../design/primitives.tsx';
import { fill } from '../../i18n/area.ts';
import { formatInstant } from '../../i18n/format.ts';
import { useHoldWords } from '../../i18n/holds/index.ts';
import css from './holds.module.css';

type Hold = Answer<typeof gateRoutes.readHold>;

const STATES = ['open', 'released', 'refused'] as const;
const TONE = { open: 'warn', released: 'ok', refused: 'bad' } as const;
const PAGE = 50;

/** Results that wait for two reviewers; the chosen one (`?hold=`) below them with its rows and the vote. */
export function HoldsPage() {
  const w = useHoldWords();
  const url = useUrl();
  const page = usePage();
  const state = STATES.find((one) => one === url.get('state'));
  const chosen = url.get('hold');
  const holds = useRead(gateRoutes.listHolds, { query: { page, ...(state ? { state } : {}) } });
  const grants = useGrantNames();
  return (
    <ListPage
      title={w.title}
      note={w.note}
      facets={[{ name: 'state', title: w.state, options: STATES.map((value) => ({ value, label: w.states[value] })) }]}
      below={chosen ? <HoldPanel key={chosen} id={chosen} /> : null}
      paging={holds.data && holds.data.total > PAGE ? { total: holds.data.total, page, pageSize: PAGE } : undefined}
    >
      <Await query={holds} skeleton={<RowsSkeleton />} roles={['operator']}>
        {({ items }) => (
          <DataTable
            label={w.title}
            rows={items}
            rowKey={(row) => row.id}
            href={(row) => `/console/holds?hold=${row.id}`}
            current={chosen}
            empty={<Empty icon="shield" title={state ? w.none : w.empty} {...(state ? {} : { text: w.emptyText })} />}
            columns={[
              { id: 'grant', title: w.grant, cell: (row) => grants.get(row.grantId) ?? w.grounds[row.ground] },
              { id: 'state', title: w.state, cell: (row) => <Tag tone={TONE[row.state]}>{w.states[row.state]}</Tag> },
              { id: 'ground', title: w.ground, minor: true, cell: (row) => w.grounds[row.ground] },
              {
                id: 'votes',
                title: w.votes,
                numeric: true,
                cell: (row) => fill(w.votesValue, { count: row.votes.length }),
              },
              { id: 'at', title: w.heldAt, minor: true, nowrap: true, cell: (row) => formatInstant(row.heldAt) },
            ]}
          />
        )}
      </Await>
    </ListPage>
  );
}

function useGrantNames(): ReadonlyMap<string, string> {
  const grants = useRead(authorizationRoutes.listGrants, { query: {} }, { staleMs: 60_000 });
  return new Map((grants.data?.items ?? []).map((one) => [one.id, one.scenarioTitle]));
}

function HoldPanel({ id }: { readonly id: string }) {
  const w = useHoldWords();
  const hold = useRead(gateRoutes.readHold, { params: { id } });
  return (
    <Panel id="hold" title={w.result}>
      <Await query={hold} skeleton={<RowsSkeleton rows={5} />}>
        {(one) => (
          <div className={css['hold']}>
            <Rows hold={one} />
            <Vote hold={one} />
          </div>
        )}
      </Await>
    </Panel>
  );
}

function Rows({ hold }: { readonly hold: Hold }) {
  const w = useHoldWords();
  const { result } = hold;
  if (result === null) return <p className={css['quiet']}>{w.noResult}</p>;
  return (
    <>
      <p className={css['quiet']}>{fill(w.resultNote, { rows: result.rows.length })}</p>
      <DataTable
        label={w.result}
        rows={result.rows.map((cells, at) => ({ key: String(at), cells }))}
        rowKey={(row) => row.key}
        columns={result.columns.map((column, at) => ({
          id: `${at}`,
          title: column.name,
          numeric: /int|decimal|double|numeric/i.test(column.type),
          cell: (row: { readonly cells: (typeof result.rows)[number] }) => String(row.cells[at] ?? ''),
        }))}
      />
    </>
  );
}

/** The reader's own vote, or the two ways to give it. */
function Vote({ hold }: { readonly hold: Hold }) {
  const w = useHoldWords();
  const person = useSession().data?.person.id;
  const vote = useWrite(gateRoutes.voteOnHold, { done: w.done });
  const own = hold.votes.find((one) => one.person === person);
  const give = (release: boolean) => (reason: string) =>
    vote.mutateAsync({ params: { id: hold.id }, body: { release, reasons: reason ? [reason] : [] } });
  return (
    <div className={css['acts']}>
      <Go to={`/console/evidence?story=${encodeURIComponent(`grant:${hold.grantId}`)}`}>{w.evidence}</Go>
      {own ? <p>{fill(w.own, { vote: own.release ? w.release : w.refuse })}</p> : null}
      {hold.state === 'open' && !own ? (
        <>
          <ConfirmAct label={w.refuse} text={w.refuseText} reason={w.reason} reasonRequired act={give(false)} />
          <ConfirmAct label={w.release} look="primary" text={w.releaseText} reason={w.reason} act={give(true)} />
        </>
      ) : null}
      {hold.state === 'open'
        ? null
        : hold.votes.map((one) => (
            <p key={one.person}>
              {one.release ? w.release : w.refuse}
              {one.reasons.length > 0 ? `：${one.reasons.join('；')}` : ''}
            </p>
          ))}
    </div>
  );
}
