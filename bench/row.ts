/** One figure, as `--json` writes it. Its shape is fixed: later runs are compared with earlier ones. */
export interface Row {
  readonly id: string;
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** What it should be; null where the figure only stands beside another one. */
  readonly goal: number | null;
  readonly better: 'higher' | 'lower';
  /** Measurements behind the value, which is their median. */
  readonly n: number;
  /** (largest − smallest) ÷ median of the measurements. */
  readonly spread: number;
}

export type Case = (say: (line: string) => void) => Promise<readonly Row[]>;

type Figure = Pick<Row, 'id' | 'what' | 'unit' | 'better'> & { readonly goal?: number };

/** Median and spread of some measurements as a row. */
export function rowOf(figure: Figure, measurements: readonly number[]): Row {
  const sorted = measurements.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const median =
    sorted.length % 2 === 1
      ? (sorted[Math.floor(middle)] ?? 0)
      : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
  const spread = median === 0 ? 0 : ((sorted.at(-1) ?? 0) - (sorted[0] ?? 0)) / median;
  const { id, what, unit, better } = figure;
  return {
    id,
    what,
    value: rounded(median),
    unit,
    goal: figure.goal ?? null,
    better,
    n: sorted.length,
    spread: rounded(spread),
  };
}

const rounded = (value: number): number => Number(value.toPrecision(4));

export function missed({ value, goal, better }: Row): boolean {
  return goal !== null && (better === 'higher' ? value < goal : value > goal);
}

/** The table that is printed: figures in line, and MISSED where a goal was not reached. */
export function tableOf(rows: readonly Row[]): string {
  const cells = rows.map((row) => [
    row.id,
    row.what,
    `${row.value} ${row.unit}`,
    row.goal === null ? '' : `${row.better === 'higher' ? '≥' : '≤'} ${row.goal}`,
    `n ${row.n}`,
    `± ${Math.round((row.spread * 100) / 2)} %`,
    missed(row) ? 'MISSED' : '',
  ]);
  const widths = (cells[0] ?? []).map((_, column) => Math.max(...cells.map((cell) => cell[column]?.length ?? 0)));
  return cells
    .map((cell) =>
      cell
        .map((text, i) => text.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
