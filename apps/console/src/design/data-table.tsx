import { useRef, type ReactNode } from 'react';
import { Go } from './go.tsx';
import css from './data-table.module.css';
import { TableTools, useHiddenColumns } from './table-tools.tsx';

export interface Column<Row> {
  readonly id: string;
  readonly title: string;
  /** Stands in the header, never in the cells. */
  readonly unit?: string;
  /** Numbers stand right, in tabular figures. */
  readonly numeric?: boolean;
  /** Dates and the like stay on one line. */
  readonly nowrap?: boolean;
  /** Left out below 720 px. */
  readonly minor?: boolean;
  readonly width?: number;
  readonly cell: (row: Row) => ReactNode;
}

const classOf = (column: Pick<Column<never>, 'minor' | 'nowrap'>): string | undefined =>
  [column.minor ? css['minor'] : '', column.nowrap ? css['nowrap'] : ''].filter(Boolean).join(' ') || undefined;

/**
 * Rows of 40 px (32 when compact), no zebra, the first column stays in view. `href` makes the first cell a link; with
 * `toolsId` the reader chooses columns, kept under that name, and takes the rows away as a file.
 */
export function DataTable<Row>(props: {
  readonly label: string;
  readonly toolsId?: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  readonly href?: (row: Row) => string;
  readonly current?: string | null;
  readonly empty?: ReactNode;
}) {
  const table = useRef<HTMLTableElement>(null);
  const [hidden, toggle] = useHiddenColumns(props.toolsId);
  if (props.rows.length === 0 && props.empty) return <>{props.empty}</>;
  const columns = props.columns.filter((column, at) => at === 0 || !hidden.includes(column.id));
  const rows = (
    <div className={css['scroll']} role="region" aria-label={props.label} tabIndex={0}>
      <table ref={table} className={css['table']}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th
                key={column.id}
                scope="col"
                className={column.minor ? css['minor'] : undefined}
                data-numeric={column.numeric}
                style={column.width ? { width: column.width } : undefined}
              >
                {column.title}
                {column.unit ? <span className={css['unit']}>{column.unit}</span> : null}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.rows.map((row) => {
            const key = props.rowKey(row);
            const href = props.href?.(row);
            return (
              <tr key={key} aria-current={props.current === key ? 'true' : undefined}>
                {columns.map((column, at) => (
                  <td key={column.id} className={classOf(column)} data-numeric={column.numeric}>
                    {at === 0 && href ? <Go to={href}>{column.cell(row)}</Go> : column.cell(row)}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
  if (props.toolsId === undefined) return rows;
  return (
    <>
      <TableTools label={props.label} columns={props.columns} hidden={hidden} onToggle={toggle} table={table} />
      {rows}
    </>
  );
}
