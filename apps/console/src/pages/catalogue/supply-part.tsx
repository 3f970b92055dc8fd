import { vaultRoutes } from '@sluice/contract';
import { useRead } from '../../api/use-call.ts';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { DataTable } from '../../design/data-table.tsx';
import { Empty } from '../../design/empty.tsx';
import { Panel, Tag } from '../../design/primitives.tsx';
import { useLanguage } from '../../i18n/area.ts';
import { useCatalogueWords } from '../../i18n/catalogue/index.ts';
import { formatCount, formatInstant } from '../../i18n/format.ts';
import { pageExists } from '../../pages.ts';
import css from './resource.module.css';

export const BATCH_TONE = {
  received: 'info',
  checking: 'info',
  sealed: 'ok',
  'partly-quarantined': 'warn',
  rejected: 'bad',
} as const;

/** Deliveries of a resource, and the epochs that came of them. */
export function SupplyPart({ id }: { readonly id: string }) {
  return (
    <div className={css['stack']}>
      <Batches id={id} />
      <Epochs id={id} />
    </div>
  );
}

export function Batches({ id }: { readonly id: string }) {
  const w = useCatalogueWords().supplyPage;
  const language = useLanguage();
  const batches = useRead(vaultRoutes.listBatches, { params: { id }, query: {} }, { refetchMs: 15_000 });
  const hrefOf = (batch: string): string => `/console/deliveries?resource=${id}&batch=${batch}`;
  return (
    <Panel id="batches" title={w.batches} note={w.batchesNote}>
      <Await query={batches} skeleton={<RowsSkeleton rows={3} />}>
        {({ items }) => (
          <DataTable
            label={w.batches}
            rows={items}
            rowKey={(batch) => batch.id}
            {...(pageExists('/console/deliveries')
              ? { href: (batch: { readonly id: string }) => hrefOf(batch.id) }
              : {})}
            empty={<Empty icon="batch" title={w.none} text={w.noneText} />}
            columns={[
              { id: 'file', title: w.file, cell: (batch) => batch.filename },
              {
                id: 'state',
                title: w.state,
                cell: (batch) => <Tag tone={BATCH_TONE[batch.state]}>{w.batchState[batch.state]}</Tag>,
              },
              { id: 'mode', title: w.mode, minor: true, cell: (batch) => w.batchMode[batch.mode] },
              {
                id: 'good',
                title: w.good,
                numeric: true,
                cell: (batch) => (batch.rows ? formatCount(batch.rows.good, language) : ''),
              },
              {
                id: 'quarantined',
                title: w.quarantined,
                numeric: true,
                cell: (batch) => (batch.rows ? formatCount(batch.rows.quarantined, language) : ''),
              },
              {
                id: 'received',
                title: w.received,
                numeric: true,
                minor: true,
                cell: (batch) => formatInstant(batch.receivedAt),
              },
            ]}
          />
        )}
      </Await>
    </Panel>
  );
}

function Epochs({ id }: { readonly id: string }) {
  const w = useCatalogueWords().supplyPage;
  const language = useLanguage();
  const epochs = useRead(vaultRoutes.listEpochs, { params: { id }, query: {} });
  return (
    <Panel id="epochs" title={w.epochs} note={w.epochsNote}>
      <Await query={epochs} skeleton={<RowsSkeleton rows={3} />}>
        {({ items }) => (
          <DataTable
            label={w.epochs}
            rows={items}
            rowKey={(epoch) => epoch.id}
            href={(epoch) => `/console/evidence?story=${encodeURIComponent(`epoch:${epoch.id}`)}`}
            empty={<Empty icon="epoch" title={w.noEpochs} />}
            columns={[
              { id: 'number', title: w.number, cell: (epoch) => `#${epoch.number}` },
              {
                id: 'state',
                title: w.state,
                cell: (epoch) =>
                  epoch.state !== 'live' ? (
                    <Tag tone="bad">{w[epoch.state]}</Tag>
                  ) : epoch.current ? (
                    <Tag tone="ok">{w.current}</Tag>
                  ) : null,
              },
              { id: 'mode', title: w.mode, minor: true, cell: (epoch) => w.batchMode[epoch.mode] },
              { id: 'rows', title: w.rows, numeric: true, cell: (epoch) => formatCount(epoch.rows, language) },
              {
                id: 'entities',
                title: w.entities,
                numeric: true,
                minor: true,
                cell: (epoch) => epoch.entities.map((one) => formatCount(one.entities, language)).join(' / '),
              },
              { id: 'created', title: w.created, numeric: true, cell: (epoch) => formatInstant(epoch.createdAt) },
            ]}
          />
        )}
      </Await>
    </Panel>
  );
}
