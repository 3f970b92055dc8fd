import { useMemo, useState } from 'react';
import { useUrlState } from '../../api/url-state.ts';
import { useErrorWords } from '../../design/error-state.tsx';
import { useGo } from '../../design/go.tsx';
import { Icon } from '../../design/icon.tsx';
import { Button } from '../../design/primitives.tsx';
import { fill, sayOf, useLanguage } from '../../i18n/area.ts';
import { useWorkbenchWords } from '../../i18n/workbench/index.ts';
import { pageExists } from '../../pages.ts';
import { DiagnosticList } from './diagnostic-list.tsx';
import { DisclosurePanel } from './disclosure-panel.tsx';
import { DraftTabs } from './draft-tabs.tsx';
import { firstProgram, type Grant } from './granted.ts';
import { GrantedTables } from './granted-tables.tsx';
import { HistoryPanel } from './history-panel.tsx';
import { ResultPanel } from './result-panel.tsx';
import { SamplePanel } from './sample-panel.tsx';
import { SqlEditor } from './sql-editor.tsx';
import { programOf, useChecking, type Diagnostic } from './use-checking.ts';
import { useDrafts, type Draft } from './use-drafts.ts';
import { useRun } from './use-run.ts';
import css from './workbench.module.css';

const NONE: readonly Diagnostic[] = [];

/** Puts a finding's replacement where it belongs. */
function applyFix(sql: string, { replacement }: Diagnostic): string {
  if (!replacement) return sql;
  const lines = sql.split('\n');
  const from =
    lines.slice(0, replacement.line - 1).reduce((sum, line) => sum + line.length + 1, 0) + replacement.column - 1;
  return sql.slice(0, from) + replacement.text + sql.slice(from + replacement.length);
}

/** Tables at the left, text and result in the middle, what protects the result at the right. */
export function Bench({ grant }: { readonly grant: Grant }) {
  const first = useMemo(() => firstProgram(grant), [grant]);
  const drafts = useDrafts(grant.id, first);
  return drafts.current ? <Desk grant={grant} drafts={drafts} draft={drafts.current} /> : null;
}

function Desk(props: { readonly grant: Grant; readonly draft: Draft; readonly drafts: ReturnType<typeof useDrafts> }) {
  const { grant, draft, drafts } = props;
  const language = useLanguage();
  const [pane, setPane] = useUrlState('pane');
  const [place, setPlace] = useState({ line: 1, column: 1 });
  const [shown, setShown] = useState<{ line: number; column: number; length: number } | null>(null);
  const [insert, setInsert] = useState<{ readonly text: string } | null>(null);
  const checking = useChecking(grant.id, draft, grant.state === 'active');
  const { run, start, stop } = useRun(grant.id);
  const programme = programOf(draft);
  const change = (sql: string): void => drafts.patch(draft.id, { sql });
  const begin = (): void => {
    if (grant.state !== 'active' || draft.sql.trim() === '') return;
    setPane(null);
    void start(programme.body);
  };
  const diagnostics = checking.typing || checking.empty ? NONE : (checking.data?.diagnostics ?? NONE);
  return (
    <div className={css['bench']}>
      <GrantedTables tables={grant.entries} onInsert={(text) => setInsert({ text })} />
      <div className={css['middle']}>
        <ToolBar
          grant={grant}
          draft={draft}
          accepted={checking.data?.verdict === 'accepted'}
          pane={pane}
          onPane={setPane}
          onRun={begin}
          place={place}
        />
        <DraftTabs drafts={drafts} current={draft} onAdd={() => drafts.add('')} />
        <div className={css['editor']}>
          <SqlEditor
            id={draft.id}
            value={draft.sql}
            grant={grant}
            diagnostics={diagnostics}
            language={language}
            onChange={change}
            onRun={begin}
            onPlace={(line, column) => setPlace({ line, column })}
            insert={insert}
            show={shown}
          />
        </div>
        <Parameters
          draft={draft}
          names={Object.keys(programme.body.parameters ?? {}).concat(programme.lacks)}
          onChange={(values) => drafts.patch(draft.id, { values })}
        />
        <Verdict
          checking={checking}
          onShow={(one) => setShown({ line: one.line, column: one.column, length: one.length })}
          onFix={(one) => change(applyFix(draft.sql, one))}
        />
        {pane === 'sample' ? <SamplePanel grantId={grant.id} tables={grant.entries} /> : null}
        {pane === 'sample' ? null : pane === 'history' ? (
          <HistoryPanel
            grantId={grant.id}
            drafts={drafts.drafts}
            onRestore={(sql) => {
              drafts.add(sql);
              setPane(null);
            }}
          />
        ) : (
          <ResultPanel run={run} changed={run !== null && run.sql !== draft.sql} onStop={stop} onRetry={begin} />
        )}
      </div>
      <DisclosurePanel grant={grant} explanation={checking.typing ? undefined : checking.data} />
    </div>
  );
}

/** Run, history, samples, and the way to a product. */
function ToolBar(props: {
  readonly grant: Grant;
  readonly draft: Draft;
  readonly accepted: boolean;
  readonly pane: string | null;
  readonly onPane: (pane: string | null) => void;
  readonly onRun: () => void;
  readonly place: { readonly line: number; readonly column: number };
}) {
  const w = useWorkbenchWords();
  const go = useGo();
  const { grant, draft } = props;
  return (
    <div className={css['bar']}>
      <Button
        look="primary"
        onClick={props.onRun}
        disabled={grant.state !== 'active'}
        title={w.editor.runTitle}
        data-testid="run"
      >
        <Icon name="arrow" size={14} /> {w.editor.run}
      </Button>
      <Button
        look="quiet"
        aria-pressed={props.pane === 'history'}
        onClick={() => props.onPane(props.pane === 'history' ? null : 'history')}
      >
        <Icon name="clock" size={14} /> {w.history.title}
      </Button>
      <Button
        look="quiet"
        aria-pressed={props.pane === 'sample'}
        onClick={() => props.onPane(props.pane === 'sample' ? null : 'sample')}
        data-testid="sample"
      >
        <Icon name="table" size={14} /> {w.sample.title}
      </Button>
      {pageExists('/console/products/new') ? (
        <Button
          look="quiet"
          onClick={() => go(`/console/products/new?grant=${grant.id}&draft=${draft.id}`)}
          disabled={!props.accepted}
          data-testid="save-product"
        >
          <Icon name="product" size={14} /> {w.editor.saveProduct}
        </Button>
      ) : null}
      <span className={css['place']}>{fill(w.editor.position, props.place)}</span>
    </div>
  );
}

function Parameters(props: {
  readonly draft: Draft;
  readonly names: readonly string[];
  readonly onChange: (values: Draft['values']) => void;
}) {
  const w = useWorkbenchWords().editor;
  if (props.names.length === 0) return null;
  return (
    <fieldset className={css['parameters']}>
      <legend>{w.parameters}</legend>
      {props.names.toSorted().map((name) => (
        <label key={name}>
          <code>:{name}</code>
          <input
            value={props.draft.values[name] ?? ''}
            onChange={(event) => props.onChange({ ...props.draft.values, [name]: event.target.value })}
          />
        </label>
      ))}
      <span className={css['hint']}>{w.parameterHint}</span>
    </fieldset>
  );
}

/** The gate's word on the text as it stands, in one line, with what to change below. */
function Verdict(props: {
  readonly checking: ReturnType<typeof useChecking>;
  readonly onShow: (one: Diagnostic) => void;
  readonly onFix: (one: Diagnostic) => void;
}) {
  const w = useWorkbenchWords().checking;
  const language = useLanguage();
  const words = useErrorWords();
  const { checking } = props;
  const { data } = checking;
  const state = checking.empty
    ? 'idle'
    : checking.error
      ? 'failed'
      : checking.typing || checking.isFetching
        ? 'pending'
        : (data?.verdict ?? 'idle');
  const line = {
    idle: w.idle,
    pending: w.pending,
    failed: sayOf(language, w.failed, words(checking.error).title),
    accepted: w.accepted,
    refused: fill(w.refused, { count: data?.diagnostics.length ?? 0 }),
  }[state];
  return (
    <div className={css['verdict']} data-state={state} data-testid="verdict" role="status">
      <div className={css['verdictLine']}>
        <Icon
          name={state === 'accepted' ? 'check' : state === 'refused' || state === 'failed' ? 'warn' : 'shield'}
          size={14}
        />
        {line}
      </div>
      {state === 'refused' && data ? (
        <DiagnosticList diagnostics={data.diagnostics} onShow={props.onShow} onFix={props.onFix} />
      ) : null}
    </div>
  );
}
