import { holderRoutes, type Answer } from '@sluice/contract';
import { useBodyName } from '../../api/bodies.ts';
import { useRead } from '../../api/use-call.ts';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { DataTable } from '../../design/data-table.tsx';
import { Empty } from '../../design/empty.tsx';
import { Go } from '../../design/go.tsx';
import { Panel, Tag } from '../../design/primitives.tsx';
import { Stack } from '../../design/open-panel.tsx';
import stack from '../../design/stack.module.css';
import { fill, joinWords, useLanguage } from '../../i18n/area.ts';
import { formatInstant } from '../../i18n/format.ts';
import { useHolderWords } from '../../i18n/holders/index.ts';

export type Holders = Answer<typeof holderRoutes.readResourceHolders>;
type Right = Holders['rights'][number];

const TONE = { coming: 'info', running: 'ok', suspended: 'warn', over: 'bad' } as const;
const PAGES = {
  resource: '/console/catalogue/',
  'operation-agreement': '/console/selections/agreements/',
  grant: '/console/grants/',
} as const;

/** Who holds which right over a resource, and who answers for it at each stage (AUT-12, SEC-01). */
export function HoldersPart({ id }: { readonly id: string }) {
  const holders = useRead(holderRoutes.readResourceHolders, { params: { id } });
  return (
    <Await query={holders} skeleton={<RowsSkeleton rows={6} />}>
      {(one) => <HoldersOf holders={one} />}
    </Await>
  );
}

export function HoldersOf({ holders }: { readonly holders: Holders }) {
  const w = useHolderWords();
  const language = useLanguage();
  const bodyName = useBodyName();
  const { vacant } = holders;
  return (
    <Stack>
      <Panel id={`rights-${holders.id}`} title={w.rights} note={w.rightsNote}>
        <Rights rights={holders.rights} />
      </Panel>
      <Panel id={`duties-${holders.id}`} title={w.duties} note={w.dutiesNote}>
        {vacant.length > 0 ? (
          <p className={stack['quiet']}>
            <Tag tone="warn">
              {fill(w.vacant, {
                list: joinWords(
                  language,
                  vacant.map((stage) => w.stages[stage]),
                ),
              })}
            </Tag>
          </p>
        ) : null}
        <DataTable
          label={w.duties}
          rows={holders.responsible}
          rowKey={(row) => `${row.stage} ${row.body}`}
          empty={<Empty icon="people" title={w.none} />}
          columns={[
            { id: 'stage', title: w.stage, nowrap: true, cell: (row) => w.stages[row.stage] },
            { id: 'body', title: w.body, cell: (row) => bodyName(row.body) ?? row.bodyName },
            {
              id: 'people',
              title: w.people,
              cell: (row) => {
                const names = row.people.flatMap((person) => person.name ?? []);
                return names.length > 0 ? joinWords(language, names) : fill(w.count, { count: row.people.length });
              },
            },
          ]}
        />
      </Panel>
    </Stack>
  );
}

function Rights({ rights }: { readonly rights: readonly Right[] }) {
  const w = useHolderWords();
  const bodyName = useBodyName();
  return (
    <DataTable
      label={w.rights}
      rows={rights}
      rowKey={(row) => `${row.right} ${row.holder} ${row.basis.id}`}
      empty={<Empty icon="grant" title={w.none} />}
      columns={[
        { id: 'right', title: w.rightTitle, nowrap: true, cell: (row) => w.right[row.right] },
        { id: 'holder', title: w.holder, cell: (row) => bodyName(row.holder) ?? row.holderName },
        {
          id: 'state',
          title: w.state,
          nowrap: true,
          cell: (row) => (
            <>
              <Tag tone={TONE[row.state]}>{w.states[row.state]}</Tag>{' '}
              {row.beyond ? <Tag tone="bad">{w.beyond}</Tag> : null}
            </>
          ),
        },
        { id: 'via', title: w.via, minor: true, cell: (row) => w.vias[row.via] },
        {
          id: 'basis',
          title: w.basis,
          minor: true,
          cell: (row) => <Go to={`${PAGES[row.basis.kind]}${row.basis.id}`}>{w.bases[row.basis.kind]}</Go>,
        },
        { id: 'from', title: w.from, minor: true, nowrap: true, cell: (row) => formatInstant(row.from).slice(0, 10) },
        {
          id: 'until',
          title: w.until,
          nowrap: true,
          cell: (row) => (row.until ? formatInstant(row.until).slice(0, 10) : w.always),
        },
      ]}
    />
  );
}
