import { erasureRoutes, type Answer } from '@sluice/contract';
import { useState } from 'react';
import { useSession } from '../../api/session.ts';
import { useRead, useWrite } from '../../api/use-call.ts';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { ConfirmAct } from '../../design/confirm-act.tsx';
import { DataTable } from '../../design/data-table.tsx';
import { Empty } from '../../design/empty.tsx';
import { Panel, Tag } from '../../design/primitives.tsx';
import { titleIn, useLanguage } from '../../i18n/area.ts';
import { useCatalogueWords } from '../../i18n/catalogue/index.ts';
import { formatInstant } from '../../i18n/format.ts';
import css from './resource.module.css';
import type { Resource } from './resource-page.tsx';

type Erasure = Answer<typeof erasureRoutes.listErasures>['items'][number];
const GROUNDS = ['subject-request', 'objection-upheld', 'consent-withdrawn', 'source-mistake'] as const;
const TONE = { requested: 'info', withdrawn: 'warn', hidden: 'info', finished: 'ok' } as const;

/** Who may see erasures of a resource; others are not offered the tab. */
export const SEES_ERASURES: readonly string[] = [
  ...['data-authority', 'county-authority', 'custodian', 'source-agency'],
  ...['sector-authority', 'security-regulator', 'inspection'],
];

/** One person's records taken out of the sealed data: asked for by one, approved by another, finished within a limit. */
export function ErasuresPart({ resource }: { readonly resource: Resource }) {
  const w = useCatalogueWords().erasures;
  const language = useLanguage();
  const role = useSession().data?.active.role ?? '';
  const erasures = useRead(erasureRoutes.listErasures, { params: { id: resource.id } });
  const fields = new Map((resource.content.fields ?? []).map((one) => [one.name, titleIn(language, one)]));
  return (
    <Panel
      id="erasures"
      title={w.title}
      note={w.note}
      action={['custodian', 'source-agency'].includes(role) ? <Request resource={resource} /> : undefined}
    >
      <Await query={erasures} skeleton={<RowsSkeleton rows={4} />}>
        {({ items }) => (
          <DataTable
            label={w.title}
            rows={items}
            rowKey={(row) => row.id}
            empty={<Empty icon="shield" title={w.empty} text={w.emptyText} />}
            columns={[
              { id: 'kind', title: w.kind, cell: (row) => w.kinds[row.kind] },
              {
                id: 'state',
                title: w.state,
                nowrap: true,
                cell: (row) => (
                  <>
                    <Tag tone={TONE[row.state]}>{w.states[row.state]}</Tag>{' '}
                    {row.overdue ? <Tag tone="bad">{w.overdue}</Tag> : null}
                  </>
                ),
              },
              { id: 'field', title: w.field, minor: true, cell: (row) => fields.get(row.field) ?? row.field },
              { id: 'ground', title: w.ground, minor: true, cell: (row) => w.grounds[row.ground] },
              {
                id: 'at',
                title: w.at,
                minor: true,
                nowrap: true,
                cell: (row) => formatInstant(row.finishedAt ?? row.hiddenAt ?? row.requestedAt),
              },
              { id: 'due', title: w.due, nowrap: true, cell: (row) => row.dueAt?.slice(0, 10) ?? '' },
              { id: 'act', title: w.act, cell: (row) => <Acts erasure={row} role={role} /> },
            ]}
          />
        )}
      </Await>
    </Panel>
  );
}

function Acts({ erasure, role }: { readonly erasure: Erasure; readonly role: string }) {
  const w = useCatalogueWords().erasures;
  const person = useSession().data?.person.id;
  const approve = useWrite(erasureRoutes.approveErasure);
  const withdraw = useWrite(erasureRoutes.withdrawErasure);
  const params = { id: erasure.id };
  if (erasure.state !== 'requested') return null;
  if (person === erasure.requestedBy)
    return <ConfirmAct label={w.withdraw} text={w.withdrawText} act={() => withdraw.mutateAsync({ params })} />;
  return role === 'custodian' ? (
    <ConfirmAct label={w.approve} look="primary" text={w.approveText} act={() => approve.mutateAsync({ params })} />
  ) : null;
}

function Request({ resource }: { readonly resource: Resource }) {
  const w = useCatalogueWords().erasures;
  const language = useLanguage();
  const keys = (resource.content.fields ?? []).filter((one) => one.role === 'entity-key');
  const [field, setField] = useState(keys[0]?.name ?? '');
  const [key, setKey] = useState('');
  const [ground, setGround] = useState<(typeof GROUNDS)[number]>('subject-request');
  const request = useWrite(erasureRoutes.requestErasure);
  if (keys.length === 0) return null;
  return (
    <ConfirmAct
      label={w.request}
      text={w.requestText}
      act={async () => {
        await request.mutateAsync({ params: { id: resource.id }, body: { field, key: key.trim(), ground } });
        setKey('');
      }}
    >
      <label className={css['formField']}>
        {w.field}
        <select value={field} onChange={(event) => setField(event.target.value)}>
          {keys.map((one) => (
            <option key={one.name} value={one.name}>
              {titleIn(language, one)}
            </option>
          ))}
        </select>
      </label>
      <label className={css['formField']}>
        {w.key}
        <input value={key} autoComplete="off" onChange={(event) => setKey(event.target.value)} />
      </label>
      <label className={css['formField']}>
        {w.ground}
        <select
          value={ground}
          onChange={(event) => setGround(GROUNDS.find((one) => one === event.target.value) ?? 'subject-request')}
        >
          {GROUNDS.map((one) => (
            <option key={one} value={one}>
              {w.grounds[one]}
            </option>
          ))}
        </select>
      </label>
    </ConfirmAct>
  );
}
