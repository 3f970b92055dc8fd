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
import { Go } from '../../design/go.tsx';
import { Panel, Tag } from '../../design/primitives.tsx';
import { formatInstant } from '../../i18n/format.ts';
import { useRegisterWords } from '../../i18n/registers/index.ts';
import css from './registers.module.css';

type Objection = Answer<typeof registerRoutes.readObjection>;
const VERIFIES = ['custodian', 'source-agency', 'registration-body'];
const DECIDES = ['custodian', 'registration-body'];
const TONE = { received: 'info', upheld: 'warn', rejected: 'bad', corrected: 'ok' } as const;

/** The queue of objections; the open one below it. */
export function ObjectionsTab() {
  const w = useRegisterWords();
  const o = w.objections;
  const open = useUrl().get('open');
  const objections = useRead(registerRoutes.listObjections, { query: {} });
  return (
    <div className={css['stack']}>
      <Panel id="objections" title={w.tabs.objections}>
        <Await query={objections} skeleton={<RowsSkeleton />}>
          {({ items }) => (
            <DataTable
              label={w.tabs.objections}
              rows={items}
              rowKey={(row) => row.id}
              href={(row) => `/console/registers?open=${row.id}`}
              current={open}
              empty={<Empty icon="warn" title={o.empty} text={o.emptyText} />}
              columns={[
                { id: 'resource', title: w.resource, cell: (row) => row.resourceTitle },
                { id: 'number', title: w.number, minor: true, nowrap: true, cell: (row) => row.number },
                {
                  id: 'state',
                  title: w.state,
                  nowrap: true,
                  cell: (row) => <Tag tone={TONE[row.state]}>{o.states[row.state]}</Tag>,
                },
                { id: 'waits', title: o.waitsFor, minor: true, cell: (row) => o.waits[row.waitsFor] },
                {
                  id: 'due',
                  title: w.due,
                  nowrap: true,
                  cell: (row) => (
                    <>
                      {row.dueOn} {row.overdue ? <Tag tone="bad">{w.overdue}</Tag> : null}
                    </>
                  ),
                },
              ]}
            />
          )}
        </Await>
      </Panel>
      {open ? <OpenObjection key={open} id={open} /> : null}
    </div>
  );
}

function OpenObjection({ id }: { readonly id: string }) {
  const w = useRegisterWords();
  const o = w.objections;
  const bodyName = useBodyName();
  const objection = useRead(registerRoutes.readObjection, { params: { id } });
  return (
    <Await query={objection} skeleton={<RowsSkeleton rows={5} />}>
      {(one) => (
        <Panel id="objection" title={`${one.resourceTitle} · ${one.number}`}>
          <div className={css['flat']}>
            <Facts
              items={[
                [o.fileKind, o.kinds[one.kind]],
                [o.statement, one.statement],
                [
                  o.findings,
                  one.findings
                    .map((found) => `${o.by[found.by]}：${found.holds ? o.holds : o.fails}，${found.text}`)
                    .join('；'),
                ],
                [o.reasons, one.reasons.join('；')],
                [
                  o.affected,
                  one.affected.map((item) => `${item.title}（${bodyName(item.body) ?? item.body}）`).join('；'),
                ],
                [w.at, formatInstant(one.receivedAt)],
              ]}
            />
          </div>
          <div className={css['acts']}>
            <Go to={`/console/evidence?story=${encodeURIComponent(`objection:${one.id}`)}`}>{w.evidence}</Go>
            <Acts objection={one} />
          </div>
        </Panel>
      )}
    </Await>
  );
}

function Acts({ objection }: { readonly objection: Objection }) {
  const w = useRegisterWords();
  const o = w.objections;
  const role = useSession().data?.active.role ?? '';
  const params = { id: objection.id };
  const decide = useWrite(registerRoutes.decideObjection);
  const close = useWrite(registerRoutes.closeObjection);
  const decideAs = (outcome: 'uphold' | 'reject') => (reason: string) =>
    decide.mutateAsync({ params, body: { outcome, reasons: reason ? [reason] : [] } });
  return (
    <>
      {objection.state === 'received' && VERIFIES.includes(role) ? <Find id={objection.id} /> : null}
      {objection.state === 'received' && DECIDES.includes(role) ? (
        <>
          <ConfirmAct label={o.reject} text={o.rejectText} reason={w.reason} reasonRequired act={decideAs('reject')} />
          <ConfirmAct label={o.uphold} look="primary" text={o.upholdText} reason={w.reason} act={decideAs('uphold')} />
        </>
      ) : null}
      {objection.state === 'upheld' && DECIDES.includes(role) ? (
        <ConfirmAct label={o.close} look="primary" text={o.closeText} act={() => close.mutateAsync({ params })} />
      ) : null}
    </>
  );
}

function Find({ id }: { readonly id: string }) {
  const o = useRegisterWords().objections;
  const [holds, setHolds] = useState(true);
  const find = useWrite(registerRoutes.findOnObjection);
  return (
    <ConfirmAct
      label={o.find}
      text={o.findText}
      reason={o.finding}
      reasonRequired
      act={(text) => find.mutateAsync({ params: { id }, body: { holds, text } })}
    >
      <label className={css['field']}>
        {o.conclusion}
        <select value={holds ? 'yes' : 'no'} onChange={(event) => setHolds(event.target.value === 'yes')}>
          <option value="yes">{o.holds}</option>
          <option value="no">{o.fails}</option>
        </select>
      </label>
    </ConfirmAct>
  );
}
