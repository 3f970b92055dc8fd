import { catalogueRoutes, registerRoutes } from '@sluice/contract';
import { useMay } from '../../api/may.ts';
import { useSession } from '../../api/session.ts';
import { useRead, useWrite } from '../../api/use-call.ts';
import { ActForm } from '../../design/act-form.tsx';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { DataTable } from '../../design/data-table.tsx';
import { Empty } from '../../design/empty.tsx';
import { Panel } from '../../design/primitives.tsx';
import { Stack, Tools } from '../../design/open-panel.tsx';
import { joinWords, useLanguage } from '../../i18n/area.ts';
import { useAgencyWords } from '../../i18n/agency/index.ts';
import type { Scope } from './agency-page.tsx';

/** The list of government service items, with the entries that serve each and those that nothing needs (CAT-07). */
export function ServicesTab({ scope }: { readonly scope: Scope }) {
  const w = useAgencyWords().services;
  const language = useLanguage();
  const list = useRead(registerRoutes.listServiceItems, {});
  const own = useSession().data?.active.bodyName;
  return (
    <Await query={list} skeleton={<RowsSkeleton rows={5} />}>
      {({ items, unbound }) => (
        <Stack>
          <Tools>
            <Load />
            {scope.ownerId === undefined ? null : <Bind ownerId={scope.ownerId} items={items} />}
          </Tools>
          <Panel id="services" title={w.title} note={w.note}>
            <DataTable
              label={w.title}
              toolsId="services"
              rows={items}
              rowKey={(row) => row.id}
              empty={<Empty icon="rows" title={w.empty} text={w.emptyText} />}
              columns={[
                { id: 'name', title: w.name, cell: (row) => row.title },
                { id: 'code', title: w.code, minor: true, nowrap: true, cell: (row) => row.code },
                {
                  id: 'entries',
                  title: w.entries,
                  cell: (row) =>
                    joinWords(
                      language,
                      row.entries.map((one) => one.title),
                    ),
                },
              ]}
            />
          </Panel>
          <Panel id="unbound" title={w.unbound}>
            <DataTable
              label={w.unbound}
              rows={unbound.filter((one) => scope.ownerId === undefined || one.ownerName === own)}
              rowKey={(row) => row.resourceId}
              href={(row) => `/console/catalogue/${row.resourceId}`}
              empty={<Empty icon="check" title={w.unboundNone} />}
              columns={[
                { id: 'title', title: w.resource, cell: (row) => row.title },
                { id: 'owner', title: w.owner, cell: (row) => row.ownerName },
              ]}
            />
          </Panel>
        </Stack>
      )}
    </Await>
  );
}

/** `code title` lines as the notice that names them gives them. */
function readLines(lines: readonly string[]): { code: string; title: string }[] {
  return lines.flatMap((line) => {
    const [code = '', ...rest] = line.split(/[\s,，\t]+/);
    return rest.length > 0 ? [{ code, title: rest.join(' ') }] : [];
  });
}

function Load() {
  const w = useAgencyWords().services;
  const may = useMay();
  const load = useWrite(registerRoutes.loadServiceItems, { done: w.loaded });
  if (!may('service-item.load')) return null;
  return (
    <ActForm
      label={w.load}
      text={w.loadText}
      fields={[{ name: 'lines', label: w.lines, kind: 'area', required: true }]}
      ready={(given) => readLines(given.list('lines')).length > 0}
      act={(given) => load.mutateAsync({ body: { items: readLines(given.list('lines')) } })}
    />
  );
}

function Bind(props: {
  readonly ownerId: string;
  readonly items: readonly { readonly code: string; readonly title: string }[];
}) {
  const w = useAgencyWords().services;
  const may = useMay();
  const own = useRead(catalogueRoutes.listResources, { query: { ownerId: props.ownerId, pageSize: 100 } }).data?.items;
  const bind = useWrite(registerRoutes.bindServiceItems, { done: w.bound });
  if (!may('resource.edit') || props.items.length === 0) return null;
  return (
    <ActForm
      label={w.bind}
      text={w.bindText}
      fields={[
        {
          name: 'resource',
          label: w.resource,
          kind: 'select',
          required: true,
          options: (own ?? []).map((one) => ({ value: one.id, label: one.title })),
        },
        {
          name: 'codes',
          label: w.name,
          kind: 'checks',
          options: props.items.map((one) => ({ value: one.code, label: one.title })),
        },
      ]}
      act={(given) =>
        bind.mutateAsync({ params: { id: given.text('resource') }, body: { codes: given.list('codes') } })
      }
    />
  );
}
