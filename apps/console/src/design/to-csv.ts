type Value = string | number | boolean | null;

/** Rows as comma-separated values; a text that a spreadsheet would take for a formula is quoted away. */
export function toCsv(head: readonly string[], rows: readonly (readonly Value[])[]): string {
  const cell = (value: Value): string => {
    const text = value === null ? '' : String(value);
    const safe = typeof value === 'string' && /^[=+\-@\t]/.test(text) ? `'${text}` : text;
    return /[",\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return [head.map(cell), ...rows.map((row) => row.map(cell))].map((row) => row.join(',')).join('\r\n');
}

/** Gives the reader a file. A mark at its beginning tells spreadsheets that Chinese text is UTF-8. */
export function saveCsv(name: string, csv: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([`\ufeff${csv}`], { type: 'text/csv' }));
  link.download = `${name}.csv`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
