import { readdirSync, readFileSync } from 'node:fs';

/** Most memory that any process started by this one has held so far, in megabytes: the engines' workers. */
export function peakOfEngines(): number {
  const processes = new Map<number, { readonly parent: number; readonly peak: number }>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const status = statusOf(name);
    const field = (key: string): number => Number(new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
    processes.set(Number(name), { parent: field('PPid'), peak: field('VmHWM') });
  }
  const isOurs = (pid: number): boolean => {
    const parent = processes.get(pid)?.parent ?? 0;
    return parent !== 0 && (parent === process.pid || isOurs(parent));
  };
  return Math.max(0, ...[...processes].flatMap(([pid, { peak }]) => (isOurs(pid) ? [peak / 1024] : [])));
}

function statusOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return '';
  }
}
