import { catalogueRoutes, registerRoutes } from '@sluice/contract';
import { useBodyName } from '../../api/bodies.ts';
import { useMay } from '../../api/may.ts';
import { useRead, useWrite } from '../../api/use-call.ts';
import { ActForm, filled } from '../../design/act-form.tsx';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { DataTable } from '../../design/data-table.tsx';
import { Empty } from '../../design/empty.tsx';
import { Panel, Tag } from '../../design/primitives.tsx';
import { Stack, Tools } from '../../design/open-panel.tsx';
import { useAgencyWords } from '../../i18n/agency/index.ts';
import { useCatalogueWords } from '../../i18n/catalogue/index.ts';
import type { Scope } from './agency-page.tsx';

const TONE = { good: 'ok', failing: 'bad', 'no-data': 'warn' } as const;

/** Registered systems with what stands of them in the catalogue and whether their data arrive (PLT-17). */
export function SystemsTab({ scope }: { readonly scope: Scope }) {
  const w = useAgencyWords().systems;
  const sectors: Readonly<Record<string, string>> = useCatalogueWords().sector;
  const bodyName = useBodyName();
  const systems = useRead(catalogueRoutes.listSystems, { query: scope.ownerId ? { ownerId: scope.ownerId } : {} });
  const health = useRead(registerRoutes.readGatheringFigures, {}).data?.systems ?? [];
  const healthOf = (id: string) => health.find((one) => one.systemId === id);
  return (
    <Stack>
      <Tools>
        <Register sectors={sectors} />
      </Tools>
      <Panel id="systems" title={w.title} note={w.note}>
        <Await query={systems} skeleton={<RowsSkeleton rows={4} />}>
          {({ items }) => (
            <DataTable
              label={w.title}
              toolsId="systems"
              rows={items}
              rowKey={(row) => row.id}
              empty={<Empty icon="system" title={w.empty} text={w.emptyText} />}
              columns={[
                { id: 'name', title: w.name, cell: (row) => row.name },
                {
                  id: 'health',
                  title: w.health,
                  nowrap: true,
                  cell: (row) => {
                    const state = healthOf(row.id)?.health;
                    return state ? <Tag tone={TONE[state]}>{w.healths[state]}</Tag> : null;
                  },
                },
                { id: 'owner', title: w.owner, minor: true, cell: (row) => bodyName(row.ownerId) ?? row.ownerName },
                {
                  id: 'sector',
                  title: w.sector,
                  minor: true,
                  cell: (row) => (row.sector ? (sectors[row.sector] ?? row.sector) : ''),
                },
                { id: 'description', title: w.description, minor: true, cell: (row) => row.description ?? '' },
                { id: 'entries', title: w.entries, numeric: true, cell: (row) => row.resources },
                {
                  id: 'published',
                  title: w.published,
                  numeric: true,
                  minor: true,
                  cell: (row) => healthOf(row.id)?.published ?? '',
                },
              ]}
            />
          )}
        </Await>
      </Panel>
    </Stack>
  );
}

function Register({ sectors }: { readonly sectors: Readonly<Record<string, string>> }) {
  const w = useAgencyWords().systems;
  const may = useMay();
  const create = useWrite(catalogueRoutes.createSystem, { done: w.done });
  if (!may('system.register')) return null;
  return (
    <ActForm
      label={w.register}
      text={w.registerText}
      fields={[
        { name: 'name', label: w.name, required: true },
        {
          name: 'sector',
          label: w.sector,
          kind: 'select',
          options: Object.entries(sectors).map(([value, label]) => ({ value, label })),
        },
        { name: 'description', label: w.description, kind: 'area' },
      ]}
      act={(given) =>
        create.mutateAsync({
          body: {
            name: given.text('name'),
            ...filled({ sector: given.text('sector'), description: given.text('description') }),
          },
        })
      }
    />
  );
}
