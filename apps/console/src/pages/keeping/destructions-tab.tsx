import { vaultRoutes } from '@sluice/contract';
import { useUrl } from '../../api/url-state.ts';
import { useRead } from '../../api/use-call.ts';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { DataTable } from '../../design/data-table.tsx';
import { Empty } from '../../design/empty.tsx';
import { usePage } from '../../design/list-page.tsx';
import { Stack, Tools } from '../../design/open-panel.tsx';
import { Pager } from '../../design/pager.tsx';
import { Panel, Tag } from '../../design/primitives.tsx';
import { fill } from '../../i18n/area.ts';
import { formatInstant } from '../../i18n/format.ts';
import { useKeepingWords } from '../../i18n/keeping/index.ts';
import { OpenDestruction } from './open-destruction.tsx';
import { useResourceTitle } from './resource-title.ts';
import { RequestDestruction } from './request-destruction.tsx';

const DESTRUCTION_TONE = { requested: 'warn', withdrawn: 'info', destroying: 'warn', destroyed: 'ok' } as const;
const PAGE = 50;

/** Destructions with who approved; the open one (`?open=`) with keys, digests, certificate (ENV-08, SEC-09). */
export function DestructionsTab() {
  const w = useKeepingWords();
  const page = usePage();
  const open = useUrl().get('open');
  const titleOf = useResourceTitle();
  const destructions = useRead(vaultRoutes.listDestructions, { query: { page } });
  const total = destructions.data?.total ?? 0;
  return (
    <Stack>
      <Tools>
        <RequestDestruction />
      </Tools>
      <Panel id="destructions" title={w.tabs.destructions}>
        <Await query={destructions} skeleton={<RowsSkeleton rows={5} />}>
          {({ items }) => (
            <DataTable
              label={w.tabs.destructions}
              toolsId="destructions"
              rows={items}
              rowKey={(row) => row.id}
              href={(row) => `/console/keeping?open=${row.id}`}
              current={open}
              empty={<Empty icon="lock" title={w.empty} text={w.emptyText} />}
              columns={[
                {
                  id: 'target',
                  title: w.target,
                  cell: (row) => [w.targets[row.target.kind], titleOf(row)].filter(Boolean).join(' · '),
                },
                {
                  id: 'state',
                  title: w.state,
                  nowrap: true,
                  cell: (row) => <Tag tone={DESTRUCTION_TONE[row.state]}>{w.states[row.state]}</Tag>,
                },
                { id: 'ground', title: w.ground, minor: true, cell: (row) => w.grounds[row.ground] },
                {
                  id: 'approvals',
                  title: w.approvals,
                  numeric: true,
                  cell: (row) => fill(w.approvalsValue, { count: row.approvals.length }),
                },
                {
                  id: 'at',
                  title: w.requestedAt,
                  minor: true,
                  nowrap: true,
                  cell: (row) => formatInstant(row.requestedAt),
                },
              ]}
            />
          )}
        </Await>
      </Panel>
      {total > PAGE ? <Pager total={total} page={page} pageSize={PAGE} /> : null}
      {open ? <OpenDestruction key={open} id={open} /> : null}
    </Stack>
  );
}
