import { DataTable } from '../../design/data-table.tsx';
import { Go } from '../../design/go.tsx';
import { Panel, Tag } from '../../design/primitives.tsx';
import { fill, useLanguage } from '../../i18n/area.ts';
import { useGrantWords } from '../../i18n/grants/index.ts';
import { wordReason, wordUse } from '../../i18n/reasons.ts';
import { useTerms } from '../../i18n/terms/index.ts';
import type { Grant } from './grant-page.tsx';
import css from './grants.module.css';

/** Entry by entry: what each field may be used for, and why not for more. A field without use is struck through. */
export function GrantEntries({ grant }: { readonly grant: Grant }) {
  const w = useGrantWords();
  const language = useLanguage();
  const roles: Readonly<Record<string, string>> = useTerms().fieldRole;
  return (
    <>
      {grant.entries.map((entry) => (
        <Panel
          key={entry.resourceId}
          id={`entry-${entry.name}`}
          title={entry.title}
          note={
            <>
              <code className="mono">{entry.name}</code> · {fill(w.fieldCount, { count: entry.fields.length })}
              {entry.rows.map((row) => ` · ${fill(w.rows, { field: row.field, values: row.in.join('、') })}`)}
            </>
          }
          action={<Go to={`/console/catalogue/${entry.resourceId}`}>{w.data}</Go>}
        >
          <DataTable
            label={entry.title}
            rows={entry.fields}
            rowKey={(field) => field.name}
            columns={[
              {
                id: 'field',
                title: w.field,
                cell: (field) => (
                  <span className={css['field']} data-locked={field.uses.length === 0}>
                    <span>{field.title}</span> <code>{field.name}</code>
                  </span>
                ),
              },
              { id: 'role', title: w.role, minor: true, width: 96, cell: (field) => roles[field.role] ?? field.role },
              {
                id: 'uses',
                title: w.uses,
                cell: (field) => (
                  <span className={css['uses']}>
                    {field.uses.length === 0 ? <Tag tone="bad">{w.noUse}</Tag> : null}
                    {field.uses.map((use) => (
                      <Tag key={use}>{wordUse(use, language)}</Tag>
                    ))}
                  </span>
                ),
              },
              {
                id: 'why',
                title: w.why,
                minor: true,
                cell: (field) => (
                  <span className={css['quiet']}>
                    {field.reasons
                      .map(
                        (reason) =>
                          wordReason(reason, language) +
                          (reason.clause ? (language === 'en' ? ` (${reason.clause})` : `（${reason.clause}）`) : ''),
                      )
                      .join(language === 'en' ? '; ' : '；')}
                  </span>
                ),
              },
            ]}
          />
        </Panel>
      ))}
    </>
  );
}
