import { isNumeric, type Cell, type GridColumn } from './cell-text.ts';

const MOST_SERIES = 6;

/** What the reader chose; null where nothing was chosen yet. */
export interface ChartChoice {
  readonly across: string | null;
  readonly value: string | null;
  /** Empty: not split. */
  readonly series: string | null;
}

export interface ChartPlan {
  readonly across: string;
  readonly value: string;
  readonly series: string | null;
  /** Columns that may be split by, and those that are figures. */
  readonly dimensions: readonly string[];
  readonly figures: readonly string[];
  readonly names: readonly string[];
  readonly lines: readonly { readonly group: string; readonly values: readonly (number | null)[] }[];
  readonly byTime: boolean;
}

const isTime = (column: GridColumn): boolean => /date|time/i.test(column.type);

/** One column across, one figure, and where it helps one series a value of a third column; null without a figure. */
export function planChart(
  columns: readonly GridColumn[],
  rows: readonly (readonly Cell[])[],
  choice: ChartChoice,
): ChartPlan | null {
  const figures = columns.filter(isNumeric);
  const dimensions = columns.filter((column) => !isNumeric(column));
  const textAt = (row: readonly Cell[], column: GridColumn): string => String(row[columns.indexOf(column)] ?? '');
  const distinct = (column: GridColumn): readonly string[] => [...new Set(rows.map((row) => textAt(row, column)))];
  const across =
    columns.find((one) => one.name === choice.across) ?? dimensions.find(isTime) ?? dimensions[0] ?? columns[0];
  const value = figures.find((one) => one.name === choice.value) ?? figures.find((one) => one !== across);
  if (!across || !value) return null;
  const fits = dimensions.find((one) => one !== across && distinct(one).length <= MOST_SERIES);
  const series = choice.series === '' ? undefined : (dimensions.find((one) => one.name === choice.series) ?? fits);
  const names = distinct(across).toSorted();
  const groups = series ? distinct(series).slice(0, MOST_SERIES) : [''];
  const valueOf = (name: string, group: string): number | null => {
    const found = rows.find((row) => textAt(row, across) === name && (!series || textAt(row, series) === group));
    return found ? Number(found[columns.indexOf(value)] ?? 0) : null;
  };
  return {
    across: across.name,
    value: value.name,
    series: series?.name ?? null,
    dimensions: dimensions.filter((one) => one !== across).map((one) => one.name),
    figures: figures.map((one) => one.name),
    names,
    lines: groups.map((group) => ({ group, values: names.map((name) => valueOf(name, group)) })),
    byTime: isTime(across),
  };
}
