import { autocompletion } from '@codemirror/autocomplete';
import { PostgreSQL, sql } from '@codemirror/lang-sql';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { setDiagnostics, type Diagnostic as Mark } from '@codemirror/lint';
import { Compartment, EditorState, Prec } from '@codemirror/state';
import { EditorView, keymap } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { basicSetup } from 'codemirror';
import { useEffect, useRef } from 'react';
import { fill } from '../../i18n/area.ts';
import { useWorkbenchWords } from '../../i18n/workbench/index.ts';
import { completeFrom } from './complete-sql.ts';
import type { Grant } from './granted.ts';
import type { Diagnostic } from './use-checking.ts';
import css from './editor.module.css';

const look = EditorView.theme({
  '&': { height: '100%', fontSize: '13px', backgroundColor: 'var(--panel)', color: 'var(--text)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': {
    fontFamily: '"Noto Sans Mono CJK SC", "Sarasa Mono SC", "Cascadia Mono", "SFMono-Regular", monospace',
    lineHeight: '22px',
  },
  '.cm-content': { caretColor: 'var(--text)', padding: '8px 0' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-gutters': { backgroundColor: 'var(--panel)', color: 'var(--text-3)', border: '0' },
  '.cm-activeLine': { backgroundColor: 'var(--sunken)' },
  '.cm-activeLineGutter': { backgroundColor: 'var(--sunken)', color: 'var(--text-2)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--brand-soft)',
  },
  '.cm-selectionMatch': { backgroundColor: 'var(--brand-soft)' },
  '&.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--brand-soft)', outline: '1px solid var(--line-strong)' },
  '.cm-tooltip': {
    backgroundColor: 'var(--raised)',
    color: 'var(--text)',
    border: '1px solid var(--line-strong)',
    borderRadius: '6px',
    boxShadow: 'var(--shadow)',
  },
  '.cm-tooltip-autocomplete > ul > li': { lineHeight: '24px' },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    backgroundColor: 'var(--button)',
    color: 'var(--on-brand)',
  },
  '.cm-completionDetail': { color: 'inherit', opacity: '0.8', fontStyle: 'normal', marginLeft: '10px' },
  '.cm-diagnostic': { fontFamily: 'var(--font)', lineHeight: '20px', padding: '6px 10px' },
  '.cm-diagnosticAction': { backgroundColor: 'var(--button)', color: 'var(--on-brand)', borderRadius: '4px' },
  '.cm-panels': { backgroundColor: 'var(--raised)', color: 'var(--text)' },
  '.cm-foldPlaceholder': { backgroundColor: 'var(--sunken)', color: 'var(--text-2)', border: '0' },
});

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: 'var(--series-4)' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--ok)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--warn)' },
  { tag: [tags.lineComment, tags.blockComment], color: 'var(--text-3)' },
  { tag: [tags.typeName, tags.standard(tags.name)], color: 'var(--link)' },
]);

/** Where a finding stands in the text, by its line and column from 1. A finding without length marks one character. */
function placeOf(state: EditorState, at: { line: number; column: number; length: number }) {
  const line = state.doc.line(Math.min(Math.max(1, at.line), state.doc.lines));
  const from = Math.min(line.from + Math.max(0, at.column - 1), state.doc.length);
  return { from, to: Math.min(Math.max(from + at.length, Math.min(from + 1, state.doc.length)), state.doc.length) };
}

interface EditorProps {
  readonly id: string;
  readonly value: string;
  readonly grant: Grant;
  readonly diagnostics: readonly Diagnostic[];
  readonly language: string;
  readonly onChange: (value: string) => void;
  readonly onRun: () => void;
  readonly onPlace: (line: number, column: number) => void;
  /** A name to be put where the writer is; another object inserts again. */
  readonly insert: { readonly text: string } | null;
  /** A place the caller wants the writer to see. */
  readonly show: { readonly line: number; readonly column: number; readonly length: number } | null;
}

/** A fresh text with its own undo history; what it tells, it tells the props of the moment. */
function createState(acts: { readonly current: EditorProps }, completion: Compartment, label: string): EditorState {
  return EditorState.create({
    doc: acts.current.value,
    extensions: [
      Prec.highest(keymap.of([{ key: 'Mod-Enter', run: () => (acts.current.onRun(), true) }])),
      basicSetup,
      sql({ dialect: PostgreSQL }),
      completion.of([]),
      look,
      Prec.highest(syntaxHighlighting(colours)),
      EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false' }),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) acts.current.onChange(update.state.doc.toString());
        if (update.docChanged || update.selectionSet) {
          const head = update.state.selection.main.head;
          const line = update.state.doc.lineAt(head);
          acts.current.onPlace(line.number, head - line.from + 1);
        }
      }),
    ],
  });
}

/** The editor. Its text is the caller's: another `id` is another text, with an undo history of its own. */
export function SqlEditor(props: EditorProps) {
  const w = useWorkbenchWords();
  const box = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const completion = useRef(new Compartment());
  const acts = useRef(props);
  useEffect(() => {
    acts.current = props;
  });
  const { id, grant, diagnostics, language, show, insert, value } = props;
  const label = w.editor.label;
  const uses = w.uses;

  useEffect(() => {
    const parent = box.current;
    if (!parent) return;
    const made = new EditorView({
      parent,
      state: createState(acts, completion.current, label),
    });
    view.current = made;
    return () => {
      made.destroy();
      view.current = null;
    };
  }, [id, label]);

  // The text changed elsewhere (a quick fix, a text brought back): the editor follows, and it can be undone.
  useEffect(() => {
    const now = view.current;
    if (!now || now.state.doc.toString() === value) return;
    now.dispatch({ changes: { from: 0, to: now.state.doc.length, insert: value } });
  }, [value]);

  useEffect(() => {
    view.current?.dispatch({
      effects: completion.current.reconfigure(autocompletion({ override: [completeFrom(grant, uses)], icons: false })),
    });
  }, [id, label, grant, uses]);

  useEffect(() => {
    const now = view.current;
    if (!now) return;
    const marks = diagnostics.map((one): Mark => {
      const { replacement } = one;
      const place = placeOf(now.state, one);
      return {
        ...place,
        severity: one.severity,
        message: language === 'en' ? one.message.en : one.message.zh,
        source: one.rule,
        ...(replacement
          ? {
              actions: [
                {
                  name: fill(w.editor.fix, { text: replacement.text.slice(0, 40) }),
                  apply: (target: EditorView) =>
                    target.dispatch({
                      changes: { ...placeOf(target.state, replacement), insert: replacement.text },
                    }),
                },
              ],
            }
          : {}),
      };
    });
    now.dispatch(setDiagnostics(now.state, marks));
  }, [diagnostics, language, id, w]);

  useEffect(() => {
    const now = view.current;
    if (!now || !show) return;
    const place = placeOf(now.state, show);
    now.dispatch({ selection: { anchor: place.from, head: place.to }, scrollIntoView: true });
    now.focus();
  }, [show]);

  useEffect(() => {
    const now = view.current;
    if (!now || !insert) return;
    now.dispatch(now.state.replaceSelection(insert.text), { scrollIntoView: true, userEvent: 'input' });
    now.focus();
  }, [insert]);

  return <div ref={box} className={css['editor']} data-testid="sql-editor" />;
}
