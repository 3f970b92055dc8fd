import { identityRoutes, type Answer } from '@sluice/contract';
import { useBodyName } from '../../api/bodies.ts';
import { useMay } from '../../api/may.ts';
import { useSession } from '../../api/session.ts';
import { useUrl } from '../../api/url-state.ts';
import { useRead, useWrite } from '../../api/use-call.ts';
import { ActForm } from '../../design/act-form.tsx';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { ConfirmAct } from '../../design/confirm-act.tsx';
import { DataTable } from '../../design/data-table.tsx';
import { Empty } from '../../design/empty.tsx';
import { OpenPanel, Stack, Tools } from '../../design/open-panel.tsx';
import { Panel, Tag } from '../../design/primitives.tsx';
import { usePeopleWords } from '../../i18n/people/index.ts';
import { useTranslation } from '../../i18n/translate.ts';
import { REGISTRATION_TONE } from './bodies-tab.tsx';

type Member = Answer<typeof identityRoutes.listMemberships>['items'][number];

/** Who acts for which body in which role; what waits for a review stands first (ORG-02, CON-02). */
export function MembersTab() {
  const words = usePeopleWords();
  const w = words.people;
  const { t } = useTranslation();
  const bodyName = useBodyName();
  const open = useUrl().get('open');
  const members = useRead(identityRoutes.listMemberships, { query: {} });
  const chosen = members.data?.items.find((one) => one.id === open);
  return (
    <Stack>
      <Tools>
        <RegisterPerson />
      </Tools>
      <Panel id="people" title={words.tabs.people}>
        <Await query={members} skeleton={<RowsSkeleton rows={8} />}>
          {({ items }) => (
            <DataTable
              label={words.tabs.people}
              toolsId="people"
              rows={items}
              rowKey={(row) => row.id}
              href={(row) => `/console/people?tab=people&open=${row.id}`}
              current={open}
              empty={<Empty icon="person" title={w.empty} text={w.emptyText} />}
              columns={[
                { id: 'name', title: w.name, cell: (row) => row.personName },
                {
                  id: 'state',
                  title: words.state,
                  nowrap: true,
                  cell: (row) => <Tag tone={REGISTRATION_TONE[row.state]}>{words.states[row.state]}</Tag>,
                },
                { id: 'role', title: w.role, nowrap: true, cell: (row) => t(`role.${row.role}`) },
                { id: 'body', title: w.body, minor: true, cell: (row) => bodyName(row.bodyId) ?? row.bodyName },
              ]}
            />
          )}
        </Await>
      </Panel>
      {chosen ? <OpenMember key={chosen.id} member={chosen} /> : null}
    </Stack>
  );
}

function OpenMember({ member }: { readonly member: Member }) {
  const words = usePeopleWords();
  const w = words.people;
  const may = useMay();
  const { t } = useTranslation();
  const bodyName = useBodyName();
  const review = useWrite(identityRoutes.reviewMembership);
  const end = useWrite(identityRoutes.endMembership);
  const params = { id: member.id };
  return (
    <OpenPanel
      id="member"
      title={member.personName}
      note={words.states[member.state]}
      facts={[
        [w.body, bodyName(member.bodyId) ?? member.bodyName],
        [w.role, t(`role.${member.role}`)],
      ]}
      acts={
        <>
          {member.state === 'submitted' && may('membership.review') ? (
            <>
              <ConfirmAct
                label={words.refuse}
                text={w.refuseText}
                reason={words.reason}
                reasonRequired
                act={(reason) => review.mutateAsync({ params, body: { decision: 'refuse', reasons: [reason] } })}
              />
              <ConfirmAct
                label={words.approve}
                look="primary"
                text={w.approveText}
                act={() => review.mutateAsync({ params, body: { decision: 'approve' } })}
              />
            </>
          ) : null}
          {member.state === 'active' && may('membership.end') ? (
            <ConfirmAct label={w.end} text={w.endText} act={() => end.mutateAsync({ params })} />
          ) : null}
        </>
      }
    />
  );
}

function RegisterPerson() {
  const w = usePeopleWords().people;
  const may = useMay();
  const { t } = useTranslation();
  const active = useSession().data?.active;
  const administrator = active?.role === 'platform-administrator';
  const bodies = useRead(identityRoutes.listBodies, { query: {} }, { enabled: administrator }).data?.items;
  const roles = useRead(identityRoutes.getPowers, {}, { staleMs: 300_000 }).data?.roles ?? [];
  const create = useWrite(identityRoutes.createPerson, { done: w.registered });
  if (!may('person.create') || !active) return null;
  return (
    <ActForm
      label={w.register}
      text={w.registerText}
      fields={[
        { name: 'name', label: w.name, required: true },
        { name: 'account', label: w.account, hint: w.accountHint, required: true },
        { name: 'password', label: w.password, kind: 'password', hint: w.passwordHint, required: true },
        {
          name: 'body',
          label: w.body,
          kind: 'select',
          start: active.bodyId,
          shown: () => administrator,
          options: (bodies ?? []).map((one) => ({ value: one.id, label: one.name })),
        },
        {
          name: 'role',
          label: w.role,
          kind: 'select',
          start: active.role,
          options: (administrator ? roles : [active.role]).map((role) => ({ value: role, label: t(`role.${role}`) })),
        },
      ]}
      ready={(given) =>
        /^[a-z0-9][a-z0-9._-]{2,63}$/.test(given.text('account')) && given.text('password').length >= 12
      }
      act={(given) => {
        const bodyId = given.text('body') || active.bodyId;
        const jurisdiction = bodies?.find((one) => one.id === bodyId)?.jurisdiction ?? active.jurisdiction;
        const role = given.text('role') as typeof active.role;
        return create.mutateAsync({
          body: {
            name: given.text('name'),
            account: given.text('account'),
            password: given.text('password'),
            memberships: [{ bodyId, role, jurisdiction }],
          },
        });
      }}
    />
  );
}
