import { useMemo, useState } from 'react';
import { ChartFrame, type ChartColours } from '../../design/chart-frame.tsx';
import { Empty } from '../../design/empty.tsx';
import { useWorkbenchWords } from '../../i18n/workbench/index.ts';
import { isNumeric, showCell, type Cell, type GridColumn } from './cell-text.ts';
import { planChart, type ChartChoice, type ChartPlan } from './plan-chart.ts';
import css from './result.module.css';

const LISTED = 500;

/** How a plan is drawn: lines over time, bars over anything else. */
const optionOf = (plan: ChartPlan | null) => (colours: ChartColours) => ({
  grid: { left: 8, right: 16, top: plan?.series ? 56 : 32, bottom: 4, containLabel: true },
  tooltip: { trigger: 'axis', backgroundColor: colours.panel, textStyle: { color: colours.text } },
  ...(plan?.series
    ? { legend: { type: 'scroll', top: 0, left: 0, textStyle: { color: colours.text }, icon: 'roundRect' } }
    : {}),
  xAxis: {
    type: 'category',
    data: [...(plan?.names ?? [])],
    axisLine: { lineStyle: { color: colours.line } },
    axisLabel: { color: colours.faint },
  },
  yAxis: {
    type: 'value',
    name: plan?.value,
    nameTextStyle: { color: colours.faint, align: 'left' },
    splitLine: { lineStyle: { color: colours.line } },
    axisLabel: { color: colours.faint },
  },
  series: (plan?.lines ?? []).map((line) => ({
    type: plan?.byTime ? 'line' : 'bar',
    name: line.group || plan?.value,
    data: [...line.values],
    barMaxWidth: 28,
    connectNulls: false,
    symbolSize: 5,
  })),
});

/** A result drawn, with what goes across, which figure, and by what it is split. */
export function ResultChart(props: {
  readonly columns: readonly GridColumn[];
  readonly rows: readonly (readonly Cell[])[];
}) {
  const w = useWorkbenchWords().chart;
  const { columns, rows } = props;
  const [choice, setChoice] = useState<ChartChoice>({ across: null, value: null, series: null });
  const plan = useMemo(() => planChart(columns, rows, choice), [columns, rows, choice]);
  const option = useMemo(() => optionOf(plan), [plan]);
  if (!plan) return <Empty icon="chart" title={w.none} />;
  return (
    <div className={css['chart']}>
      <div className={css['choices']}>
        <Choice
          label={w.across}
          chosen={plan.across}
          options={columns.map((one) => one.name)}
          onChoose={(across) => setChoice({ ...choice, across })}
        />
        <Choice
          label={w.value}
          chosen={plan.value}
          options={plan.figures}
          onChoose={(value) => setChoice({ ...choice, value })}
        />
        <Choice
          label={w.series}
          chosen={plan.series ?? ''}
          none={w.noSeries}
          options={plan.dimensions}
          onChoose={(series) => setChoice({ ...choice, series })}
        />
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
          rows: rows.slice(0, LISTED).map((cells, at) => ({ cells, at })),
          rowKey: (row) => String(row.at),
        }}
      />
    </div>
  );
}

function Choice(props: {
  readonly label: string;
  readonly chosen: string;
  readonly options: readonly string[];
  /** Name of choosing nothing, where that is a choice. */
  readonly none?: string;
  readonly onChoose: (name: string) => void;
}) {
  return (
    <label className={css['choice']}>
      <span>{props.label}</span>
      <select value={props.chosen} onChange={(event) => props.onChoose(event.target.value)}>
        {props.none ? <option value="">{props.none}</option> : null}
        {props.options.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
