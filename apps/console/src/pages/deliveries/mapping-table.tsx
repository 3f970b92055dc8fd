import { DataTable } from '../../design/data-table.tsx';
import { Tag } from '../../design/primitives.tsx';
import { fill, useLanguage } from '../../i18n/area.ts';
import { useDeliveryWords } from '../../i18n/deliveries/index.ts';
import { wordReason } from '../../i18n/reasons.ts';
import { useTerms } from '../../i18n/terms/index.ts';
import css from './deliveries.module.css';
import type { Mapping } from './upload-panel.tsx';

/** Each column of the file with the field it carries, what its values look like, and why. */
export function MappingTable({ mapping }: { readonly mapping: Mapping }) {
  const w = useDeliveryWords();
  const terms = useTerms();
  const language = useLanguage();
  const unmatched = mapping.columns.filter((column) => column.matches === null).length;
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
        {unmatched === 0 ? (
          <Tag tone="ok">{fill(w.mappingAll, { count: mapping.columns.length })}</Tag>
        ) : (
          <Tag tone="warn">{fill(w.mappingSome, { count: unmatched })}</Tag>
        )}
        {mapping.missing.length > 0 ? (
          <Tag tone="bad">{fill(w.missing, { fields: mapping.missing.join('、') })}</Tag>
        ) : null}
        {mapping.warnings.map((warning) => (
          <Tag key={warning.code} tone="warn">
            {wordReason(warning, language)}
          </Tag>
        ))}
      </p>
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
          { id: 'type', title: w.type, minor: true, cell: (column) => terms.fieldType[column.field.type] },
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
