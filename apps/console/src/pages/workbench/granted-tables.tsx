import { catalogueRoutes } from '@sluice/contract';
import { useState } from 'react';
import { useRead } from '../../api/use-call.ts';
import { Icon } from '../../design/icon.tsx';
import { fill, useLanguage } from '../../i18n/area.ts';
import { useTerms } from '../../i18n/terms/index.ts';
import { useWorkbenchWords } from '../../i18n/workbench/index.ts';
import { useName, type GrantedField, type GrantedTable } from './granted.ts';
import css from './tables.module.css';

/** Why a column lacks uses, in words. */
function useReasonWords(): (reason: GrantedField['reasons'][number]) => string {
  const w = useWorkbenchWords();
  const roles: Readonly<Record<string, string>> = useTerms().fieldRole;
  const uses: Readonly<Record<string, string>> = w.useNames;
  return ({ code, params = {} }) => {
    const sentences: Readonly<Record<string, string>> = w.reason;
    const listed = params['uses'];
    return fill(sentences[code] ?? code, {
      role: roles[String(params['role'])] ?? String(params['role'] ?? ''),
      grade: `L${String(params['grade'] ?? '')}`,
      uses: (Array.isArray(listed) ? listed : []).map((use) => uses[useName(use)] ?? use).join('、'),
    });
  };
}

/** A grant is given in the words of the law; the entry has its titles in English too, where its agency gave them. */
function useTitles(resourceId: string): (of: { readonly name: string; readonly title: string }) => string {
  const english = useLanguage() === 'en';
  const entry = useRead(
    catalogueRoutes.getResource,
    { params: { id: resourceId } },
    { enabled: english && resourceId !== '', staleMs: 300_000 },
  ).data?.content;
  return (of) => {
    if (!english || !entry) return of.title;
    if (of.name === entry.name) return entry.titleEn ?? of.title;
    return entry.fields?.find((one) => one.name === of.name)?.titleEn ?? of.title;
  };
}

/** What the grant holds: each table with its columns, what each may be used for, and what is locked with the reason. */
export function GrantedTables(props: {
  readonly tables: readonly GrantedTable[];
  readonly onInsert: (text: string) => void;
}) {
  const w = useWorkbenchWords();
  const [typed, setTyped] = useState('');
  const [closed, setClosed] = useState<ReadonlySet<string>>(() => new Set(props.tables.slice(2).map((t) => t.name)));
  const q = typed.trim().toLowerCase();
  const hits = (one: { name: string; title: string }) =>
    one.name.toLowerCase().includes(q) || one.title.toLowerCase().includes(q);
  const shown = props.tables
    .map((table) => ({ table, fields: hits(table) ? table.fields : table.fields.filter(hits) }))
    .filter(({ table, fields }) => q === '' || hits(table) || fields.length > 0);
  const toggle = (name: string): void => {
    const next = new Set(closed);
    if (!next.delete(name)) next.add(name);
    setClosed(next);
  };
  return (
    <section className={css['side']} aria-label={w.tables}>
      <h2 className={css['head']}>{w.tables}</h2>
      <label className={css['find']}>
        <Icon name="search" size={14} />
        <input
          type="search"
          placeholder={w.findField}
          aria-label={w.findField}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </label>
      {shown.length === 0 ? <p className={css['none']}>{w.noField}</p> : null}
      <ul className={css['tables']}>
        {shown.map(({ table, fields }) => (
          <GrantedTableRow
            key={table.name}
            table={table}
            fields={fields}
            open={q !== '' || !closed.has(table.name)}
            onToggle={() => toggle(table.name)}
            onInsert={props.onInsert}
          />
        ))}
      </ul>
    </section>
  );
}

function GrantedTableRow(props: {
  readonly table: GrantedTable;
  readonly fields: readonly GrantedField[];
  readonly open: boolean;
  readonly onToggle: () => void;
  readonly onInsert: (text: string) => void;
}) {
  const w = useWorkbenchWords();
  const { table, fields, open } = props;
  const titleOf = useTitles(table.resourceId);
  const title = titleOf(table);
  return (
    <li>
      <div className={css['table']}>
        <button type="button" className={css['fold']} aria-expanded={open} aria-label={title} onClick={props.onToggle}>
          <Icon name="chevron" size={12} />
        </button>
        <button
          type="button"
          className={css['tableName']}
          data-testid="granted-table"
          title={title}
          onClick={() => props.onInsert(table.name)}
        >
          <code>{table.name}</code>
          <span>{title}</span>
        </button>
      </div>
      {open ? (
        <>
          {table.rows.map((row) => (
            <p key={row.field} className={css['rows']}>
              {fill(w.rowsOnly, { field: row.field, values: row.in.join('、') })}
            </p>
          ))}
          <ul>
            {fields.map((field) => (
              <li key={field.name}>
                <FieldRow field={field} title={titleOf(field)} onInsert={props.onInsert} />
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </li>
  );
}

function FieldRow(props: {
  readonly field: GrantedField;
  readonly title: string;
  readonly onInsert: (text: string) => void;
}) {
  const w = useWorkbenchWords();
  const reasonWords = useReasonWords();
  const { field, title } = props;
  const words: Readonly<Record<string, string>> = w.useNames;
  const uses = [...new Set(field.uses.map(useName))];
  if (uses.length === 0) {
    const why = fill(w.locked, { reason: field.reasons.map(reasonWords).join('；') });
    return (
      <div className={css['locked']} title={why} data-testid="locked-field">
        <s>
          <code>{field.name}</code>
        </s>
        <span className={css['title']}>{title}</span>
        <Icon name="lock" size={13} />
        <span className="visually-hidden">{why}</span>
      </div>
    );
  }
  const lacks = field.reasons.map(reasonWords).join('；');
  return (
    <button
      type="button"
      className={css['field']}
      title={[title, uses.map((use) => words[use] ?? use).join('、'), lacks].filter(Boolean).join('\n')}
      onClick={() => props.onInsert(field.name)}
    >
      <span className={css['line']}>
        <code>{field.name}</code>
        <span className={css['title']}>{title}</span>
      </span>
      <span className={css['uses']}>{uses.map((use) => words[use] ?? use).join(' · ')}</span>
    </button>
  );
}
