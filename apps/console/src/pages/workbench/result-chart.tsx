import { useCallback, useMemo, useState } from 'react';
import { ChartFrame, type ChartColours } from '../../design/chart-frame.tsx';
import { Empty } from '../../design/empty.tsx';
import { useWorkbenchWords } from '../../i18n/workbench/index.ts';
import { isNumeric, showCell, type Cell, type GridColumn } from './result-grid.tsx';
import css from './result.module.css';

const MOST_SERIES = 6;

/** A result drawn: one column across, one figure, and where it helps one series a value of a third column. */
export function ResultChart(props: {
  readonly columns: readonly GridColumn[];
  readonly rows: readonly (readonly Cell[])[];
}) {
  const w = useWorkbenchWords().chart;
  const { columns, rows } = props;
  const figures = columns.filter(isNumeric);
  const others = columns.filter((column) => !isNumeric(column));
  const distinct = useCallback(
    (column: GridColumn) => new Set(rows.map((row) => row[columns.indexOf(column)])).size,
    [rows, columns],
  );
  const dates = others.find((column) => /date|time/i.test(column.type));
  const [acrossName, setAcross] = useState<string | null>(null);
  const [valueName, setValue] = useState<string | null>(null);
  const [seriesName, setSeries] = useState<string | null>(null);
  const across = columns.find((one) => one.name === acrossName) ?? dates ?? others[0] ?? columns[0];
  const value = figures.find((one) => one.name === valueName) ?? figures.find((one) => one !== across);
  const guess = others.find((one) => one !== across && distinct(one) <= MOST_SERIES);
  const series = seriesName === '' ? undefined : (others.find((one) => one.name === seriesName) ?? guess);
  const drawn = useMemo(() => {
    if (!across || !value) return null;
    const at = (row: readonly Cell[], column: GridColumn): Cell => row[columns.indexOf(column)] ?? null;
    const names = [...new Set(rows.map((row) => String(at(row, across) ?? '')))].toSorted();
    const groups = series ? [...new Set(rows.map((row) => String(at(row, series) ?? '')))].slice(0, MOST_SERIES) : [''];
    const lines = groups.map((group) => ({
      group,
      values: names.map((name) => {
        const found = rows.find(
          (row) => String(at(row, across) ?? '') === name && (!series || String(at(row, series) ?? '') === group),
        );
        return found ? Number(at(found, value)) : null;
      }),
    }));
    return { names, lines };
  }, [across, value, series, rows, columns]);
  const byTime = across ? /date|time/i.test(across.type) : false;
  const option = useCallback(
    (colours: ChartColours) => ({
      grid: { left: 8, right: 16, top: series ? 36 : 16, bottom: 4, containLabel: true },
      tooltip: { trigger: 'axis', backgroundColor: colours.panel, textStyle: { color: colours.text } },
      ...(series ? { legend: { top: 0, left: 0, textStyle: { color: colours.text }, icon: 'roundRect' } } : {}),
      xAxis: {
        type: 'category',
        data: drawn?.names ?? [],
        axisLine: { lineStyle: { color: colours.line } },
        axisLabel: { color: colours.faint },
      },
      yAxis: {
        type: 'value',
        splitLine: { lineStyle: { color: colours.line } },
        axisLabel: { color: colours.faint },
      },
      series: (drawn?.lines ?? []).map((line) => ({
        type: byTime ? 'line' : 'bar',
        name: line.group || value?.name,
        data: line.values,
        barMaxWidth: 28,
        connectNulls: false,
        symbolSize: 5,
      })),
    }),
    [drawn, series, byTime, value],
  );
  if (!across || !value || !drawn) return <Empty icon="chart" title={w.none} />;
  const choice = (
    label: string,
    chosen: string,
    options: readonly string[],
    set: (name: string) => void,
    none = '',
  ) => (
    <label className={css['choice']}>
      <span>{label}</span>
      <select value={chosen} onChange={(event) => set(event.target.value)}>
        {none ? <option value="">{none}</option> : null}
        {options.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <div className={css['chart']}>
      <div className={css['choices']}>
        {choice(
          w.across,
          across.name,
          columns.map((one) => one.name),
          setAcross,
        )}
        {choice(
          w.value,
          value.name,
          figures.map((one) => one.name),
          setValue,
        )}
        {choice(
          w.series,
          series?.name ?? '',
          others.filter((one) => one !== across).map((one) => one.name),
          setSeries,
          w.noSeries,
        )}
      </div>
      <ChartFrame
        id="result-chart"
        title={w.title}
        height={280}
        option={option}
        table={{
          columns: columns.map((column, at) => ({
            id: column.name,
            title: column.name,
            numeric: isNumeric(column),
            cell: (row: { readonly cells: readonly Cell[] }) => showCell(row.cells[at] ?? null, column),
          })),
          rows: rows.slice(0, 500).map((cells, at) => ({ cells, at })),
          rowKey: (row) => String((row as { readonly at?: number }).at ?? JSON.stringify(row.cells)),
        }}
      />
    </div>
  );
}
