import { gateRoutes } from '@sluice/contract';
import { useEffect, useState } from 'react';
import { useRead } from '../../api/use-call.ts';
import { Await } from '../../design/await.tsx';
import { Empty } from '../../design/empty.tsx';
import { ErrorState } from '../../design/error-state.tsx';
import { Go } from '../../design/go.tsx';
import { Icon } from '../../design/icon.tsx';
import { showNote } from '../../design/notes.ts';
import { Popover } from '../../design/popover.tsx';
import { Button, CopyText, Segmented, StateNote, Tag } from '../../design/primitives.tsx';
import { toCsv } from '../../design/to-csv.ts';
import { fill, useLanguage } from '../../i18n/area.ts';
import { formatCount } from '../../i18n/format.ts';
import { useWorkbenchWords } from '../../i18n/workbench/index.ts';
import { DiagnosticList } from './diagnostic-list.tsx';
import { ResultChart } from './result-chart.tsx';
import type { Cell, GridColumn } from './cell-text.ts';
import { ResultGrid } from './result-grid.tsx';
import css from './result.module.css';
import type { Run } from './use-run.ts';

/** What a run answered: progress, rows with what is withheld explained, a wait for reviewers, a refusal, an error. */
export function ResultPanel(props: {
  readonly run: Run | null;
  readonly changed: boolean;
  readonly onStop: () => void;
  readonly onRetry: () => void;
}) {
  const w = useWorkbenchWords();
  const { run } = props;
  if (!run)
    return (
      <section className={css['panel']} aria-label={w.result.title}>
        <Empty icon="terminal" title={w.result.none} text={w.result.noneText} />
      </section>
    );
  const { answer } = run;
  const runs = run.state === 'running' || run.state === 'stopping';
  return (
    <section className={css['panel']} aria-label={w.result.title} aria-busy={runs}>
      {runs ? <Progress startedAt={run.startedAt} stopping={run.state === 'stopping'} onStop={props.onStop} /> : null}
      {run.state === 'stopped' ? <StateNote title={w.progress.stopped} text={w.progress.stoppedText} /> : null}
      {run.state === 'failed' ? <ErrorState error={run.error} onRetry={props.onRetry} /> : null}
      {answer?.verdict === 'refused' ? (
        <div className={css['refused']} role="alert">
          <h2 className={css['title']}>{w.result.refused}</h2>
          <DiagnosticList diagnostics={answer.diagnostics} />
        </div>
      ) : null}
      {answer?.verdict === 'held' ? <HeldResult id={answer.holdId} /> : null}
      {answer?.verdict === 'released' ? (
        <Rows
          columns={answer.columns}
          rows={answer.rows}
          note={answer.note.code}
          ms={run.ms}
          changed={props.changed}
          entry={answer.evidence[0]?.entryId}
          stream={answer.evidence[0]?.stream}
        />
      ) : null}
    </section>
  );
}

/** The gate's note to an answer of an earlier epoch. */
const EARLIER = 'gate.answer-of-earlier-epoch';

function Rows(props: {
  readonly columns: readonly GridColumn[];
  readonly rows: readonly (readonly Cell[])[];
  readonly note?: string;
  readonly ms: number | null;
  readonly changed: boolean;
  readonly entry?: string | undefined;
  readonly stream?: string | undefined;
}) {
  const w = useWorkbenchWords().result;
  const language = useLanguage();
  const [look, setLook] = useState<'grid' | 'chart'>('grid');
  const copy = (): void => {
    void navigator.clipboard
      ?.writeText(
        toCsv(
          props.columns.map((column) => column.name),
          props.rows,
        ),
      )
      .then(() => showNote({ tone: 'ok', text: fill(w.copied, { count: props.rows.length }) }))
      .catch(() => undefined);
  };
  return (
    <>
      <header className={css['head']}>
        <h2 className={css['title']}>{w.title}</h2>
        <span className={css['fact']} data-testid="result-count">
          {fill(w.rows, { count: formatCount(props.rows.length, language) })}
        </span>
        <span className={css['fact']}>{fill(w.columns, { count: props.columns.length })}</span>
        {props.ms === null ? null : <span className={css['fact']}>{fill(w.took, { ms: props.ms })}</span>}
        <Popover
          label={w.note}
          className={css['withheld']}
          side="left"
          wide
          button={
            <>
              <Icon name="shield" size={13} /> {w.note}
            </>
          }
        >
          {() => <p className={css['explain']}>{w.noteText}</p>}
        </Popover>
        {props.changed ? <Tag>{w.stale}</Tag> : null}
        <span className={css['tools']}>
          {props.entry && props.stream ? (
            <Go to={`/console/evidence?story=${encodeURIComponent(props.stream)}&entry=${props.entry}`}>
              {w.evidence}
            </Go>
          ) : null}
          <Segmented
            label={w.title}
            value={look}
            options={[
              { value: 'grid', label: w.grid },
              { value: 'chart', label: w.chart },
            ]}
            onChange={setLook}
          />
          <Button onClick={copy} disabled={props.rows.length === 0}>
            {w.csv}
          </Button>
        </span>
      </header>
      {look === 'grid' ? (
        <ResultGrid label={w.title} columns={props.columns} rows={props.rows} />
      ) : (
        <ResultChart columns={props.columns} rows={props.rows} />
      )}
      {props.note === EARLIER ? <StateNote title={w.earlier} text={w.earlierText} /> : null}
      {props.rows.length === 0 ? <Empty icon="rows" title={w.empty} text={w.emptyText} /> : null}
    </>
  );
}

function Progress(props: { readonly startedAt: number; readonly stopping: boolean; readonly onStop: () => void }) {
  const w = useWorkbenchWords();
  const [seconds, setSeconds] = useState(0);
  const { startedAt } = props;
  useEffect(() => {
    const timer = setInterval(() => setSeconds(Math.floor((performance.now() - startedAt) / 1000)), 500);
    return () => clearInterval(timer);
  }, [startedAt]);
  return (
    <div className={css['progress']} role="status">
      <div className={css['bar']} aria-hidden>
        <span />
      </div>
      <div className={css['progressLine']}>
        <strong>{w.progress.running}</strong>
        <span>{fill(w.progress.elapsed, { seconds })}</span>
        <Button onClick={props.onStop} disabled={props.stopping} data-testid="stop">
          {props.stopping ? w.progress.stopping : w.editor.cancel}
        </Button>
      </div>
      <p className={css['fact']}>{w.progress.note}</p>
    </div>
  );
}

const HOLD_MS = 15_000;

function HeldResult(props: { readonly id: string }) {
  const w = useWorkbenchWords().result;
  const hold = useRead(gateRoutes.readHold, { params: { id: props.id } }, { refetchMs: HOLD_MS });
  return (
    <div className={css['held']} data-testid="held">
      <StateNote
        title={
          hold.data?.state === 'released' ? w.heldReleased : hold.data?.state === 'refused' ? w.heldRefused : w.held
        }
        text={hold.data?.state === 'open' || !hold.data ? w.heldText : ''}
        action={
          <span className={css['fact']}>
            {w.holdNumber} <CopyText label={w.holdNumber} value={props.id} />
            {hold.data?.state === 'open' ? ` · ${fill(w.heldOpen, { count: hold.data.votes.length })}` : ''}
          </span>
        }
      />
      {hold.data?.result ? (
        <Await query={hold}>
          {(data) =>
            data.result ? (
              <Rows columns={data.result.columns} rows={data.result.rows} ms={null} changed={false} />
            ) : null
          }
        </Await>
      ) : null}
    </div>
  );
}
