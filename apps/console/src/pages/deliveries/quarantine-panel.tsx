import { gatheringRoutes, vaultRoutes, type Answer } from '@sluice/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ProblemError } from '../../api/call.ts';
import { sendBytes } from '../../api/send-bytes.ts';
import { changeUrl, useUrl } from '../../api/url-state.ts';
import { useRead } from '../../api/use-call.ts';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { DataTable } from '../../design/data-table.tsx';
import { useErrorWords } from '../../design/error-state.tsx';
import { showNote } from '../../design/notes.ts';
import { Pager } from '../../design/pager.tsx';
import { Tag } from '../../design/primitives.tsx';
import { fill, useLanguage } from '../../i18n/area.ts';
import { useDeliveryWords } from '../../i18n/deliveries/index.ts';
import css from './deliveries.module.css';
import { ProgressBar } from './progress-bar.tsx';
import { SaveFile } from './save-file.tsx';
import { DropZone } from './upload-panel.tsx';

type Batch = Answer<typeof vaultRoutes.readBatch>;
type Row = Answer<typeof vaultRoutes.readQuarantine>['items'][number];
const PAGE_SIZE = 50;

/** The records that failed, with line and fault; to be taken away, corrected and sent again. */
export function QuarantinePanel({ batch }: { readonly batch: Batch }) {
  const w = useDeliveryWords();
  const page = Math.max(1, Number(useUrl().get('page') ?? '1') || 1);
  const rows = useRead(vaultRoutes.readQuarantine, { params: { id: batch.id }, query: { page } });
  if (rows.error instanceof ProblemError && rows.error.status === 403)
    return <p className={css['quiet']}>{w.quarantineDenied}</p>;
  return (
    <section className={css['quarantine']} aria-labelledby="quarantine-title">
      <div className={css['head']}>
        <h3 id="quarantine-title">{w.quarantine}</h3>
        <span className={css['quiet']}>{rows.data ? fill(w.quarantineNote, { count: rows.data.total }) : ''}</span>
        <Download batch={batch} />
      </div>
      <Await query={rows} skeleton={<RowsSkeleton rows={5} />}>
        {({ items, total }) => (
          <>
            <Rows items={items} />
            {total > PAGE_SIZE ? <Pager total={total} page={page} pageSize={PAGE_SIZE} /> : null}
          </>
        )}
      </Await>
      <Resend batch={batch} />
    </section>
  );
}

function Rows({ items }: { readonly items: readonly Row[] }) {
  const w = useDeliveryWords();
  const rules: Readonly<Record<string, string>> = w.rules;
  const first = items.find((row) => typeof row.record !== 'string')?.record;
  const names = first && typeof first !== 'string' ? Object.keys(first) : [];
  const cellOf = (row: Row, name: string) => {
    if (typeof row.record === 'string') return name === names[0] ? row.record : '';
    const bad = row.faults.some((fault) => fault.field === name);
    return bad ? <mark className={css['bad']}>{row.record[name] ?? '∅'}</mark> : row.record[name];
  };
  return (
    <DataTable
      label={w.quarantine}
      rows={items}
      rowKey={(row) => String(row.line)}
      empty={<p className={css['quiet']}>{w.quarantineNone}</p>}
      columns={[
        { id: 'line', title: w.line, cell: (row) => row.line },
        {
          id: 'rule',
          title: w.rule,
          cell: (row) => (
            <span className={css['tags']}>
              {row.faults.map((fault) => (
                <Tag key={`${fault.field} ${fault.rule}`} tone="warn">
                  {[fault.field, rules[fault.rule] ?? fault.rule].filter(Boolean).join(' ')}
                </Tag>
              ))}
            </span>
          ),
        },
        ...(names.length > 0
          ? names.map((name) => ({ id: `field-${name}`, title: name, cell: (row: Row) => cellOf(row, name) }))
          : [
              { id: 'record', title: w.record, cell: (row: Row) => (typeof row.record === 'string' ? row.record : '') },
            ]),
      ]}
    />
  );
}

function Download({ batch }: { readonly batch: Batch }) {
  const w = useDeliveryWords();
  const name = `${batch.filename.replace(/\.[^.]+$/, '')}-quarantine`;
  return (
    <>
      <SaveFile
        route={vaultRoutes.exportQuarantineWorkbook}
        id={batch.id}
        name={`${name}.xlsx`}
        label={w.downloadBook}
      />
      <SaveFile route={vaultRoutes.exportQuarantine} id={batch.id} name={`${name}.csv`} label={w.download} />
    </>
  );
}

function Resend({ batch }: { readonly batch: Batch }) {
  const w = useDeliveryWords();
  const language = useLanguage();
  const words = useErrorWords();
  const client = useQueryClient();
  const [share, setShare] = useState<number | null>(null);
  const [error, setError] = useState('');
  const send = async (file: File): Promise<void> => {
    setShare(0);
    setError('');
    try {
      const { data, evidence } = await sendBytes(
        gatheringRoutes.correctBatch,
        { params: { id: batch.id }, query: { filename: file.name } },
        file,
        language,
        { onProgress: setShare },
      );
      const entry = evidence.at(-1)?.entryId;
      showNote({ tone: 'ok', ...(entry ? { entry } : {}) });
      await client.invalidateQueries();
      changeUrl({ batch: data.id, page: null });
    } catch (failure) {
      const said = words(failure);
      setError([said.title, said.text].filter(Boolean).join(' '));
      setShare(null);
    }
  };
  return (
    <div className={css['resend']}>
      {share === null ? (
        <DropZone label={w.resend} note={w.resendNote} onFile={(file) => void send(file)} />
      ) : (
        <ProgressBar label={w.sending} share={share} />
      )}
      {error ? (
        <p role="alert" className={css['error']}>
          {error}
        </p>
      ) : null}
    </div>
  );
}
