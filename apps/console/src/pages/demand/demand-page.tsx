import { catalogueRoutes, type Answer } from '@sluice/contract';
import { useBodyName } from '../../api/bodies.ts';
import { useUrl } from '../../api/url-state.ts';
import { useRead } from '../../api/use-call.ts';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { DataTable } from '../../design/data-table.tsx';
import { Empty } from '../../design/empty.tsx';
import { ListPage } from '../../design/list-page.tsx';
import { State } from '../../design/marks.tsx';
import { Tag } from '../../design/primitives.tsx';
import { joinWords, useLanguage } from '../../i18n/area.ts';
import { useDemandWords } from '../../i18n/demand/index.ts';
import { useTerms } from '../../i18n/terms/index.ts';
import { DemandForm } from './demand-form.tsx';

export type DemandItem = Answer<typeof catalogueRoutes.getDemandItem>;

const STATES = ['drafted', 'opinion-requested', 'opinion-given', 'confirmed', 'refused'] as const;

/** The demand and operation catalogue of the own jurisdiction; with `?resource=` the form that puts a resource on it. */
export function DemandPage() {
  const resource = useUrl().get('resource');
  return resource === null ? <DemandList /> : <DemandForm key={resource} resourceId={resource} />;
}

function DemandList() {
  const w = useDemandWords();
  const terms = useTerms();
  const language = useLanguage();
  const bodyName = useBodyName();
  const chosen = useUrl().get('state');
  const state = STATES.find((one) => one === chosen);
  const demand = useRead(catalogueRoutes.listDemandItems, { query: {} });
  const all = demand.data?.items ?? [];
  const options = STATES.map((value) => ({
    value,
    label: terms.demandState[value],
    count: all.filter((one) => one.state === value).length,
  })).filter((one) => one.count > 0 || one.value === state);
  return (
    <ListPage title={w.title} note={w.note} facets={[{ name: 'state', title: w.state, options }]}>
      <Await query={demand} skeleton={<RowsSkeleton />}>
        {({ items }) => (
          <DataTable
            toolsId="demand"
            label={w.title}
            rows={items.filter((one) => state === undefined || one.state === state)}
            rowKey={(row) => row.id}
            href={(row) => `/console/demand/${row.id}`}
            empty={
              items.length === 0 ? (
                <Empty icon="batch" title={w.empty} text={w.emptyText} />
              ) : (
                <Empty icon="batch" title={w.none} />
              )
            }
            columns={[
              { id: 'resource', title: w.columns.resource, cell: (row) => row.resourceTitle },
              { id: 'state', title: w.columns.state, cell: (row) => <State of={`demandState.${row.state}`} /> },
              { id: 'supply', title: w.columns.supply, minor: true, nowrap: true, cell: (row) => supplyWord(w, row) },
              {
                id: 'scenarios',
                title: w.columns.scenarios,
                minor: true,
                cell: (row) => joinWords(language, row.scenarios),
              },
              { id: 'operator', title: w.columns.operator, minor: true, cell: (row) => bodyName(row.operatorId) ?? '' },
              {
                id: 'study',
                title: w.columns.study,
                nowrap: true,
                cell: (row) => (
                  <>
                    {row.studiedOn} {row.stale ? <Tag tone="warn">{w.stale}</Tag> : null}
                  </>
                ),
              },
            ]}
          />
        )}
      </Await>
    </ListPage>
  );
}

/** Where the supply stands, in words; nothing before the demand was confirmed. */
export function supplyWord(w: ReturnType<typeof useDemandWords>, item: DemandItem): string {
  if (item.state !== 'confirmed') return '';
  const last = item.supplies.at(-1);
  return last ? w.supply[last.state] : w.supply.none;
}
