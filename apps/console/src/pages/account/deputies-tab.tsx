import { caseOfficeRoutes, identityRoutes } from '@sluice/contract';
import { useSession } from '../../api/session.ts';
import { useRead, useWrite } from '../../api/use-call.ts';
import { ActForm } from '../../design/act-form.tsx';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { ConfirmAct } from '../../design/confirm-act.tsx';
import { DataTable } from '../../design/data-table.tsx';
import { Empty } from '../../design/empty.tsx';
import { Panel, Tag } from '../../design/primitives.tsx';
import { useAccountWords } from '../../i18n/account/index.ts';

/** Whom I named as my deputy, and for whom I act. */
export function DeputiesTab() {
  const w = useAccountWords().deputies;
  const person = useSession().data?.person;
  const members = useColleagues();
  const delegations = useRead(caseOfficeRoutes.listDelegations, {});
  const end = useWrite(caseOfficeRoutes.endDelegation);
  const nameOf = (id: string): string =>
    id === person?.id ? person.name : (members.find((one) => one.personId === id)?.personName ?? id);
  return (
    <Panel id="deputies" title={w.title} note={w.note} action={<Name />}>
      <Await query={delegations} skeleton={<RowsSkeleton rows={3} />}>
        {({ items }) => (
          <DataTable
            label={w.title}
            rows={items}
            rowKey={(row) => row.id}
            empty={<Empty icon="people" title={w.empty} text={w.emptyText} />}
            columns={[
              { id: 'person', title: w.person, cell: (row) => nameOf(row.person) },
              { id: 'deputy', title: w.deputy, cell: (row) => nameOf(row.deputy) },
              { id: 'from', title: w.from, minor: true, nowrap: true, cell: (row) => row.fromOn },
              { id: 'until', title: w.until, nowrap: true, cell: (row) => row.untilOn },
              { id: 'reason', title: w.reason, minor: true, cell: (row) => row.reason },
              {
                id: 'state',
                title: w.state,
                nowrap: true,
                cell: (row) =>
                  row.endedAt ? (
                    <Tag>{w.ended}</Tag>
                  ) : row.person === person?.id ? (
                    <ConfirmAct
                      label={w.end}
                      text={w.endText}
                      act={() => end.mutateAsync({ params: { id: row.id } })}
                    />
                  ) : (
                    <Tag tone="ok">{w.running}</Tag>
                  ),
              },
            ]}
          />
        )}
      </Await>
    </Panel>
  );
}

/** People of the own body in the own role: only they can stand in. */
function useColleagues() {
  const active = useSession().data?.active;
  const members = useRead(identityRoutes.listMemberships, { query: { state: 'active' } }, { staleMs: 60_000 });
  return (members.data?.items ?? []).filter((one) => one.bodyId === active?.bodyId && one.role === active.role);
}

function Name() {
  const w = useAccountWords().deputies;
  const person = useSession().data?.person.id;
  const colleagues = useColleagues().filter((one) => one.personId !== person);
  const create = useWrite(caseOfficeRoutes.createDelegation, { done: w.created });
  return (
    <ActForm
      label={w.create}
      text={colleagues.length > 0 ? w.createText : w.none}
      fields={[
        {
          name: 'deputy',
          label: w.deputy,
          kind: 'select',
          required: true,
          options: colleagues.map((one) => ({ value: one.personId, label: one.personName })),
        },
        { name: 'from', label: w.from, kind: 'date', required: true },
        { name: 'until', label: w.until, kind: 'date', required: true },
        { name: 'reason', label: w.reason, required: true },
      ]}
      ready={(given) => given.text('from') <= given.text('until')}
      act={(given) =>
        create.mutateAsync({
          body: {
            deputy: given.text('deputy'),
            fromOn: given.text('from'),
            untilOn: given.text('until'),
            reason: given.text('reason'),
          },
        })
      }
    />
  );
}
