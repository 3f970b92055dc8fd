import { registerRoutes, type Answer } from '@sluice/contract';
import { useState } from 'react';
import { useBodyName } from '../../api/bodies.ts';
import { useSession } from '../../api/session.ts';
import { useUrl } from '../../api/url-state.ts';
import { useRead, useWrite } from '../../api/use-call.ts';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { ConfirmAct } from '../../design/confirm-act.tsx';
import { DataTable } from '../../design/data-table.tsx';
import { Facts } from '../../design/detail-page.tsx';
import { Empty } from '../../design/empty.tsx';
import { Panel, Tag } from '../../design/primitives.tsx';
import { fill } from '../../i18n/area.ts';
import { formatInstant } from '../../i18n/format.ts';
import { useRegisterWords } from '../../i18n/registers/index.ts';
import css from './registers.module.css';

type Need = Answer<typeof registerRoutes.listNeeds>['items'][number];
const ROUTES = ['sharing', 'opening', 'authorization'] as const;
const RAISES = ['data-authority', 'county-authority', 'source-agency', 'sector-authority', 'operator', 'developer'];
const TURNS = ['data-authority', 'county-authority'];
const TONE = { open: 'info', met: 'ok', refused: 'bad' } as const;

/** Demands at the one desk: what was asked for, by which route it goes, and how it ended. */
export function NeedsTab() {
  const w = useRegisterWords();
  const n = w.needs;
  const bodyName = useBodyName();
  const open = useUrl().get('open');
  const role = useSession().data?.active.role ?? '';
  const needs = useRead(registerRoutes.listNeeds, { query: {} });
  const chosen = needs.data?.items.find((one) => one.id === open);
  const satisfied = needs.data?.satisfaction;
  return (
    <div className={css['stack']}>
      {RAISES.includes(role) ? (
        <div className={css['tools']}>
          <Raise />
        </div>
      ) : null}
      <Panel
        id="needs"
        title={w.tabs.needs}
        note={satisfied === undefined ? undefined : fill(n.satisfaction, { percent: Math.round(satisfied) })}
      >
        <Await query={needs} skeleton={<RowsSkeleton />}>
          {({ items }) => (
            <DataTable
              label={w.tabs.needs}
              rows={items}
              rowKey={(row) => row.id}
              href={(row) => `/console/registers?tab=needs&open=${row.id}`}
              current={open}
              empty={<Empty icon="search" title={n.empty} text={n.emptyText} />}
              columns={[
                { id: 'text', title: n.text, cell: (row) => row.text },
                {
                  id: 'state',
                  title: w.state,
                  nowrap: true,
                  cell: (row) => <Tag tone={TONE[row.state]}>{n.states[row.state]}</Tag>,
                },
                { id: 'route', title: n.route, minor: true, nowrap: true, cell: (row) => n.routes[row.route] },
                { id: 'asked', title: n.asked, minor: true, cell: (row) => bodyName(row.askedBody) ?? '' },
                { id: 'age', title: n.age, numeric: true, cell: (row) => row.ageDays },
              ]}
            />
          )}
        </Await>
      </Panel>
      {chosen ? <OpenNeed need={chosen} turns={TURNS.includes(role)} /> : null}
    </div>
  );
}

function Raise() {
  const n = useRegisterWords().needs;
  const [text, setText] = useState('');
  const raise = useWrite(registerRoutes.raiseNeed);
  return (
    <ConfirmAct
      label={n.raise}
      look="primary"
      text={n.raiseText}
      reason={n.purpose}
      reasonRequired
      act={(purpose) => raise.mutateAsync({ body: { text: text.trim(), purpose } })}
    >
      <label className={css['field']}>
        {n.text}
        <input value={text} maxLength={500} onChange={(event) => setText(event.target.value)} />
      </label>
    </ConfirmAct>
  );
}

function OpenNeed({ need, turns }: { readonly need: Need; readonly turns: boolean }) {
  const w = useRegisterWords();
  const n = w.needs;
  const [route, setRoute] = useState(need.route);
  const turn = useWrite(registerRoutes.turnNeed);
  const params = { id: need.id };
  return (
    <Panel id="need" title={need.text} note={need.number}>
      <div className={css['flat']}>
        <Facts
          items={[
            [n.purpose, need.purpose],
            [n.route, n.routes[need.route]],
            [
              n.history,
              <ul key="history">
                {need.history.map((one) => (
                  <li key={one.at}>
                    {n.turns[one.turn]} · {formatInstant(one.at)}
                    {one.reason ? ` · ${one.reason}` : ''}
                  </li>
                ))}
              </ul>,
            ],
          ]}
        />
      </div>
      {turns && need.state === 'open' ? (
        <div className={css['acts']}>
          <ConfirmAct
            label={n.reroute}
            text={n.rerouteText}
            act={() => turn.mutateAsync({ params, body: { turn: 're-routed', route } })}
          >
            <label className={css['field']}>
              {n.route}
              <select
                value={route}
                onChange={(event) => setRoute(ROUTES.find((one) => one === event.target.value) ?? need.route)}
              >
                {ROUTES.map((one) => (
                  <option key={one} value={one}>
                    {n.routes[one]}
                  </option>
                ))}
              </select>
            </label>
          </ConfirmAct>
          <ConfirmAct
            label={n.refuse}
            text={n.refuseText}
            reason={w.reason}
            reasonRequired
            act={(reason) => turn.mutateAsync({ params, body: { turn: 'refused', reason } })}
          />
          <ConfirmAct
            label={n.meet}
            look="primary"
            text={n.meetText}
            reason={w.reason}
            act={(reason) => turn.mutateAsync({ params, body: { turn: 'met', ...(reason ? { reason } : {}) } })}
          />
        </div>
      ) : null}
    </Panel>
  );
}
