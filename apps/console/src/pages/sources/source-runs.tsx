import { sourceRoutes } from '@sluice/contract';
import { useRead } from '../../api/use-call.ts';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { DataTable } from '../../design/data-table.tsx';
import { Empty } from '../../design/empty.tsx';
import { Go } from '../../design/go.tsx';
import { Panel, Tag } from '../../design/primitives.tsx';
import { fill, useLanguage } from '../../i18n/area.ts';
import { formatCount, formatInstant } from '../../i18n/format.ts';
import { wordReason } from '../../i18n/reasons.ts';
import { useSourceWords } from '../../i18n/sources/index.ts';

const TONE = { running: 'info', succeeded: 'ok', 'nothing-new': 'info', failed: 'bad' } as const;
const UNITS = [
  ['days', 86_400_000],
  ['hours', 3_600_000],
  ['minutes', 60_000],
  ['seconds', 1_000],
] as const;

/** Runs of a source, the newest first, with the counts of both sides and the delay that was measured (COL-09). */
export function SourceRuns({ id, resourceId }: { readonly id: string; readonly resourceId: string }) {
  const w = useSourceWords();
  const language = useLanguage();
  const runs = useRead(sourceRoutes.listSourceRuns, { params: { id }, query: {} }, { refetchMs: 15_000 });
  const count = (value: number | undefined): string => (value === undefined ? '' : formatCount(value, language));
  const delay = (ms: number): string => {
    const [unit, size] = UNITS.find(([, each]) => ms >= each) ?? UNITS[3];
    return fill(w[unit], { value: (ms / size).toFixed(1) });
  };
  return (
    <Panel id="runs" title={w.runs} note={w.runsNote}>
      <Await query={runs} skeleton={<RowsSkeleton rows={4} />}>
        {({ items }) => (
          <DataTable
            label={w.runs}
            toolsId="source-runs"
            rows={items}
            rowKey={(row) => row.id}
            empty={<Empty icon="clock" title={w.runsNone} />}
            columns={[
              { id: 'started', title: w.started, nowrap: true, cell: (row) => formatInstant(row.startedAt) },
              {
                id: 'state',
                title: w.state,
                nowrap: true,
                cell: (row) => <Tag tone={TONE[row.state]}>{w.runStates[row.state]}</Tag>,
              },
              { id: 'source', title: w.source, numeric: true, minor: true, cell: (row) => count(row.sourceRecords) },
              { id: 'records', title: w.received, numeric: true, minor: true, cell: (row) => count(row.records) },
              { id: 'good', title: w.good, numeric: true, minor: true, cell: (row) => count(row.good) },
              {
                id: 'agree',
                title: w.agree,
                nowrap: true,
                cell: (row) =>
                  row.agree === undefined ? null : (
                    <Tag tone={row.agree ? 'ok' : 'bad'}>{row.agree ? w.agrees.yes : w.agrees.no}</Tag>
                  ),
              },
              {
                id: 'delay',
                title: w.delay,
                numeric: true,
                cell: (row) => (row.delayMs === undefined ? '' : delay(row.delayMs)),
              },
              {
                id: 'batch',
                title: w.batch,
                cell: (row) =>
                  row.batchId ? (
                    <Go to={`/console/deliveries?resource=${resourceId}&batch=${row.batchId}`}>{w.openBatch}</Go>
                  ) : row.reason ? (
                    wordReason(row.reason, language)
                  ) : null,
              },
            ]}
          />
        )}
      </Await>
    </Panel>
  );
}
