export type Cell = string | number | boolean | null;
export interface GridColumn {
  readonly name: string;
  readonly type: string;
}

const NUMERIC = /int|dec|num|double|float|real|huge/i;
export const isNumeric = (column: GridColumn): boolean => NUMERIC.test(column.type);

const numbers = new Intl.NumberFormat('en-US', { maximumFractionDigits: 4 });

export const showCell = (value: Cell, column: GridColumn, grouped = true): string => {
  if (value === null) return '';
  if (!grouped || !isNumeric(column) || !/^-?\d{1,15}(\.\d+)?$/.test(String(value))) return String(value);
  return numbers.format(Number(value));
};
