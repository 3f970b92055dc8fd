/** A cell as one reads it in a line: two digits behind the point. */
export const toShort = (value: string | number | boolean | null): string =>
  typeof value === 'number' && !Number.isInteger(value) ? value.toFixed(2) : String(value ?? '—');
