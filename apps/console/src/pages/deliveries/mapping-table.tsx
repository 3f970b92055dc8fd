import { DataTable } from '../../design/data-table.tsx';
import { Tag } from '../../design/primitives.tsx';
import { fill, joinWords, useLanguage } from '../../i18n/area.ts';
import { useDeliveryWords } from '../../i18n/deliveries/index.ts';
import { wordReason } from '../../i18n/reasons.ts';
import { useTerms } from '../../i18n/terms/index.ts';
import css from './deliveries.module.css';
import type { Mapping } from './upload-panel.tsx';

/** What the whole file would be refused for, column by column, while it can still be mended. */
function Refusals({ mapping }: { readonly mapping: Mapping }) {
  const w = useDeliveryWords();
  const language = useLanguage();
  const sentences: Readonly<Record<string, string>> = w.fault;
  const listed = (given: unknown): readonly string[] => (Array.isArray(given) ? given.map(String) : []);
  const columnAt = (position: string): string =>
    fill(w.columnAt, { position, name: mapping.columns[Number(position) - 1]?.source ?? '' });
  if (mapping.refusals.length === 0) return null;
  return (
    <div className={css['error']} role="alert">
      {w.mappingRefused}
      <ul>
        {mapping.refusals.map((reason) => {
          const columns = [...listed(reason.params?.['positions']).map(columnAt), ...listed(reason.params?.['fields'])];
          const sentence = sentences[reason.code];
          return (
            <li key={reason.code}>
              {sentence ? fill(sentence, { columns: joinWords(language, columns) }) : wordReason(reason, language)}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** Each column of the file with the field it carries, what its values look like, and why. */
export function MappingTable({ mapping }: { readonly mapping: Mapping }) {
  const w = useDeliveryWords();
  const terms = useTerms();
  const language = useLanguage();
  const unmatched = mapping.columns.filter((column) => column.matches === null);
  const nameOf = ({ position, source }: Mapping['columns'][number]) =>
    fill(w.columnAt, { position, name: source ?? '' });
  return (
    <div className={css['mapping']}>
      <h3>{w.mapping}</h3>
      <p className={css['quiet']}>
        {fill(w.mappingNote, {
          records: mapping.records,
          encoding: mapping.encoding ?? '—',
          delimiter: mapping.delimiter === '\t' ? 'TAB' : (mapping.delimiter ?? '—'),
        })}
      </p>
      <p className={css['summary']}>
        {mapping.refusals.length > 0 ? null : unmatched.length === 0 ? (
          <Tag tone="ok">{fill(w.mappingAll, { count: mapping.columns.length })}</Tag>
        ) : (
          <Tag tone="warn">{fill(w.mappingSome, { columns: joinWords(language, unmatched.map(nameOf)) })}</Tag>
        )}
      </p>
      <ul className={css['warned']}>
        {mapping.warnings.map((warning) => (
          <li key={warning.code}>{wordReason(warning, language)}</li>
        ))}
      </ul>
      <Refusals mapping={mapping} />
      <DataTable
        label={w.mapping}
        rows={mapping.columns}
        rowKey={(column) => String(column.position)}
        columns={[
          {
            id: 'column',
            title: w.column,
            cell: (column) => (
              <>
                <span className={css['quiet']}>{column.position}</span> {column.source ?? ''}
              </>
            ),
          },
          {
            id: 'field',
            title: w.field,
            cell: (column) =>
              column.matches === null ? (
                <Tag tone="warn">{w.unmatched}</Tag>
              ) : (
                <span className="mono">{column.matches}</span>
              ),
          },
          {
            id: 'type',
            title: w.type,
            minor: true,
            nowrap: true,
            cell: (column) => terms.fieldType[column.field.type],
          },
          {
            id: 'filled',
            title: w.filled,
            unit: '%',
            numeric: true,
            minor: true,
            cell: (column) => Math.round(column.filled * 100),
          },
          { id: 'distinct', title: w.distinct, numeric: true, minor: true, cell: (column) => column.distinct },
          {
            id: 'why',
            title: w.why,
            minor: true,
            cell: (column) => (
              <span className={css['quiet']}>
                {[
                  ...new Set(column.reasons.map((reason) => wordReason(reason, language))),
                  ...(column.element ? [`${w.element} ${column.element.code} ${column.element.title}`] : []),
                ].join('；')}
              </span>
            ),
          },
        ]}
      />
    </div>
  );
}
