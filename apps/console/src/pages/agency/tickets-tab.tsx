import { catalogueRoutes, registerRoutes } from '@sluice/contract';
import { useMay } from '../../api/may.ts';
import { useWorkingDays } from '../../api/working-days.ts';
import { useRead, useWrite } from '../../api/use-call.ts';
import { ActForm } from '../../design/act-form.tsx';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { DataTable } from '../../design/data-table.tsx';
import { Empty } from '../../design/empty.tsx';
import { ClockChip, State } from '../../design/marks.tsx';
import { Panel } from '../../design/primitives.tsx';
import { Stack, Tools } from '../../design/open-panel.tsx';
import { useAgencyWords } from '../../i18n/agency/index.ts';
import { formatInstant } from '../../i18n/format.ts';
import type { Scope } from './agency-page.tsx';

/** What waits for the agency, each with its limit: own drafts, objections to verify, changes to follow. */
export function TicketsTab({ scope }: { readonly scope: Scope }) {
  return (
    <Stack>
      <Drafts scope={scope} />
      <Objections />
      <Changes scope={scope} />
    </Stack>
  );
}

function Drafts({ scope }: { readonly scope: Scope }) {
  const w = useAgencyWords().tickets;
  const may = useMay();
  const drafts = useRead(catalogueRoutes.listResources, {
    query: { state: 'draft', pageSize: 100, ...(scope.ownerId ? { ownerId: scope.ownerId } : {}) },
  });
  const edits = may('resource.edit') && scope.ownerId !== undefined;
  return (
    <Panel id="drafts" title={w.drafts}>
      <Await query={drafts} skeleton={<RowsSkeleton rows={2} />}>
        {({ items }) => (
          <DataTable
            label={w.drafts}
            rows={items}
            rowKey={(row) => row.id}
            href={(row) => (edits ? `/console/agency/entry?draft=${row.id}` : `/console/catalogue/${row.id}`)}
            empty={<Empty icon="check" title={w.draftsNone} />}
            columns={[
              { id: 'title', title: w.title, cell: (row) => row.title },
              { id: 'state', title: w.state, nowrap: true, cell: (row) => <State of={`resourceState.${row.state}`} /> },
              { id: 'updated', title: w.updated, nowrap: true, cell: (row) => formatInstant(row.updatedAt) },
            ]}
          />
        )}
      </Await>
    </Panel>
  );
}

function Objections() {
  const w = useAgencyWords().tickets;
  const left = useWorkingDays();
  const objections = useRead(registerRoutes.listObjections, { query: { state: 'received' } });
  return (
    <Panel id="objections" title={w.objections}>
      <Await query={objections} skeleton={<RowsSkeleton rows={2} />}>
        {({ items }) => (
          <DataTable
            label={w.objections}
            rows={items}
            rowKey={(row) => row.id}
            href={(row) => `/console/registers?open=${row.id}`}
            empty={<Empty icon="check" title={w.objectionsNone} />}
            columns={[
              { id: 'title', title: w.title, cell: (row) => `${row.resourceTitle} · ${row.number}` },
              { id: 'state', title: w.state, minor: true, cell: () => w.waits },
              { id: 'due', title: w.due, cell: (row) => <ClockChip left={left(row.dueOn)} dueOn={row.dueOn} /> },
            ]}
          />
        )}
      </Await>
    </Panel>
  );
}

function Changes({ scope }: { readonly scope: Scope }) {
  const w = useAgencyWords().tickets;
  const left = useWorkingDays();
  const changes = useRead(registerRoutes.listChanges, {});
  return (
    <>
      <Tools>
        <NoteChange scope={scope} />
      </Tools>
      <Panel id="changes" title={w.changes}>
        <Await query={changes} skeleton={<RowsSkeleton rows={2} />}>
          {({ items }) => (
            <DataTable
              label={w.changes}
              rows={scope.of(items).filter((one) => one.state === 'open' || one.state === 'overdue')}
              rowKey={(row) => row.id}
              href={() => '/console/registers?tab=changes'}
              empty={<Empty icon="check" title={w.changesNone} />}
              columns={[
                { id: 'title', title: w.title, cell: (row) => row.title },
                { id: 'ground', title: w.ground, minor: true, cell: (row) => w.grounds[row.ground] },
                {
                  id: 'due',
                  title: w.due,
                  cell: (row) => (row.dueOn ? <ClockChip left={left(row.dueOn)} dueOn={row.dueOn} /> : ''),
                },
              ]}
            />
          )}
        </Await>
      </Panel>
    </>
  );
}

function NoteChange({ scope }: { readonly scope: Scope }) {
  const w = useAgencyWords().tickets;
  const may = useMay();
  const entries = useRead(
    catalogueRoutes.listResources,
    { query: { ownerId: scope.ownerId ?? '', state: 'published', pageSize: 100 } },
    { enabled: scope.ownerId !== undefined },
  ).data?.items;
  const note = useWrite(registerRoutes.noteChange, { done: w.done });
  if (!may('change.note') || scope.ownerId === undefined) return null;
  return (
    <ActForm
      label={w.note}
      text={w.noteText}
      fields={[
        {
          name: 'ground',
          label: w.ground,
          kind: 'select',
          start: 'law',
          options: [
            { value: 'law', label: w.grounds.law },
            { value: 'function', label: w.grounds.function },
          ],
        },
        { name: 'title', label: w.changeTitle, required: true },
        { name: 'on', label: w.happened, kind: 'date', required: true },
        {
          name: 'resources',
          label: w.entries,
          kind: 'checks',
          required: true,
          options: (entries ?? []).map((one) => ({ value: one.id, label: one.title })),
        },
      ]}
      act={(given) =>
        note.mutateAsync({
          body: {
            ground: given.text('ground') === 'function' ? 'function' : 'law',
            title: given.text('title'),
            happenedOn: given.text('on'),
            resources: given.list('resources'),
          },
        })
      }
    />
  );
}
