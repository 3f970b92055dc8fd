import { registerRoutes } from '@sluice/contract';
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
import { useRegisterWords } from '../../i18n/registers/index.ts';
import { AmendRegistration, ApplyForRegistration } from './registration-acts.tsx';
import css from './registers.module.css';

const TONE = { submitted: 'info', returned: 'warn', registered: 'ok', cancelled: 'bad' } as const;

/** Registrations of the jurisdiction; the open one below with what the registration body does with it. */
export function RegistrationsTab() {
  const w = useRegisterWords();
  const r = w.registrations;
  const bodyName = useBodyName();
  const open = useUrl().get('open');
  const registrations = useRead(registerRoutes.listRegistrations, { query: {} });
  return (
    <div className={css['stack']}>
      <div className={css['tools']}>
        <ApplyForRegistration />
      </div>
      <Panel id="registrations" title={w.tabs.registrations}>
        <Await query={registrations} skeleton={<RowsSkeleton />}>
          {({ items }) => (
            <DataTable
              label={w.tabs.registrations}
              rows={items}
              rowKey={(row) => row.id}
              href={(row) => `/console/registers?tab=registrations&open=${row.id}`}
              current={open}
              empty={<Empty icon="catalogue" title={r.empty} text={r.emptyText} />}
              columns={[
                { id: 'title', title: r.title, cell: (row) => row.title },
                {
                  id: 'state',
                  title: w.state,
                  nowrap: true,
                  cell: (row) => <Tag tone={TONE[row.state]}>{r.states[row.state]}</Tag>,
                },
                { id: 'holder', title: r.holder, minor: true, cell: (row) => bodyName(row.holderId) ?? '' },
                { id: 'number', title: w.number, minor: true, nowrap: true, cell: (row) => row.number ?? '' },
                { id: 'valid', title: r.valid, nowrap: true, cell: (row) => row.validUntil ?? '' },
              ]}
            />
          )}
        </Await>
      </Panel>
      {open ? <OpenRegistration key={open} id={open} /> : null}
    </div>
  );
}

function OpenRegistration({ id }: { readonly id: string }) {
  const w = useRegisterWords();
  const r = w.registrations;
  const role = useSession().data?.active.role;
  const registration = useRead(registerRoutes.readRegistration, { params: { id } });
  const check = useWrite(registerRoutes.checkRegistration);
  const params = { id };
  return (
    <Await query={registration} skeleton={<RowsSkeleton rows={5} />}>
      {(one) => (
        <Panel id="registration" title={one.title} note={r.kinds[one.kind]}>
          <div className={css['flat']}>
            <Facts
              items={[
                [r.source, one.content.source],
                [r.scope, one.content.scope],
                [r.compliance, one.content.compliance],
                [r.origins, one.origins.map((origin) => `${origin.title}（${origin.holderName}）`).join('；')],
                [r.findings, one.findings.join('；')],
                [r.openObjections, one.openObjections > 0 ? one.openObjections : null],
              ]}
            />
          </div>
          <div className={css['acts']}>
            <Go to={`/console/evidence?story=${encodeURIComponent(`registration:${one.id}`)}`}>{w.evidence}</Go>
            <AmendRegistration registration={one} />
            {role === 'registration-body' && one.state === 'submitted' ? (
              <>
                <ConfirmAct
                  label={r.return}
                  text={r.returnText}
                  reason={r.finding}
                  reasonRequired
                  act={(finding) => check.mutateAsync({ params, body: { outcome: 'return', findings: [finding] } })}
                />
                <ConfirmAct
                  label={r.pass}
                  look="primary"
                  text={r.passText}
                  act={() => check.mutateAsync({ params, body: { outcome: 'pass', findings: [] } })}
                />
              </>
            ) : null}
          </div>
        </Panel>
      )}
    </Await>
  );
}
