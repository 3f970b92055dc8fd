import { readdirSync, readFileSync } from 'node:fs';

/** Most memory that any process started by this one has held so far, in megabytes: the engines' workers. */
export function peakOfEngines(): number {
  const processes = new Map<number, { readonly parent: number; readonly peak: number }>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const status = fileOf(name, 'status');
    const field = (key: string): number => Number(new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
    processes.set(Number(name), { parent: field('PPid'), peak: field('VmHWM') });
  }
  const isOurs = (pid: number): boolean => {
    const parent = processes.get(pid)?.parent ?? 0;
    return parent !== 0 && (parent === process.pid || isOurs(parent));
  };
  return Math.max(0, ...[...processes].flatMap(([pid, { peak }]) => (isOurs(pid) ? [peak / 1024] : [])));
}

const TICK_MS = 10;

/**
 * Processor time of this process and all it has started so far, in milliseconds: what a question costs on a machine that
 * others use too, where wall time says little.
 */
export function processorTime(): number {
  const processes = new Map<number, { readonly parent: number; readonly ticks: number }>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    // After the name in parentheses: state, parent, …, own user and system time, and those of children that ended.
    const fields = fileOf(name, 'stat').split(') ').at(-1)?.split(' ') ?? [];
    const ticks = [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at] ?? 0), 0);
    processes.set(Number(name), { parent: Number(fields[1] ?? 0), ticks });
  }
  const isOurs = (pid: number): boolean => {
    if (pid === process.pid) return true;
    const parent = processes.get(pid)?.parent ?? 0;
    return parent !== 0 && isOurs(parent);
  };
  return TICK_MS * [...processes].reduce((sum, [pid, { ticks }]) => sum + (isOurs(pid) ? ticks : 0), 0);
}

function fileOf(pid: string, name: 'stat' | 'status'): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return '';
  }
}
