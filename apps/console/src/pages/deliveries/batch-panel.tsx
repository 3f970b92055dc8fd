import { gatheringRoutes, vaultRoutes, type Answer } from '@sluice/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useRead } from '../../api/use-call.ts';
import { Await } from '../../design/await.tsx';
import { Facts } from '../../design/detail-page.tsx';
import { Go } from '../../design/go.tsx';
import { showNote } from '../../design/notes.ts';
import { Button, CopyText, Panel, Tag } from '../../design/primitives.tsx';
import { fill, sayOf, useLanguage } from '../../i18n/area.ts';
import { useCatalogueWords } from '../../i18n/catalogue/index.ts';
import { useDeliveryWords } from '../../i18n/deliveries/index.ts';
import { formatCount, formatInstant, shorten } from '../../i18n/format.ts';
import { wordReason } from '../../i18n/reasons.ts';
import { BATCH_TONE } from '../catalogue/supply-part.tsx';
import css from './deliveries.module.css';
import { formatBytes } from './format-bytes.ts';
import { ProgressBar } from './progress-bar.tsx';
import { QuarantinePanel } from './quarantine-panel.tsx';

type Batch = Answer<typeof vaultRoutes.readBatch>;
const WATCH_MS = 1000;
const running = (state: Batch['state']): boolean => state === 'received' || state === 'checking';

/** One delivery: how far it is while it is taken in, then what came of it, rule by rule, and what is quarantined. */
export function BatchPanel(props: { readonly id: string; readonly onAgain: () => void }) {
  const w = useDeliveryWords();
  const batch = useRead(vaultRoutes.readBatch, { params: { id: props.id } });
  return (
    <Panel
      id="batch"
      title={w.result}
      note={batch.data?.filename}
      action={<Button onClick={props.onAgain}>{w.again}</Button>}
    >
      <Await query={batch} skeleton={160}>
        {(data) => (
          <div className={css['batch']}>
            {running(data.state) ? <Progress id={props.id} /> : null}
            <Outcome batch={data} />
            <Result batch={data} />
            {(data.rows?.quarantined ?? 0) > 0 ? <QuarantinePanel batch={data} /> : null}
          </div>
        )}
      </Await>
    </Panel>
  );
}

/** Asked every second while the batch moves; when it is finished everything is asked for anew. */
function Progress({ id }: { readonly id: string }) {
  const w = useDeliveryWords();
  const language = useLanguage();
  const client = useQueryClient();
  const progress = useRead(gatheringRoutes.watchBatch, { params: { id } }, { refetchMs: WATCH_MS }).data;
  const told = useRef(false);
  useEffect(() => {
    if (progress?.phase !== 'finished' || told.current) return;
    told.current = true;
    void client.invalidateQueries();
  }, [progress, client]);
  if (!progress) return null;
  return (
    <div className={css['watch']} role="status" aria-label={w.progress}>
      <strong>{w.phase[progress.phase]}</strong>
      <ProgressBar label={w.progress} share={progress.share} />
      <span className={css['quiet']}>
        {fill(w.counted, {
          rows: formatCount(progress.rows, language),
          bytes: formatBytes(progress.bytes),
          total: formatBytes(progress.bytesTotal),
        })}
        {' · '}
        {fill(w.speed, {
          rows: formatCount(progress.rowsPerSecond, language),
          bytes: formatBytes(progress.bytesPerSecond),
        })}
      </span>
    </div>
  );
}

/** Told once, when a batch that was seen moving has come to its end: what really came of it. */
function Outcome({ batch }: { readonly batch: Batch }) {
  const w = useDeliveryWords();
  const language = useLanguage();
  const moved = useRef(false);
  const { state, rows } = batch;
  useEffect(() => {
    if (state === 'received' || state === 'checking') {
      moved.current = true;
      return;
    }
    if (!moved.current) return;
    moved.current = false;
    const text = fill(w.outcome[state], {
      good: formatCount(rows?.good ?? 0, language),
      quarantined: formatCount(rows?.quarantined ?? 0, language),
    });
    showNote({ tone: state === 'sealed' ? 'ok' : 'bad', text });
  }, [state, rows, w, language]);
  return null;
}

function Result({ batch }: { readonly batch: Batch }) {
  const w = useDeliveryWords();
  const states = useCatalogueWords().supplyPage;
  const language = useLanguage();
  const rules: Readonly<Record<string, string>> = w.rules;
  const count = (value: number | undefined) => (value === undefined ? null : formatCount(value, language));
  return (
    <>
      <div className={css['flat']}>
        <Facts
          columns={3}
          items={[
            [
              states.state,
              <Tag key="state" tone={BATCH_TONE[batch.state]}>
                {states.batchState[batch.state]}
              </Tag>,
            ],
            [w.received, formatInstant(batch.receivedAt)],
            [w.mode, states.batchMode[batch.mode]],
            [w.records, count(batch.rows?.records)],
            [w.good, count(batch.rows?.good)],
            [w.quarantined, count(batch.rows?.quarantined)],
            [w.score, batch.quality ? (Math.floor(batch.quality.score * 100) / 100).toFixed(2) : null],
            [w.file, `${formatBytes(batch.bytes)}${batch.encoding ? ` · ${batch.encoding}` : ''}`],
            [w.sha, <CopyText key="sha" label={w.sha} value={batch.sha256} shown={shorten(batch.sha256, 8, 6)} />],
            [
              w.corrects,
              batch.corrects ? (
                <Go key="corrects" to={`/console/deliveries?resource=${batch.resourceId}&batch=${batch.corrects}`}>
                  {shorten(batch.corrects, 8, 6)}
                </Go>
              ) : null,
            ],
          ]}
        />
      </div>
      {batch.route.redirected ? (
        <p className={css['quiet']}>{fill(w.redirected, { via: w.via[batch.route.via] })}</p>
      ) : null}
      {batch.refusal ? (
        <p className={css['error']} role="alert">
          {sayOf(language, w.refusal, wordReason(batch.refusal, language))}
        </p>
      ) : null}
      {batch.warnings.length > 0 ? (
        <div>
          <h3>{w.warnings}</h3>
          <ul className={css['warned']}>
            {batch.warnings.map((warning, at) => (
              <li key={`${warning.code} ${at}`}>{wordReason(warning, language)}</li>
            ))}
          </ul>
        </div>
      ) : null}
      {batch.faults.length > 0 ? (
        <div>
          <h3>{w.faults}</h3>
          <ul className={css['faults']}>
            {batch.faults.map((fault) => (
              <li key={`${fault.field} ${fault.rule}`}>
                <span className="mono">{fault.field ?? ''}</span>
                <span>{rules[fault.rule] ?? fault.rule}</span>
                <b>{fill(w.faultRows, { rows: formatCount(fault.rows, language) })}</b>
              </li>
            ))}
          </ul>
        </div>
      ) : null}
    </>
  );
}
