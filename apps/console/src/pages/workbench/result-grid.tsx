import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef } from 'react';
import { useDisplay } from '../../shell/display.ts';
import { useWorkbenchWords } from '../../i18n/workbench/index.ts';
import { isNumeric, showCell, type Cell, type GridColumn } from './cell-text.ts';
import css from './grid.module.css';

/** Figures stand in groups of three from five digits on: years and short codes stay as they are. */
const wantsGroups = (at: number, rows: readonly (readonly Cell[])[]): boolean =>
  rows.some((row) => Math.abs(Number(row[at])) >= 10_000 || !Number.isInteger(Number(row[at] ?? 0)));

/** Widths from names and the first rows; full-width characters count double. */
function widthsOf(columns: readonly GridColumn[], rows: readonly (readonly Cell[])[]): readonly number[] {
  const measure = (text: string): number => text.length + (text.match(/[\u2e80-\uffff]/g)?.length ?? 0);
  return columns.map((column, at) => {
    const widest = rows
      .slice(0, 60)
      .reduce((most, row) => Math.max(most, measure(showCell(row[at] ?? null, column))), measure(column.name));
    return Math.min(320, Math.max(84, widest * 8 + 28));
  });
}

/** Rows of a result, drawn as they are seen. The last one is hatched whatever came: there may be groups not released. */
export function ResultGrid(props: {
  readonly label: string;
  readonly columns: readonly GridColumn[];
  readonly rows: readonly (readonly Cell[])[];
  /** Nothing is withheld: without the hatched row. */
  readonly whole?: boolean;
}) {
  const w = useWorkbenchWords().result;
  const { columns, rows } = props;
  const scroll = useRef<HTMLDivElement>(null);
  const { density } = useDisplay();
  const height = density === 'compact' ? 28 : 32;
  const widths = useMemo(() => widthsOf(columns, rows), [columns, rows]);
  const grouped = useMemo(() => columns.map((_, at) => wantsGroups(at, rows)), [columns, rows]);
  // oxlint-disable-next-line react/incompatible-library -- the hook follows the scroll by itself; nothing it gives is memoized here
  const drawn = useVirtualizer({
    count: rows.length + (props.whole ? 0 : 1),
    getScrollElement: () => scroll.current,
    estimateSize: () => height,
    overscan: 12,
  });
  const template = `56px ${widths.map((width) => `minmax(${width}px, 1fr)`).join(' ')}`;
  return (
    <div ref={scroll} className={css['scroll']} role="region" aria-label={props.label} tabIndex={0}>
      <div
        className={css['grid']}
        role="table"
        aria-label={props.label}
        aria-rowcount={rows.length + (props.whole ? 1 : 2)}
        aria-colcount={columns.length + 1}
      >
        <div role="rowgroup" className={css['top']}>
          <div role="row" aria-rowindex={1} className={css['headRow']} style={{ gridTemplateColumns: template }}>
            <span role="columnheader" className={css['number']}>
              <span aria-hidden>#</span>
              <span className="visually-hidden">{w.rowNumber}</span>
            </span>
            {columns.map((column) => (
              <span key={column.name} role="columnheader" data-numeric={isNumeric(column)}>
                {column.name}
                <small>{column.type}</small>
              </span>
            ))}
          </div>
        </div>
        <div role="rowgroup" className={css['body']} style={{ height: drawn.getTotalSize() }}>
          {drawn.getVirtualItems().map((item) => {
            const row = rows[item.index];
            const style = { gridTemplateColumns: template, height, transform: `translateY(${item.start}px)` };
            if (!row)
              return (
                <div key="rest" role="row" aria-rowindex={item.index + 2} className={css['rest']} style={{ ...style }}>
                  <span role="cell" className={css['restText']} data-testid="withheld-row">
                    {w.placeholder}
                  </span>
                </div>
              );
            return (
              <div
                key={item.key}
                role="row"
                aria-rowindex={item.index + 2}
                className={css['row']}
                style={style}
                data-testid="result-row"
              >
                <span role="cell" className={css['number']}>
                  {item.index + 1}
                </span>
                {columns.map((column, at) => (
                  <span key={column.name} role="cell" data-numeric={isNumeric(column)}>
                    {showCell(row[at] ?? null, column, grouped[at])}
                  </span>
                ))}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}
