const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'] as const;

/** `12.4 MB`, in steps of 1,024. */
export function formatBytes(bytes: number): string {
  const at = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** at;
  return `${at === 0 ? Math.round(value) : value.toFixed(1)} ${UNITS[at]}`;
}
