import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createShiftedClock, createSystemClock, type Clock } from '@sluice/kernel';

/** The time by which limits are counted. Apart from it runs the real time, for sessions, rates and durations. */
export interface ServerClock extends Clock {
  /** Present only where the server was started so. */
  readonly move?: (to: Date) => void;
}

const FILE = 'clock.json';

/**
 * The domain's clock. A controllable one keeps its distance to real time in the data folder: after a restart time goes
 * on from where it was moved to, because entries already carry that time.
 */
export function openClock(dataFolder: string, controllable: boolean): ServerClock {
  const real = (): number => Date.now();
  const file = join(dataFolder, FILE);
  const kept = readOffset(file);
  if (!controllable && kept === 0) return createSystemClock(real);
  const clock = createShiftedClock(real);
  clock.advance(kept);
  if (!controllable) return clock;
  return {
    now: () => clock.now(),
    move: (to) => {
      clock.set(to);
      const offsetMs = to.getTime() - real();
      writeFileSync(`${file}.new`, JSON.stringify({ offsetMs }), { flush: true });
      renameSync(`${file}.new`, file);
    },
  };
}

function readOffset(file: string): number {
  try {
    const kept: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof kept === 'object' && kept !== null && 'offsetMs' in kept ? Number(kept.offsetMs) || 0 : 0;
  } catch {
    return 0;
  }
}
