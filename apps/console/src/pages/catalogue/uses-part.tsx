import { gatheringRoutes } from '@sluice/contract';
import { useRead } from '../../api/use-call.ts';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { DataTable } from '../../design/data-table.tsx';
import { Empty } from '../../design/empty.tsx';
import { State } from '../../design/marks.tsx';
import { Panel } from '../../design/primitives.tsx';
import { joinWords, useLanguage } from '../../i18n/area.ts';
import { useCatalogueWords } from '../../i18n/catalogue/index.ts';
import type { TermKey } from '../../i18n/terms/term-key.ts';
import { pageExists } from '../../pages.ts';

/** Who may use the data of this entry, for which scenario and purpose, with which fields, until when. */
export function UsesPart({ id }: { readonly id: string }) {
  const w = useCatalogueWords().usesPage;
  const language = useLanguage();
  const uses = useRead(gatheringRoutes.listResourceUses, { params: { id } });
  return (
    <Panel id="uses" title={w.title}>
      <Await query={uses} skeleton={<RowsSkeleton rows={3} />}>
        {({ items }) => (
          <DataTable
            label={w.title}
            rows={items}
            rowKey={(use) => use.grantId}
            {...(pageExists('/console/grants/x')
              ? { href: (use: { readonly grantId: string }) => `/console/grants/${use.grantId}` }
              : {})}
            empty={<Empty icon="grant" title={w.none} text={w.noneText} />}
            columns={[
              { id: 'scenario', title: w.scenario, cell: (use) => use.scenarioTitle },
              { id: 'developer', title: w.developer, cell: (use) => use.developerName },
              { id: 'state', title: w.state, cell: (use) => <State of={`grantState.${use.state}` as TermKey} /> },
              { id: 'purpose', title: w.purpose, minor: true, cell: (use) => use.purpose },
              {
                id: 'fields',
                title: w.fields,
                minor: true,
                cell: (use) =>
                  joinWords(
                    language,
                    use.fields.map((field) => field.title),
                  ),
              },
              {
                id: 'period',
                title: w.period,
                minor: true,
                cell: (use) => `${use.startsAt.slice(0, 10)} – ${use.endsAt.slice(0, 10)}`,
              },
            ]}
          />
        )}
      </Await>
    </Panel>
  );
}
