import { Icon } from '../../design/icon.tsx';
import { Tag } from '../../design/primitives.tsx';
import { fill, useLanguage } from '../../i18n/area.ts';
import { useWorkbenchWords } from '../../i18n/workbench/index.ts';
import css from './diagnostics.module.css';
import type { Diagnostic } from './use-checking.ts';

/** What to change, in words: the place, the rule, its clause, and the text that would do instead. */
export function DiagnosticList(props: {
  readonly diagnostics: readonly Diagnostic[];
  readonly onShow?: (one: Diagnostic) => void;
  readonly onFix?: (one: Diagnostic) => void;
}) {
  const w = useWorkbenchWords();
  const language = useLanguage();
  return (
    <ul className={css['list']} data-testid="diagnostics">
      {props.diagnostics.map((one) => (
        <li key={`${one.code}:${one.line}:${one.column}`} data-severity={one.severity}>
          <Icon name={one.severity === 'error' ? 'cross' : 'warn'} size={14} />
          <div>
            <div className={css['message']}>{language === 'en' ? one.message.en : one.message.zh}</div>
            <div className={css['meta']}>
              {props.onShow ? (
                <button type="button" onClick={() => props.onShow?.(one)}>
                  {fill(w.checking.at, { line: one.line, column: one.column })}
                </button>
              ) : (
                <span>{fill(w.checking.at, { line: one.line, column: one.column })}</span>
              )}
              <Tag>{fill(w.checking.rule, { rule: one.rule })}</Tag>
              {one.clause ? <span>{one.clause}</span> : null}
              {one.replacement && props.onFix ? (
                <button type="button" className={css['fix']} onClick={() => props.onFix?.(one)}>
                  {fill(w.editor.fix, { text: one.replacement.text })}
                </button>
              ) : null}
            </div>
          </div>
        </li>
      ))}
    </ul>
  );
}
